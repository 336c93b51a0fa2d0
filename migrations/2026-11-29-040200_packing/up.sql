-- What happens to a parcel between its order and its buyer: confirmed by a time or given up, packed and ticked off, its
-- price corrected when less comes, handed over to somebody, and received with a proof.

-- Corrections ----------------------------------------------------------------------------------------------------------

-- The order stays as it was placed; beside it stands what was taken off. Running sums of correction_lines, kept by a trigger,
-- so that a CHECK holds them within the line however many write at once.
ALTER TABLE order_lines
    ADD COLUMN qty_off integer NOT NULL DEFAULT 0,
    ADD COLUMN swapped integer NOT NULL DEFAULT 0,
    ADD COLUMN extra integer NOT NULL DEFAULT 0 CHECK (extra >= 0),
    ADD COLUMN total_off bigint NOT NULL DEFAULT 0,
    ADD COLUMN paid_off bigint NOT NULL DEFAULT 0,
    ADD COLUMN packed_qty integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT order_lines_qty_off CHECK (qty_off >= 0 AND swapped >= 0 AND qty_off + swapped <= qty),
    ADD CONSTRAINT order_lines_total_off CHECK (total_off BETWEEN 0 AND total),
    ADD CONSTRAINT order_lines_paid_off CHECK (paid_off BETWEEN 0 AND total - discount),
    ADD CONSTRAINT order_lines_packed CHECK (packed_qty BETWEEN 0 AND qty);
COMMENT ON COLUMN order_lines.qty_off IS 'Pieces that do not come.';
COMMENT ON COLUMN order_lines.swapped IS 'Pieces that come as another pack of the household.';
COMMENT ON COLUMN order_lines.extra IS 'Pieces that come besides, for nothing.';
COMMENT ON COLUMN order_lines.total_off IS 'What that takes off the line''s total (đồng).';
COMMENT ON COLUMN order_lines.paid_off IS 'What the buyer pays less for it: total_off without its part of the discount (đồng).';
COMMENT ON COLUMN order_lines.packed_qty IS 'Pieces that lie in the box, as the household ticks them off.';

ALTER TABLE parcels
    ADD COLUMN cut bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT parcels_cut_of_goods CHECK (cut BETWEEN 0 AND goods_total - discount);
COMMENT ON COLUMN parcels.cut IS 'What was taken off before it was paid, so that only total - cut is asked (đồng). What was paid already is a refund.';

CREATE TABLE corrections (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL UNIQUE,
    parcel_id bigint NOT NULL REFERENCES parcels,
    reason text NOT NULL CHECK (reason <> ''),
    paid_off bigint NOT NULL CHECK (paid_off >= 0),
    refund_id bigint UNIQUE REFERENCES refunds,
    gave_up boolean NOT NULL DEFAULT false,
    actor text NOT NULL CHECK (actor IN ('member', 'clerk', 'system')),
    made_by bigint REFERENCES accounts,
    at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT corrections_refund_of_money CHECK (refund_id IS NULL OR paid_off > 0),
    CONSTRAINT corrections_gave_up CHECK (NOT gave_up OR paid_off = 0)
);
COMMENT ON TABLE corrections IS 'Less comes than was ordered, or something else: why, and what the buyer pays less. Only ever added to.';
COMMENT ON COLUMN corrections.key IS 'The same act twice is one: the form''s token, or what made it due.';
COMMENT ON COLUMN corrections.refund_id IS 'The parcel was paid, so this went back. NULL: less is asked.';
COMMENT ON COLUMN corrections.gave_up IS 'Nothing at all was left to come: the parcel was given up instead.';
CREATE INDEX corrections_by_parcel ON corrections (parcel_id, id);
CREATE TRIGGER corrections_append_only BEFORE UPDATE OR DELETE ON corrections
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE correction_lines (
    correction_id bigint NOT NULL REFERENCES corrections,
    line_id bigint NOT NULL REFERENCES order_lines,
    qty_off integer NOT NULL DEFAULT 0 CHECK (qty_off >= 0),
    swapped integer NOT NULL DEFAULT 0 CHECK (swapped >= 0),
    extra integer NOT NULL DEFAULT 0 CHECK (extra >= 0),
    pack_id bigint REFERENCES packs,
    pack_price bigint CHECK (pack_price > 0),
    instead_vi text NOT NULL DEFAULT '',
    instead_en text NOT NULL DEFAULT '',
    total_off bigint NOT NULL CHECK (total_off >= 0),
    paid_off bigint NOT NULL CHECK (paid_off BETWEEN 0 AND total_off),
    PRIMARY KEY (correction_id, line_id),
    CONSTRAINT correction_lines_swap CHECK ((swapped > 0) = (pack_id IS NOT NULL) AND (swapped > 0) = (pack_price IS NOT NULL)),
    CONSTRAINT correction_lines_say_something CHECK (qty_off + swapped + extra > 0 OR total_off > 0)
);
COMMENT ON COLUMN correction_lines.pack_id IS 'What comes instead of the swapped pieces, one for one, at pack_price, which is no higher.';
COMMENT ON COLUMN correction_lines.instead_vi IS 'Its name as it was then.';
CREATE INDEX correction_lines_by_line ON correction_lines (line_id);
CREATE INDEX correction_lines_by_pack ON correction_lines (pack_id) WHERE pack_id IS NOT NULL;
CREATE TRIGGER correction_lines_append_only BEFORE UPDATE OR DELETE ON correction_lines
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION correction_lines_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE order_lines l
       SET qty_off = l.qty_off + NEW.qty_off, swapped = l.swapped + NEW.swapped, extra = l.extra + NEW.extra,
           total_off = l.total_off + NEW.total_off, paid_off = l.paid_off + NEW.paid_off
     WHERE l.id = NEW.line_id
       AND l.parcel_id = (SELECT c.parcel_id FROM corrections c WHERE c.id = NEW.correction_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'line % is not of the parcel that is corrected', NEW.line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_lines_of_one_parcel';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER correction_lines_add_up AFTER INSERT ON correction_lines
    FOR EACH ROW EXECUTE FUNCTION correction_lines_add_up();

-- Confirming in time ---------------------------------------------------------------------------------------------------

ALTER TABLE money_settings
    ADD COLUMN confirm_hours integer NOT NULL DEFAULT 24 CHECK (confirm_hours BETWEEN 1 AND 168);
COMMENT ON COLUMN money_settings.confirm_hours IS 'How long a household has to confirm a parcel; after that it is given up and the money goes back.';
ALTER TABLE parcels
    ADD COLUMN confirm_by timestamptz,
    ADD COLUMN reminded_at timestamptz;
COMMENT ON COLUMN parcels.confirm_by IS 'Until when its household may confirm it; set whenever it becomes placed.';
-- Whoever brings a parcel to where its household sees it, the time begins there and by the database's clock.
CREATE FUNCTION parcels_confirm_by() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.confirm_by := now() + make_interval(hours => (SELECT confirm_hours FROM money_settings));
    NEW.reminded_at := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER parcels_confirm_by_at_first BEFORE INSERT ON parcels
    FOR EACH ROW WHEN (NEW.state = 'placed') EXECUTE FUNCTION parcels_confirm_by();
CREATE TRIGGER parcels_confirm_by_later BEFORE UPDATE OF state ON parcels
    FOR EACH ROW WHEN (NEW.state = 'placed' AND OLD.state <> 'placed') EXECUTE FUNCTION parcels_confirm_by();
-- Nobody was told of a time before: they get a whole one.
UPDATE parcels SET confirm_by = now() + interval '24 hours' WHERE state = 'placed';
ALTER TABLE parcels ADD CONSTRAINT parcels_placed_until CHECK (state <> 'placed' OR confirm_by IS NOT NULL);
CREATE INDEX parcels_to_confirm ON parcels (confirm_by) WHERE state = 'placed';
CREATE INDEX parcels_confirmed_lately ON parcels (producer_id, confirm_by) WHERE confirm_by IS NOT NULL;

-- Handing over and receiving -------------------------------------------------------------------------------------------

CREATE TABLE handovers (
    parcel_id bigint PRIMARY KEY REFERENCES parcels,
    kind text NOT NULL CHECK (kind IN ('carrier', 'coach', 'pickup', 'round')),
    carrier text NOT NULL DEFAULT '',
    tracking text NOT NULL DEFAULT '',
    plate text NOT NULL DEFAULT '',
    phone text CHECK (phone ~ '^\+[1-9][0-9]{6,14}$'),
    station text NOT NULL DEFAULT '',
    leaves_at timestamptz,
    made_by bigint REFERENCES accounts,
    at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT handovers_carrier CHECK (kind = 'carrier' OR carrier = '' AND tracking = ''),
    CONSTRAINT handovers_coach CHECK (CASE WHEN kind = 'coach' THEN plate <> '' AND phone IS NOT NULL AND station <> ''
        AND leaves_at IS NOT NULL ELSE plate = '' AND phone IS NULL AND station = '' AND leaves_at IS NULL END)
);
COMMENT ON TABLE handovers IS 'To whom the household gave a parcel, and where the buyer finds it.';
COMMENT ON COLUMN handovers.plate IS 'A coach''s number plate as it is read: 88B-012.34.';
COMMENT ON COLUMN handovers.phone IS 'Whom to call about it: the coach''s own number.';

CREATE TABLE proofs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parcel_id bigint NOT NULL REFERENCES parcels,
    kind text NOT NULL CHECK (kind IN ('code', 'photo')),
    file text UNIQUE CHECK (file ~ '^[0-9a-f]{32}$'),
    made_by bigint NOT NULL REFERENCES accounts,
    at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (parcel_id, kind),
    CONSTRAINT proofs_photo_has_file CHECK ((kind = 'photo') = (file IS NOT NULL))
);
COMMENT ON TABLE proofs IS 'That a parcel reached its buyer: the code only the buyer had, or a picture, kept where only they, the household and clerks see it.';
