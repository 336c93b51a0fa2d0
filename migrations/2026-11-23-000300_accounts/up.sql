CREATE TABLE accounts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    phone text UNIQUE CHECK (phone ~ '^\+[1-9][0-9]{6,14}$'),
    phone_verified_at timestamptz,
    email text UNIQUE CHECK (email = lower(email)),
    email_verified_at timestamptz,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    password_hash text NOT NULL,
    lang text NOT NULL DEFAULT 'vi' CHECK (lang IN ('vi', 'en')),
    created_at timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz,
    CHECK (phone IS NOT NULL OR email IS NOT NULL)
);
ALTER TABLE sessions ADD CONSTRAINT sessions_account_id_fkey
    FOREIGN KEY (account_id) REFERENCES accounts ON DELETE CASCADE;

CREATE TABLE one_time_codes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('verify_phone', 'verify_email', 'reset_password')),
    code_hash bytea NOT NULL,
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts BETWEEN 0 AND 5),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
COMMENT ON COLUMN one_time_codes.code_hash IS 'HMAC-SHA256 of the six digits under SECRET_KEY; the plain code lives only in the message.';
CREATE INDEX one_time_codes_open ON one_time_codes (account_id, purpose) WHERE used_at IS NULL;

CREATE TABLE clerks (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('moderator', 'promoter', 'finance', 'admin')),
    granted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, role)
);
