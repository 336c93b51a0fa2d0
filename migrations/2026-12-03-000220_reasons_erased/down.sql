DROP TRIGGER spotlights_room ON spotlights;
CREATE TRIGGER spotlights_room BEFORE INSERT OR UPDATE ON spotlights FOR EACH ROW EXECUTE FUNCTION spotlights_room();
DROP TRIGGER farm_diary_strikes_unchanged ON farm_diary_strikes;
DROP TRIGGER farm_diary_strikes_stay ON farm_diary_strikes;
CREATE TRIGGER farm_diary_strikes_append_only BEFORE UPDATE OR DELETE ON farm_diary_strikes
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TRIGGER farm_diary_unchanged ON farm_diary;
DROP TRIGGER farm_diary_stay ON farm_diary;
CREATE TRIGGER farm_diary_append_only BEFORE UPDATE OR DELETE ON farm_diary FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TRIGGER tax_rates_unchanged ON tax_rates;
CREATE TRIGGER tax_rates_unchanged BEFORE UPDATE ON tax_rates FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TRIGGER commission_rates_unchanged ON commission_rates;
CREATE TRIGGER commission_rates_unchanged BEFORE UPDATE ON commission_rates FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TRIGGER news_versions_unchanged ON news_versions;
DROP TRIGGER news_versions_stay ON news_versions;
CREATE TRIGGER news_versions_append_only BEFORE UPDATE OR DELETE ON news_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TRIGGER broadcasts_unchanged ON broadcasts;
DROP TRIGGER broadcasts_stay ON broadcasts;
CREATE TRIGGER broadcasts_stay BEFORE UPDATE OR DELETE ON broadcasts FOR EACH ROW
    WHEN (OLD.sent_at IS NOT NULL) EXECUTE FUNCTION broadcasts_stay();
DROP TRIGGER acts_unchanged ON acts;
CREATE TRIGGER acts_unchanged BEFORE UPDATE ON acts FOR EACH ROW
    WHEN (NEW.why NOT IN ('', OLD.why)
          OR (NEW.after IS DISTINCT FROM OLD.after AND NEW.after IS DISTINCT FROM OLD.after - 'holder')
          OR to_jsonb(NEW) - '{why,after}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{why,after}'::text[])
    EXECUTE FUNCTION refuse_change();
DROP FUNCTION without_facts(jsonb, text[]);
DROP FUNCTION fewer_facts(jsonb, jsonb);
DROP FUNCTION only_erased(jsonb, jsonb, text[]);
