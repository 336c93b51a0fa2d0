DROP INDEX messages_last_words;
