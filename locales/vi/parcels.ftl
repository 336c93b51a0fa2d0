# Trạng thái của một gói hàng, ghi trên nhãn. $kind là cách giao: carrier (xe gửi), pickup (điểm lấy hàng), round (nhà tự chở).

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
parcel-state-awaiting-payment = Chờ người mua trả tiền
parcel-state-expired = Quá hạn trả tiền
parcel-diary-awaiting-payment = Người mua đặt hàng, chưa trả tiền
parcel-diary-expired = Quá hạn trả tiền, hàng được trả lại
parcel-reason-not-confirmed = Quá giờ mà nhà chưa nhận đơn
parcel-reason-given = Nhà bán gửi thêm
parcel-reason-weighed = Giá theo cân lúc đóng gói
