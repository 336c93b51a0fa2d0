ALTER TABLE clerks DROP CONSTRAINT clerks_role_check;
ALTER TABLE clerks ADD CONSTRAINT clerks_role_check
    CHECK (role IN ('moderator', 'promoter', 'finance', 'support', 'admin'));
