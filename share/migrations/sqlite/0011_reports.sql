-- The payload of type `report`: a program, as in `commands`, or a query of the store, and whom its
-- output is mailed to, a JSON list.

CREATE TABLE reports (
    task_id    INTEGER NOT NULL REFERENCES tasks (task_id),
    version    INTEGER NOT NULL CHECK (version >= 1),
    user_id    TEXT    NOT NULL CHECK (user_id <> ''),
    argv       TEXT,
    shell      TEXT,
    cwd        TEXT             CHECK (cwd <> ''),
    env        TEXT,
    stdin      TEXT,
    sql        TEXT             CHECK (sql <> ''),
    recipients TEXT    NOT NULL CHECK (recipients <> ''),
    subject    TEXT             CHECK (subject <> ''),
    format     TEXT    NOT NULL CHECK (format IN ('text', 'html', 'csv')),
    attach_as  TEXT             CHECK (attach_as <> ''),
    PRIMARY KEY (task_id, version),
    CHECK ((argv IS NOT NULL) + (shell IS NOT NULL) + (sql IS NOT NULL) = 1)
) STRICT, WITHOUT ROWID;

-- What the program of a run came to whose run is not over with that: its output, which stands in
-- `outputs`, is being mailed. A row means that the program is not run again for this run.

CREATE TABLE kept_results (
    run_id            INTEGER PRIMARY KEY REFERENCES runs (run_id),
    attempt           INTEGER NOT NULL CHECK (attempt >= 1),
    outcome           TEXT    NOT NULL CHECK (outcome IN ('success', 'transient', 'permanent',
                                                          'rejection')),
    reason            TEXT             CHECK (reason <> ''),
    exit_code         INTEGER,
    signal            INTEGER,
    detail            TEXT,
    cpu_microseconds  INTEGER          CHECK (cpu_microseconds >= 0),
    peak_memory_bytes INTEGER          CHECK (peak_memory_bytes >= 0),
    core_dumped       INTEGER          CHECK (core_dumped IN (0, 1)),
    finished_at       INTEGER NOT NULL
) STRICT;
