-- What was missed and is held until somebody decides ([daemon] catch_up = "ask"): a row for each
-- stretch of occurrences of a task. `newest` lists the newest of them as [first, step, how many, ...],
-- a JSON list; the occurrences themselves have no runs yet. `count` is NULL where there are too many
-- to count.

CREATE TABLE missed (
    task_id   INTEGER NOT NULL REFERENCES tasks (task_id),
    first     INTEGER NOT NULL,
    through   INTEGER NOT NULL,
    count     INTEGER          CHECK (count >= 1),
    newest    TEXT    NOT NULL CHECK (newest <> ''),
    overtaken INTEGER NOT NULL CHECK (overtaken IN (0, 1)),
    user_id   TEXT    NOT NULL CHECK (user_id <> ''),
    held_at   INTEGER NOT NULL,
    PRIMARY KEY (task_id, first),
    CHECK (through >= first)
) STRICT, WITHOUT ROWID;

CREATE INDEX missed_of_user ON missed (user_id);

-- Runs that make up for missed occurrences may start later than they were made.
CREATE INDEX runs_delayed ON runs (not_before)
    WHERE state = 'queued' AND created_at < not_before * 1000000;

-- As before, with the user, for figures by user.
DROP INDEX runs_queued;
CREATE INDEX runs_queued ON runs (type, priority DESC, run_id, created_at, not_before, state, user_id)
    WHERE state = 'queued';
