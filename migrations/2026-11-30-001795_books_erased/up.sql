-- What a payer or a clerk wrote beside a sum names people: it goes with them. Sums, accounts, days and orders stay as they are.
DROP TRIGGER postings_append_only ON postings;
CREATE TRIGGER postings_stay BEFORE DELETE ON postings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER postings_unchanged BEFORE UPDATE ON postings FOR EACH ROW
    WHEN (NEW.memo <> '' OR to_jsonb(NEW) - 'memo' IS DISTINCT FROM to_jsonb(OLD) - 'memo')
    EXECUTE FUNCTION refuse_change();
DROP TRIGGER transfer_diary_append_only ON transfer_diary;
CREATE TRIGGER transfer_diary_stay BEFORE DELETE ON transfer_diary FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER transfer_diary_unchanged BEFORE UPDATE ON transfer_diary FOR EACH ROW
    WHEN (NEW.note <> '' OR to_jsonb(NEW) - 'note' IS DISTINCT FROM to_jsonb(OLD) - 'note')
    EXECUTE FUNCTION refuse_change();
