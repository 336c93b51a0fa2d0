DROP TABLE certificate_imports, certificate_reminders;
DROP INDEX certificates_expiring;
DROP INDEX certificates_of_product;
DROP INDEX certificates_once;
DROP INDEX certificates_checked;
-- What was revoked counts as sent back: it stays hidden, and keeps its reason.
ALTER TABLE certificates DROP CONSTRAINT certificates_revoked;
UPDATE certificates SET refused_at = revoked_at, refused_why = revoked_why, checked_at = NULL WHERE revoked_at IS NOT NULL;
UPDATE certificates SET kind = 'other' WHERE kind IN ('trade_mark', 'geographical_indication');
ALTER TABLE certificates DROP CONSTRAINT certificates_kind_check;
ALTER TABLE certificates
    ADD CONSTRAINT certificates_kind_check CHECK (kind IN ('ocop', 'vietgap', 'organic', 'food_safety_facility', 'self_declaration',
        'growing_area_code', 'collective_mark', 'haccp', 'other')),
    DROP CONSTRAINT certificates_product,
    DROP COLUMN product_id, DROP COLUMN decision_no, DROP COLUMN decided_on, DROP COLUMN score, DROP COLUMN revoked_at,
    DROP COLUMN revoked_by, DROP COLUMN revoked_why;
CREATE UNIQUE INDEX certificates_checked ON certificates (kind, number) WHERE checked_at IS NOT NULL;
CREATE UNIQUE INDEX certificates_once ON certificates (producer_id, kind, number) WHERE refused_at IS NULL;
