-- Sent anew in its last days, while the one before goes on.
INSERT INTO identity_moves VALUES ('verified', 'pending');
