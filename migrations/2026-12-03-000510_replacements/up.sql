-- Goods that a decision has sent again: when they were, or that it was settled another way. What has no row is still owed, and
-- waits at the office once its day is over. The complaint itself stays as it ended.
CREATE TABLE replacements (
    complaint_id bigint PRIMARY KEY REFERENCES complaints,
    ended_at timestamptz NOT NULL DEFAULT now(),
    ended_by bigint REFERENCES accounts,
    sent boolean,
    CONSTRAINT replacements_known_by_somebody CHECK ((sent IS NULL) = (ended_by IS NULL))
);
COMMENT ON TABLE replacements IS 'How what a complaint had sent again ended; none yet: it is still owed.';
COMMENT ON COLUMN replacements.sent IS 'The goods went out again; else it was settled another way, and the log says how. NULL: its day was over before anybody noted it.';
COMMENT ON COLUMN replacements.ended_by IS 'Who noted it; NULL: nobody did.';
CREATE INDEX complaints_replacing ON complaints (replace_by, id) WHERE outcome = 'replacement';
-- Nobody could say until now that goods were sent again. What was to be sent by a day that is over was or was not: nobody is
-- called late for it, nor said to have sent it.
INSERT INTO replacements (complaint_id)
SELECT id FROM complaints WHERE outcome = 'replacement' AND replace_by < (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
