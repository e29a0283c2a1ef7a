-- The same indexes as before, by conditions that cost nothing: for each list of three words or more
-- the engine builds a table in memory, at every change of a run and for each index. A run has ended
-- where its state is final, see the table's CHECKs.

DROP INDEX runs_open;
CREATE INDEX runs_open ON runs (task_id)
    WHERE ended_at IS NULL;

DROP INDEX runs_unsuccessful;
CREATE INDEX runs_unsuccessful ON runs (user_id, state)
    WHERE ended_at IS NOT NULL AND state <> 'succeeded' AND state <> 'unknown';
