error-not-found = Trang này không có ở chợ
