-- Provinces and communes in force, and the old names people still write.
CREATE TABLE provinces (
    code text PRIMARY KEY CHECK (code ~ '^[0-9]{2}$'),
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('tinh', 'thanh_pho')),
    folded text NOT NULL
);
CREATE TABLE communes (
    code text PRIMARY KEY CHECK (code ~ '^[0-9]{5}$'),
    province_code text NOT NULL REFERENCES provinces,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('xa', 'phuong', 'dac_khu')),
    folded text NOT NULL,
    served boolean NOT NULL DEFAULT false
);
COMMENT ON COLUMN communes.served IS 'One of the communes whose households sell here.';
COMMENT ON COLUMN communes.folded IS 'Name without accents, lower case, for search.';
CREATE INDEX communes_by_province ON communes (province_code, folded);
CREATE INDEX communes_folded ON communes USING gin (folded gin_trgm_ops);
CREATE TABLE former_communes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    district text NOT NULL,
    province text NOT NULL,
    folded text NOT NULL,
    commune_code text NOT NULL REFERENCES communes
);
CREATE INDEX former_communes_folded ON former_communes USING gin (folded gin_trgm_ops);
CREATE INDEX former_communes_by_commune ON former_communes (commune_code);
CREATE TABLE places_versions (version text PRIMARY KEY, loaded_at timestamptz NOT NULL DEFAULT now());
