DELETE FROM reason_templates WHERE kind = 'application';
ALTER TABLE reason_templates DROP CONSTRAINT reason_templates_kind_check;
ALTER TABLE reason_templates ADD CONSTRAINT reason_templates_kind_check
    CHECK (kind IN ('listing', 'identity', 'paper', 'household', 'transfer', 'flag'));
ALTER TABLE producers
    DROP CONSTRAINT producers_refused_sells_not,
    DROP CONSTRAINT producers_refused_says_why,
    DROP COLUMN asked_again_at,
    DROP COLUMN refused_why,
    DROP COLUMN refused_at;
