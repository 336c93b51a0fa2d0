DROP INDEX transfers_told;
