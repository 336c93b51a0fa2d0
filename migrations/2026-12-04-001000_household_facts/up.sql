-- What a household tells of itself is put right by itself. What it changes after it was approved is seen by buyers at once, and
-- waits until the office has looked at it.
ALTER TABLE producers
    ADD CONSTRAINT producers_since_year CHECK (since_year BETWEEN 1800 AND 2200),
    ADD CONSTRAINT producers_stories CHECK (length(story_vi) <= 2000 AND length(story_en) <= 2000),
    ADD CONSTRAINT producers_registration_no CHECK (length(registration_no) BETWEEN 1 AND 60);
CREATE TABLE facts_waiting (
    producer_id bigint PRIMARY KEY REFERENCES producers ON DELETE CASCADE,
    since timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE facts_waiting IS 'Households that have changed what buyers read of them, and since when: what they changed stands in the log, as facts.changed.';

ALTER TABLE inbox_hours DROP CONSTRAINT inbox_hours_within_bounds;
ALTER TABLE inbox_hours ADD CONSTRAINT inbox_hours_within_bounds CHECK (CASE
    WHEN kind IN ('takedown', 'flag', 'listing', 'revision', 'photo') THEN hours BETWEEN 1 AND 24
    WHEN kind = 'identity' THEN hours BETWEEN 1 AND 48
    WHEN kind = 'review' THEN hours BETWEEN 1 AND 72
    WHEN kind = 'dispute' THEN hours BETWEEN 1 AND 168
    WHEN kind IN ('application', 'facts', 'paper', 'transfer', 'refund', 'job') THEN hours BETWEEN 1 AND 720
    ELSE false END);
