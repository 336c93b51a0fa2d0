# Khi nhận ảnh
media-too-large = Ảnh này nặng quá 25 MB. Bạn chọn ảnh nhẹ hơn giúp nhé.
media-not-a-picture = Tệp này không phải ảnh, hoặc ảnh đã hỏng. Bạn chọn ảnh khác nhé.
media-heic = Ảnh này kiểu HEIC của iPhone, nhiều máy không xem được. Bạn lưu lại thành JPEG rồi gửi lại nhé.
media-unsupported = Chợ chỉ nhận ảnh JPEG, PNG hoặc WebP. Bạn lưu lại ảnh rồi gửi nhé.
media-too-many-pixels = Ảnh này to quá (hơn 8.000 điểm mỗi chiều hoặc 50 triệu điểm). Bạn thu nhỏ lại rồi gửi nhé.
