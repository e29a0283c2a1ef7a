-- Who did what when: a row for each change that somebody made or was refused, in the transaction of
-- the change. Rows are added and never changed. `user_id` is whose task or run it is, or for whom it
-- was asked; `principal` is who asked. A new task has no version before, a refusal none at all.

CREATE TABLE audit (
    audit_id       INTEGER PRIMARY KEY,
    at             INTEGER NOT NULL,
    principal      TEXT    NOT NULL CHECK (principal <> ''),
    action         TEXT    NOT NULL CHECK (action <> ''),
    user_id        TEXT    NOT NULL CHECK (user_id <> ''),
    task_id        INTEGER,
    run_id         INTEGER,
    version_before INTEGER          CHECK (version_before >= 1),
    version_after  INTEGER          CHECK (version_after >= 1),
    outcome        TEXT    NOT NULL CHECK (outcome IN ('done', 'refused')),
    detail         TEXT
) STRICT;

CREATE INDEX audit_of_user ON audit (user_id);

-- Whether somebody is refused so often that no more of it is kept.
CREATE INDEX audit_refused ON audit (principal, at) WHERE outcome = 'refused';
