CREATE TABLE producers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    kind text NOT NULL CHECK (kind IN ('household', 'business_household', 'cooperative_group', 'cooperative')),
    name_vi text NOT NULL,
    name_en text NOT NULL,
    contact_name text NOT NULL,
    phone text NOT NULL,
    commune_code text NOT NULL REFERENCES communes,
    hamlet text NOT NULL,
    since_year smallint,
    story_vi text NOT NULL DEFAULT '',
    story_en text NOT NULL DEFAULT '',
    registration_no text,
    picture_id bigint REFERENCES pictures,
    created_at timestamptz NOT NULL DEFAULT now(),
    suspended_at timestamptz
);
CREATE INDEX producers_by_commune ON producers (commune_code) WHERE suspended_at IS NULL;

CREATE TABLE members (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    producer_id bigint NOT NULL REFERENCES producers ON DELETE CASCADE,
    joined_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, producer_id)
);
CREATE INDEX members_by_producer ON members (producer_id);

CREATE TABLE certificates (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    producer_id bigint NOT NULL REFERENCES producers ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('ocop', 'vietgap', 'organic', 'food_safety_facility', 'self_declaration',
        'growing_area_code', 'collective_mark', 'haccp', 'other')),
    label text NOT NULL,
    number text NOT NULL,
    issuer text NOT NULL DEFAULT '',
    scope_vi text NOT NULL DEFAULT '',
    scope_en text NOT NULL DEFAULT '',
    stars smallint CHECK (stars BETWEEN 3 AND 5),
    issued_on date NOT NULL,
    expires_on date CHECK (expires_on >= issued_on),
    checked_at timestamptz,
    UNIQUE (kind, number)
);
COMMENT ON COLUMN certificates.checked_at IS 'When the office saw the paper; an unchecked certificate is never shown.';
CREATE INDEX certificates_by_producer ON certificates (producer_id);
