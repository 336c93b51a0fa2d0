-- A household whose identity the office takes back sells no more until it is proved again, and no other suspension ends
-- with that. A constant default: no row is written anew.
ALTER TABLE producers
    ADD COLUMN suspended_with_identity boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT producers_suspended_with_identity CHECK (NOT suspended_with_identity OR suspended_at IS NOT NULL);
COMMENT ON COLUMN producers.suspended_with_identity IS 'Suspended because its identity was revoked: it is lifted when the identity is proved again.';
