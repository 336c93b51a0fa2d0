-- The office keeps the market's pick-up points; households say at which of them they leave parcels.
ALTER TABLE pickup_points
    ADD COLUMN address text NOT NULL DEFAULT '' CHECK (length(address) <= 160),
    ADD COLUMN phone text CHECK (phone ~ '^\+[1-9][0-9]{6,14}$'),
    ADD COLUMN seq integer NOT NULL DEFAULT 1;
COMMENT ON COLUMN pickup_points.address IS 'Told to buyers behind the name.';
COMMENT ON COLUMN pickup_points.closed_at IS 'No buyer may choose it any more; parcels that are on their way there stay.';
COMMENT ON COLUMN pickup_points.seq IS 'Counts every change, so that who writes over an older one is told.';
CREATE INDEX producer_pickup_points_by_point ON producer_pickup_points (pickup_point_id);
