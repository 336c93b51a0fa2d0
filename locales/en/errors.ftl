error-not-found = There is no such page at the market
