-- The last words to people who are gone, as long as they are kept: found every hour, and nearly always none.
CREATE INDEX messages_last_words ON messages (id) WHERE fleeting AND erased_at IS NULL;
