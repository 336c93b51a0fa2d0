-- What every slice stands on: events to be acted on, jobs, messages, sessions, throttles.
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    dispatched_at timestamptz
);
COMMENT ON TABLE events IS 'Outbox: written in the transaction of the change, turned into jobs after its commit.';
CREATE INDEX events_waiting ON events (id) WHERE dispatched_at IS NULL;

CREATE TABLE jobs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    dedupe_key text UNIQUE,
    run_at timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    leased_until timestamptz,
    last_error text,
    dead_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN jobs.leased_until IS 'A runner holds the job until then; a runner that died lets it lapse, and another takes the job again.';
COMMENT ON COLUMN jobs.dead_at IS 'Set when the attempts are used up: the dead-letter list the office sees.';
CREATE INDEX jobs_due ON jobs (run_at) WHERE dead_at IS NULL;
CREATE INDEX jobs_dead ON jobs (dead_at) WHERE dead_at IS NOT NULL;

CREATE TABLE messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dedupe_key text NOT NULL UNIQUE,
    channel text NOT NULL CHECK (channel IN ('mail', 'sms')),
    recipient text NOT NULL,
    subject text NOT NULL DEFAULT '',
    body text NOT NULL,
    body_html text,
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz
);
COMMENT ON COLUMN messages.dedupe_key IS 'What the message is about; the same event twice writes one message.';

CREATE TABLE sessions (
    id_hash bytea PRIMARY KEY CHECK (octet_length(id_hash) = 32),
    account_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
COMMENT ON COLUMN sessions.id_hash IS 'SHA-256 of the cookie: a copy of this table opens no session.';
CREATE INDEX sessions_by_account ON sessions (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE throttles (
    key text PRIMARY KEY,
    hits integer NOT NULL CHECK (hits > 0),
    resets_at timestamptz NOT NULL
);
CREATE INDEX throttles_by_reset ON throttles (resets_at);

CREATE TABLE schedules (
    kind text PRIMARY KEY,
    next_at timestamptz NOT NULL
);
COMMENT ON TABLE schedules IS 'When each periodic job is due next; moving the row on is what makes one process of many enqueue it.';
