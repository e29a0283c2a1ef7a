-- The payload of type `payment`: a row for each transfer, amounts in minor units of the currency (ISO
-- 4217). Those of version V of a task are the rows with the greatest version that is not above V.

CREATE TABLE payments (
    task_id   INTEGER NOT NULL REFERENCES tasks (task_id),
    version   INTEGER NOT NULL CHECK (version >= 1),
    transfer  INTEGER NOT NULL CHECK (transfer >= 1),
    user_id   TEXT    NOT NULL CHECK (user_id <> ''),
    sender    TEXT    NOT NULL CHECK (sender <> ''),
    receiver  TEXT    NOT NULL CHECK (receiver <> '' AND receiver <> sender),
    amount    INTEGER NOT NULL CHECK (amount >= 1),
    currency  TEXT    NOT NULL CHECK (length(currency) = 3),
    reference TEXT             CHECK (reference <> ''),
    PRIMARY KEY (task_id, version, transfer)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX payments_receiver ON payments (task_id, version, receiver);

-- How many attempts of a run used up none of its retries: what hindered them was the administrator's
-- to mend.

ALTER TABLE runs ADD COLUMN uncounted INTEGER NOT NULL DEFAULT 0 CHECK (uncounted >= 0);
