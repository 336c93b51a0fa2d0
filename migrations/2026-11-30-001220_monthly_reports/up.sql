-- The office's monthly reports, each as it was made: a new one beside the old, never over it.

CREATE TABLE monthly_reports (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    month date NOT NULL CHECK (date_part('day', month) = 1),
    place text NOT NULL CHECK (length(place) BETWEEN 1 AND 80),
    asked_by bigint NOT NULL REFERENCES accounts,
    asked_at timestamptz NOT NULL DEFAULT now(),
    steps integer NOT NULL DEFAULT 0 CHECK (steps >= 0),
    moved_at timestamptz NOT NULL DEFAULT now(),
    made_at timestamptz,
    content jsonb,
    CONSTRAINT monthly_reports_made_whole CHECK ((made_at IS NULL) = (content IS NULL))
);
COMMENT ON COLUMN monthly_reports.place IS 'Where it is signed, as it stands before the date.';
COMMENT ON COLUMN monthly_reports.steps IS 'How far the job is.';
COMMENT ON COLUMN monthly_reports.moved_at IS 'When steps was last written: one that has not moved for long waits for a job that is gone.';
COMMENT ON COLUMN monthly_reports.content IS 'office::reports::monthly::Content, frozen.';
CREATE UNIQUE INDEX monthly_reports_one_at_work ON monthly_reports (month) WHERE made_at IS NULL;
CREATE INDEX monthly_reports_by_month ON monthly_reports (month DESC, id DESC);
