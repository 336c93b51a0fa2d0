-- In what time something may be said of goods is set by the office, and stands at /complaints. The shop's own sentences that said
-- 24 hours point there; what the office has written otherwise stays as it is.
UPDATE pages SET updated_at = now(), body = replace(body, 'báo trong 24 giờ từ lúc nhận, kèm ảnh',
    'báo trong thời hạn ghi ở trang [Khiếu nại và thời hạn giải quyết](/complaints), kèm ảnh')
WHERE lang = 'vi' AND slug IN ('complaints', 'returns') AND strpos(body, 'báo trong 24 giờ từ lúc nhận, kèm ảnh') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'chậm nhất 24 giờ với hàng tươi',
    'hàng tươi thì trong thời hạn ghi ở trang [Khiếu nại và thời hạn giải quyết](/complaints)')
WHERE lang = 'vi' AND slug = 'delivery' AND strpos(body, 'chậm nhất 24 giờ với hàng tươi') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'within 24 hours of receiving it, with a photo',
    'with a photo, within the time that stands under [Complaints and the times we keep](/complaints)')
WHERE lang = 'en' AND slug IN ('complaints', 'returns') AND strpos(body, 'within 24 hours of receiving it, with a photo') > 0;
UPDATE pages SET updated_at = now(), body = replace(body, 'within 24 hours for fresh food',
    'for fresh food within the time that stands under [Complaints and the times we keep](/complaints)')
WHERE lang = 'en' AND slug = 'delivery' AND strpos(body, 'within 24 hours for fresh food') > 0;
