office-name = Phòng Kinh tế
office-foot = Chợ Lập Thạch · trang làm việc của Phòng Kinh tế
office-nav = Việc của phòng
office-nav-overview = Tổng quan
office-nav-orders = Đơn hàng
office-nav-producers = Nhà nông
office-nav-searches = Tìm kiếm
office-nav-jobs = Tình trạng máy
office-today = Hôm nay ở chợ
office-tally = Con số hôm nay
office-tally-orders = đơn hôm nay, { $sum }
office-tally-waiting = gói chờ nhận quá 24 giờ
office-tally-households = hộ đang bán
office-tally-jobs = việc máy bị kẹt
office-waiting = Gói chờ nhận quá 24 giờ
office-waiting-none = Không có gói nào phải chờ lâu. Tốt quá!

office-find-order = Mã đơn, tên hoặc số điện thoại
office-find-producer = Tên nhà, người đứng tên hoặc số điện thoại
office-any = Tất cả
office-communes = Cả { $n } xã
office-filter = Lọc
office-orders-none = Không có đơn nào khớp.
office-producers-none = Không có nhà nào khớp.
office-pager = Trang
office-more = Xem tiếp
office-households = { $n } nhà

office-col-code = Mã đơn
office-col-placed = Đặt lúc
office-col-since = Từ lúc
office-col-buyer = Người mua
office-col-producer = Nhà nông
office-col-phone = Điện thoại
office-col-state = Trạng thái
office-col-method = Trả tiền
office-col-sum = Số tiền
office-col-goods = Món
office-col-qty = Số lượng
office-col-price = Giá
office-col-total = Thành tiền
office-col-parcel = Gói
office-col-contact = Người đứng tên
office-col-commune = Xã
office-col-kind = Loại
office-col-papers = Chứng nhận
office-col-on-sale = Món đang bán
office-col-open = Gói chưa xong
office-col-from = Giá từ
office-col-on-hand = Còn trong kho
office-col-reserved = Đã có người đặt
office-col-job = Việc
office-col-given-up = Kẹt lúc
office-col-attempts = Số lần thử
office-col-why = Vì sao
office-col-words = Điều được tìm
office-col-empty = Không thấy
office-col-times = Số lần tìm
office-col-last = Lần cuối

office-method-cod = Tiền mặt khi nhận
office-method-bank_transfer = Chuyển khoản
office-method-card = Thẻ
office-payment-due = Chưa thu
office-payment-collected = Đã thu
office-payment-void = Không phải thu

office-order = Đơn { $code }
office-parcel = Gói { $n }
office-parcel-goods = Hàng trong gói { $n }
office-whole-order = Cả đơn
office-shipping = Phí giao hàng
office-payments = Tiền
office-payments-none = Chưa có khoản nào.
office-diary = Nhật ký
office-buyer = Người mua
office-buyer-name = Tên
office-buyer-email = Email
office-buyer-address = Địa chỉ
office-buyer-note = Dặn thêm
office-sum-goods = Tiền hàng
office-sum-total = Tổng

office-producer = Thông tin nhà
office-suspended = Tạm ngừng
office-kind-household = Hộ gia đình
office-kind-business_household = Hộ kinh doanh
office-kind-cooperative_group = Tổ hợp tác
office-kind-cooperative = Hợp tác xã
office-papers-in-force = { $n } còn hạn
office-papers-expired = { $n } hết hạn
office-papers-unchecked = { $n } chưa xem
office-papers-none = Chưa có
office-paper-endless = Không thời hạn
office-products = Hàng của nhà
office-products-none = Nhà chưa đăng món nào.
office-product-on-sale = Đang bán
office-product-draft = Bản nháp
office-product-hidden = Đang ẩn
office-open-parcels = Gói chưa xong
office-open-none = Không có gói nào dở dang.
office-registration = Số đăng ký
office-since-year = Làm từ năm
office-members = Người được vào bán
office-public-page = Xem trang của nhà

office-jobs-what = Những việc chợ tự làm (gửi tin, cập nhật kệ hàng) đã thử nhiều lần mà chưa được. Sửa nguyên nhân rồi cho làm lại.
office-jobs-none = Không có việc nào bị kẹt.
office-retry = Làm lại
office-job-retried = Đã xếp việc vào hàng để làm lại.

office-searches = Người ta tìm gì trên chợ
office-searches-what = Chợ chỉ đếm mỗi ngày từng điều được tìm mấy lần và mấy lần không thấy; không ghi ai tìm, và quá 400 ngày thì xóa.
office-periods = Khoảng thời gian
office-period = { $n } ngày qua
office-missed = Tìm mà không thấy
office-missed-none = Ai tìm cũng thấy.
office-most = Được tìm nhiều nhất
office-most-none = Chưa có ai tìm gì.
office-searches-cut = Chỉ nêu { $n } từ đứng đầu. Tệp tải về có nhiều hơn.
office-search = Máy tìm
office-search-see = Xem người ta tìm gì
office-search-engine = { $engine ->
    [postgres] Chợ đang tìm ngay trong cơ sở dữ liệu (Postgres).
   *[other] Chợ đang tìm bằng Meilisearch.
}
office-search-even = Máy tìm riêng đã biết mọi thay đổi.
office-search-behind = { $n } thay đổi đang chờ báo cho máy tìm riêng, thay đổi cũ nhất chờ { $minutes ->
    [0] chưa đầy một phút
   *[other] { $minutes } phút
}.
office-payment-paid = Đã trả
office-payment-remitted = Đã nộp về chợ
office-payment-surplus = Trả thừa, hoàn lại
office-search-compared = Lần đối chiếu toàn bộ gần nhất: { $at }, { $n ->
    [0] không bản ghi nào sai.
   *[other] { $n } bản ghi sai, đã báo lại cho máy tìm riêng.
}
office-search-uncompared = Máy tìm riêng chưa được đối chiếu toàn bộ lần nào; việc này làm mỗi đêm.
office-payment-part = Mới thu một phần
office-col-received = Đã nhận
office-moves = Tiền về, tiền trả lại
office-moves-what = Khoản
office-moves-transfer = Chuyển khoản số { $id }
office-moves-part = Phần tách ra, số { $id }
office-moves-other = Đơn khác
office-moves-counts = Tính cho đơn này
office-moves-has = Đơn này đang có
office-payment-refunded = Đã hoàn hết
office-dispute-open = Chủ thẻ khiếu nại khoản trả này ({ $charge }). Trả lời trên trang Stripe trước hạn.
office-dispute-lost = Chợ thua khiếu nại về khoản trả này ({ $charge }): Stripe đã lấy lại tiền.
office-reliability = Nhận đơn đúng hẹn, 90 ngày
office-reliability-is = { $n }/{ $of } ({ $percent }%)
office-change-back = Đã trả trước nên hoàn lại:
office-change-less = Chưa trả nên thu bớt
office-own-household = Bạn là người của nhà này nên không quyết định được việc của nhà. Người khác trong Phòng quyết định.
