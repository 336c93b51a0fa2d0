CREATE TABLE takeover_tries (
    code_id bigint NOT NULL REFERENCES takeover_codes ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts,
    attempts integer NOT NULL DEFAULT 1 CHECK (attempts BETWEEN 1 AND 10),
    PRIMARY KEY (code_id, account_id)
);
COMMENT ON TABLE takeover_tries IS 'How often an account has tried a code: each has its own tries, so that a stranger uses up nobody else''s.';
ALTER TABLE takeover_codes DROP COLUMN attempts;
