DROP INDEX producer_pickup_points_by_point;
ALTER TABLE pickup_points DROP COLUMN seq, DROP COLUMN phone, DROP COLUMN address;
