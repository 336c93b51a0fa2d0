-- While an old and a new version of the program run side by side, the younger keeps its index and the other one waits until
-- nothing is heard of it any more.
ALTER TABLE search_indexes RENAME COLUMN made_at TO kept_at;
COMMENT ON COLUMN search_indexes.kept_at IS 'When somebody who keeps it right was last heard of.';
