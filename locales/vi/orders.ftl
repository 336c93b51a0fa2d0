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
order-nothing-due = Gói này không tính tiền
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
order-damage = Hàng hỏng thì chụp ảnh, báo ngay khi nhận.
order-make-account = Tạo mật khẩu để lần sau khỏi gõ lại địa chỉ.
order-make-account-go = Tạo tài khoản
order-cancel-parcel = Hủy gói này
order-cancel-ask = Hủy gói hàng của { $name }? Các gói khác vẫn giao như thường. Bạn hủy được đến khi nhà nhận đơn.
order-cancel-all = Hủy cả đơn
order-cancel-all-ask = Hủy mọi gói mà nhà nông chưa nhận?
order-cancelled = Đã hủy. Phần đã hủy không tính tiền, tiền đã trả thì được hoàn lại.
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
order-sms-bring = { $paid ->
    [yes] {""}
   *[no] {" "}Chuẩn bị { $total } nhé.
}
order-sms-handed-over = { $kind ->
    [pickup] Đơn { $code }: hàng của { $household } đã sẵn sàng. { $way }, { $days }.{ $found }{ order-sms-bring } { $link }
   *[carrier] Đơn { $code }: hàng của { $household } đang trên đường, dự kiến { $days }.{ $found }{ order-sms-bring } { $link }
}
order-sms-unfulfillable = Đơn { $code }: { $household } không giao được ({ $reason }). { $paid ->
    [yes] Tiền gói này được hoàn lại cho bạn.
   *[no] Bạn không phải trả tiền gói này.
} { $link }
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
order-kept = Hàng đã được giữ cho bạn
order-kept-more = Bạn trả tiền xong là nhà nông bắt tay đóng gói. Chợ nhắn vào số { $phone } khi nhận được tiền.
order-discount = Giảm giá
order-back = Trong đó hoàn lại
order-due-bank_transfer = Còn phải chuyển
order-due-card = Còn phải trả
order-paid-bank_transfer = Đã chuyển khoản
order-paid-card = Đã trả bằng thẻ
order-state-awaiting-payment = Chờ trả tiền
order-state-expired = Hết hạn trả tiền
order-step-awaiting-payment = Đã đặt, chờ trả tiền
order-step-expired = Quá hạn trả tiền, hàng không giữ nữa
order-todo-placed = Nhận được tiền, báo cho nhà nông
order-sms-to-pay = Chợ Lập Thạch: giữ hàng cho đơn { $code }, tổng { $total }. Trả tiền tại: { $link }
order-pay-heading-bank_transfer = Chuyển khoản để xác nhận đơn
order-pay-heading-card = Trả bằng thẻ
order-pay-heading-cod = Trả tiền mặt khi nhận
order-pay-until = Hàng được giữ đến { $at }.
order-pay-over = Đã quá giờ giữ hàng. Nếu bạn vừa chuyển tiền, chợ sẽ kiểm tra lại hàng; hết hàng thì hoàn tiền.
order-pay-part = Đã nhận một phần tiền nên hàng vẫn được giữ cho bạn. Bạn trả nốt số còn lại là xong.
order-pay-looked-at = Đã thấy tiền của bạn, đang có người kiểm tra trước khi tính vào đơn. Bạn không cần chuyển lại.
order-pay-to = Gói của { $name }
order-pay-qr = Mã VietQR: chuyển { $amount }, nội dung { $content }
order-pay-scan = Mở ứng dụng ngân hàng, chọn quét QR. Đang xem trên điện thoại thì chụp màn hình rồi chọn ảnh.
order-pay-bank = Ngân hàng
order-pay-account = Số tài khoản
order-pay-holder = Chủ tài khoản
order-pay-amount = Số tiền
order-pay-content = Nội dung
order-pay-copy = Chép
order-pay-no-account = Tài khoản nhận tiền của nhà này đang được xem lại, nên lúc này chưa chuyển khoản được. Bạn đừng chuyển vào số cũ. Có số mới là trang này hiện ngay; cần gấp thì bạn chọn cách trả khác hoặc gọi chợ.
order-pay-moved = Tài khoản nhận tiền đã đổi sau khi bạn đặt đơn. Bạn chuyển vào số dưới đây, đừng dùng mã QR hay số đã lưu từ trước. Nếu đã chuyển vào số cũ thì đừng chuyển lần nữa, chợ sẽ dò tiền của bạn.
order-pay-exact = Giữ đúng số tiền và nội dung để chợ nhận ra ngay.
order-pay-waiting = Đang chờ tiền về. Tiền đến là trang này tự đổi, bạn có thể đóng lại.
order-pay-look = Xem tiền đã về chưa
order-pay-card-more = Chợ không thấy và không giữ số thẻ của bạn.
order-pay-card-down = Trang trả bằng thẻ đang không trả lời. Đơn của bạn vẫn được giữ: bạn thử lại sau ít phút, hoặc chọn cách trả khác.
order-pay-card-go = Trả bằng thẻ
order-pay-other = Trả cách khác
order-pay-paid = Đơn này đã có tiền về, không đổi cách trả được nữa.
order-pay-late = Đơn này không còn chờ trả tiền, nên không đổi cách trả được nữa.
order-pay-kept = Hàng đã được giữ đủ lâu cho đơn này, không đổi sang cách đó được nữa. Bạn trả theo cách đang chọn khi còn giờ, trả tiền mặt nếu chợ cho chọn, hoặc đặt đơn mới.
order-refunds = Tiền hoàn lại
order-refund-card-due = { $amount }: đang gửi trả về thẻ.
order-refund-card-sent = { $amount }: đã gửi về thẻ, ngân hàng thường cần 5 đến 10 ngày.
order-refund-card-done = { $amount }: đã hoàn về thẻ lúc { $at }.
order-refund-card-failed = { $amount }: chưa hoàn về thẻ được, chợ sẽ gọi cho bạn.
order-refund-bank_transfer-due = { $amount }: chợ chuyển khoản lại trong 3 ngày làm việc.
order-refund-bank_transfer-due-direct = { $amount }: nhà nông chuyển khoản lại trong 3 ngày làm việc.
order-refund-bank_transfer-sent = { $amount }: đang chuyển khoản.
order-refund-bank_transfer-done = { $amount }: đã chuyển khoản lúc { $at }.
order-refund-bank_transfer-failed = { $amount }: chưa chuyển được, chợ sẽ gọi cho bạn.
order-refund-cash-due = { $amount }: nhà nông trả lại bằng tiền mặt.
order-refund-cash-due-market = { $amount }: chợ trả lại bằng tiền mặt.
order-refund-cash-sent = { $amount }: nhà nông đang trả lại bằng tiền mặt.
order-refund-cash-done = { $amount }: đã trả lại tiền mặt lúc { $at }.
order-refund-cash-failed = { $amount }: chưa trả lại được, chợ sẽ gọi cho bạn.
order-refund-safe = Chợ không bao giờ hỏi mã OTP hay mật khẩu, và không bao giờ bắt chuyển thêm tiền để được hoàn.
order-credit = Tiền giữ cho đơn sau
order-credit-of = Trong đó giữ cho đơn sau
order-credit-more = Chợ đang giữ { $amount } bạn chuyển cho đơn này. Đặt đơn sau bằng chuyển khoản rồi gọi chợ để trừ vào; muốn nhận lại cũng gọi chợ.
order-credit-more-direct = Nhà nông đang giữ { $amount } bạn chuyển cho đơn này. Đặt đơn sau ở nhà ấy bằng chuyển khoản rồi gọi chợ để trừ vào; muốn nhận lại cũng gọi chợ.
order-refund-where = Bạn muốn nhận tiền hoàn ở tài khoản nào?
order-refund-bank = Ngân hàng
order-refund-save = Gửi số tài khoản
order-refund-saved = Đã nhận số tài khoản, tiền sẽ được chuyển về đó.
order-refund-held = Khoản này đang được chuyển nên lúc này không đổi tài khoản được. Nếu số tài khoản sai, bạn gọi cho chợ ngay.
order-refund-bank-unknown = Chợ chưa nhận ra ngân hàng này. Bạn chọn trong danh sách nhé.
order-refund-number-wrong = Số tài khoản chỉ gồm chữ số, dài từ 4 đến 19 số.
order-refund-holder-wrong = Ghi tên chủ tài khoản như trên ứng dụng ngân hàng.
payment-card-line = { $household }: { $goods }{ $delivered ->
    [yes] {", gồm tiền giao"}
   *[no] {""}
}
payment-sms-paid = Chợ Lập Thạch: đã nhận { $amount } cho đơn { $code }, nhà nông đang chuẩn bị hàng. { $link }
payment-sms-paid-direct = Chợ Lập Thạch: nhà nông đã nhận { $amount } cho đơn { $code } và đang chuẩn bị hàng. { $link }
payment-sms-expired = Đơn { $code }: quá giờ trả tiền nên hàng không được giữ nữa. Muốn mua lại: { $link }
payment-sms-let-go = Đơn { $code }: đợt hái không đủ người đặt nên chợ hủy đơn chưa trả tiền này, bạn đừng chuyển nữa. Muốn mua lại: { $link }
payment-sms-moved = Đơn { $code }: tài khoản nhận tiền đã đổi. Bạn chuyển { $amount } theo mã mới ở { $link }, đừng dùng mã hay số cũ. Đã chuyển rồi thì đừng chuyển lần nữa.
payment-sms-no-account = Đơn { $code }: tài khoản nhận tiền đang được xem lại. Bạn khoan chuyển, đừng dùng mã hay số cũ; có số mới chợ sẽ nhắn. Xem { $link }
refund-sms-made-card = Đơn { $code }: chợ hoàn { $amount } về thẻ của bạn. { $link }
refund-sms-made-transfer = Đơn { $code }: chợ sẽ chuyển lại { $amount } cho bạn. Cho chợ biết số tài khoản: { $link }
refund-sms-made-transfer-direct = Đơn { $code }: nhà nông sẽ chuyển lại { $amount } cho bạn. Ghi số tài khoản ở đây: { $link }
refund-sms-made-cash = Đơn { $code }: nhà nông sẽ trả lại { $amount } tiền mặt. { $link }
refund-sms-made-cash-market = Đơn { $code }: chợ sẽ trả lại { $amount } tiền mặt. { $link }
refund-sms-done = Đơn { $code }: { $amount } đã về với bạn. { $link }
credit-sms-kept = Đơn { $code }: chợ giữ { $amount } cho đơn sau của bạn. Muốn nhận lại thì gọi chợ. { $link }
credit-sms-kept-direct = Đơn { $code }: nhà nông giữ { $amount } cho đơn sau của bạn. Muốn nhận lại thì gọi chợ. { $link }
refund-sms-household-transfer = Đơn { $code }: nhà mình cần chuyển trả người mua { $amount }. Xem số tài khoản: { $link }
refund-sms-household-cash = Đơn { $code }: nhà mình cần trả người mua { $amount } tiền mặt. Xem: { $link }
order-pay-apps = Mở ứng dụng ngân hàng
order-pay-apps-more = Đường dẫn qua trang vietqr.io, không kèm thông tin đơn hàng. Chép số tài khoản và nội dung trước nhé.

order-change-short = Thiếu { $n } { $goods }
order-change-less = { $goods }: cân thực nhẹ hơn, tính bớt tiền
order-change-swap = { $n } { $goods } đổi thành { $instead }
order-change-extra = Gửi thêm { $n } { $goods }, không tính tiền
order-off = Tính bớt lúc đóng gói
order-sms-corrected = Đơn { $code }, { $household } báo: { $what } ({ $reason }).{ $money ->
    [less] {" "}Bạn chỉ phải trả { $left }.
    [back] {" "}Bạn được trả lại { $off }.
   *[none] {""}
} { $link }
order-sms-remind = Gói { $code } đang chờ nhà mình nhận. Quá { $by } mà chưa nhận thì đơn tự hủy, tiền trả lại người mua. Nhận đơn: { $link }
order-sms-unconfirmed = Gói { $code }: quá { $by } nhà mình chưa nhận nên đơn đã hủy, hàng trả về kho. { $link }
handover-coach-is = Xe khách { $plate }, { $station }, chạy { $time } { $day }, gọi nhà xe { $phone }
handover-carrier-is = Gửi qua { $carrier }
handover-tracked-is = Gửi qua { $carrier }, mã vận đơn { $tracking }
order-sms-found = Đơn { $code }: { $found }. { $link }
order-receive-code = Mã nhận hàng:
order-receive-more = Khi cầm được hàng, bạn đọc bốn số này cho người giao.
order-photo = Xem ảnh lúc giao hàng
order-change-weighed = { $goods }: cân được { $weight }
