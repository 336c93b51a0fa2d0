-- Looking for a payment's page among Stripe's stops after a while, and goes on from there when it is asked again.
ALTER TABLE payments ADD COLUMN looked_to text;
COMMENT ON COLUMN payments.looked_to IS 'Down to this page of Stripe''s list, newest first, its own was looked for; none when it was not, or all of them were.';
