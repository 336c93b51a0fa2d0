-- Where a commune is, so that search can say "near a commune". The lists are loaded again after this and fill it in.
ALTER TABLE communes
    ADD COLUMN lat double precision CONSTRAINT communes_lat_in_range CHECK (lat BETWEEN -90 AND 90),
    ADD COLUMN lng double precision CONSTRAINT communes_lng_in_range CHECK (lng BETWEEN -180 AND 180),
    ADD CONSTRAINT communes_point_whole CHECK ((lat IS NULL) = (lng IS NULL));
COMMENT ON COLUMN communes.lat IS 'Degrees north of a point inside it.';
COMMENT ON COLUMN communes.lng IS 'Degrees east of the same point.';
