-- What need not ring a phone at night waits for the morning.
ALTER TABLE messages ADD COLUMN by_day boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN messages.by_day IS 'Sent only in the hours in which a phone may ring, tries that failed included.';
ALTER TABLE broadcasts
    ADD COLUMN urgent_why text CHECK (urgent_why <> '' AND length(urgent_why) <= 300),
    ADD COLUMN goes_at timestamptz;
COMMENT ON COLUMN broadcasts.urgent_why IS 'Why it goes at once at any hour; NULL: it waits for the morning.';
COMMENT ON COLUMN broadcasts.goes_at IS 'The morning that one sent at night waits for; NULL: it went at once.';
