-- An act that is its own reason needs none typed: the program says what spoke for it, as a word that has a sentence in each language.
ALTER TABLE acts ADD COLUMN evidence text NOT NULL DEFAULT '' CHECK (evidence ~ '^[a-z-]*$');
COMMENT ON COLUMN acts.evidence IS 'What spoke for the act where nobody had to type why: tail of a Fluent key, log-evidence-…; empty for none.';
-- The log is searched for these sentences as it is for what was typed.
CREATE INDEX acts_by_evidence ON acts (evidence);
