DROP TABLE rounds, producer_pickup_points, pickup_points, delivery_zone_provinces, delivery_zones;
