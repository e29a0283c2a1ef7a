-- Users' crontabs, byte for byte as they were installed; those that were replaced or removed, `content`
-- NULL where there was none; and which task came from which line. `source` is empty for a user's own
-- table, and the file's path for one of the system. A line that is gone is NULL: its task is cancelled,
-- and keeps its row.

CREATE TABLE crontabs (
    user_id      TEXT    NOT NULL PRIMARY KEY CHECK (user_id <> ''),
    content      BLOB    NOT NULL,
    installed_at INTEGER NOT NULL,
    installed_by TEXT    NOT NULL CHECK (installed_by <> '')
) STRICT;

CREATE TABLE crontab_history (
    version_id   INTEGER PRIMARY KEY,
    user_id      TEXT    NOT NULL CHECK (user_id <> ''),
    content      BLOB,
    installed_at INTEGER,
    installed_by TEXT             CHECK (installed_by <> ''),
    replaced_at  INTEGER NOT NULL,
    replaced_by  TEXT    NOT NULL CHECK (replaced_by <> ''),
    operation    TEXT    NOT NULL CHECK (operation IN ('install', 'remove', 'undo')),
    CHECK ((content IS NULL) = (installed_at IS NULL)),
    CHECK ((content IS NULL) = (installed_by IS NULL))
) STRICT;

CREATE INDEX crontab_history_of_user ON crontab_history (user_id, version_id);

CREATE TABLE crontab_lines (
    task_id            INTEGER PRIMARY KEY REFERENCES tasks (task_id),
    user_id            TEXT    NOT NULL CHECK (user_id <> ''),
    source             TEXT    NOT NULL,
    line               INTEGER          CHECK (line >= 1),
    mail_failures_only INTEGER NOT NULL CHECK (mail_failures_only IN (0, 1))
) STRICT;

CREATE INDEX crontab_lines_of_table ON crontab_lines (user_id, source, line)
    WHERE line IS NOT NULL;

-- Output of crontab jobs that is to be mailed: the text stands in `outputs`. A row is deleted when its
-- mail was accepted or is given up.

CREATE TABLE output_mails (
    run_id   INTEGER PRIMARY KEY REFERENCES runs (run_id),
    task_id  INTEGER NOT NULL REFERENCES tasks (task_id),
    attempt  INTEGER NOT NULL CHECK (attempt >= 1),
    added_at INTEGER NOT NULL,
    due_at   INTEGER NOT NULL,
    tries    INTEGER NOT NULL CHECK (tries >= 0)
) STRICT;

CREATE INDEX output_mails_due ON output_mails (due_at);
