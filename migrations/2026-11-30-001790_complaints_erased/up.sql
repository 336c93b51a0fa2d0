-- Words and pictures of a buyer who is erased go; that something was said, when, and how it ended, stays.
ALTER TABLE complaint_messages ADD COLUMN erased_at timestamptz;
COMMENT ON COLUMN complaint_messages.erased_at IS 'When words and pictures were taken out, because the buyer is not kept.';
DROP TRIGGER complaint_messages_append_only ON complaint_messages;
CREATE TRIGGER complaint_messages_stay BEFORE DELETE ON complaint_messages FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER complaint_messages_unchanged BEFORE UPDATE ON complaint_messages FOR EACH ROW
    WHEN (OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL OR NEW.photos <> '{}'
          OR (NEW.id, NEW.complaint_id, NEW.side, NEW.inner_note, NEW.at) IS DISTINCT FROM (OLD.id, OLD.complaint_id, OLD.side, OLD.inner_note, OLD.at))
    EXECUTE FUNCTION refuse_change();
DROP TRIGGER complaints_guard ON complaints;
CREATE TRIGGER complaints_guard BEFORE UPDATE ON complaints FOR EACH ROW
    WHEN (OLD.closed_at IS NULL OR to_jsonb(NEW) - 'outcome_words' IS DISTINCT FROM to_jsonb(OLD) - 'outcome_words')
    EXECUTE FUNCTION complaints_guard();
