# The card
catalog-sold-out = Hết hàng
catalog-in-season = Đang mùa
catalog-left = Còn { $n }
catalog-commune = xã { $name }
catalog-ocop-stars = OCOP { $n } sao
catalog-per-kg = { $price }/kg
