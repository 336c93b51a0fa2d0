-- What a transfer needs once it is matched: which orders it may be for, who said the same, and what was split off it.
ALTER TABLE transfers
    ADD COLUMN codes text[] NOT NULL DEFAULT '{}',
    ADD COLUMN confirmed_as text,
    ADD COLUMN part_of bigint REFERENCES transfers;
COMMENT ON COLUMN transfers.codes IS 'The order codes that were found in its content and are orders'' codes.';
COMMENT ON COLUMN transfers.confirmed_as IS 'A clerk''s word: the notice or the statement line that said the same, as source:external_id.';
COMMENT ON COLUMN transfers.part_of IS 'What was too much of another transfer: refunded or kept by itself.';
CREATE UNIQUE INDEX transfers_confirmed_once ON transfers (confirmed_as) WHERE confirmed_as IS NOT NULL;
CREATE INDEX transfers_by_part_of ON transfers (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX transfers_open_by_code ON transfers USING gin (codes) WHERE state = 'open';
CREATE INDEX transfers_by_day ON transfers (account_id, amount, came_at);
-- A part of a payment goes back when the order falls through before the rest has come.
INSERT INTO transfer_moves VALUES ('applied', 'refunded');
