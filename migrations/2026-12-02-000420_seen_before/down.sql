ALTER TABLE reason_templates DROP COLUMN seq;
ALTER TABLE vouchers DROP COLUMN seq;
ALTER TABLE spotlights DROP COLUMN seq;
ALTER TABLE collections DROP COLUMN seq;
