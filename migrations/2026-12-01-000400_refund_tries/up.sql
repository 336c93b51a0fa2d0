ALTER TABLE refunds ADD COLUMN tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0);
COMMENT ON COLUMN refunds.tries IS 'How often the office had a provider asked anew after it had failed; each asks under a key of its own.';
-- Asked anew before tries were counted: kept from being followed by the failure of the time before. Within a day the
-- provider only said again under the first key what it had said at first, and made nothing: that is asked as something new,
-- or what it said before it failed would be taken for its being sent. What it made after it had forgotten the key is found
-- by listing; where it made nothing, the refund fails once more and is asked for anew.
UPDATE refunds SET why_failed = '', tries = CASE WHEN made_at > now() - interval '20 hours' THEN 1 ELSE 0 END
WHERE method = 'card' AND state = 'due' AND why_failed <> '';
