CREATE TABLE pictures (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash text NOT NULL UNIQUE CHECK (hash ~ '^[0-9a-f]{32}$'),
    width integer NOT NULL CHECK (width BETWEEN 1 AND 8000),
    height integer NOT NULL CHECK (height BETWEEN 1 AND 8000),
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN pictures.hash IS 'First 128 bits of the SHA-256 of the upload, in hex; renditions are <hash>-<width>.webp and .jpg.';
