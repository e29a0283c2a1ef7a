-- The store of tasksched, version 1: tasks, commands, runs.
--
-- Times of schedules are seconds of UTC; times at which something happened are microseconds of UTC.
-- Durations are seconds. NULL is 'none'.
--
-- Ids are never used a second time. SQLite gives a new row the greatest id of its table plus one,
-- so the row with the greatest id must never be deleted: tasks are kept, and whatever clears old
-- runs away leaves the newest one.

CREATE TABLE meta (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    revision        INTEGER NOT NULL CHECK (revision >= 0),
    active_tasks    INTEGER NOT NULL CHECK (active_tasks >= 0),
    paused_tasks    INTEGER NOT NULL CHECK (paused_tasks >= 0),
    done_tasks      INTEGER NOT NULL CHECK (done_tasks >= 0),
    cancelled_tasks INTEGER NOT NULL CHECK (cancelled_tasks >= 0),
    owner           TEXT,
    host            TEXT,
    term            INTEGER NOT NULL CHECK (term >= 0),
    owned_since     INTEGER,
    boot_id         TEXT
) STRICT;

INSERT INTO meta (id, revision, active_tasks, paused_tasks, done_tasks, cancelled_tasks, term)
VALUES (1, 0, 0, 0, 0, 0, 0);

CREATE TABLE tasks (
    task_id          INTEGER PRIMARY KEY,
    user_id          TEXT    NOT NULL CHECK (user_id <> ''),
    name             TEXT             CHECK (name <> ''),
    type             TEXT    NOT NULL CHECK (type <> ''),
    state            TEXT    NOT NULL CHECK (state IN ('active', 'paused', 'done', 'cancelled')),
    execute_datetime INTEGER,
    recurring_period INTEGER          CHECK (recurring_period >= 1),
    recurring_unit   TEXT             CHECK (recurring_unit IN ('seconds', 'months', 'years')),
    after_finish     INTEGER NOT NULL CHECK (after_finish IN (0, 1)),
    cron             TEXT             CHECK (cron <> ''),
    time_zone        TEXT    NOT NULL CHECK (time_zone <> ''),
    start            INTEGER,
    until            INTEGER,
    remaining        INTEGER          CHECK (remaining >= 0),
    jitter           INTEGER NOT NULL CHECK (jitter >= 0),
    catch_up         TEXT    NOT NULL CHECK (catch_up IN ('none', 'latest', 'all')),
    deadline         INTEGER          CHECK (deadline >= 0),
    overlap          TEXT    NOT NULL CHECK (overlap IN ('allow', 'skip', 'queue', 'replace')),
    timeout          INTEGER          CHECK (timeout >= 0),
    retries          INTEGER NOT NULL CHECK (retries >= 0),
    backoff_base     INTEGER NOT NULL CHECK (backoff_base >= 0),
    backoff_cap      INTEGER NOT NULL CHECK (backoff_cap >= backoff_base),
    on_crash         TEXT    NOT NULL CHECK (on_crash IN ('ask', 'retry', 'fail')),
    notify           TEXT    NOT NULL,
    priority         INTEGER NOT NULL,
    next_run_at      INTEGER,
    created_at       INTEGER NOT NULL,
    version          INTEGER NOT NULL CHECK (version >= 1),
    revision         INTEGER NOT NULL CHECK (revision >= 1),
    CHECK ((execute_datetime IS NOT NULL) + (recurring_period IS NOT NULL) + (cron IS NOT NULL) = 1),
    CHECK ((recurring_period IS NULL) = (recurring_unit IS NULL)),
    CHECK (after_finish = 0 OR recurring_period IS NOT NULL)
) STRICT;

CREATE UNIQUE INDEX tasks_name ON tasks (user_id, name)
    WHERE state IN ('active', 'paused') AND name IS NOT NULL;
CREATE INDEX tasks_ever_named ON tasks (user_id, name)
    WHERE name IS NOT NULL;
CREATE UNIQUE INDEX tasks_revision ON tasks (revision);
CREATE INDEX tasks_due ON tasks (next_run_at)
    WHERE state = 'active' AND next_run_at IS NOT NULL;
CREATE INDEX tasks_of_user ON tasks (user_id);
CREATE INDEX tasks_current ON tasks (user_id)
    WHERE state IN ('active', 'paused');
CREATE INDEX tasks_at_reboot ON tasks (task_id)
    WHERE state = 'active' AND cron = '@reboot';
CREATE INDEX tasks_without_next ON tasks (task_id)
    WHERE state = 'active' AND after_finish = 1 AND next_run_at IS NULL;

-- Who changed what when. The newest version of a task stands in `tasks`; `snapshot` holds an older
-- one, as JSON of its row, written when it is superseded.
CREATE TABLE task_versions (
    task_id    INTEGER NOT NULL REFERENCES tasks (task_id),
    version    INTEGER NOT NULL CHECK (version >= 1),
    changed_at INTEGER NOT NULL,
    changed_by TEXT    NOT NULL,
    operation  TEXT    NOT NULL,
    snapshot   TEXT,
    PRIMARY KEY (task_id, version)
) STRICT, WITHOUT ROWID;

-- The payload of type `command`. That of version V of a task is the row with the greatest version
-- that is not above V: a change that leaves the payload as it is adds no row.
CREATE TABLE commands (
    task_id INTEGER NOT NULL REFERENCES tasks (task_id),
    version INTEGER NOT NULL CHECK (version >= 1),
    user_id TEXT    NOT NULL CHECK (user_id <> ''),
    argv    TEXT,
    shell   TEXT,
    cwd     TEXT             CHECK (cwd <> ''),
    env     TEXT,
    stdin   TEXT,
    PRIMARY KEY (task_id, version),
    CHECK ((argv IS NULL) <> (shell IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    run_id            INTEGER PRIMARY KEY,
    task_id           INTEGER NOT NULL,
    version           INTEGER NOT NULL,
    user_id           TEXT    NOT NULL CHECK (user_id <> ''),
    type              TEXT    NOT NULL CHECK (type <> ''),
    scheduled_for     INTEGER,
    created_at        INTEGER NOT NULL,
    not_before        INTEGER NOT NULL,
    state             TEXT    NOT NULL CHECK (state IN ('queued', 'running', 'waiting', 'succeeded',
                                                        'failed', 'cancelled', 'skipped',
                                                        'unknown')),
    reason            TEXT             CHECK (reason <> ''),
    owner             TEXT             CHECK (owner <> ''),
    term              INTEGER          CHECK (term >= 1),
    attempt           INTEGER NOT NULL CHECK (attempt >= 0),
    priority          INTEGER NOT NULL,
    next_attempt_at   INTEGER,
    kill_requested_at INTEGER,
    through           INTEGER,
    count             INTEGER          CHECK (count >= 1),
    ended_at          INTEGER,
    FOREIGN KEY (task_id, version) REFERENCES task_versions (task_id, version),
    CHECK (state <> 'running' OR (owner IS NOT NULL AND term IS NOT NULL AND attempt >= 1)),
    CHECK ((state = 'waiting') = (next_attempt_at IS NOT NULL)),
    CHECK ((state IN ('queued', 'running', 'waiting')) = (ended_at IS NULL)),
    CHECK (through IS NULL OR through >= scheduled_for)
) STRICT;

-- One run an occurrence. Occurrences that were skipped one after the other share a row, which
-- stands for the first of them here.
CREATE UNIQUE INDEX runs_occurrence ON runs (task_id, scheduled_for)
    WHERE scheduled_for IS NOT NULL;
CREATE INDEX runs_of_task ON runs (task_id);
CREATE INDEX runs_of_user ON runs (user_id);
CREATE INDEX runs_open ON runs (task_id)
    WHERE state IN ('queued', 'running', 'waiting');
CREATE INDEX runs_queued ON runs (type, priority DESC, run_id, created_at, not_before, state)
    WHERE state = 'queued';
CREATE INDEX runs_running ON runs (term)
    WHERE state = 'running';
CREATE INDEX runs_kill ON runs (run_id)
    WHERE state = 'running' AND kill_requested_at IS NOT NULL;
CREATE INDEX runs_waiting ON runs (next_attempt_at)
    WHERE state = 'waiting';
CREATE INDEX runs_unknown ON runs (user_id)
    WHERE state = 'unknown';
CREATE INDEX runs_unsuccessful ON runs (user_id, state)
    WHERE state IN ('failed', 'cancelled', 'skipped');
CREATE INDEX runs_ended ON runs (ended_at, state)
    WHERE ended_at IS NOT NULL;

CREATE TABLE attempts (
    run_id            INTEGER NOT NULL REFERENCES runs (run_id),
    attempt           INTEGER NOT NULL CHECK (attempt >= 1),
    host              TEXT    NOT NULL,
    started_at        INTEGER NOT NULL,
    finished_at       INTEGER,
    outcome           TEXT             CHECK (outcome IN ('success', 'transient', 'permanent',
                                                          'rejection')),
    exit_code         INTEGER,
    signal            INTEGER,
    detail            TEXT,
    pid               INTEGER,
    start_ticks       INTEGER,
    boot_id           TEXT,
    cpu_microseconds  INTEGER          CHECK (cpu_microseconds >= 0),
    peak_memory_bytes INTEGER          CHECK (peak_memory_bytes >= 0),
    PRIMARY KEY (run_id, attempt),
    CHECK ((finished_at IS NULL) = (outcome IS NULL)),
    CHECK ((pid IS NULL) = (start_ticks IS NULL) AND (pid IS NULL) = (boot_id IS NULL))
) STRICT, WITHOUT ROWID;

-- What an attempt wrote: all of it in `head`, or, where it was too much, its beginning and its end.
CREATE TABLE outputs (
    run_id      INTEGER NOT NULL,
    attempt     INTEGER NOT NULL,
    head        BLOB    NOT NULL,
    tail        BLOB    NOT NULL,
    total_bytes INTEGER NOT NULL CHECK (total_bytes >= length(head) + length(tail)),
    PRIMARY KEY (run_id, attempt),
    FOREIGN KEY (run_id, attempt) REFERENCES attempts (run_id, attempt)
) STRICT, WITHOUT ROWID;
