-- Written by the database itself, so that no name can be saved without it. Filling it rewrites the table, which holds
-- households by the thousand at most: a moment.
ALTER TABLE producers ADD COLUMN name_folded text NOT NULL
    GENERATED ALWAYS AS (' ' || fold(name_vi || ' ' || name_en) || ' ') STORED;
COMMENT ON COLUMN producers.name_folded IS 'Both names between spaces, so that a word is found by its beginning.';
