DROP INDEX categories_name;
DROP INDEX pickup_points_name;
