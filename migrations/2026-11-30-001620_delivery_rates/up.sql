-- What a carrier takes, with the day from which it holds. The prices of `delivery_zones` are read by the version before
-- this one only; they are dropped when none of its processes runs any more.

CREATE TABLE delivery_rates (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    zone text NOT NULL REFERENCES delivery_zones,
    follows bigint NOT NULL CHECK (follows >= 0),
    from_day date NOT NULL,
    base_fee bigint NOT NULL CHECK (base_fee BETWEEN 0 AND 10000000),
    base_weight_g integer NOT NULL CHECK (base_weight_g BETWEEN 1 AND 1000000),
    step_fee bigint NOT NULL CHECK (step_fee BETWEEN 0 AND 10000000),
    step_weight_g integer NOT NULL CHECK (step_weight_g BETWEEN 1 AND 1000000),
    fragile_fee bigint NOT NULL CHECK (fragile_fee BETWEEN 0 AND 10000000),
    cold_fee bigint NOT NULL CHECK (cold_fee BETWEEN 0 AND 10000000),
    days_min smallint NOT NULL CHECK (days_min BETWEEN 0 AND 60),
    days_max smallint NOT NULL CHECK (days_max BETWEEN 0 AND 60),
    why text NOT NULL CHECK (length(why) <= 300),
    made_by bigint REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT delivery_rates_days CHECK (days_max >= days_min),
    CONSTRAINT delivery_rates_in_a_row UNIQUE (zone, follows)
);
COMMENT ON TABLE delivery_rates IS 'Carrier rates of a zone from a day on: the first base_weight_g cost base_fee, each further started step_weight_g costs step_fee (đồng). Of rows of one day the latest holds.';
COMMENT ON COLUMN delivery_rates.follows IS 'The rate of this zone that was written before it, 0 for the first: of two clerks who both changed what they saw, one is told.';
CREATE INDEX delivery_rates_in_force ON delivery_rates (zone, from_day DESC, id DESC);
-- least(): a market may have had higher ones before there was a limit, and they go on in full where they fit.
INSERT INTO delivery_rates (zone, follows, from_day, base_fee, base_weight_g, step_fee, step_weight_g, fragile_fee, cold_fee,
    days_min, days_max, why)
SELECT code, 0, '2000-01-01', least(base_fee, 10000000), least(base_weight_g, 1000000), least(step_fee, 10000000),
    least(step_weight_g, 1000000), least(fragile_fee, 10000000), least(cold_fee, 10000000),
    least(days_min, 60), least(days_max, 60), '' FROM delivery_zones ORDER BY sort;
COMMENT ON TABLE delivery_zones IS 'The zones, nearest first. Their prices are delivery_rates; the columns here are what they were when those began.';

CREATE FUNCTION delivery_rates_on(day date) RETURNS SETOF delivery_rates LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT DISTINCT ON (zone) * FROM delivery_rates WHERE from_day <= day ORDER BY zone, from_day DESC, id DESC
$$;
