-- Two causes may keep a household from selling at once, its identity and the office, and each ends by itself. Until now the
-- second of the two was not written down, and went with the first. A constant default: no row is written anew.
ALTER TABLE producers
    ADD COLUMN suspended_by_office boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT producers_suspended_by_office CHECK (NOT suspended_by_office OR suspended_at IS NOT NULL);
COMMENT ON COLUMN producers.suspended_by_office IS 'Suspended by the office for a reason of its own, whether or not for its identity as well.';
COMMENT ON COLUMN producers.suspended_with_identity IS 'Suspended because its identity was revoked or ran out, whether or not by the office as well: until it is proved again.';
UPDATE producers SET suspended_by_office = true WHERE suspended_at IS NOT NULL AND NOT suspended_with_identity;
-- Who was suspended when the identity was taken back or ran out, and has not proved it since.
UPDATE producers r SET suspended_with_identity = true FROM identities i
 WHERE i.producer_id = r.id AND r.suspended_by_office AND r.approved_at IS NOT NULL AND i.state <> 'verified'
   AND (i.state IN ('revoked', 'expired')
        OR EXISTS (SELECT FROM acts a WHERE a.producer_id = r.id AND a.act IN ('identity.revoked', 'identity.expired')
                   AND (i.verified_at IS NULL OR a.at > i.verified_at)));
