# The card
catalog-sold-out = Sold out
catalog-in-season = In season
catalog-left = { $n } left
catalog-commune = { $name } commune
catalog-ocop-stars = OCOP { $n } stars
catalog-per-kg = { $price }/kg
