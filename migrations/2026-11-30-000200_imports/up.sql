-- Goods that a household brings in a spreadsheet, and its own names for them.

CREATE TABLE imports (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    producer_id bigint NOT NULL REFERENCES producers,
    account_id bigint NOT NULL REFERENCES accounts,
    file_name text NOT NULL CHECK (length(file_name) <= 120),
    total integer NOT NULL CHECK (total > 0),
    taken integer NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND total),
    made_at timestamptz NOT NULL DEFAULT now(),
    begun_at timestamptz,
    begun_by bigint REFERENCES accounts,
    moved_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT imports_begun_by_somebody CHECK ((begun_at IS NULL) = (begun_by IS NULL)),
    CONSTRAINT imports_taken_after_begun CHECK (taken = 0 OR begun_at IS NOT NULL),
    CONSTRAINT imports_ended_when_all_taken CHECK ((ended_at IS NOT NULL) = (taken = total))
);
COMMENT ON TABLE imports IS 'A spreadsheet of goods as it was read: looked at and mended until begun_at, then taken over row by row.';
COMMENT ON COLUMN imports.taken IS 'So many of its rows were taken over, or passed over, in their order.';
COMMENT ON COLUMN imports.moved_at IS 'When taken was last written: one that has not moved for long waits for a job that is gone.';
CREATE INDEX imports_by_producer ON imports (producer_id, id DESC);
-- Two files that are taken over at once would each begin the product that both name.
CREATE UNIQUE INDEX imports_one_at_work ON imports (producer_id) WHERE begun_at IS NOT NULL AND ended_at IS NULL;

CREATE TABLE import_rows (
    import_id bigint NOT NULL REFERENCES imports ON DELETE CASCADE,
    n integer NOT NULL CHECK (n >= 0),
    typed jsonb NOT NULL CHECK (jsonb_typeof(typed) = 'object'),
    was_price bigint,
    was_left integer,
    fate text CHECK (fate IN ('begun', 'added', 'changed', 'same', 'withdrawn', 'waiting', 'too-many-drafts',
                              'too-many-packs', 'wrong', 'moved')),
    text text CHECK (text IN ('sent', 'kept', 'waits')),
    changes jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(changes) = 'array'),
    product_id bigint REFERENCES products ON DELETE SET NULL,
    PRIMARY KEY (import_id, n)
);
COMMENT ON COLUMN import_rows.typed IS 'sell::import::row::Row.';
COMMENT ON COLUMN import_rows.was_price IS 'Price and stock as the household saw them when it said begin: they are not written over when they have moved since.';
COMMENT ON COLUMN import_rows.text IS 'What became of new words about goods on sale: sent to the office, kept as a draft, or not taken since others wait there.';
CREATE INDEX import_rows_by_product ON import_rows (product_id) WHERE product_id IS NOT NULL;

CREATE TABLE pack_codes (
    producer_id bigint NOT NULL REFERENCES producers,
    code text NOT NULL CHECK (length(code) BETWEEN 1 AND 80),
    typed text NOT NULL CHECK (length(typed) BETWEEN 1 AND 40),
    product_id bigint NOT NULL REFERENCES products ON DELETE CASCADE,
    pack_id bigint REFERENCES packs ON DELETE CASCADE,
    pack_name text NOT NULL,
    PRIMARY KEY (producer_id, code)
);
COMMENT ON TABLE pack_codes IS 'What a household calls a pack in its own books.';
COMMENT ON COLUMN pack_codes.code IS 'In small letters, to be found by.';
COMMENT ON COLUMN pack_codes.pack_id IS 'None for a draft''s packs, which are no rows yet: those are found by pack_name.';
CREATE INDEX pack_codes_by_product ON pack_codes (product_id);
CREATE INDEX pack_codes_by_pack ON pack_codes (pack_id);
