# When a picture is taken in
media-too-large = This picture is over 25 MB. Please choose a lighter one.
media-not-a-picture = This file is not a picture, or it is damaged. Please choose another.
media-heic = This is an iPhone HEIC picture, which many devices cannot show. Please save it as JPEG and send it again.
media-unsupported = We take JPEG, PNG and WebP pictures only. Please save it as one of these.
media-too-many-pixels = This picture is too big (over 8,000 pixels a side or 50 million in all). Please make it smaller.
