-- By which files of the time zone database the next times of the tasks were last looked at: a text of
-- the program that changes with them. NULL is 'not yet'.

ALTER TABLE meta ADD COLUMN zone_rules TEXT CHECK (zone_rules <> '');
