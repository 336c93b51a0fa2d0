-- Words that the office forbids are looked for in what is on the market already; each product that says them is flagged.
ALTER TABLE flags DROP CONSTRAINT flags_kind_check,
    ADD CONSTRAINT flags_kind_check CHECK (kind IN ('banned', 'fake', 'untrue', 'unsafe', 'picture', 'other', 'phrase'));
COMMENT ON COLUMN flags.words IS 'What was said; of kind phrase the forbidden words that stand in the listing.';
