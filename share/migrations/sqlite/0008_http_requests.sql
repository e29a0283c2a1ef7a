-- The payloads of type http: a request, and which statuses of its reply are success. Headers are a
-- JSON list of texts; secrets are in here by their names alone.

CREATE TABLE http_requests (
    task_id INTEGER NOT NULL REFERENCES tasks (task_id),
    version INTEGER NOT NULL CHECK (version >= 1),
    user_id TEXT    NOT NULL CHECK (user_id <> ''),
    method  TEXT    NOT NULL CHECK (method <> ''),
    url     TEXT    NOT NULL CHECK (url <> ''),
    headers TEXT,
    body    TEXT             CHECK (body <> ''),
    expect  TEXT    NOT NULL CHECK (expect <> ''),
    PRIMARY KEY (task_id, version)
) STRICT, WITHOUT ROWID;
