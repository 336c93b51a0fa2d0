CREATE TABLE delivery_zones (
    code text PRIMARY KEY CHECK (code IN ('same_commune', 'area', 'province', 'hanoi', 'north', 'nationwide')),
    sort smallint NOT NULL,
    base_fee bigint NOT NULL CHECK (base_fee >= 0),
    base_weight_g integer NOT NULL CHECK (base_weight_g > 0),
    step_fee bigint NOT NULL CHECK (step_fee >= 0),
    step_weight_g integer NOT NULL CHECK (step_weight_g > 0),
    fragile_fee bigint NOT NULL DEFAULT 0 CHECK (fragile_fee >= 0),
    cold_fee bigint NOT NULL DEFAULT 0 CHECK (cold_fee >= 0),
    days_min smallint NOT NULL CHECK (days_min >= 0),
    days_max smallint NOT NULL,
    CHECK (days_max >= days_min)
);
COMMENT ON TABLE delivery_zones IS 'Carrier rates: the first base_weight_g cost base_fee, each further started step_weight_g costs step_fee (đồng).';
INSERT INTO delivery_zones VALUES
    ('same_commune', 1, 15000, 3000, 2000, 1000, 5000, 10000, 0, 1),
    ('area',         2, 18000, 3000, 2500, 1000, 5000, 10000, 1, 2),
    ('province',     3, 22000, 2000, 3500, 1000, 5000, 15000, 1, 2),
    ('hanoi',        4, 25000, 2000, 4000, 1000, 7000, 20000, 1, 2),
    ('north',        5, 30000, 2000, 5000, 1000, 7000, 25000, 2, 3),
    ('nationwide',   6, 38000, 1000, 8000, 1000, 10000, 40000, 3, 6);
CREATE TABLE delivery_zone_provinces (
    province_code text PRIMARY KEY REFERENCES provinces,
    zone text NOT NULL REFERENCES delivery_zones
);
COMMENT ON TABLE delivery_zone_provinces IS 'Zone of a whole province; the household''s own commune and the served communes come first, a province not listed is nationwide.';

CREATE TABLE pickup_points (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    commune_code text NOT NULL REFERENCES communes,
    hours_vi text NOT NULL,
    hours_en text NOT NULL,
    fee bigint NOT NULL DEFAULT 0 CHECK (fee >= 0),
    closed_at timestamptz
);
CREATE TABLE producer_pickup_points (
    producer_id bigint NOT NULL REFERENCES producers ON DELETE CASCADE,
    pickup_point_id bigint NOT NULL REFERENCES pickup_points,
    PRIMARY KEY (producer_id, pickup_point_id)
);
CREATE TABLE rounds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    producer_id bigint NOT NULL REFERENCES producers ON DELETE CASCADE,
    commune_code text NOT NULL REFERENCES communes,
    weekdays integer NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
    fee bigint NOT NULL CHECK (fee >= 0),
    free_from bigint CHECK (free_from > 0),
    UNIQUE (producer_id, commune_code)
);
COMMENT ON COLUMN rounds.weekdays IS 'Bit 0 is Monday: the days the household drives this round.';
