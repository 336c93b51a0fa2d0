DELETE FROM identity_moves WHERE from_state = 'verified' AND to_state = 'pending';
