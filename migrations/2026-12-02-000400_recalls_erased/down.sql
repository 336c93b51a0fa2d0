DROP TRIGGER recall_notes_unchanged ON recall_notes;
DROP TRIGGER recall_notes_stay ON recall_notes;
ALTER TABLE recall_notes DROP COLUMN erased_at;
CREATE TRIGGER recall_notes_append_only BEFORE UPDATE OR DELETE ON recall_notes
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TRIGGER recalls_unchanged ON recalls;
DROP TRIGGER recalls_stay ON recalls;
ALTER TABLE recalls DROP COLUMN erased_at;
CREATE TRIGGER recalls_append_only BEFORE UPDATE OR DELETE ON recalls FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP FUNCTION without_any(text, text[], text);
