DELETE FROM inbox_hours WHERE kind = 'facts';
ALTER TABLE inbox_hours DROP CONSTRAINT inbox_hours_within_bounds;
ALTER TABLE inbox_hours ADD CONSTRAINT inbox_hours_within_bounds CHECK (CASE
    WHEN kind IN ('takedown', 'flag', 'listing', 'revision', 'photo') THEN hours BETWEEN 1 AND 24
    WHEN kind = 'identity' THEN hours BETWEEN 1 AND 48
    WHEN kind = 'review' THEN hours BETWEEN 1 AND 72
    WHEN kind = 'dispute' THEN hours BETWEEN 1 AND 168
    WHEN kind IN ('application', 'paper', 'transfer', 'refund', 'job') THEN hours BETWEEN 1 AND 720
    ELSE false END);
DELETE FROM claims WHERE kind = 'facts';
DROP TABLE facts_waiting;
ALTER TABLE producers
    DROP CONSTRAINT producers_since_year,
    DROP CONSTRAINT producers_stories,
    DROP CONSTRAINT producers_registration_no;
