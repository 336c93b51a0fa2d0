DROP TABLE proofs;
DROP TABLE handovers;
DROP TRIGGER parcels_confirm_by_at_first ON parcels;
DROP TRIGGER parcels_confirm_by_later ON parcels;
DROP FUNCTION parcels_confirm_by();
ALTER TABLE parcels DROP CONSTRAINT parcels_placed_until, DROP COLUMN confirm_by, DROP COLUMN reminded_at;
ALTER TABLE money_settings DROP COLUMN confirm_hours;
DROP TABLE correction_lines;
DROP FUNCTION correction_lines_add_up();
DROP TABLE corrections;
ALTER TABLE parcels DROP COLUMN cut;
ALTER TABLE order_lines
    DROP COLUMN qty_off, DROP COLUMN swapped, DROP COLUMN extra, DROP COLUMN total_off, DROP COLUMN paid_off,
    DROP COLUMN packed_qty;
