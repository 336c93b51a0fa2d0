-- What the office takes off sale by its own decision, beside what authorities order: for good, until it lifts it, or until a
-- change of the product that puts it right is approved.
ALTER TABLE takedowns
    ADD COLUMN by_office boolean NOT NULL DEFAULT false,
    ADD COLUMN until_mended boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT takedowns_authority_check,
    DROP CONSTRAINT takedowns_reference_check,
    DROP CONSTRAINT takedowns_lifted_whole,
    ADD CONSTRAINT takedowns_authority_check CHECK (length(authority) <= 120 AND by_office = (authority = '')),
    ADD CONSTRAINT takedowns_reference_check CHECK (length(reference) <= 80 AND by_office = (reference = '')),
    ADD CONSTRAINT takedowns_mended_by_office CHECK (by_office OR NOT until_mended),
    ADD CONSTRAINT takedowns_office_at_once CHECK (NOT by_office OR hidden_at IS NOT NULL),
    ADD CONSTRAINT takedowns_lifted_whole CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)
        AND (lifted_at IS NOT NULL OR lifted_why = '') AND (lifted_at IS NULL OR lifted_why <> '' OR until_mended));
COMMENT ON COLUMN takedowns.by_office IS 'The office decided it by itself: no authority, no letter.';
COMMENT ON COLUMN takedowns.until_mended IS 'It ends by itself, without a word, when a change of the product is approved.';
DROP INDEX takedowns_one_open;
CREATE UNIQUE INDEX takedowns_one_open ON takedowns (product_id, by_office) WHERE lifted_at IS NULL;

-- Why a suspension ends is no reason to suspend.
ALTER TABLE reason_templates DROP CONSTRAINT reason_templates_kind_check;
ALTER TABLE reason_templates ADD CONSTRAINT reason_templates_kind_check
    CHECK (kind IN ('listing', 'application', 'identity', 'paper', 'household', 'lift', 'transfer', 'flag'));
UPDATE reason_templates SET kind = 'lift' WHERE kind = 'household' AND text_vi = 'Đã sửa xong những điều Phòng yêu cầu.';
