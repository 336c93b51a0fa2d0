DELETE FROM flags WHERE kind = 'phrase';
ALTER TABLE flags DROP CONSTRAINT flags_kind_check,
    ADD CONSTRAINT flags_kind_check CHECK (kind IN ('banned', 'fake', 'untrue', 'unsafe', 'picture', 'other'));
COMMENT ON COLUMN flags.words IS NULL;
