-- The payload of all types that plugins bring; which one it is stands in the task. `metadata` is a
-- JSON object of the fields. Rows are found as those of `commands` are.
CREATE TABLE plugin_payloads (
    task_id  INTEGER NOT NULL REFERENCES tasks (task_id),
    version  INTEGER NOT NULL CHECK (version >= 1),
    user_id  TEXT    NOT NULL CHECK (user_id <> ''),
    metadata TEXT    NOT NULL CHECK (metadata <> ''),
    PRIMARY KEY (task_id, version)
) STRICT, WITHOUT ROWID;
