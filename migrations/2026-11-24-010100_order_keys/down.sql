ALTER TABLE payments DROP CONSTRAINT payments_of_one_order;
ALTER TABLE order_lines DROP CONSTRAINT order_lines_of_one_order;
ALTER TABLE parcels DROP CONSTRAINT parcels_id_of_order;
