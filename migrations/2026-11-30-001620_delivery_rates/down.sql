-- What holds today goes back to where it was read before.
UPDATE delivery_zones z SET base_fee = r.base_fee, base_weight_g = r.base_weight_g, step_fee = r.step_fee,
    step_weight_g = r.step_weight_g, fragile_fee = r.fragile_fee, cold_fee = r.cold_fee, days_min = r.days_min, days_max = r.days_max
FROM delivery_rates_on(current_date) r WHERE r.zone = z.code;
COMMENT ON TABLE delivery_zones IS 'Carrier rates: the first base_weight_g cost base_fee, each further started step_weight_g costs step_fee (đồng).';
DROP FUNCTION delivery_rates_on;
DROP TABLE delivery_rates;
