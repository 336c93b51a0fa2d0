DROP TABLE complaint_messages, complaints, complaint_kinds;
DROP FUNCTION complaints_guard;
