-- News of the office: in two languages, from a moment on, with everything that ever stood there and who wrote it why.
CREATE TABLE news (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 80),
    title_vi text NOT NULL CHECK (title_vi <> ''),
    title_en text NOT NULL DEFAULT '',
    body_vi text NOT NULL,
    body_en text NOT NULL DEFAULT '',
    publish_at timestamptz,
    made_by bigint REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN news.publish_at IS 'From when on it is read; NULL: a draft, or taken down.';
CREATE INDEX news_published ON news (publish_at DESC, id DESC) WHERE publish_at IS NOT NULL;
CREATE TABLE news_versions (
    news_id bigint NOT NULL REFERENCES news,
    version integer NOT NULL,
    title_vi text NOT NULL,
    title_en text NOT NULL,
    body_vi text NOT NULL,
    body_en text NOT NULL,
    publish_at timestamptz,
    saved_by bigint REFERENCES accounts,
    saved_at timestamptz NOT NULL DEFAULT now(),
    why text NOT NULL DEFAULT '',
    PRIMARY KEY (news_id, version)
);
CREATE TRIGGER news_versions_append_only BEFORE UPDATE OR DELETE ON news_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- Who wrote which version of a page, and why, is asked of the log.
CREATE INDEX acts_of_pages ON acts (subject) WHERE act = 'page.saved';
