# Goods: the household's list
listing-products = Our goods
listing-new = Add something new
listing-tabs = Show by state
listing-state-all = All
listing-state-draft = Being written
listing-state-waiting = At the office
listing-state-returned = To put right
listing-state-refused = Refused
listing-state-on-sale = On sale
listing-state-hidden = Put away
listing-none = Nothing here yet. Take a photo and add your first.
listing-nameless = No name yet
listing-no-price = No price yet
listing-left = { $n } left
listing-hide = Put away
listing-show = Sell again
listing-hidden = Put away: buyers no longer see it.
listing-shown = Back on the market.

# Photos
listing-photos = Photos
listing-photos-hint = In daylight, with the goods in full view. Up to { $n }; the first is the cover.
listing-photos-add = Take or choose photos
listing-photo-make-cover = Make it the cover
listing-photo-cover = Cover
listing-photo-up = Move photo { $n } forward
listing-photo-down = Move photo { $n } back
listing-photo-remove = Remove photo { $n }
listing-photo-sending = Sending the photo…
listing-photo-waiting = Weak signal: it will be sent again by itself
listing-photo-nth = Photo { $n }:
listing-photos-full = There are 8 photos already. Remove one to add another.
listing-photo-again = That photo did not arrive. Please choose it again.
listing-photos-added = Photos added.

# Four answers
listing-name = What is it called?
listing-name-hint = As people here say it: Cá thính chép, Ổi lê Vân Trục…
listing-price = Price (₫)
listing-price-hint = 45k, 45.000 or 45 nghìn: all are fine.
listing-pack = Sold by
listing-pack-hint = kg, 500 g jar, 1,5 kg bag, ten pieces…
listing-stock = How many are there?
listing-stock-hint = Counted in the size above. When sold by the kilo, “2 tạ” is fine too.
listing-next = Done, go on
listing-next-hint = Not on the market yet: you look it over and send it in first.
listing-begun = Saved. See below what is still missing.
# Nothing to say
listing-nothing = { "" }

# Writing
listing-say = Tell people about it
listing-description = Description
listing-description-hint = How it is grown, how it tastes, how to eat it. A few sentences are enough.
listing-pack-first = First size
listing-pack-another = Another size (leave empty if there is none)
listing-weight = Weight of one
listing-weight-hint = 500 g, 1,5 kg, 2 lạng, 1 yến… Needed for the cost of sending.
listing-enough = A little more
listing-enough-hint = Filled in from the kind of goods. Change what is not right.
listing-choose = Choose…
listing-season = Months it is there
listing-season-hint = Leave empty when it is there all year.
listing-season-hint-needed = Choose all twelve months when it is there all year.
listing-ingredients-hint = For processed food all of them, the most first: carp 80%, maize meal, salt.
listing-mostly = Goods of this kind mostly hold:
listing-allergen-none = None of these
listing-shelf-life-hint = Days, or 6 months, 1 year.
listing-storage-hint = Where to keep it, and what once it is open.
listing-warnings-hint = What people who eat it should know.
listing-origin-hint = Leave empty when grown or made at home.
listing-no-papers = The office has not checked any certificate of yours yet, so none can be shown.
listing-fragile = Breaks easily
listing-more = More: traces, English
listing-english-hint = English is optional. Without it, visitors from abroad see the Vietnamese.
listing-storage-ambient = Dry, at room temperature
listing-storage-cool = A cool place
listing-storage-chilled = Fridge, 0–5 °C
listing-storage-frozen = Freezer
listing-ship-local = Only around Lập Thạch
listing-ship-north = The northern provinces
listing-ship-nationwide = The whole country
listing-tax-raw-own-produce = Grown or raised at home, sold fresh
listing-tax-processed = Processed at home
listing-tax-handicraft = Handicraft
listing-tax-resale = Bought to sell on

listing-field-name = Name
listing-field-name-en = Name in English
listing-field-description = Description
listing-field-description-en = Description in English
listing-field-category = Kind of goods
listing-field-season = Months it is there
listing-field-origin = Where it is grown or made
listing-field-ingredients = Ingredients
listing-field-ingredients-en = Ingredients (English)
listing-field-allergen = Allergens
listing-field-may = May hold traces of
listing-field-shelf-life = Keeps for
listing-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
listing-field-storage-class = How it is kept
listing-field-storage = Storage advice
listing-field-storage-en = Storage advice (English)
listing-field-warnings = Good to know
listing-field-warnings-en = Good to know (English)
listing-field-ship-scope = Sent as far as
listing-field-tax-class = Where it comes from
listing-field-fragile = Breaks easily
listing-field-certificate = Certificates for it
listing-field-pack = Sold by
listing-field-price = Price
listing-field-weight = Weight
listing-field-stock = Stock
listing-field-by-weight = Sold by real weight
listing-field-band = At most lighter (%)
listing-field-least = At least
listing-field-step = In steps of

# Saving, sending
listing-save = Save draft
listing-submit = Send to the office
listing-preview = See it as a buyer would
listing-saved = Saved. Send it in whenever you like.
listing-saved-at = Saved at { $at }
listing-begun-partly = The photos and all that could be read are saved. Please look at the rest.
listing-saved-partly = Not all is saved: { $why }
listing-signed-out = You are signed out. Sign in again in another tab and come back here; what you typed is kept on this phone.
listing-not-saved = This could not be saved. What you typed is kept on this phone; load the page again and try once more.
listing-saved-on = Last saved { $at }
listing-saving = Saving…
listing-offline = No signal: it will be saved later by itself
listing-restored = What you wrote without a signal is back
listing-wait-photos = Photos are still being sent, one moment.
listing-submitted = Sent. The office will send you a message.
listing-missing = { $n ->
    [one] One thing is still missing
   *[other] { $n } things are still missing
}
listing-ready = All there. Look it over once and send it in.
listing-typed-wrong = Something could not be read; nothing was saved
listing-lacks = A few things are missing; it was not sent
listing-claims = There are words the market may not print
listing-claim = Food may not be said to cure an illness; the law on advertising forbids it. Please take it out.
listing-claim-words = To be taken out: “{ $words }”.
listing-stale = It was changed on another phone just now
listing-stale-short = It was changed on another phone just now. Press “Save draft” to see where.
listing-stale-more = Nothing was overwritten. What you typed is still below; save once more to keep this phone's words. The other one differs in:
listing-not-open = It has moved on (sent in, or thrown away) and can no longer be changed here.
listing-moved-on = It has just moved on, so that button did nothing.
listing-waits-first = Sent in { $at }. It mostly takes a day; you get a message.
listing-waits-change = The change sent in { $at } is at the office. Buyers still see the old version and can buy.
listing-returned = The office asks you to put something right
listing-refused = The office does not take it
listing-change-refused = The last change was not taken; it is sold as before
listing-take-back = Take it back to change it
listing-take-back-hint = It leaves the queue; send it in again afterwards.
listing-taken-back = Taken back. Remember to send it in again.
listing-discard = Throw this away
listing-discard-first = Throws away all of it, photos and words, for good.
listing-discard-change = Throws away what you changed. What is on sale stays as it is.
listing-discarded = Thrown away.
listing-change = Change name, photos, description
listing-change-hint = Price and stock change at once. Name, photos and words wait for the office; the old version is sold meanwhile.
listing-change-begin = Begin to change
listing-see = See it on the market
listing-no-category = The market has no kinds of goods yet, so nothing can be added. Please call the office.
listing-too-many = Too many are half written. Send some in or throw some away first.
listing-preview-banner = A preview. Only your household and the office see it, and nobody can buy yet.
listing-preview-back = Back

listing-need-photo = No photo yet
listing-need-name = No name yet
listing-need-category = No kind of goods chosen
listing-need-season = No months chosen
listing-need-shelf-life = How long it keeps
listing-need-storage = How to store it
listing-need-ingredients = Its ingredients
listing-need-allergens = Allergens (tick “None of these” when there are none)
listing-need-warnings = What is good to know
listing-must-warn = The warning that goods of this kind must carry is missing (such as “nấu chín kỹ”)
listing-need-origin = Where it is grown or made
listing-need-pack = What it is sold by
listing-need-price = No price
listing-need-weight = The weight of one
listing-need-stock = How many there are
listing-need-certificate = You do not hold this certificate, or it has run out
listing-price-low = That is less than 1.000 ₫. If you mean thousands, write 98k; if it really is some hundred đồng, write đ behind it, like 500đ.
listing-price-part = We are not sure about these decimals. Ninety-eight and a half thousand is 98.500.
listing-weight-wrong = Write number and unit: 500 g, 1,5 kg, 2 lạng…
listing-stock-wrong = Write a count: 20, 1.000, 2 chục…
listing-days-wrong = Write days, or 6 months, 1 year…

# Price and stock on sale
listing-packs = Prices, sizes, stock
listing-packs-hint = Changes here are on the market at once.
listing-packs-none = No size is left to sell, so it is not on the market.
listing-left-label = Left to sell
listing-reserved = { $n } more are ordered already.
listing-pack-save = Save, at once
listing-pack-saved = Changed, and on the market.
listing-pack-add = Add a size
listing-pack-added = Size added.
listing-pack-withdraw = Stop selling this size
listing-pack-gone = You have stopped selling this size, so it cannot be changed any more.
listing-pack-withdrawn = No longer sold. What was ordered is still delivered.
listing-pack-moved = The numbers have just changed; nothing was saved
listing-pack-moved-now = Somebody bought it or another phone changed it: { $left } left now, price { $price }. Look again and save once more.
listing-packs-full = That is a lot of sizes. Stop selling one first.
listing-history = Past prices
listing-new-name = Sold by
listing-new-price = Price (₫)
listing-new-weight = Weight of one
listing-new-left = How many

# Messages to the household
listing-sms-approved-early = Lap Thach market: "{ $name }" is approved. Buyers see it when the office opens your stall. See: { $link }
listing-sms-approved = Lap Thach market: "{ $name }" is on sale. See: { $link }
listing-sms-returned = Lap Thach market: please put "{ $name }" right. { $reason } Here: { $link }
listing-sms-returned-many = Lap Thach market: please put { $names } right. { $reason } Here: { $link }
listing-sms-refused = Lap Thach market: "{ $name }" was not taken. { $reason } See: { $link }
listing-sms-refused-many = Lap Thach market: { $names } were not taken. { $reason } See: { $link }

# The office
office-nav-listings = Listings
office-listings = Listings to look at
office-listings-none = Nothing waits.
office-listing-first = New
office-listing-change = Change
office-listing-again = Sent in again
office-listing-late = Over 24 hours
office-listing-since = sent { $at }
office-listing-packs = Prices and sizes
office-listing-packs-now = Prices and sizes on sale (not for you to approve)
office-listing-facts = What it says
office-listing-diff = Struck out: gone. Marked: new.
office-listing-field = Field
office-listing-was = Approved
office-listing-is = Sent in
office-listing-differs = { $n ->
    [0] No words differ
    [one] One field differs from what is on sale
   *[other] { $n } fields differ from what is on sale
}
office-listing-same = What did not change
office-listing-photos-changed = The photos differ
office-listing-photo-new = new
office-listing-photo-gone = gone
office-listing-before = Sent back before because:
office-listing-lacks = By today's rules it still lacks
office-listing-verdict = Decision
office-listing-approve = Approve, put on sale
office-listing-return = Send back to be put right
office-listing-refuse = Refuse
office-listing-why = Why it is sent back or refused
office-listing-words = A word to the household
office-listing-say-why = Choose a reason or write a few words, so that they know what to do.
office-listing-approved-early = Approved. Buyers see it when the household may sell.
office-listing-approved-done = Approved and on sale.
office-listing-returned-done = Sent back; the household is told.
office-listing-refused-done = Refused; the household is told.
office-listing-decided = Another clerk has just decided on it, so your press changed nothing.
office-listing-taken-back = The household has just taken it back; there is nothing to decide.
office-listing-changed = The household has changed it and sent it in again, so this is not what you looked at. Please look once more.
office-listing-unsound = A photo, its kind or a price is missing, so it cannot go on sale. Please send it back.
office-listing-decider = Decided by { $who }, { $at }
office-listing-preview = See it as a buyer would
office-listing-on-shop = See what is on sale
office-listing-state-approved = Approved
office-listing-state-returned = Sent back
office-listing-state-refused = Refused
office-listing-state-draft = Being changed
office-listing-state-submitted = Waiting
listing-by-weight = Sold by its real weight at packing
listing-by-weight-hint = For a fish, a hen, a bunch of bananas, no two of which are alike. You weigh it when you pack it: what weighs less costs the buyer less, what weighs more costs the same.
listing-band = At most how many per cent lighter (1 to 20)
listing-band-wrong = A number from 1 to 20.
listing-steps = How many at once
