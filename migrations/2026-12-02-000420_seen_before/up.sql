-- Counted up by each change, so that whoever saves over what they have not seen is told first.
ALTER TABLE collections ADD COLUMN seq integer NOT NULL DEFAULT 0;
ALTER TABLE spotlights ADD COLUMN seq integer NOT NULL DEFAULT 0;
ALTER TABLE vouchers ADD COLUMN seq integer NOT NULL DEFAULT 0;
ALTER TABLE reason_templates ADD COLUMN seq integer NOT NULL DEFAULT 0;
