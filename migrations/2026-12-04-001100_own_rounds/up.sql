-- Households set their own rounds. One that is stopped takes no more orders; it stays, for the parcels that go with it still.
ALTER TABLE rounds
    ADD COLUMN seq integer NOT NULL DEFAULT 0,
    ADD COLUMN stopped_at timestamptz,
    ADD CONSTRAINT rounds_fee_within CHECK (fee <= 1000000) NOT VALID,
    ADD CONSTRAINT rounds_free_from_within CHECK (free_from <= 1000000000) NOT VALID;
COMMENT ON COLUMN rounds.seq IS 'Counts changes: who changes it says which one was seen.';
COMMENT ON COLUMN rounds.stopped_at IS 'Since when it takes no orders; NULL while it is driven.';
