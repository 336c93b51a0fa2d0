# When a picture is taken in
media-too-large = This picture is over 25 MB. Please choose a lighter one.
media-not-a-picture = This file is not a picture, or it is damaged. Please choose another.
media-heic = This is a HEIC picture, which many devices cannot show. Send it to yourself in Zalo, save it, and choose that one. For the next photos on an iPhone: Settings > Camera > Formats > Most Compatible.
media-avif = This is an AVIF picture, which older phones cannot show. Take a screenshot of it, or save it as JPEG, and send that.
media-unsupported = We take JPEG, PNG and WebP pictures only. Please save it as one of these.
media-too-many-pixels = This picture is too big (over 50 million pixels, over 16,000 a side, or saved in a heavy form). Please make it smaller, or save it as a plain JPEG, and send it again.
media-busy = Many pictures are being sent right now. Please wait a minute and send this one again.
