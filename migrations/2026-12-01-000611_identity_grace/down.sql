ALTER TABLE identities DROP COLUMN sells_until;
