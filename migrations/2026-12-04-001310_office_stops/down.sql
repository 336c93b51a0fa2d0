UPDATE reason_templates SET kind = 'household' WHERE kind = 'lift';
ALTER TABLE reason_templates DROP CONSTRAINT reason_templates_kind_check;
ALTER TABLE reason_templates ADD CONSTRAINT reason_templates_kind_check
    CHECK (kind IN ('listing', 'application', 'identity', 'paper', 'household', 'transfer', 'flag'));
DROP INDEX takedowns_one_open;
DELETE FROM takedowns WHERE by_office;
ALTER TABLE takedowns
    DROP CONSTRAINT takedowns_lifted_whole,
    DROP CONSTRAINT takedowns_office_at_once,
    DROP CONSTRAINT takedowns_mended_by_office,
    DROP CONSTRAINT takedowns_reference_check,
    DROP CONSTRAINT takedowns_authority_check,
    DROP COLUMN until_mended,
    DROP COLUMN by_office,
    ADD CONSTRAINT takedowns_authority_check CHECK (length(authority) BETWEEN 1 AND 120),
    ADD CONSTRAINT takedowns_reference_check CHECK (length(reference) BETWEEN 1 AND 80),
    ADD CONSTRAINT takedowns_lifted_whole CHECK ((lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lifted_why = ''));
CREATE UNIQUE INDEX takedowns_one_open ON takedowns (product_id) WHERE lifted_at IS NULL;
