-- What a piece of a line weighs: as it was weighed at packing, or else as was said of it. One place for all who add weights up.
CREATE FUNCTION piece_grams(line order_lines) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(line.final_g::numeric / nullif(line.qty - line.qty_off - line.swapped, 0), line.net_weight_g)
$$;
COMMENT ON FUNCTION piece_grams IS 'Grams of one piece that comes as ordered; not of what was put in instead.';
