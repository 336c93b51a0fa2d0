# Trạng thái của một gói hàng. $kind là cách giao: carrier (xe gửi), pickup (điểm lấy hàng), round (nhà tự chở).

## Ngắn: trên nhãn
parcel-state-placed = Chờ nhận đơn
parcel-state-confirmed = Đã nhận đơn
parcel-state-packed = Đã đóng gói
parcel-state-handed-over = { $kind ->
    [pickup] Chờ ở điểm lấy
    [round] Nhà đang chở
   *[carrier] Đang trên đường
}
parcel-state-delivered = { $kind ->
    [pickup] Đã lấy hàng
   *[carrier] Đã giao
}
parcel-state-refused = Không nhận hàng
parcel-state-cancelled = Đã hủy
parcel-state-unfulfillable = Không giao được

## Dài: một câu cho người mua
parcel-state-placed-long = Nhà đã thấy đơn, đang chờ nhà nhận.
parcel-state-confirmed-long = Nhà đã nhận đơn và đang chuẩn bị hàng.
parcel-state-packed-long = { $kind ->
    [pickup] Hàng đã đóng gói, sắp mang ra điểm lấy hàng.
    [round] Hàng đã đóng gói, chờ chuyến nhà tự chở.
   *[carrier] Hàng đã đóng gói, chờ xe đến lấy.
}
parcel-state-handed-over-long = { $kind ->
    [pickup] Hàng đã ra điểm lấy, mời bạn đến lấy.
    [round] Nhà đang chở hàng đến cho bạn.
   *[carrier] Xe đang chở hàng đến cho bạn.
}
parcel-state-delivered-long = { $kind ->
    [pickup] Bạn đã lấy hàng. Cảm ơn bạn!
   *[carrier] Hàng đã đến tay bạn. Cảm ơn bạn!
}
parcel-state-refused-long = Hàng đã đến nơi nhưng không có người nhận.
parcel-state-cancelled-long = Gói này đã hủy, bạn không phải trả tiền.
parcel-state-unfulfillable-long = Nhà không giao được gói này, bạn không phải trả tiền.

## Nhật ký: việc đã xảy ra
parcel-diary-placed = Người mua đặt hàng
parcel-diary-confirmed = Nhà nhận đơn
parcel-diary-packed = Nhà đóng gói xong
parcel-diary-handed-over = { $kind ->
    [pickup] Nhà mang hàng ra điểm lấy
    [round] Nhà chở hàng đi
   *[carrier] Nhà giao hàng cho xe
}
parcel-diary-delivered = { $kind ->
    [pickup] Người mua đã lấy hàng
   *[carrier] Hàng đến tay người mua
}
parcel-diary-refused = Người mua không nhận hàng
parcel-diary-cancelled = Người mua hủy
parcel-diary-unfulfillable = Nhà báo không giao được

parcel-by-buyer = người mua
parcel-by-member = nhà bán
parcel-by-clerk = Phòng Kinh tế
parcel-by-system = chợ tự ghi

## Vì sao nhà không giao được
parcel-reason-short = Hết hàng, không đủ
parcel-reason-weather = Mưa gió, chưa thu được
parcel-reason-spoiled = Hàng hỏng, không đạt
parcel-reason-other = Lý do khác

## Cách giao
parcel-kind-carrier = Chuyển phát
parcel-kind-pickup = Tự đến lấy
parcel-kind-round = Nhà tự chở
