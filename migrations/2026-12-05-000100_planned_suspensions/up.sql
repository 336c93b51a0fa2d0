-- A household is told at least five whole days before the office stops it from selling (seller terms): until then it is a plan,
-- which may be taken back. One at a time.
CREATE TABLE suspension_plans (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    producer_id bigint NOT NULL REFERENCES producers,
    planned_on date NOT NULL,
    day date NOT NULL,
    why text NOT NULL CHECK (why <> '' AND length(why) <= 300),
    made_by bigint NOT NULL REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'carried_out', 'taken_back', 'overtaken')),
    ended_at timestamptz,
    CONSTRAINT suspension_plans_give_notice CHECK (day > planned_on + 5),
    CONSTRAINT suspension_plans_ended_has_time CHECK ((state = 'planned') = (ended_at IS NULL))
);
COMMENT ON COLUMN suspension_plans.planned_on IS 'The day in Vietnam on which the household was told.';
COMMENT ON COLUMN suspension_plans.state IS 'overtaken: the household was suspended otherwise before the day.';
CREATE UNIQUE INDEX suspension_plans_one ON suspension_plans (producer_id) WHERE state = 'planned';
CREATE TRIGGER suspension_plans_end_once BEFORE UPDATE ON suspension_plans
    FOR EACH ROW WHEN (OLD.state <> 'planned' AND NEW.state <> OLD.state) EXECUTE FUNCTION refuse_change();
CREATE INDEX suspension_plans_due ON suspension_plans (day, id) WHERE state = 'planned';
