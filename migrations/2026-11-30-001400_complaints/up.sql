-- Complaints: what a buyer says went wrong with a parcel, in how many hours each kind of it is answered and settled, what the three sides said,
-- and how it ended. Decree 248/2026, article 7, asks for the times to be published and for a person to decide.

CREATE TABLE complaint_kinds (
    word text PRIMARY KEY,
    position smallint NOT NULL,
    window_hours integer CHECK (window_hours BETWEEN 1 AND 8760),
    photo boolean NOT NULL,
    answer_hours integer NOT NULL CHECK (answer_hours BETWEEN 1 AND 720),
    settle_hours integer NOT NULL CHECK (settle_hours BETWEEN 1 AND 2160),
    CONSTRAINT complaint_kinds_answered_first CHECK (answer_hours <= settle_hours)
);
COMMENT ON COLUMN complaint_kinds.window_hours IS 'How long after it was delivered it may be said; NULL: before it was delivered too.';
COMMENT ON COLUMN complaint_kinds.photo IS 'Whether a picture is needed.';
INSERT INTO complaint_kinds (word, position, window_hours, photo, answer_hours, settle_hours) VALUES
    ('spoiled', 1, 24, true, 24, 48),
    ('damaged', 2, 24, true, 24, 48),
    ('short', 3, 72, false, 24, 72),
    ('wrong', 4, 72, true, 24, 72),
    ('not_as_said', 5, 168, true, 24, 168),
    ('not_arrived', 6, NULL, false, 24, 72),
    ('safety', 7, 720, false, 4, 48),
    ('other', 8, 720, false, 48, 168);

CREATE TABLE complaints (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token text NOT NULL UNIQUE CHECK (token ~ '^[0-9a-f]{32}$'),
    parcel_id bigint NOT NULL REFERENCES parcels,
    kind text NOT NULL REFERENCES complaint_kinds,
    wish text NOT NULL CHECK (wish IN ('refund', 'replacement', 'talk')),
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered', 'settled', 'refused', 'withdrawn')),
    opened_at timestamptz NOT NULL DEFAULT now(),
    answer_by timestamptz NOT NULL,
    settle_by timestamptz NOT NULL,
    answered_at timestamptz,
    reminded_at timestamptz,
    closed_at timestamptz,
    closed_by bigint REFERENCES accounts,
    outcome text CHECK (outcome IN ('refund', 'replacement', 'agreed', 'refused', 'withdrawn')),
    outcome_words text NOT NULL DEFAULT '' CHECK (length(outcome_words) <= 1000),
    refund_id bigint REFERENCES refunds,
    replace_by date,
    CONSTRAINT complaints_closed_when_ended CHECK ((state IN ('open', 'answered')) = (closed_at IS NULL)),
    CONSTRAINT complaints_outcome_when_ended CHECK ((closed_at IS NULL) = (outcome IS NULL)),
    CONSTRAINT complaints_outcome_of_state CHECK (CASE state WHEN 'settled' THEN outcome IN ('refund', 'replacement', 'agreed')
        WHEN 'refused' THEN outcome = 'refused' WHEN 'withdrawn' THEN outcome = 'withdrawn' ELSE outcome IS NULL END),
    CONSTRAINT complaints_answered_has_time CHECK (state <> 'answered' OR answered_at IS NOT NULL),
    CONSTRAINT complaints_refund_has_money CHECK ((outcome IS NOT DISTINCT FROM 'refund') = (refund_id IS NOT NULL)),
    CONSTRAINT complaints_replacement_has_day CHECK ((outcome IS NOT DISTINCT FROM 'replacement') = (replace_by IS NOT NULL)),
    CONSTRAINT complaints_refused_says_why CHECK (outcome IS DISTINCT FROM 'refused' OR outcome_words <> '')
);
COMMENT ON COLUMN complaints.token IS 'Of the form it came by: the same form twice is one complaint.';
COMMENT ON COLUMN complaints.answer_by IS 'As the kind''s hours were when it was opened.';
-- What is said later about the same parcel goes into the one that is open.
CREATE UNIQUE INDEX complaints_one_open ON complaints (parcel_id) WHERE closed_at IS NULL;
CREATE INDEX complaints_of_parcel ON complaints (parcel_id, id);
CREATE INDEX complaints_waiting ON complaints (settle_by, id) WHERE closed_at IS NULL;
CREATE INDEX complaints_by_due ON complaints (settle_by);
CREATE INDEX complaints_by_time ON complaints (opened_at DESC, id DESC);

CREATE FUNCTION complaints_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'complaint % has ended', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'complaints_ended_stays';
    END IF;
    IF (NEW.parcel_id, NEW.kind, NEW.wish, NEW.opened_at, NEW.answer_by, NEW.settle_by)
        IS DISTINCT FROM (OLD.parcel_id, OLD.kind, OLD.wish, OLD.opened_at, OLD.answer_by, OLD.settle_by)
        OR (NEW.state = 'open' AND OLD.state = 'answered') OR (OLD.answered_at IS NOT NULL AND NEW.answered_at IS DISTINCT FROM OLD.answered_at) THEN
        RAISE EXCEPTION 'complaint % keeps what it began with', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaints_moves';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER complaints_guard BEFORE UPDATE ON complaints FOR EACH ROW EXECUTE FUNCTION complaints_guard();

CREATE TABLE complaint_messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaints,
    side text NOT NULL CHECK (side IN ('buyer', 'household', 'office')),
    account_id bigint REFERENCES accounts,
    inner_note boolean NOT NULL DEFAULT false,
    words text NOT NULL DEFAULT '' CHECK (length(words) <= 2000),
    photos text[] NOT NULL DEFAULT '{}' CHECK (cardinality(photos) <= 4),
    at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT complaint_messages_say_something CHECK (words <> '' OR photos <> '{}'),
    CONSTRAINT complaint_messages_inner_is_office CHECK (NOT inner_note OR side = 'office')
);
COMMENT ON COLUMN complaint_messages.inner_note IS 'For the office''s eyes only.';
COMMENT ON COLUMN complaint_messages.photos IS 'Names of private files under proofs/.';
CREATE INDEX complaint_messages_of ON complaint_messages (complaint_id, id);
CREATE TRIGGER complaint_messages_append_only BEFORE UPDATE OR DELETE ON complaint_messages
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
