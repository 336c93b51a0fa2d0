-- A text of the shop that was written for later: the page stays as it is until then, and gets a new version at that moment.
CREATE TABLE page_plans (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL,
    lang text NOT NULL,
    title text NOT NULL CHECK (title <> ''),
    body text NOT NULL CHECK (body <> ''),
    publish_at timestamptz NOT NULL,
    why text NOT NULL CHECK (length(why) BETWEEN 1 AND 300),
    made_by bigint NOT NULL REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now(),
    applied_at timestamptz,
    withdrawn_at timestamptz,
    FOREIGN KEY (slug, lang) REFERENCES pages ON DELETE CASCADE,
    CONSTRAINT page_plans_one_end CHECK (applied_at IS NULL OR withdrawn_at IS NULL)
);
COMMENT ON TABLE page_plans IS 'Texts of the shop written for later; nobody agrees to one before it stands on its page.';
CREATE UNIQUE INDEX page_plans_waiting ON page_plans (slug, lang) WHERE applied_at IS NULL AND withdrawn_at IS NULL;
