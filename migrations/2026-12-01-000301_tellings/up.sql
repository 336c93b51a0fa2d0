-- Who has told of which transfer: a provider, a line of a statement, a clerk. One source tells of each transfer once, so what it
-- tells next is another one; what others tell is the same money, by the bank's number or by the order that it names.
CREATE TABLE tellings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transfer_id bigint NOT NULL REFERENCES transfers,
    source text NOT NULL CHECK (source IN ('sepay', 'payos', 'casso', 'statement', 'clerk')),
    external_id text NOT NULL,
    statement_id bigint REFERENCES statements,
    bank_reference text,
    told_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE tellings IS 'Who has told of which transfer, and by which number: each source once, a statement line by line.';
COMMENT ON COLUMN tellings.external_id IS 'The same whenever this source tells of the same transfer.';
COMMENT ON COLUMN tellings.bank_reference IS 'The bank''s number of the transfer as this source gave it.';
CREATE UNIQUE INDEX tellings_once ON tellings (source, external_id, coalesce(statement_id, 0));
CREATE INDEX tellings_by_transfer ON tellings (transfer_id);
CREATE INDEX tellings_by_reference ON tellings (bank_reference, statement_id) WHERE bank_reference IS NOT NULL;
INSERT INTO tellings (transfer_id, source, external_id, bank_reference, told_at)
SELECT id, source, external_id, bank_reference, noted_at FROM transfers WHERE part_of IS NULL ORDER BY id;
INSERT INTO tellings (transfer_id, source, external_id, bank_reference)
SELECT id, split_part(confirmed_as, ':', 1), substr(confirmed_as, strpos(confirmed_as, ':') + 1), bank_reference
FROM transfers WHERE confirmed_as IS NOT NULL ORDER BY id ON CONFLICT DO NOTHING;

-- Two lines of one statement may bear one number and one sum, where the bank prints the kind of a movement for a number.
DROP INDEX transfers_one_of_reference;
CREATE INDEX transfers_by_only_code ON transfers (account_id, amount, (codes[1])) WHERE cardinality(codes) = 1 AND part_of IS NULL;
CREATE INDEX transfers_by_words ON transfers (account_id, amount, md5(folded(content)), came_at) WHERE part_of IS NULL;
