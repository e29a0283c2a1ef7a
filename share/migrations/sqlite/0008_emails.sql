-- Type email: its message, whom it goes to and which files go with it, a version of a task each.

CREATE TABLE emails (
    task_id INTEGER NOT NULL REFERENCES tasks (task_id),
    version INTEGER NOT NULL CHECK (version >= 1),
    user_id TEXT    NOT NULL CHECK (user_id <> ''),
    sender  TEXT             CHECK (sender <> ''),
    subject TEXT    NOT NULL,
    message TEXT    NOT NULL CHECK (message <> ''),
    html    INTEGER NOT NULL CHECK (html IN (0, 1)),
    PRIMARY KEY (task_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE email_recipients (
    task_id  INTEGER NOT NULL,
    version  INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 1),
    receiver TEXT    NOT NULL CHECK (receiver <> ''),
    PRIMARY KEY (task_id, version, position),
    FOREIGN KEY (task_id, version) REFERENCES emails (task_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE email_attachments (
    task_id  INTEGER NOT NULL,
    version  INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 1),
    path     TEXT    NOT NULL CHECK (path <> ''),
    PRIMARY KEY (task_id, version, position),
    FOREIGN KEY (task_id, version) REFERENCES emails (task_id, version)
) STRICT, WITHOUT ROWID;
