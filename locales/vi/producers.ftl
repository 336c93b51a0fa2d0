producers-kind-household = Hộ gia đình
producers-kind-business-household = Hộ kinh doanh
producers-kind-cooperative-group = Tổ hợp tác
producers-kind-cooperative = Hợp tác xã

producers-certificate-ocop = OCOP
producers-certificate-vietgap = VietGAP
producers-certificate-organic = Hữu cơ
producers-certificate-food-safety-facility = An toàn thực phẩm
producers-certificate-collective-mark = Nhãn hiệu tập thể
producers-certificate-growing-area-code = Mã số vùng trồng
producers-certificate-haccp = HACCP
producers-certificate-self-declaration = Tự công bố sản phẩm
producers-certificate-other = Giấy khác

producers-lead = { $n } nhà ở vùng Lập Thạch. Nhà nào cũng có tên, có thôn xóm, có số điện thoại để hỏi.
producers-any-commune = Cả vùng
producers-any-kind = Tất cả
producers-none = Chưa có nhà nào như vậy.
producers-see-all = Xem tất cả
producers-call = Gọi { $phone }
producers-zalo = Nhắn Zalo
producers-picture = Nơi làm việc của { $name }
producers-goods = Món đang bán
producers-no-goods = Nhà này đang nghỉ bán, bạn quay lại sau nhé.
producers-name = Tên
producers-contact = Người đại diện
