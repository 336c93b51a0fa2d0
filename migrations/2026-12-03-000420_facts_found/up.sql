-- The log is searched in what acts changed, too.
CREATE INDEX acts_by_facts ON acts USING gin (fold(coalesce(before::text, '') || ' ' || coalesce(after::text, '')) gin_trgm_ops)
    WHERE before IS NOT NULL OR after IS NOT NULL;
