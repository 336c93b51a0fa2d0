-- What was sold, by day and product, and how the orders of a day went: what the office's reports add up in place of the
-- orders themselves. Nothing is written here that the orders do not say; a day is counted anew whenever one of its orders moves.

CREATE TABLE figures (
    day date NOT NULL,
    product_id bigint NOT NULL REFERENCES products,
    bought integer NOT NULL CHECK (bought >= 0),
    packs bigint NOT NULL,
    grams bigint NOT NULL,
    goods bigint NOT NULL,
    refused integer NOT NULL CHECK (refused >= 0),
    lost integer NOT NULL CHECK (lost >= 0),
    PRIMARY KEY (day, product_id)
);
COMMENT ON TABLE figures IS 'figures::count: one row for each day in Vietnam on which a product was ordered.';
COMMENT ON COLUMN figures.bought IS 'So many times it was bought: lines of parcels that count as sold.';
COMMENT ON COLUMN figures.packs IS 'Packs that stayed sold.';
COMMENT ON COLUMN figures.goods IS 'What they cost, less what was taken off and what went back (đồng).';
COMMENT ON COLUMN figures.refused IS 'Lines of parcels that a buyer would not take at the door.';
COMMENT ON COLUMN figures.lost IS 'Lines of parcels that were cancelled or given up.';

CREATE TABLE figure_days (
    day date PRIMARY KEY,
    orders integer NOT NULL CHECK (orders >= 0),
    parcels integer NOT NULL CHECK (parcels >= 0),
    seen integer NOT NULL CHECK (seen >= 0),
    refused integer NOT NULL CHECK (refused >= 0),
    given_up integer NOT NULL CHECK (given_up >= 0),
    cancelled integer NOT NULL CHECK (cancelled >= 0)
);
COMMENT ON TABLE figure_days IS 'figures::count: the orders of a day in Vietnam, which do not add up from their products.';
COMMENT ON COLUMN figure_days.orders IS 'Orders of which something is sold.';
COMMENT ON COLUMN figure_days.parcels IS 'Parcels that count as sold.';
COMMENT ON COLUMN figure_days.seen IS 'Parcels that a household ever saw.';
-- A day's orders are counted whenever one of them moves; the BRIN index finds them only where they lie in the order of time.
CREATE INDEX orders_by_moment ON orders (placed_at);
