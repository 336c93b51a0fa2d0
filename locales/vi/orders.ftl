order-title = Đơn { $code }
order-heading = Đơn
order-placed-at = Đặt lúc { $at }
order-thanks = Đã đặt xong, cảm ơn bạn!
order-thanks-more = { $n ->
    [1] Nhà nông vừa nhận được đơn. Chợ nhắn vào số { $phone } khi gói hàng lên đường.
   *[other] { $n } nhà nông vừa nhận được đơn. Chợ nhắn vào số { $phone } mỗi khi có gói hàng lên đường.
}
order-your-code = Mã đơn của bạn
order-copy = Chép mã
order-copied = Đã chép
order-code-use = Muốn xem đơn, bạn chỉ cần mã này và bốn số cuối điện thoại.
order-follow = Theo dõi đơn
order-print = In đơn
order-parcel = Gói { $n }:
order-parcel-goods = Tiền hàng gói này
order-parcel-fee = Phí giao hàng
order-parcel-code = Mã gói { $code }, nói mã này khi gọi nhà nông
order-parcel-total = Tiền gói này
order-nothing-due = Bạn không phải trả tiền gói này
order-shipping = Phí giao hàng, { $n } gói
order-due-cod = Phải trả khi nhận
order-paid-cod = Đã trả khi nhận
order-less = Lúc đặt là { $total }; gói không giao thì không tính tiền.
order-to = Giao đến
order-receiver = Người nhận
order-address = Địa chỉ
order-when = Đặt lúc
order-reason = Lý do: { $reason }
order-expected = dự kiến { $days }
order-help = Có gì chưa ổn? Gọi nhà nông ở trang của nhà, hoặc gọi chợ
order-damage = Hàng hỏng, báo trong 24 giờ kèm ảnh.
order-make-account = Tạo mật khẩu để lần sau khỏi gõ lại địa chỉ.
order-make-account-go = Tạo tài khoản
order-cancel-parcel = Hủy gói này
order-cancel-ask = Hủy gói hàng của { $name }? Các gói khác vẫn giao như thường. Bạn hủy được đến khi nhà nhận đơn.
order-cancel-all = Hủy cả đơn
order-cancel-all-ask = Hủy mọi gói mà nhà nông chưa nhận?
order-cancelled = Đã hủy. Bạn không phải trả tiền phần đã hủy.
order-cancel-late = Nhà nông đã nhận đơn nên không hủy ở đây được nữa. Bạn gọi nhà nông hoặc gọi chợ nhé.
order-code-typo = Mã gồm LT và 7 chữ, số; mã này chưa đúng. Trong mã không có chữ O và số 0.
order-digits-wrong = Ghi đúng bốn chữ số cuối.
order-days = { $from } đến { $to }
order-day-1 = thứ Hai { $date }
order-day-2 = thứ Ba { $date }
order-day-3 = thứ Tư { $date }
order-day-4 = thứ Năm { $date }
order-day-5 = thứ Sáu { $date }
order-day-6 = thứ Bảy { $date }
order-day-7 = Chủ nhật { $date }
order-state-placed = Mới đặt
order-state-confirmed = Nhà đã nhận đơn
order-state-packed = Đã đóng gói
order-state-handed-over = { $kind ->
    [pickup] Chờ bạn đến lấy
   *[carrier] Đang trên đường
}
order-state-delivered = { $kind ->
    [pickup] Đã lấy hàng
   *[carrier] Đã giao
}
order-state-refused = Không nhận hàng
order-state-cancelled = Đã hủy
order-state-unfulfillable = Không giao được
order-step-placed = Đã đặt
order-step-confirmed = Nhà đã nhận đơn
order-step-packed = Đã đóng gói
order-step-handed-over = { $kind ->
    [pickup] Đã ra điểm lấy, mời bạn đến lấy
    [round] Nhà đang chở đến
   *[carrier] Đã giao cho người chở
}
order-step-delivered = { $kind ->
    [pickup] Bạn đã lấy hàng
   *[carrier] Đã giao đến bạn
}
order-step-refused = Người nhận không lấy hàng
order-step-cancelled = Bạn đã hủy
order-step-unfulfillable = Nhà không giao được
order-todo-confirmed = Nhà nhận đơn
order-todo-packed = Đóng gói
order-todo-handed-over = { $kind ->
    [pickup] Mang ra điểm lấy
    [round] Nhà chở đi
   *[carrier] Giao cho người chở
}
order-todo-delivered = { $kind ->
    [pickup] Bạn đến lấy
   *[carrier] Giao đến bạn
}
order-sms-placed = Chợ Lập Thạch: đã nhận đơn { $code }, tổng { $total }. Xem đơn: { $link }
order-sms-household = { $more ->
    [0] Đơn mới { $code }: { $goods }, { $total }. Xem và nhận đơn: { $link }
   *[other] Đơn mới { $code }: { $goods } và { $more } món khác, { $total }. Xem và nhận đơn: { $link }
}
order-sms-confirmed = Đơn { $code }: { $household } đã nhận đơn, dự kiến giao { $days }. { $link }
order-sms-handed-over = { $kind ->
    [pickup] Đơn { $code }: hàng của { $household } đã sẵn sàng. { $way }, { $days }. Chuẩn bị { $total } nhé. { $link }
   *[carrier] Đơn { $code }: hàng của { $household } đang trên đường, dự kiến { $days }. Chuẩn bị { $total } nhé. { $link }
}
order-sms-unfulfillable = Đơn { $code }: { $household } không giao được ({ $reason }). Bạn không phải trả tiền gói này. { $link }
order-sms-cancelled = Gói { $code }: người mua đã hủy gói này, nhà không cần soạn nữa. { $link }
order-mail-subject = Đơn { $code } ở Chợ Lập Thạch
order-mail-hello = Chào { $name },
order-mail-intro = Chợ đã nhận đơn { $code } của bạn lúc { $at }. Đây là bản ghi của đơn, bạn giữ lại hoặc in ra.
order-mail-follow = Theo dõi hoặc hủy đơn (cần mã đơn và bốn số cuối điện thoại):
track-title = Xem đơn hàng
track-code = Mã đơn
track-code-hint = Bắt đầu bằng LT, có trong tin nhắn và trên đơn đã in.
track-digits = Bốn số cuối điện thoại
track-go = Xem đơn
track-wrong = Không thấy đơn nào hợp với mã và bốn số này. Bạn xem lại giúp; trong mã không có chữ O và số 0.
track-account = Có tài khoản?
track-account-go = Xem mọi đơn của bạn
track-lost = Mất mã đơn, gọi
orders-title = Đơn của tôi
orders-none = Bạn chưa có đơn nào.
orders-day = Ngày đặt
orders-goods = Hàng
orders-where = Đang ở đâu
orders-total = Số tiền
orders-pages = Trang
orders-older = Xem đơn cũ hơn
