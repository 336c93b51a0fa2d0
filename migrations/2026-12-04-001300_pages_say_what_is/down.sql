UPDATE pages SET updated_at = now(), body = replace(body, 'You can change your name and password yourself on the Account page. If you have an account, see your data and send any other request under [My data](/account/data), where you also take back your consent to news. Without an account, call or write to the office.',
    'You can change your name and password yourself on the Account page. For everything else, call or write to the office.')
WHERE lang = 'en' AND slug = 'privacy' AND strpos(body, 'You can change your name and password yourself on the Account page. If you have an account, see your data and send any other request under [My data](/account/data), where you also take back your consent to news. Without an account, call or write to the office.') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'Tên và mật khẩu thì bạn tự đổi được trong mục Tài khoản. Có tài khoản thì bạn xem và gửi các yêu cầu khác ở trang [Dữ liệu của tôi](/account/data), rút đồng ý nhận tin cũng ở đó. Chưa có tài khoản thì bạn gọi hoặc viết thư cho Phòng.',
    'Tên và mật khẩu thì bạn tự đổi được trong mục Tài khoản. Các việc khác, bạn gọi hoặc viết thư cho Phòng.')
WHERE lang = 'vi' AND slug = 'privacy' AND strpos(body, 'Tên và mật khẩu thì bạn tự đổi được trong mục Tài khoản. Có tài khoản thì bạn xem và gửi các yêu cầu khác ở trang [Dữ liệu của tôi](/account/data), rút đồng ý nhận tin cũng ở đó. Chưa có tài khoản thì bạn gọi hoặc viết thư cho Phòng.') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, '| Orders, payments, messages sent to you | Accounts, refunds, complaints |
| Your complaints: what you tell, photos, answers | Settling them; the producer and the clerks who settle them see it |
| Your reviews: stars, words, your name if you show it | Shown to everybody on the product''s page |
| What you agreed to or took back, and when | As proof, and so that news of the season goes only to those who agreed to it |
',
    '| Orders, payments, messages sent to you | Accounts, refunds, complaints |
')
WHERE lang = 'en' AND slug = 'privacy' AND strpos(body, '| Orders, payments, messages sent to you | Accounts, refunds, complaints |
| Your complaints: what you tell, photos, answers | Settling them; the producer and the clerks who settle them see it |
| Your reviews: stars, words, your name if you show it | Shown to everybody on the product''s page |
| What you agreed to or took back, and when | As proof, and so that news of the season goes only to those who agreed to it |
') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, '| Đơn đã đặt, tiền đã trả, tin đã gửi cho bạn | Ghi sổ, hoàn tiền, giải quyết khiếu nại |
| Khiếu nại của bạn: lời kể, ảnh, câu trả lời | Giải quyết khiếu nại; hộ bán và cán bộ giải quyết xem được |
| Đánh giá của bạn: sao, lời, tên nếu bạn cho hiện | Hiện ở trang món hàng cho mọi người đọc |
| Bạn đồng ý hay rút đồng ý những gì, lúc nào | Làm bằng chứng, và chỉ gửi tin về hàng theo mùa cho người đã đồng ý |
',
    '| Đơn đã đặt, tiền đã trả, tin đã gửi cho bạn | Ghi sổ, hoàn tiền, giải quyết khiếu nại |
')
WHERE lang = 'vi' AND slug = 'privacy' AND strpos(body, '| Đơn đã đặt, tiền đã trả, tin đã gửi cho bạn | Ghi sổ, hoàn tiền, giải quyết khiếu nại |
| Khiếu nại của bạn: lời kể, ảnh, câu trả lời | Giải quyết khiếu nại; hộ bán và cán bộ giải quyết xem được |
| Đánh giá của bạn: sao, lời, tên nếu bạn cho hiện | Hiện ở trang món hàng cho mọi người đọc |
| Bạn đồng ý hay rút đồng ý những gì, lúc nào | Làm bằng chứng, và chỉ gửi tin về hàng theo mùa cho người đã đồng ý |
') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'We do not track you for advertising, we send no advertising unless you have agreed to it, we sell no data,',
    'We do not track you for advertising, we send no advertising, we sell no data,')
WHERE lang = 'en' AND slug = 'privacy' AND strpos(body, 'We do not track you for advertising, we send no advertising unless you have agreed to it, we sell no data,') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'Chợ không theo dõi bạn để quảng cáo, không gửi tin quảng cáo khi bạn chưa đồng ý, không bán thông tin cho ai,',
    'Chợ không theo dõi bạn để quảng cáo, không gửi tin quảng cáo, không bán thông tin cho ai,')
WHERE lang = 'vi' AND slug = 'privacy' AND strpos(body, 'Chợ không theo dõi bạn để quảng cáo, không gửi tin quảng cáo khi bạn chưa đồng ý, không bán thông tin cho ai,') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'Categories and search results stand in the same order for everyone, because we do not watch your habits. The places for promotion may differ: the office can choose for those who are signed in or not, who have ordered before or not, and for people of a commune. Delivery fees differ too, with the place they go to.',
    'Nor do we rank products differently for each person. Everyone sees the same list, because we do not watch your habits. Only delivery fees differ, with the place they go to.')
WHERE lang = 'en' AND slug = 'ranking' AND strpos(body, 'Categories and search results stand in the same order for everyone, because we do not watch your habits. The places for promotion may differ: the office can choose for those who are signed in or not, who have ordered before or not, and for people of a commune. Delivery fees differ too, with the place they go to.') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'Danh mục và kết quả tìm kiếm thì ai mở ra cũng thấy thứ tự như nhau, vì chợ không theo dõi thói quen của bạn. Riêng chỗ giới thiệu có thể khác nhau: Phòng chọn được cho người đã đăng nhập hay chưa, đã từng đặt hàng hay chưa, và cho người ở xã nào. Giá giao hàng cũng khác nhau theo nơi nhận.',
    'Chợ cũng không xếp riêng cho từng người. Ai mở ra cũng thấy thứ tự như nhau, vì chợ không theo dõi thói quen của bạn. Riêng giá giao hàng thì khác nhau theo nơi nhận.')
WHERE lang = 'vi' AND slug = 'ranking' AND strpos(body, 'Danh mục và kết quả tìm kiếm thì ai mở ra cũng thấy thứ tự như nhau, vì chợ không theo dõi thói quen của bạn. Riêng chỗ giới thiệu có thể khác nhau: Phòng chọn được cho người đã đăng nhập hay chưa, đã từng đặt hàng hay chưa, và cho người ở xã nào. Giá giao hàng cũng khác nhau theo nơi nhận.') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'No producer pays for it. What was picked for a category stands in a place above its list; within the list and in search, being picked does not move a product up.',
    'No producer pays for it, and being picked does not move a product up in categories or in search.')
WHERE lang = 'en' AND slug = 'ranking' AND strpos(body, 'No producer pays for it. What was picked for a category stands in a place above its list; within the list and in search, being picked does not move a product up.') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'Không hộ nào phải trả tiền. Món được chọn cho một danh mục đứng ở chỗ giới thiệu phía trên danh sách; còn trong danh sách và khi tìm kiếm thì việc được chọn không làm món ấy đứng cao hơn.',
    'Không hộ nào phải trả tiền, và việc được chọn không làm món ấy đứng cao hơn trong danh mục hay khi tìm kiếm.')
WHERE lang = 'vi' AND slug = 'ranking' AND strpos(body, 'Không hộ nào phải trả tiền. Món được chọn cho một danh mục đứng ở chỗ giới thiệu phía trên danh sách; còn trong danh sách và khi tìm kiếm thì việc được chọn không làm món ấy đứng cao hơn.') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'The home page and the top of each category have places for promotion. What stands there was chosen by the trade office''s clerks, and it says so: chosen by the trade office. They go by:',
    'The home page has a place for promotion. What stands there was chosen by the trade office''s clerks, and it says so: chosen by the trade office. They go by:')
WHERE lang = 'en' AND slug = 'ranking' AND strpos(body, 'The home page and the top of each category have places for promotion. What stands there was chosen by the trade office''s clerks, and it says so: chosen by the trade office. They go by:') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'Ở trang đầu và ở đầu mỗi danh mục có chỗ giới thiệu. Hàng ở đó do cán bộ Phòng Kinh tế chọn, và có ghi rõ là Phòng Kinh tế chọn. Phòng chọn theo:',
    'Ở trang đầu có chỗ giới thiệu. Hàng ở đó do cán bộ Phòng Kinh tế chọn, và có ghi rõ là Phòng Kinh tế chọn. Phòng chọn theo:')
WHERE lang = 'vi' AND slug = 'ranking' AND strpos(body, 'Ở trang đầu và ở đầu mỗi danh mục có chỗ giới thiệu. Hàng ở đó do cán bộ Phòng Kinh tế chọn, và có ghi rõ là Phòng Kinh tế chọn. Phòng chọn theo:') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'Whoever has received goods may give stars and a few words, and change them for 30 days. The producer answers each review once. Praise and blame are both shown; the office hides only what law or decency forbids, and says why.',
    'The market has no reviews yet. For praise or blame, call the producer or the office.')
WHERE lang = 'en' AND slug = 'terms' AND strpos(body, 'Whoever has received goods may give stars and a few words, and change them for 30 days. The producer answers each review once. Praise and blame are both shown; the office hides only what law or decency forbids, and says why.') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'Ai đã nhận hàng thì chấm sao, viết vài lời được, và sửa lại trong 30 ngày. Nhà bán trả lời mỗi đánh giá một lần. Khen chê đều hiện; Phòng chỉ ẩn khi trái pháp luật hoặc đạo đức, và ghi rõ lý do.',
    'Hiện chợ chưa có mục đánh giá. Muốn khen chê điều gì, bạn gọi cho nhà hoặc cho Phòng.')
WHERE lang = 'vi' AND slug = 'terms' AND strpos(body, 'Ai đã nhận hàng thì chấm sao, viết vài lời được, và sửa lại trong 30 ngày. Nhà bán trả lời mỗi đánh giá một lần. Khen chê đều hiện; Phòng chỉ ẩn khi trái pháp luật hoặc đạo đức, và ghi rõ lý do.') > 0;
