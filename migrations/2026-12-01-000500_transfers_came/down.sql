-- What was booked twice as long as it should be is as true as before: the balances are the same, and nothing is undone.
SELECT 1;
