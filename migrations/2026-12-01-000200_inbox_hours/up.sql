-- In how many hours each kind of what waits at the office is due, where the office has set its own.
CREATE TABLE inbox_hours (
    kind text PRIMARY KEY,
    hours integer NOT NULL,
    changed_by bigint NOT NULL REFERENCES accounts,
    changed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT inbox_hours_within_bounds CHECK (CASE
        WHEN kind IN ('takedown', 'flag', 'listing', 'revision') THEN hours BETWEEN 1 AND 24
        WHEN kind = 'identity' THEN hours BETWEEN 1 AND 48
        WHEN kind IN ('application', 'paper', 'transfer', 'refund', 'job') THEN hours BETWEEN 1 AND 720
        ELSE false END)
);
COMMENT ON TABLE inbox_hours IS 'What stands here holds instead of the hours that office::inbox::sources came with, also for what waits already; the same kinds and bounds stand there.';
