ALTER TABLE sessions ADD COLUMN second_at timestamptz;
COMMENT ON COLUMN sessions.second_at IS 'When a clerk gave the second factor in this session; one that is older than the factor counts for nothing.';

CREATE TABLE second_factors (
    account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    secret bytea NOT NULL CHECK (octet_length(secret) BETWEEN 44 AND 128),
    since timestamptz NOT NULL DEFAULT now(),
    last_step bigint NOT NULL CHECK (last_step >= 0)
);
COMMENT ON TABLE second_factors IS 'The second factor of a clerk: codes by time, RFC 6238. A row is there once a first code has confirmed it.';
COMMENT ON COLUMN second_factors.secret IS 'Encrypted under a key made of SECRET_KEY, bound to the account.';
COMMENT ON COLUMN second_factors.last_step IS 'The half minute of the latest code that was taken: that code and those before it are worth nothing.';

CREATE TABLE recovery_codes (
    account_id bigint NOT NULL REFERENCES second_factors ON DELETE CASCADE,
    code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
    used_at timestamptz,
    PRIMARY KEY (account_id, code_hash)
);
COMMENT ON TABLE recovery_codes IS 'Codes on paper, each good once in place of the phone. HMAC-SHA256 under SECRET_KEY.';
