DROP TRIGGER transfer_diary_unchanged ON transfer_diary;
DROP TRIGGER transfer_diary_stay ON transfer_diary;
CREATE TRIGGER transfer_diary_append_only BEFORE UPDATE OR DELETE ON transfer_diary FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TRIGGER postings_unchanged ON postings;
DROP TRIGGER postings_stay ON postings;
CREATE TRIGGER postings_append_only BEFORE UPDATE OR DELETE ON postings FOR EACH ROW EXECUTE FUNCTION refuse_change();
