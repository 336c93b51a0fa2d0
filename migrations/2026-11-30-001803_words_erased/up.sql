-- What a clerk wrote about a buyer in the log, and what a household wrote beside a correction, goes with the buyer. Who of the
-- office did what, to what and when stays, as do sums, and the word of a reason.
DROP TRIGGER acts_append_only ON acts;
CREATE TRIGGER acts_stay BEFORE DELETE ON acts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER acts_unchanged BEFORE UPDATE ON acts FOR EACH ROW
    WHEN (NEW.why NOT IN ('', OLD.why)
          OR (NEW.after IS DISTINCT FROM OLD.after AND NEW.after IS DISTINCT FROM OLD.after - 'holder')
          OR to_jsonb(NEW) - '{why,after}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{why,after}'::text[])
    EXECUTE FUNCTION refuse_change();
ALTER TABLE corrections ADD CONSTRAINT corrections_reason_length CHECK (length(reason) <= 240) NOT VALID;
DROP TRIGGER corrections_append_only ON corrections;
CREATE TRIGGER corrections_stay BEFORE DELETE ON corrections FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER corrections_unchanged BEFORE UPDATE ON corrections FOR EACH ROW
    WHEN (NEW.reason NOT IN (OLD.reason, 'other', split_part(OLD.reason, ': ', 1))
          OR to_jsonb(NEW) - 'reason' IS DISTINCT FROM to_jsonb(OLD) - 'reason')
    EXECUTE FUNCTION refuse_change();

-- Of those who went before.
UPDATE corrections SET reason = CASE WHEN reason ~ '^[a-z-]+(: |$)' THEN split_part(reason, ': ', 1) ELSE 'other' END
WHERE reason !~ '^[a-z-]+$'
  AND parcel_id IN (SELECT p.id FROM parcels p JOIN orders o ON o.id = p.order_id WHERE o.erased_at IS NOT NULL);
UPDATE acts SET why = '' WHERE why <> '' AND act LIKE 'complaint.%' AND subject IN (
    SELECT 'KN' || c.id FROM complaints c JOIN parcels p ON p.id = c.parcel_id JOIN orders o ON o.id = p.order_id
    WHERE o.erased_at IS NOT NULL);
UPDATE acts SET after = after - 'holder' WHERE act = 'refund.account' AND after ->> 'holder' IS NOT NULL AND subject IN (
    SELECT 'R' || r.id FROM refunds r LEFT JOIN transfers t ON t.id = r.transfer_id
    JOIN orders o ON o.id = coalesce(r.order_id, t.order_id) WHERE o.erased_at IS NOT NULL);
