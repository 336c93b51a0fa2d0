-- A slip that makes an owner where there is one opens nothing before the present owners had time to object.
ALTER TABLE takeover_codes ADD COLUMN opens_at timestamptz CHECK (opens_at < expires_at);
COMMENT ON COLUMN takeover_codes.opens_at IS 'Before then it lets nobody in: the owners were told and may make it void. None: it works at once.';
-- What was printed before, where somebody owns the household by now, waits as well.
UPDATE takeover_codes c SET opens_at = least(now() + interval '48 hours', expires_at - interval '1 second')
WHERE c.phone IS NULL AND c.role = 'owner' AND c.used_at IS NULL AND c.voided_at IS NULL AND c.expires_at > now()
  AND EXISTS (SELECT FROM members m WHERE m.producer_id = c.producer_id AND m.role = 'owner');
