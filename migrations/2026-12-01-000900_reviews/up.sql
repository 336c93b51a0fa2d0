-- What buyers say of the goods they received: stars, and words if they like. Shown whole (Law on Protection of Consumers'
-- Rights, article 39.3d); hidden only for what law or decency forbids, with a reason that stands in its place.
CREATE TABLE reviews (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parcel_id bigint NOT NULL,
    producer_id bigint NOT NULL,
    product_id bigint NOT NULL REFERENCES products,
    account_id bigint REFERENCES accounts,
    stars smallint NOT NULL CHECK (stars BETWEEN 1 AND 5),
    words text NOT NULL DEFAULT '' CHECK (length(words) <= 1000),
    name text NOT NULL DEFAULT '' CHECK (length(name) <= 60),
    made_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz,
    withdrawn_at timestamptz,
    erased_at timestamptz,
    hidden_at timestamptz,
    hidden_by bigint REFERENCES accounts,
    hidden_why text CHECK (hidden_why IN ('law', 'insult', 'private', 'lewd')),
    hidden_words text NOT NULL DEFAULT '' CHECK (length(hidden_words) <= 600),
    FOREIGN KEY (producer_id, parcel_id) REFERENCES parcels (producer_id, id),
    UNIQUE (parcel_id, product_id),
    CONSTRAINT reviews_hidden_says_why CHECK (CASE WHEN hidden_at IS NULL
        THEN hidden_by IS NULL AND hidden_why IS NULL AND hidden_words = ''
        ELSE hidden_by IS NOT NULL AND hidden_why IS NOT NULL AND hidden_words <> '' END)
);
COMMENT ON COLUMN reviews.name IS 'As it is shown: the given name and the first letter of the family name; empty for a buyer who is not named.';
COMMENT ON COLUMN reviews.erased_at IS 'When words and name were taken out, because the buyer is not kept. The stars stay.';
CREATE INDEX reviews_of_product ON reviews (product_id, id DESC) WHERE withdrawn_at IS NULL;
CREATE INDEX reviews_of_producer ON reviews (producer_id, id DESC) WHERE withdrawn_at IS NULL;
CREATE INDEX reviews_of_account ON reviews (account_id) WHERE account_id IS NOT NULL;

-- Only what was bought and received is judged, and only as long as its buyer is kept.
CREATE FUNCTION reviews_of_received() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM parcels p JOIN orders o ON o.id = p.order_id JOIN order_lines l ON l.parcel_id = p.id
                   WHERE p.id = NEW.parcel_id AND p.state = 'delivered' AND o.erased_at IS NULL
                     AND l.product_id = NEW.product_id AND l.qty > l.qty_off + l.swapped) THEN
        RAISE EXCEPTION 'product % of parcel % was not received', NEW.product_id, NEW.parcel_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reviews_of_received';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reviews_of_received BEFORE INSERT ON reviews FOR EACH ROW EXECUTE FUNCTION reviews_of_received();
CREATE TRIGGER reviews_stay BEFORE DELETE ON reviews FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- What it is about never changes, what was taken back stays so, and only the buyer's own act changes the stars.
CREATE TRIGGER reviews_unchanged BEFORE UPDATE ON reviews FOR EACH ROW
    WHEN ((NEW.id, NEW.parcel_id, NEW.producer_id, NEW.product_id, NEW.made_at)
            IS DISTINCT FROM (OLD.id, OLD.parcel_id, OLD.producer_id, OLD.product_id, OLD.made_at)
          OR OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL
          OR OLD.erased_at IS NOT NULL AND NEW.erased_at IS NULL
          OR NEW.stars <> OLD.stars AND NEW.changed_at IS NOT DISTINCT FROM OLD.changed_at)
    EXECUTE FUNCTION refuse_change();

-- The household answers once.
CREATE TABLE review_replies (
    review_id bigint PRIMARY KEY REFERENCES reviews,
    account_id bigint NOT NULL REFERENCES accounts,
    words text NOT NULL CHECK (length(words) BETWEEN 1 AND 600),
    made_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz
);

-- Why the office should look at one: somebody asked it to, or a phrase that no product may claim stands in it.
CREATE TABLE review_reports (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    review_id bigint NOT NULL REFERENCES reviews,
    side text NOT NULL CHECK (side IN ('household', 'visitor', 'phrase')),
    account_id bigint REFERENCES accounts,
    words text NOT NULL CHECK (length(words) BETWEEN 1 AND 600),
    made_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz,
    settled_by bigint REFERENCES accounts,
    hidden boolean,
    answer text NOT NULL DEFAULT '' CHECK (length(answer) <= 600),
    CONSTRAINT review_reports_settled_whole CHECK ((settled_at IS NULL) = (settled_by IS NULL)
        AND (settled_at IS NULL) = (hidden IS NULL) AND (settled_at IS NULL) = (answer = ''))
);
CREATE UNIQUE INDEX review_reports_one_open ON review_reports (review_id) WHERE settled_at IS NULL;
CREATE INDEX review_reports_of_review ON review_reports (review_id, id);

-- How many stars a product has, so that no page adds them up.
CREATE TABLE product_stars (
    product_id bigint PRIMARY KEY REFERENCES products ON DELETE CASCADE,
    reviews integer NOT NULL CHECK (reviews >= 0),
    stars bigint NOT NULL,
    CONSTRAINT product_stars_fit CHECK (stars BETWEEN reviews AND 5 * reviews::bigint)
);
COMMENT ON TABLE product_stars IS 'Kept by the trigger reviews_counted; what is withdrawn or hidden counts for nothing.';

CREATE FUNCTION reviews_counted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    n integer := 0;
    total integer := 0;
BEGIN
    IF NEW.withdrawn_at IS NULL AND NEW.hidden_at IS NULL THEN
        n := 1;
        total := NEW.stars;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND OLD.hidden_at IS NULL THEN
        n := n - 1;
        total := total - OLD.stars;
    END IF;
    IF n <> 0 OR total <> 0 THEN
        INSERT INTO product_stars (product_id, reviews, stars) VALUES (NEW.product_id, 0, 0) ON CONFLICT DO NOTHING;
        UPDATE product_stars s SET reviews = s.reviews + n, stars = s.stars + total WHERE s.product_id = NEW.product_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reviews_counted AFTER INSERT OR UPDATE OF stars, withdrawn_at, hidden_at ON reviews
    FOR EACH ROW EXECUTE FUNCTION reviews_counted();

ALTER TABLE inbox_hours DROP CONSTRAINT inbox_hours_within_bounds;
ALTER TABLE inbox_hours ADD CONSTRAINT inbox_hours_within_bounds CHECK (CASE
    WHEN kind IN ('takedown', 'flag', 'listing', 'revision') THEN hours BETWEEN 1 AND 24
    WHEN kind = 'identity' THEN hours BETWEEN 1 AND 48
    WHEN kind = 'review' THEN hours BETWEEN 1 AND 72
    WHEN kind IN ('application', 'paper', 'transfer', 'refund', 'job') THEN hours BETWEEN 1 AND 720
    ELSE false END);
