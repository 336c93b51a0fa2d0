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
