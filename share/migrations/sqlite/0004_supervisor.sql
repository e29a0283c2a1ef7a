-- The instance of the supervisor that an attempt was given to, recorded before it is sent: what that
-- one does not know was never started. Empty: recorded before there was one to give it to. NULL: an
-- attempt that no other process carries out, or of a daemon from before this column.

ALTER TABLE attempts ADD COLUMN supervisor TEXT;
