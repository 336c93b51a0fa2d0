-- A line or a payment names its order and its parcel; both at once, so that they cannot be of two orders.
ALTER TABLE parcels ADD CONSTRAINT parcels_id_of_order UNIQUE (id, order_id);
ALTER TABLE order_lines ADD CONSTRAINT order_lines_of_one_order
    FOREIGN KEY (parcel_id, order_id) REFERENCES parcels (id, order_id);
ALTER TABLE payments ADD CONSTRAINT payments_of_one_order
    FOREIGN KEY (parcel_id, order_id) REFERENCES parcels (id, order_id);
