-- What the nightly look at every document found, so that the office can read it.
ALTER TABLE search_indexes ADD COLUMN compared_at timestamptz, ADD COLUMN wrong integer CHECK (wrong >= 0),
    ADD CONSTRAINT search_indexes_compared CHECK ((compared_at IS NULL) = (wrong IS NULL));
COMMENT ON COLUMN search_indexes.wrong IS 'How many documents were missing, other, or too many when all were compared.';
