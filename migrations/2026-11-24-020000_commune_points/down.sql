ALTER TABLE communes DROP CONSTRAINT communes_point_whole, DROP COLUMN lat, DROP COLUMN lng;
-- The points are gone, so the lists must be loaded again when they come back. One row stays, for a table without rows
-- means a new market, whose served communes are set.
DELETE FROM places_versions WHERE version <> (SELECT min(version) FROM places_versions);
UPDATE places_versions SET version = 'without points';
