DROP TABLE stripe_walks;
DROP INDEX webhooks_waiting;
CREATE INDEX webhooks_waiting ON webhooks (id) WHERE applied_at IS NULL;
ALTER TABLE webhooks DROP COLUMN tried_at;
