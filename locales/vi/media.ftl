# Khi nhận ảnh
media-too-large = Ảnh này nặng quá 25 MB. Bạn chọn ảnh nhẹ hơn giúp nhé.
media-not-a-picture = Tệp này không phải ảnh, hoặc ảnh đã hỏng. Bạn chọn ảnh khác nhé.
media-heic = Ảnh này kiểu HEIC, nhiều máy không xem được. Bạn gửi ảnh qua Zalo cho chính mình, tải về rồi chọn ảnh đó nhé. Lần sau chụp bằng iPhone, vào Cài đặt > Camera > Định dạng, chọn Tương thích nhất.
media-avif = Ảnh này kiểu AVIF, máy cũ không xem được. Bạn chụp màn hình ảnh đó, hoặc lưu thành JPEG, rồi gửi lại nhé.
media-unsupported = Chợ chỉ nhận ảnh JPEG, PNG hoặc WebP. Bạn lưu lại ảnh rồi gửi nhé.
media-too-many-pixels = Ảnh này to quá (hơn 50 triệu điểm, quá 16.000 điểm một chiều, hoặc lưu kiểu nặng máy). Bạn thu nhỏ lại, hoặc lưu thành JPEG thường, rồi gửi nhé.
media-busy = Đang có nhiều ảnh gửi lên cùng lúc. Bạn chờ một phút rồi gửi lại ảnh này nhé.
