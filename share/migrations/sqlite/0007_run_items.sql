-- The parts of a run that have ends of their own: a transfer of a payment, a recipient of an email.
-- `first_sent_at` is committed before the first byte leaves, and what was sent then (its key, the
-- hash of its bytes) does not change any more.

CREATE TABLE run_items (
    run_id          INTEGER NOT NULL REFERENCES runs (run_id),
    item            INTEGER NOT NULL CHECK (item >= 1),
    label           TEXT    NOT NULL,
    idempotency_key TEXT             CHECK (idempotency_key <> ''),
    body_hash       TEXT             CHECK (body_hash <> ''),
    first_sent_at   INTEGER,
    state           TEXT    NOT NULL CHECK (state IN ('pending', 'sent', 'succeeded', 'failed',
                                                      'rejected', 'unknown')),
    reply           TEXT             CHECK (reply <> ''),
    PRIMARY KEY (run_id, item),
    CHECK (state <> 'sent' OR first_sent_at IS NOT NULL)
) STRICT, WITHOUT ROWID;
