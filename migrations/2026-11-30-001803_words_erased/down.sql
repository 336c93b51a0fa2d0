DROP TRIGGER corrections_unchanged ON corrections;
DROP TRIGGER corrections_stay ON corrections;
CREATE TRIGGER corrections_append_only BEFORE UPDATE OR DELETE ON corrections
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE corrections DROP CONSTRAINT corrections_reason_length;
DROP TRIGGER acts_unchanged ON acts;
DROP TRIGGER acts_stay ON acts;
CREATE TRIGGER acts_append_only BEFORE UPDATE OR DELETE ON acts FOR EACH ROW EXECUTE FUNCTION refuse_change();
