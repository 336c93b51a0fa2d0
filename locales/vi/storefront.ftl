# Trang đầu
storefront-today = { $weekday ->
    [1] Thứ Hai
    [2] Thứ Ba
    [3] Thứ Tư
    [4] Thứ Năm
    [5] Thứ Sáu
    [6] Thứ Bảy
   *[7] Chủ nhật
}, { $date }
storefront-home-title = Sáng nay chợ có gì?
storefront-home-count = Hôm nay có { $goods } món của { $households } nhà nông vùng Lập Thạch.
storefront-home-coming = Sắp có trong { site-month }:
storefront-home-all = Xem cả { $n } món
storefront-home-all-season = Xem cả { $n } món hôm nay
storefront-picked = Phòng Kinh tế chọn
storefront-picked-how = Chọn thế nào?
storefront-picked-why = Chọn theo mùa và chứng nhận đã kiểm, từ { $from } đến { $to }. Không nhà nào trả tiền để được chọn.
storefront-kinds = Chợ bày những gì
storefront-kinds-all = Tất cả các món
storefront-goods = { $n } món
storefront-who = Gặp nhà nông
storefront-who-all = Cả { $n } nhà
storefront-who-kind = { $kind ->
    [household] Hộ gia đình
    [business_household] Hộ kinh doanh
    [cooperative_group] Tổ hợp tác
   *[cooperative] Hợp tác xã
}
storefront-commune = Xã { $name }
storefront-commune-low = xã { $name }
storefront-since = làm từ { $year }
storefront-how = Mua thế nào?
storefront-how-1 = Chọn món
storefront-how-1-more = Mỗi món ghi rõ ai làm, ở xã nào, có chứng nhận gì. Mua của mấy nhà cũng chung một giỏ.
storefront-how-2 = Cho biết chỗ nhận
storefront-how-2-more = Chỉ cần số điện thoại và địa chỉ, không cần tài khoản. Tiền hàng và phí giao hiện đủ trước khi đặt.
storefront-how-3 = Trả tiền, nhận hàng
storefront-how-3-more = Từng nhà đóng gói gửi đi, bạn xem được gói hàng đang ở đâu. Trả tiền mặt từng gói khi nhận, hoặc chuyển khoản trước một lần.

# Lịch mùa vụ
storefront-season-title = Lịch mùa vụ
storefront-season-lead = Tháng nào có món gì, nhà nào trồng. Lịch theo ngày thu hoạch bà con báo về.
storefront-season-month-choose = Chọn tháng
storefront-season-month-word = Tháng
storefront-season-commune-choose = Chọn xã
storefront-season-all-communes = Tất cả các xã
storefront-season-in = Xã { $name }, { site-month }
storefront-season-goes-on = còn sang { site-month }
storefront-season-ends = cuối mùa
storefront-season-none = Chưa có món theo mùa nào trong { site-month }. Bạn chọn tháng khác xem nhé.
storefront-season-caption = Vạch xanh là tháng có hàng. Món có quanh năm không ghi ở đây.
storefront-season-year = Cả năm
storefront-season-good = Món
storefront-season-yes = có
storefront-season-shop = Xem các món đang mùa

# Các trang viết
storefront-page-dated = Cập nhật ngày { $date }.
storefront-version = Bản số { $n }
storefront-version-before = Bản trước
storefront-version-now = Bản đang dùng
storefront-version-since = Bản số { $n }, dùng từ { $date }.
storefront-version-current = Đây là bản đang dùng.
storefront-version-old = Bản này không còn dùng; giữ lại để người đã đồng ý xem được.
