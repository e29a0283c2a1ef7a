-- The exit statuses that a task's retries are for and those that they are not for, as lists such as
-- 2,64-78; the limits of the programs that it runs, in bytes, seconds of CPU time and descriptors,
-- where the greatest integer is 'no limit'; and whether a process left a core dump. NULL is 'not
-- said'.

ALTER TABLE tasks ADD COLUMN retry_on TEXT CHECK (retry_on <> '');
ALTER TABLE tasks ADD COLUMN give_up_on TEXT CHECK (give_up_on <> '');
ALTER TABLE tasks ADD COLUMN memory_limit INTEGER CHECK (memory_limit >= 1);
ALTER TABLE tasks ADD COLUMN cpu_limit INTEGER CHECK (cpu_limit >= 1);
ALTER TABLE tasks ADD COLUMN open_files INTEGER CHECK (open_files >= 1);
ALTER TABLE tasks ADD COLUMN nice INTEGER CHECK (nice BETWEEN -20 AND 19);
ALTER TABLE tasks ADD COLUMN umask INTEGER CHECK (umask BETWEEN 0 AND 511);

ALTER TABLE attempts ADD COLUMN core_dumped INTEGER CHECK (core_dumped IN (0, 1));
