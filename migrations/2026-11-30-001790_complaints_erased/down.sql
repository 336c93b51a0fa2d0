DROP TRIGGER complaints_guard ON complaints;
CREATE TRIGGER complaints_guard BEFORE UPDATE ON complaints FOR EACH ROW EXECUTE FUNCTION complaints_guard();
DROP TRIGGER complaint_messages_unchanged ON complaint_messages;
DROP TRIGGER complaint_messages_stay ON complaint_messages;
ALTER TABLE complaint_messages DROP COLUMN erased_at;
CREATE TRIGGER complaint_messages_append_only BEFORE UPDATE OR DELETE ON complaint_messages
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
