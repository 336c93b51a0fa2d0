DROP TABLE parcel_diary, order_lines, parcels, parcel_moves, orders;
DROP FUNCTION orders_guard_sums();
DROP FUNCTION parcels_guard_state();
DROP FUNCTION folded(text);
