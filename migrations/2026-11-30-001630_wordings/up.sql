-- Messages to people in the office's own words.
CREATE TABLE wordings (
    key text NOT NULL CHECK (key ~ '^[a-z][a-z-]*$'),
    lang text NOT NULL CHECK (lang IN ('vi', 'en')),
    body text CHECK (length(body) BETWEEN 1 AND 1000),
    seq integer NOT NULL DEFAULT 1,
    changed_by bigint NOT NULL REFERENCES accounts,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (key, lang)
);
COMMENT ON TABLE wordings IS 'What stands here is sent instead of the text that the program came with.';
COMMENT ON COLUMN wordings.key IS 'The key of the sentence in locales/.';
COMMENT ON COLUMN wordings.body IS 'In the syntax of the Fluent files; NULL: as the program came.';
COMMENT ON COLUMN wordings.seq IS 'Counts every change, so that who writes over an older one is told.';
