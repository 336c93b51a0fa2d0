-- What the office writes to many households at once, and to whom it went.
CREATE TABLE broadcasts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body text NOT NULL CHECK (body <> '' AND length(body) <= 320),
    commune_code text REFERENCES communes,
    kind text CHECK (kind IN ('household', 'business_household', 'cooperative_group', 'cooperative')),
    why text NOT NULL DEFAULT '',
    made_by bigint NOT NULL REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now(),
    sent_by bigint REFERENCES accounts,
    sent_at timestamptz,
    CONSTRAINT broadcasts_sent_by_somebody CHECK ((sent_at IS NULL) = (sent_by IS NULL))
);
COMMENT ON COLUMN broadcasts.commune_code IS 'Only households of this commune; NULL: of all.';
COMMENT ON COLUMN broadcasts.sent_at IS 'Set once, when the messages are written; what was sent is never changed.';
CREATE TABLE broadcast_households (
    broadcast_id bigint NOT NULL REFERENCES broadcasts,
    producer_id bigint NOT NULL REFERENCES producers ON DELETE CASCADE,
    message_id bigint NOT NULL REFERENCES messages,
    PRIMARY KEY (broadcast_id, producer_id)
);
COMMENT ON COLUMN broadcast_households.message_id IS 'Two households of one phone are told once.';
CREATE INDEX broadcast_households_by_message ON broadcast_households (message_id);
CREATE INDEX broadcast_households_by_producer ON broadcast_households (producer_id);
CREATE FUNCTION broadcasts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'broadcast % is sent', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'broadcasts_stay';
END
$$;
CREATE TRIGGER broadcasts_stay BEFORE UPDATE OR DELETE ON broadcasts FOR EACH ROW
    WHEN (OLD.sent_at IS NOT NULL) EXECUTE FUNCTION broadcasts_stay();
