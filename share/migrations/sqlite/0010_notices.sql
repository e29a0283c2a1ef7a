-- What users are to be told of: runs that failed for good, were rejected or became unknown. A task has
-- at most one row that nobody was told of yet: what happens meanwhile is counted in it. Rows with the
-- same `message`, which is the least of their ids, are told together. `due_at` is when the next try is
-- to be made, NULL where there is nothing more to do; `by_mail` and `by_command` are the ways that are
-- left. Rows of the past are kept for as long as they say whom not to tell again too soon.

CREATE TABLE notices (
    notice_id   INTEGER PRIMARY KEY,
    task_id     INTEGER NOT NULL REFERENCES tasks (task_id),
    user_id     TEXT    NOT NULL CHECK (user_id <> ''),
    run_id      INTEGER NOT NULL,
    attempt     INTEGER NOT NULL CHECK (attempt >= 0),
    kind        TEXT    NOT NULL CHECK (kind IN ('failed', 'rejected', 'unknown')),
    why         TEXT    NOT NULL,
    first_at    INTEGER NOT NULL,
    happened_at INTEGER NOT NULL,
    count       INTEGER NOT NULL CHECK (count >= 1),
    due_at      INTEGER,
    message     INTEGER          CHECK (message <= notice_id),
    address     TEXT             CHECK (address <> ''),
    by_mail     INTEGER NOT NULL CHECK (by_mail IN (0, 1)),
    by_command  INTEGER NOT NULL CHECK (by_command IN (0, 1)),
    tries       INTEGER NOT NULL CHECK (tries >= 0),
    tried_since INTEGER,
    tried_at    INTEGER,
    told_at     INTEGER,
    CHECK ((message IS NULL) = (tries = 0)),
    CHECK ((message IS NULL) = (tried_since IS NULL) AND (message IS NULL) = (tried_at IS NULL)),
    CHECK (told_at IS NULL OR due_at IS NULL)
) STRICT;

CREATE UNIQUE INDEX notices_untold ON notices (task_id)
    WHERE due_at IS NOT NULL AND message IS NULL;
CREATE INDEX notices_due ON notices (due_at)
    WHERE due_at IS NOT NULL;
CREATE INDEX notices_of_message ON notices (message)
    WHERE due_at IS NOT NULL AND message IS NOT NULL;
CREATE INDEX notices_tried ON notices (task_id, tried_at)
    WHERE tried_at IS NOT NULL;
CREATE INDEX notices_begun ON notices (address, tried_since, message)
    WHERE tried_since IS NOT NULL;
CREATE INDEX notices_over ON notices (happened_at)
    WHERE due_at IS NULL;
