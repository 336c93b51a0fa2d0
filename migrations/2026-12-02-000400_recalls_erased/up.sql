-- What was written of a recall may name somebody who is erased later. Buyers must still read what is wrong with the lot, so
-- the name goes and the rest of the sentence stays; nothing else of a recall ever changes.
CREATE FUNCTION without_any(words text, needles text[], instead text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    needle text;
    found text := words;
BEGIN
    -- The longest first: a whole name before the one within it. What holds_any finds, this takes out.
    FOR needle IN SELECT n FROM unnest(needles) n WHERE n <> '' ORDER BY length(n) DESC, n LOOP
        IF holds_any(found, ARRAY[needle]) THEN
            found := regexp_replace(found,
                CASE WHEN needle ~ '@' OR needle ~ '^[+]?[0-9 ]{8,}$' THEN regexp_replace(needle, '([^[:alnum:] ])', '\\\1', 'g')
                     ELSE '(?<![[:alnum:]])' || regexp_replace(needle, '([^[:alnum:] ])', '\\\1', 'g') || '(?![[:alnum:]])' END,
                replace(instead, '\', '\\'), 'gi');
        END IF;
    END LOOP;
    -- Where the two do not agree on what is one letter, nothing stays.
    RETURN CASE WHEN holds_any(found, needles) THEN instead ELSE found END;
END
$$;

ALTER TABLE recalls ADD COLUMN erased_at timestamptz;
COMMENT ON COLUMN recalls.erased_at IS 'When somebody who is not kept was taken out of the reason, the last time.';
DROP TRIGGER recalls_append_only ON recalls;
CREATE TRIGGER recalls_stay BEFORE DELETE ON recalls FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER recalls_unchanged BEFORE UPDATE ON recalls FOR EACH ROW
    WHEN (NEW.erased_at IS NULL OR to_jsonb(NEW) - '{reason,erased_at}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{reason,erased_at}'::text[])
    EXECUTE FUNCTION refuse_change();

ALTER TABLE recall_notes ADD COLUMN erased_at timestamptz;
COMMENT ON COLUMN recall_notes.erased_at IS 'When somebody who is not kept was taken out of the words, the last time.';
DROP TRIGGER recall_notes_append_only ON recall_notes;
CREATE TRIGGER recall_notes_stay BEFORE DELETE ON recall_notes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER recall_notes_unchanged BEFORE UPDATE ON recall_notes FOR EACH ROW
    WHEN (NEW.erased_at IS NULL OR to_jsonb(NEW) - '{words,erased_at}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{words,erased_at}'::text[])
    EXECUTE FUNCTION refuse_change();
