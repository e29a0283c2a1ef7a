-- The days on which a task runs: the names of calendars of the configuration, as JSON lists; NULL is
-- 'none'. An occurrence on another day is skipped, or moved to the day before or after.

ALTER TABLE tasks ADD COLUMN only_calendars TEXT CHECK (only_calendars <> '');
ALTER TABLE tasks ADD COLUMN except_calendars TEXT CHECK (except_calendars <> '');
ALTER TABLE tasks ADD COLUMN if_excluded TEXT NOT NULL DEFAULT 'skip'
    CHECK (if_excluded IN ('skip', 'before', 'after'));

CREATE INDEX tasks_with_calendars ON tasks (only_calendars, except_calendars, state)
    WHERE state = 'active' AND (only_calendars IS NOT NULL OR except_calendars IS NOT NULL);
CREATE INDEX tasks_moved ON tasks (task_id)
    WHERE state = 'active' AND if_excluded <> 'skip';
