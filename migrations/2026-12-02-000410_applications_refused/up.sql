-- An application that the office turns down, with the reason that the household reads, until it asks again.
ALTER TABLE producers
    ADD COLUMN refused_at timestamptz,
    ADD COLUMN refused_why text NOT NULL DEFAULT '' CHECK (length(refused_why) <= 300),
    ADD COLUMN asked_again_at timestamptz,
    ADD CONSTRAINT producers_refused_says_why CHECK ((refused_at IS NULL) = (refused_why = '')),
    ADD CONSTRAINT producers_refused_sells_not CHECK (refused_at IS NULL OR approved_at IS NULL);
COMMENT ON COLUMN producers.refused_at IS 'When the office turned the application down; NULL again when the household asks once more.';
COMMENT ON COLUMN producers.asked_again_at IS 'When it last asked again: from then on it waits for the office.';

ALTER TABLE reason_templates DROP CONSTRAINT reason_templates_kind_check;
ALTER TABLE reason_templates ADD CONSTRAINT reason_templates_kind_check
    CHECK (kind IN ('listing', 'identity', 'paper', 'household', 'transfer', 'flag', 'application'));
INSERT INTO reason_templates (kind, text_vi, text_en, sort) VALUES
    ('application', 'Nhà chưa ở xã mà chợ phục vụ.', 'The household is in no commune that the market serves.', 10),
    ('application', 'Món định bán không được bán trên chợ.', 'What it wants to sell may not be sold here.', 20),
    ('application', 'Không gọi được cho nhà để kiểm tra hồ sơ.', 'The household could not be reached to check the application.', 30),
    ('application', 'Nhà này đã có gian hàng trên chợ.', 'This household is on the market already.', 40)
ON CONFLICT DO NOTHING;
CREATE INDEX producers_refused ON producers (id) WHERE refused_at IS NOT NULL;
