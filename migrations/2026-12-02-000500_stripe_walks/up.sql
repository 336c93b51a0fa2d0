-- A notice that fails each time goes to the back of the line, so that it keeps no other waiting.
ALTER TABLE webhooks ADD COLUMN tried_at timestamptz;
COMMENT ON COLUMN webhooks.tried_at IS 'When it was last tried again after it could not be applied.';
DROP INDEX webhooks_waiting;
CREATE INDEX webhooks_waiting ON webhooks (tried_at NULLS FIRST, id) WHERE applied_at IS NULL;

CREATE TABLE stripe_walks (
    list text PRIMARY KEY CHECK (list IN ('pages', 'movements')),
    since timestamptz NOT NULL,
    after text
);
COMMENT ON TABLE stripe_walks IS 'A list of Stripe''s that is being gone through and has not come to its end: the next round goes on where this one stopped.';
COMMENT ON COLUMN stripe_walks.after IS 'The last one that was read, newest first; none yet when empty.';
