UPDATE pages SET updated_at = now(), body = replace(body, 'báo trong thời hạn ghi ở trang [Khiếu nại và thời hạn giải quyết](/complaints), kèm ảnh',
    'báo trong 24 giờ từ lúc nhận, kèm ảnh')
WHERE lang = 'vi' AND slug IN ('complaints', 'returns') AND strpos(body, 'báo trong thời hạn ghi ở trang [Khiếu nại và thời hạn giải quyết](/complaints), kèm ảnh') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'hàng tươi thì trong thời hạn ghi ở trang [Khiếu nại và thời hạn giải quyết](/complaints)',
    'chậm nhất 24 giờ với hàng tươi')
WHERE lang = 'vi' AND slug = 'delivery' AND strpos(body, 'hàng tươi thì trong thời hạn ghi ở trang [Khiếu nại và thời hạn giải quyết](/complaints)') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'with a photo, within the time that stands under [Complaints and the times we keep](/complaints)',
    'within 24 hours of receiving it, with a photo')
WHERE lang = 'en' AND slug IN ('complaints', 'returns') AND strpos(body, 'with a photo, within the time that stands under [Complaints and the times we keep](/complaints)') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'for fresh food within the time that stands under [Complaints and the times we keep](/complaints)',
    'within 24 hours for fresh food')
WHERE lang = 'en' AND slug = 'delivery' AND strpos(body, 'for fresh food within the time that stands under [Complaints and the times we keep](/complaints)') > 0;
