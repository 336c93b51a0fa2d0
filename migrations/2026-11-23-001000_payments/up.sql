CREATE TABLE payments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders,
    parcel_id bigint UNIQUE REFERENCES parcels,
    method text NOT NULL CHECK (method IN ('cod', 'bank_transfer', 'card')),
    amount bigint NOT NULL CHECK (amount > 0),
    state text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'collected', 'void')),
    opened_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz,
    settled_by bigint REFERENCES accounts,
    CHECK ((state = 'due') = (settled_at IS NULL))
);
COMMENT ON TABLE payments IS 'Cash on delivery: one per parcel, due until the household has the cash, void when the parcel ends without delivery.';
CREATE INDEX payments_by_order ON payments (order_id);
