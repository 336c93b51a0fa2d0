DROP TABLE broadcast_households;
DROP TABLE broadcasts;
DROP FUNCTION broadcasts_stay();
