ALTER TABLE refunds ADD COLUMN tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0);
COMMENT ON COLUMN refunds.tries IS 'How often the office had a provider asked anew after it had failed; each asks under a key of its own.';
-- Asked anew before tries were counted: kept from being followed by the failure of the time before. What the provider
-- made of it is found by listing, under the first key; where it made nothing, it fails once more and is asked anew.
UPDATE refunds SET why_failed = '' WHERE method = 'card' AND state = 'due' AND why_failed <> '';
