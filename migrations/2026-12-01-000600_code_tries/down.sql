ALTER TABLE takeover_codes ADD COLUMN attempts integer NOT NULL DEFAULT 0 CHECK (attempts BETWEEN 0 AND 10);
DROP TABLE takeover_tries;
