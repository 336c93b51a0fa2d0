# What was found
search-heading = Tìm “{ $q }”
search-read = Không có món nào ghi đúng “{ $q }”. Đây là kết quả cho “{ $read }”.
search-untoned = Không có món nào ghi “{ $q }” đúng cả dấu. Đây là những món gần giống.
search-loosely = Không có món nào khớp hết “{ $q }”. Đây là những món gần nhất.
search-ranked = Món khớp cả dấu đứng trước, rồi đến món còn hàng, đang mùa, nhiều người mua.
search-ranked-near = Món của xã gần nhất đứng trước, rồi đến món khớp cả dấu, còn hàng, đang mùa, nhiều người mua. Gần là trong vòng 8 km, tính từ xã đến xã theo đường chim bay.
search-named = Nhà bán và trang liên quan
search-page = Trang { $n }
search-back-in = Vào vụ lại từ { site-month }
search-too-far = Danh sách không dài đến trang này

# Nothing
search-filtered = Bộ lọc đang che hết { $n } món
search-filtered-more = Món bạn tìm có trên chợ, nhưng không món nào hợp đủ các điều kiện đang lọc.
search-unfiltered = “{ $q }” khi bỏ lọc
search-none-but-pages = Không có món nào tên “{ $q }”, nhưng có trang nói về điều này:
search-none-more = Chợ đã tìm cả cách gõ không dấu, cách viết gần đúng và tên gọi khác. Có thể vùng này chưa ai bán món ấy; điều bạn tìm được ghi lại (không kèm tên ai) để chợ biết còn thiếu gì.
search-near = Gần với “{ $q }”

# While someone types
search-suggest-goods = Món
search-suggest-producers = Nhà nông
search-suggest-categories = Loại hàng
search-suggest-help = Hướng dẫn
search-suggest-all = Tìm “{ $q }” trong mọi món
search-suggest-said = { $n ->
    [0] Chưa có gợi ý nào.
   *[other] Có { $n } gợi ý. Bấm mũi tên lên, xuống để chọn.
}
search-suggest-list = Gợi ý tìm kiếm
search-recent = Vừa tìm trên máy này
search-recent-clear = Xóa những lần tìm này
