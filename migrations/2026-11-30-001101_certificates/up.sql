-- The office's register of papers: what a decision says, which product it is about, a word taken back, reminders, imports.
-- Only adds; a process of the version before reads and writes its papers as it did.

ALTER TABLE certificates DROP CONSTRAINT certificates_kind_check;
ALTER TABLE certificates
    ADD CONSTRAINT certificates_kind_check CHECK (kind IN ('ocop', 'vietgap', 'organic', 'food_safety_facility',
        'self_declaration', 'growing_area_code', 'collective_mark', 'trade_mark', 'geographical_indication', 'haccp', 'other')),
    ADD COLUMN product_id bigint,
    ADD COLUMN decision_no text NOT NULL DEFAULT '',
    ADD COLUMN decided_on date,
    ADD COLUMN score smallint CHECK (score BETWEEN 0 AND 1000),
    ADD COLUMN revoked_at timestamptz,
    ADD COLUMN revoked_by bigint REFERENCES accounts,
    ADD COLUMN revoked_why text NOT NULL DEFAULT '',
    ADD CONSTRAINT certificates_revoked CHECK (revoked_at IS NULL OR (checked_at IS NOT NULL AND revoked_why <> '')),
    -- A product that goes takes no paper with it.
    ADD CONSTRAINT certificates_product FOREIGN KEY (producer_id, product_id) REFERENCES products (producer_id, id)
        ON DELETE SET NULL (product_id);
COMMENT ON COLUMN certificates.product_id IS 'The one product it is about, as an OCOP star is; NULL: all that name its kind.';
COMMENT ON COLUMN certificates.score IS 'Points of 100, in tenths.';
COMMENT ON COLUMN certificates.revoked_at IS 'When the office took its word back: from then on the paper is shown nowhere.';
CREATE INDEX certificates_of_product ON certificates (producer_id, product_id) WHERE product_id IS NOT NULL;

-- A number that was revoked may be given anew.
DROP INDEX certificates_checked;
DROP INDEX certificates_once;
CREATE UNIQUE INDEX certificates_checked ON certificates (kind, number) WHERE checked_at IS NOT NULL AND revoked_at IS NULL;
CREATE UNIQUE INDEX certificates_once ON certificates (producer_id, kind, number) WHERE refused_at IS NULL AND revoked_at IS NULL;
CREATE INDEX certificates_expiring ON certificates (expires_on) WHERE checked_at IS NOT NULL AND revoked_at IS NULL;

CREATE TABLE certificate_reminders (
    certificate_id bigint NOT NULL REFERENCES certificates ON DELETE CASCADE,
    expires_on date NOT NULL,
    days smallint NOT NULL CHECK (days IN (90, 60, 30, 7)),
    sent_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (certificate_id, expires_on, days)
);
COMMENT ON TABLE certificate_reminders IS 'That household and office were told so many days before its last day; each once. A new last day is told of anew.';

CREATE TABLE certificate_imports (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    made_by bigint NOT NULL REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now(),
    file_name text NOT NULL,
    rows jsonb NOT NULL CHECK (jsonb_typeof(rows) = 'array'),
    taken_at timestamptz
);
COMMENT ON TABLE certificate_imports IS 'Tables of papers that clerks uploaded, as they were read; what was never taken over is deleted after a week.';
