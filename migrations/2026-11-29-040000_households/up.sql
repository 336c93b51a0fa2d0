-- Households join: they apply and are approved, accept the terms, prove who they are, send their papers, share the work among
-- several members, and go on holiday. Whatever a person does that somebody may ask about later is an act.

-- Standing -----------------------------------------------------------------------------------------------------------

ALTER TABLE producers
    ADD COLUMN grows text NOT NULL DEFAULT '' CHECK (length(grows) <= 1000),
    ADD COLUMN applied_by bigint REFERENCES accounts,
    ADD COLUMN apply_token text,
    ADD COLUMN approved_at timestamptz,
    ADD COLUMN approved_by bigint REFERENCES accounts,
    ADD COLUMN suspended_why text NOT NULL DEFAULT '',
    ADD COLUMN away_from date,
    ADD COLUMN away_to date,
    ADD CONSTRAINT producers_away CHECK ((away_from IS NULL) = (away_to IS NULL) AND away_from <= away_to),
    ADD CONSTRAINT producers_application UNIQUE (applied_by, apply_token);
-- Those that are here sell already. Nothing that the shelf shows of them changes.
SET LOCAL market.quiet = 'on';
UPDATE producers SET approved_at = created_at;
SET LOCAL market.quiet = 'off';
-- One word for all that asks whether buyers may see a household. Filling it rewrites the table: a moment.
ALTER TABLE producers ADD COLUMN listed boolean NOT NULL
    GENERATED ALWAYS AS (approved_at IS NOT NULL AND suspended_at IS NULL) STORED;
COMMENT ON COLUMN producers.listed IS 'Approved and not suspended: only then do buyers see anything of it.';
COMMENT ON COLUMN producers.apply_token IS 'Of the form: the same press twice is one application.';
COMMENT ON COLUMN producers.away_from IS 'First and last day of a holiday: goods stay visible and cannot be bought.';
DROP INDEX producers_by_commune;
CREATE INDEX producers_by_commune ON producers (commune_code) WHERE listed;
CREATE INDEX producers_waiting ON producers (id) WHERE approved_at IS NULL AND suspended_at IS NULL;
CREATE INDEX producers_suspended ON producers (id) WHERE suspended_at IS NOT NULL;

CREATE FUNCTION away_until(first_day date, last_day date) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date BETWEEN first_day AND last_day THEN last_day END
$$;
COMMENT ON FUNCTION away_until IS 'The last day of a holiday that has begun and not ended, by the clock in Vietnam.';

-- Acts ---------------------------------------------------------------------------------------------------------------

CREATE TABLE acts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    account_id bigint REFERENCES accounts,
    producer_id bigint REFERENCES producers,
    on_behalf boolean NOT NULL DEFAULT false,
    act text NOT NULL CHECK (act ~ '^[a-z]+([.-][a-z]+)+$'),
    subject text NOT NULL DEFAULT '',
    before jsonb,
    after jsonb,
    why text NOT NULL DEFAULT ''
);
COMMENT ON TABLE acts IS 'Who did what, to whose household, and why; only ever added to.';
COMMENT ON COLUMN acts.account_id IS 'NULL: the market itself, by a job.';
COMMENT ON COLUMN acts.on_behalf IS 'A clerk acted for the household.';
CREATE INDEX acts_by_producer ON acts (producer_id, id DESC);
CREATE INDEX acts_by_account ON acts (account_id, id DESC);
CREATE TRIGGER acts_append_only BEFORE UPDATE OR DELETE ON acts FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Terms --------------------------------------------------------------------------------------------------------------

ALTER TABLE pages ADD COLUMN version integer NOT NULL DEFAULT 1;
COMMENT ON COLUMN pages.version IS 'Counted by the database whenever title or body change.';
CREATE TABLE page_versions (
    slug text NOT NULL,
    lang text NOT NULL,
    version integer NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (slug, lang, version)
);
COMMENT ON TABLE page_versions IS 'Every text that ever stood on a page, so that what somebody agreed to can be shown.';
INSERT INTO page_versions (slug, lang, version, title, body, since) SELECT slug, lang, 1, title, body, updated_at FROM pages;
CREATE TRIGGER page_versions_append_only BEFORE UPDATE OR DELETE ON page_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION pages_count_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.slug, NEW.lang, NEW.title, NEW.body) IS NOT DISTINCT FROM (OLD.slug, OLD.lang, OLD.title, OLD.body) THEN
        NEW.version := OLD.version;
        RETURN NEW;
    END IF;
    NEW.version := coalesce((SELECT max(version) FROM page_versions WHERE slug = NEW.slug AND lang = NEW.lang), 0) + 1;
    RETURN NEW;
END $$;
CREATE FUNCTION pages_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO page_versions (slug, lang, version, title, body) VALUES (NEW.slug, NEW.lang, NEW.version, NEW.title, NEW.body)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER pages_count_version BEFORE INSERT OR UPDATE ON pages FOR EACH ROW EXECUTE FUNCTION pages_count_version();
CREATE TRIGGER pages_keep_version AFTER INSERT OR UPDATE ON pages FOR EACH ROW EXECUTE FUNCTION pages_keep_version();

CREATE TABLE terms_acceptances (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    producer_id bigint NOT NULL REFERENCES producers,
    account_id bigint NOT NULL REFERENCES accounts,
    slug text NOT NULL,
    lang text NOT NULL,
    version integer NOT NULL,
    on_behalf boolean NOT NULL DEFAULT false,
    at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (slug, lang, version) REFERENCES page_versions,
    UNIQUE (producer_id, account_id, slug, lang, version)
);
COMMENT ON TABLE terms_acceptances IS 'Who agreed for which household to which text, and when.';
COMMENT ON COLUMN terms_acceptances.on_behalf IS 'A clerk noted what was signed on paper.';
CREATE TRIGGER terms_acceptances_append_only BEFORE UPDATE OR DELETE ON terms_acceptances
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Identity -----------------------------------------------------------------------------------------------------------

CREATE TABLE identity_moves (
    from_state text NOT NULL,
    to_state text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
COMMENT ON TABLE identity_moves IS 'The legal moves of an identity. producers::identity holds the same table; a test compares the two.';
INSERT INTO identity_moves VALUES
    ('unverified', 'pending'),
    ('pending', 'verified'), ('pending', 'unverified'),
    ('verified', 'expired'), ('verified', 'revoked'),
    ('expired', 'pending'),
    ('revoked', 'pending');

CREATE TABLE identities (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    producer_id bigint NOT NULL UNIQUE REFERENCES producers ON DELETE CASCADE,
    state text NOT NULL DEFAULT 'unverified' CHECK (state IN ('unverified', 'pending', 'verified', 'expired', 'revoked')),
    holder text NOT NULL DEFAULT '' CHECK (length(holder) <= 120),
    number_kind text CHECK (number_kind IN ('person', 'tax')),
    number_hash bytea CHECK (octet_length(number_hash) = 32),
    last3 text CHECK (last3 ~ '^[0-9]{3}$'),
    verifier text NOT NULL DEFAULT 'office' CHECK (verifier IN ('office', 'vneid')),
    submitted_at timestamptz,
    submitted_by bigint REFERENCES accounts,
    verified_at timestamptz,
    verified_by bigint REFERENCES accounts,
    verified_until date,
    why text NOT NULL DEFAULT '',
    CHECK (state = 'unverified' OR (number_hash IS NOT NULL AND last3 IS NOT NULL AND number_kind IS NOT NULL AND holder <> '')),
    CHECK (state <> 'verified' OR (verified_at IS NOT NULL AND verified_until IS NOT NULL))
);
COMMENT ON COLUMN identities.number_hash IS 'HMAC-SHA256 of the number under a key made from SECRET_KEY; the number itself is kept nowhere.';
COMMENT ON COLUMN identities.why IS 'Why it was sent back or revoked, for the household to read.';
CREATE INDEX identities_by_number ON identities (number_hash) WHERE number_hash IS NOT NULL;
CREATE INDEX identities_pending ON identities (submitted_at) WHERE state = 'pending';
CREATE INDEX identities_ending ON identities (verified_until) WHERE state = 'verified';
CREATE TRIGGER identities_legal_move BEFORE UPDATE OF state ON identities
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION guard_move('identity_moves');

-- Members ------------------------------------------------------------------------------------------------------------

ALTER TABLE members ADD COLUMN role text NOT NULL DEFAULT 'owner' CHECK (role IN ('owner', 'seller', 'packer'));
-- Those who are here do everything already; whoever comes is told what they may do.
ALTER TABLE members ALTER COLUMN role DROP DEFAULT;

CREATE FUNCTION members_keep_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Waits for whoever changes the members of the same household, and then sees what they did.
    PERFORM FROM producers WHERE id = OLD.producer_id FOR NO KEY UPDATE;
    IF FOUND AND NOT EXISTS (SELECT FROM members WHERE producer_id = OLD.producer_id AND role = 'owner') THEN
        RAISE EXCEPTION 'household % would be left without an owner', OLD.producer_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'members_last_owner';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER members_keep_owner AFTER UPDATE OR DELETE ON members
    FOR EACH ROW WHEN (OLD.role = 'owner') EXECUTE FUNCTION members_keep_owner();

CREATE TABLE takeover_codes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    producer_id bigint NOT NULL REFERENCES producers ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('owner', 'seller', 'packer')),
    phone text CHECK (phone ~ '^\+[1-9][0-9]{6,14}$'),
    code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts BETWEEN 0 AND 10),
    made_by bigint NOT NULL REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    used_by bigint REFERENCES accounts,
    voided_at timestamptz,
    CHECK ((used_at IS NULL) = (used_by IS NULL))
);
COMMENT ON TABLE takeover_codes IS 'One-time codes, printed or read out, that make their holder a member of a household.';
COMMENT ON COLUMN takeover_codes.phone IS 'Whose account it is for; NULL: whoever holds the paper.';
COMMENT ON COLUMN takeover_codes.code_hash IS 'HMAC-SHA256 of the code under SECRET_KEY; the code itself is shown once and kept nowhere.';
CREATE INDEX takeover_codes_open ON takeover_codes (producer_id) WHERE used_at IS NULL AND voided_at IS NULL;

-- Papers -------------------------------------------------------------------------------------------------------------

ALTER TABLE certificates
    ADD COLUMN scan_name text CHECK (scan_name ~ '^[A-Za-z0-9_-]{20,60}$'),
    ADD COLUMN scan_kind text CHECK (scan_kind IN ('jpg', 'png', 'webp', 'pdf')),
    ADD COLUMN sent_by bigint REFERENCES accounts,
    ADD COLUMN sent_at timestamptz,
    ADD COLUMN checked_by bigint REFERENCES accounts,
    ADD COLUMN refused_at timestamptz,
    ADD COLUMN refused_why text NOT NULL DEFAULT '',
    ADD CONSTRAINT certificates_scan CHECK ((scan_name IS NULL) = (scan_kind IS NULL)),
    ADD CONSTRAINT certificates_one_answer CHECK (checked_at IS NULL OR refused_at IS NULL);
COMMENT ON COLUMN certificates.scan_name IS 'Of a private file: for members of the household and clerks only.';
-- A number that somebody only typed keeps nobody else from sending theirs; two checked ones cannot be the same.
ALTER TABLE certificates DROP CONSTRAINT certificates_kind_number_key;
CREATE UNIQUE INDEX certificates_checked ON certificates (kind, number) WHERE checked_at IS NOT NULL;
CREATE UNIQUE INDEX certificates_once ON certificates (producer_id, kind, number) WHERE refused_at IS NULL;
CREATE INDEX certificates_waiting ON certificates (sent_at) WHERE checked_at IS NULL AND refused_at IS NULL;
