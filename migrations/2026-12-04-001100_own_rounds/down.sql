DELETE FROM rounds WHERE stopped_at IS NOT NULL;
ALTER TABLE rounds
    DROP CONSTRAINT rounds_fee_within, DROP CONSTRAINT rounds_free_from_within, DROP COLUMN stopped_at, DROP COLUMN seq;
