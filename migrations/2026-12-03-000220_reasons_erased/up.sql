-- What the office wrote beside an act may name somebody who is erased later: a reason, a note, what the log says an act was about.
-- The name goes; the row stays, and nothing else of it ever changes. Only a transaction that says it erases somebody
-- (people::erase) may do so.

-- Whether the one row is the other with other words in these columns, and this transaction erases somebody.
CREATE FUNCTION only_erased(now jsonb, was jsonb, words text[]) RETURNS boolean LANGUAGE sql STABLE
RETURN coalesce(current_setting('market.erasing', true), '') = 'on' AND now - words = was - words;

-- Whether nothing was added to these facts.
CREATE FUNCTION fewer_facts(now jsonb, was jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN now IS NOT DISTINCT FROM was OR (jsonb_typeof(now) = 'object' AND jsonb_typeof(was) = 'object'
    AND NOT EXISTS (SELECT FROM jsonb_each(now) n WHERE n.value IS DISTINCT FROM was -> n.key));

-- These facts without those that name somebody.
CREATE FUNCTION without_facts(facts jsonb, needles text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN jsonb_typeof(facts) = 'object'
    THEN coalesce((SELECT jsonb_object_agg(f.key, f.value) FROM jsonb_each(facts) f
                   WHERE NOT holds_any(f.value::text, needles)), '{}')
    ELSE facts END;

DROP TRIGGER acts_unchanged ON acts;
CREATE TRIGGER acts_unchanged BEFORE UPDATE ON acts FOR EACH ROW
    WHEN (NOT (NEW.why = '' OR NEW.why = OLD.why)
        OR NOT (NEW.after IS NOT DISTINCT FROM OLD.after OR NEW.after IS NOT DISTINCT FROM OLD.after - 'holder'
                OR only_erased(to_jsonb(NEW), to_jsonb(OLD), '{why,subject,before,after}') AND fewer_facts(NEW.after, OLD.after))
        OR to_jsonb(NEW) - '{why,after}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{why,after}'::text[]
           AND NOT (only_erased(to_jsonb(NEW), to_jsonb(OLD), '{why,subject,before,after}')
                    AND (NEW.subject = '' OR NEW.subject = OLD.subject) AND fewer_facts(NEW.before, OLD.before)))
    EXECUTE FUNCTION refuse_change();

DROP TRIGGER broadcasts_stay ON broadcasts;
CREATE TRIGGER broadcasts_stay BEFORE DELETE ON broadcasts FOR EACH ROW
    WHEN (OLD.sent_at IS NOT NULL) EXECUTE FUNCTION broadcasts_stay();
CREATE TRIGGER broadcasts_unchanged BEFORE UPDATE ON broadcasts FOR EACH ROW
    WHEN (OLD.sent_at IS NOT NULL AND NOT only_erased(to_jsonb(NEW), to_jsonb(OLD), '{body,why,urgent_why}'))
    EXECUTE FUNCTION broadcasts_stay();

DROP TRIGGER news_versions_append_only ON news_versions;
CREATE TRIGGER news_versions_stay BEFORE DELETE ON news_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER news_versions_unchanged BEFORE UPDATE ON news_versions FOR EACH ROW
    WHEN (NOT only_erased(to_jsonb(NEW), to_jsonb(OLD), '{why}')) EXECUTE FUNCTION refuse_change();

DROP TRIGGER commission_rates_unchanged ON commission_rates;
CREATE TRIGGER commission_rates_unchanged BEFORE UPDATE ON commission_rates FOR EACH ROW
    WHEN (NOT only_erased(to_jsonb(NEW), to_jsonb(OLD), '{why}')) EXECUTE FUNCTION refuse_change();
DROP TRIGGER tax_rates_unchanged ON tax_rates;
CREATE TRIGGER tax_rates_unchanged BEFORE UPDATE ON tax_rates FOR EACH ROW
    WHEN (NOT only_erased(to_jsonb(NEW), to_jsonb(OLD), '{why}')) EXECUTE FUNCTION refuse_change();

DROP TRIGGER farm_diary_append_only ON farm_diary;
CREATE TRIGGER farm_diary_stay BEFORE DELETE ON farm_diary FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER farm_diary_unchanged BEFORE UPDATE ON farm_diary FOR EACH ROW
    WHEN (NOT only_erased(to_jsonb(NEW), to_jsonb(OLD), '{words}')) EXECUTE FUNCTION refuse_change();
DROP TRIGGER farm_diary_strikes_append_only ON farm_diary_strikes;
CREATE TRIGGER farm_diary_strikes_stay BEFORE DELETE ON farm_diary_strikes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER farm_diary_strikes_unchanged BEFORE UPDATE ON farm_diary_strikes FOR EACH ROW
    WHEN (NOT only_erased(to_jsonb(NEW), to_jsonb(OLD), '{reason}')) EXECUTE FUNCTION refuse_change();

-- What a spotlight says of why it was chosen takes no room: one that ended may be in the way of nothing.
DROP TRIGGER spotlights_room ON spotlights;
CREATE TRIGGER spotlights_room BEFORE INSERT OR UPDATE OF slot, category_id, product_id, producer_id, collection_id, area, starts_at,
    ends_at, stopped_at ON spotlights FOR EACH ROW EXECUTE FUNCTION spotlights_room();
