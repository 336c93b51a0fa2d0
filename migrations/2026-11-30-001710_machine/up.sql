-- What the machine tells of itself to the office.

ALTER TABLE schedules ADD COLUMN done_at timestamptz, ADD COLUMN every_seconds integer;
COMMENT ON COLUMN schedules.done_at IS 'When it last came to a good end.';
COMMENT ON COLUMN schedules.every_seconds IS 'As the program that enqueued it last has it.';

CREATE TABLE book_faults (
    check_id bigint NOT NULL REFERENCES book_checks ON DELETE CASCADE,
    n integer NOT NULL,
    rule text NOT NULL,
    place text NOT NULL,
    expected bigint NOT NULL,
    found bigint NOT NULL,
    PRIMARY KEY (check_id, n)
);
COMMENT ON TABLE book_faults IS 'What did not add up, of each time the books were read through: the first 500.';

CREATE TABLE reindexes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    asked_by bigint REFERENCES accounts,
    asked_at timestamptz NOT NULL DEFAULT now(),
    moved_at timestamptz NOT NULL DEFAULT now(),
    done bigint NOT NULL DEFAULT 0 CHECK (done >= 0),
    goods bigint NOT NULL DEFAULT 0 CHECK (goods >= 0),
    ended_at timestamptz,
    failed text NOT NULL DEFAULT '',
    CONSTRAINT reindexes_failed_ended CHECK (failed = '' OR ended_at IS NOT NULL)
);
COMMENT ON TABLE reindexes IS 'The search index made anew from the office: how far it is, and how it ended.';
COMMENT ON COLUMN reindexes.failed IS 'Empty for a good end.';
CREATE UNIQUE INDEX reindexes_one_at_work ON reindexes ((true)) WHERE ended_at IS NULL;

CREATE TABLE backups (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    file text NOT NULL UNIQUE,
    size bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
    sha256 text NOT NULL DEFAULT '' CHECK (sha256 ~ '^([0-9a-f]{64})?$'),
    seconds integer NOT NULL CHECK (seconds >= 0),
    failed text NOT NULL DEFAULT '',
    restored_at timestamptz,
    gone_at timestamptz,
    CONSTRAINT backups_good CHECK (failed <> '' OR size > 0 AND sha256 <> '')
);
COMMENT ON TABLE backups IS 'What `market backup` did: each dump of the database, and each that failed.';
COMMENT ON COLUMN backups.restored_at IS 'Somebody restored it for a trial and found the market whole.';
COMMENT ON COLUMN backups.gone_at IS 'Its file was removed, being older than those that are kept.';
CREATE INDEX backups_by_time ON backups (at DESC, id DESC);

CREATE TABLE webhook_refusals (
    provider text NOT NULL CHECK (provider IN ('stripe', 'sepay', 'payos', 'casso')),
    day date NOT NULL,
    why text NOT NULL,
    times integer NOT NULL DEFAULT 1 CHECK (times > 0),
    last_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (provider, day, why)
);
COMMENT ON TABLE webhook_refusals IS 'Notices that nobody trusted had signed, counted by day and reason; what they said is not kept.';
CREATE INDEX webhooks_by_time ON webhooks (received_at DESC, id DESC);

-- What waits to be sent, and what was written lately: counted at every look.
CREATE INDEX messages_waiting ON messages (channel, id) WHERE sent_at IS NULL;
CREATE INDEX messages_by_day ON messages USING brin (created_at);
