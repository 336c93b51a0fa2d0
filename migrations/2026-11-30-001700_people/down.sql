-- Erased rows have no phone, which the older schema asks for: one that reaches nobody.
DROP TABLE data_exports, data_requests, data_request_moves, consents;
DROP FUNCTION holds_any;
DROP INDEX messages_by_recipient, orders_by_email;
ALTER TABLE messages DROP COLUMN erased_at, DROP COLUMN fleeting;
DROP TRIGGER orders_of_somebody ON orders;
DROP FUNCTION orders_of_somebody;
ALTER TABLE orders DROP CONSTRAINT orders_buyer_phone_check;
UPDATE orders SET buyer_phone = '+840000000' WHERE buyer_phone = '';
ALTER TABLE orders ADD CONSTRAINT orders_buyer_phone_check CHECK (buyer_phone ~ '^\+[1-9][0-9]{6,14}$'), DROP COLUMN erased_at;
ALTER TABLE accounts DROP CONSTRAINT accounts_erased_closed, DROP CONSTRAINT accounts_reached;
UPDATE accounts SET email = 'erased-' || id || '@invalid' WHERE phone IS NULL AND email IS NULL;
ALTER TABLE accounts ADD CONSTRAINT accounts_check CHECK (phone IS NOT NULL OR email IS NOT NULL), DROP COLUMN erased_at;
