# The public page of a lot
trace-see = See where it comes from
trace-lot = Lot { $code }
trace-description = { $name } by { $household }, lot { $code }: who made it, where, when, and under which certificates.
trace-good-until = Good until { $day }
trace-good = No last day is given for this lot
trace-too-soon = Harvested before the waiting time ended on { $day }
trace-too-soon-do = The diary tells of a spraying too short a time before the harvest. Do not eat it yet, call the household:
trace-expired = Ran out on { $day }
trace-expired-do = Please do not eat it. If you bought it only lately, call the household or the trade office.
trace-papers-checked = The trade office has seen the original certificates.
trace-recalled-big = This lot was recalled. Do not eat or use it.
trace-recalled-do = Keep the goods and call the household for a replacement or your money back:
trace-label-differs = The label you scanned says { $label }, the household’s record says { $known }. Please ask the household before you use it.
trace-picked-on = Harvested on { $day }
trace-made-on = Made on { $day }
trace-paper-until = until { $day }
trace-none = None
trace-record = The full record
trace-record-law = The ten items of Circular 02/2024/TT-BKHCN on traceability. What is written here is kept as it was.
trace-ten-1 = 1. Product
trace-ten-2 = 2. Picture
trace-ten-2-see = See the large picture
trace-ten-2-none = Not stated: this lot has no picture.
trace-ten-3 = 3. Producer
trace-ten-4 = 4. Address and place
trace-ten-4-none = Plot, pond or workshop: not stated
trace-ten-5 = 5. Stages of production
trace-ten-5-n = { $n } { $n ->
    [one] line
   *[other] lines
} in the diary
trace-ten-5-none = Not stated: the household has written no diary for this lot.
trace-ten-5-struck = Not stated: every line of this lot’s diary was struck through.
trace-ten-6 = 6. Time of production
trace-ten-7 = 7. Trace code
trace-ten-8 = 8. Brand, mark, lot number
trace-ten-8-lot = Lot number { $code }
trace-ten-8-none = Mark: not stated
trace-ten-9 = 9. Last day, storage
trace-ten-9-none = Last day: not stated
trace-ten-9-store-none = Storage: not stated
trace-ten-10 = 10. Standards, certificates
trace-ten-10-none = Not stated: this lot carries no certificate.
trace-lot-of = a lot of
trace-pieces = { $n } { $n ->
    [one] piece
   *[other] pieces
}
trace-times = { $n } { $n ->
    [one] time
   *[other] times
}
trace-noted-at = Written down on { $at }
trace-area-code = Growing area code
trace-diary = Diary
trace-diary-photo = Photo of { $day }
trace-wait = { $n } { $n ->
    [one] day
   *[other] days
} to wait before the harvest
trace-struck-because = Written by mistake, struck through: { $reason }
trace-late = Written down { $n } days later
trace-papers = Certificates when this lot was made
trace-paper-holds = Still in force
trace-paper-over = No longer in force
trace-paper-checked = Original seen by the trade office on { $at }
trace-scans = { $n ->
    [0] Nobody has looked at this lot’s label yet.
    [one] This lot’s label was looked at once.
   *[other] This lot’s label was looked at { $n } times.
}
trace-doubt = The label does not fit what you hold? Call the trade office

trace-find = Where does it come from?
trace-find-missing = No lot has this code
trace-find-what = Type the code on the label, and the market tells you where the goods come from.
trace-find-again = Please look again at the code below the square on the label, and type it here.
trace-find-code = Lot code
trace-find-hint = Eight letters and digits. Capitals, small letters, with or without the dash: all the same.
trace-find-go = See where it comes from
trace-find-typo = A symbol of this code is missing or wrong.
trace-find-none = The market has no lot of this code.
trace-find-help = Typed right and still not there? Then the label may not be ours. Please tell the trade office:

trace-newest = Newest lot
trace-newest-picked = Harvested on { $day }
trace-newest-made = Made on { $day }

trace-order-recalled = This lot was recalled:
trace-order-recalled-do = Do not eat or use it. Keep the goods and call the household.
trace-sms-recalled = Lap Thach market: { $household } recalls lot { $lot } ({ $goods }) in your order: { $reason }. Please do not eat or use it, keep it and call { $phone }. Your order: { $link }

# The household's desk
sell-nav-trace = Origin
trace-nav = Where goods come from
trace-nav-diary = Diary
trace-nav-lots = Lots
trace-nav-plots = Plots, ponds, workshops

trace-today = What was done today?
trace-where = Where
trace-what = At { $plot }: what have you just done?
trace-material = With what
trace-wait-days = Days to wait
trace-wait-hint = As the label of the product says
trace-more = Add a day, words, a photo
trace-day = Day
trace-for-product = For which product
trace-for-all = The whole plot or pond
trace-words = A few words
trace-photo = A photo
trace-photo-hint = Not needed. The market removes the place from the photo before keeping it.
trace-write = Write it down
trace-before = Written so far
trace-before-none = Nothing yet. A line a day takes ten seconds, and buyers trust it.
trace-first-page = Back to the top
trace-wrong = Written by mistake?
trace-strike-why = What is wrong?
trace-strike = Strike this line
trace-no-plots = First tell where you work: a plot, a pond or a workshop.
trace-plots-first = Name your plots, ponds and workshops
trace-diary-written = Written into the diary.
trace-diary-written-too-soon = Written into the diary. By this line, though, a lot was picked before the waiting time was over: see the one marked Picked early below.
trace-diary-not-written = Not written yet. Please look at the red fields; choose the photo again.
trace-diary-choose = Choose what was done.
trace-diary-with-what = With what? Write its name, to know it later.
trace-diary-say = Something else: what? A few words, please.
trace-day-wrong = This day is still to come, or too long ago.
trace-form-old = This page was open too long; please press once more.
trace-struck = Struck through. The old line stays, so that everyone sees it was mended.
trace-struck-before = Somebody of the household has struck it before.
trace-strike-needs-reason = Please say what is wrong with it first.

trace-work-fertilise = Fertilised
trace-work-water = Watered
trace-work-spray = Sprayed
trace-work-weed = Weeded
trace-work-prune = Pruned, bagged fruit
trace-work-light = Lit the lamps
trace-work-feed = Fed
trace-work-change-water = Changed the water
trace-work-treat = Treated pond or fish
trace-work-salt = Salted
trace-work-ferment = Rubbed with roasted maize
trace-work-jar = Put into jars
trace-work-dry = Dried
trace-work-clean = Cleaned
trace-work-harvest = Harvested
trace-work-other = Something else

trace-plots-title = Where you work
trace-plots-have = So far
trace-plots-none = None yet.
trace-plot-plot = Plot, field
trace-plot-pond = Pond
trace-plot-workshop = Workshop, kitchen
trace-plot-add = Add a place
trace-plot-kind = What is it
trace-plot-name = What do you call it
trace-plot-name-hint = For example: Upper hill garden, Pond by the door. Buyers read this name too.
trace-plot-commune = In which commune
trace-plot-area = How many square metres
trace-plot-add-go = Add
trace-plot-close = No longer used
trace-plot-open = Used again
trace-plot-is-closed = No longer used
trace-plot-added = Added. Now the diary can be kept for it.
trace-plot-not-added = Not added yet, please look at the red fields.
trace-plot-closed = Noted as no longer used. Earlier lots keep its name.
trace-plot-opened = Used again.
trace-plots-full = You have named 60 places already.

trace-lot-new = Make a lot
trace-lots-none = No lots yet. While you pack, the market makes them for you without any typing.
trace-col-code = Code
trace-col-product = Product
trace-col-made = Made on
trace-col-expires = Good until
trace-col-parcels = Parcels
trace-col-scans = Label looks
trace-tag-recalled = Recalled
trace-tag-expired = Ran out
trace-tag-too-soon = Picked early
trace-lot-soon-do = No more parcels can be packed from this lot, and whoever scans its label reads the line above. If the spraying is a mistake, strike that line. If it is right and goods are on their way, recall the lot.
trace-tag-good = Good
trace-lot-product = Which product
trace-lot-plot = Where
trace-lot-plot-none = No place
trace-lot-made-on = Harvested or made on
trace-lot-window = Take the diary from another day on
trace-lot-diary-from = Diary from
trace-lot-look = Go on
trace-lot-look-again = Read the diary again
trace-lot-kilos = How many kilos
trace-lot-pieces = How many pieces
trace-lot-amount = How much
trace-lot-expires-on = Good until
trace-lot-expires-hint = It keeps { $n } days. Leave it empty, and the market reckons.
trace-lot-expires-none = It keeps for long; you need not say.
trace-lot-lines = Diary of the lot, from { $from } to { $to }
trace-lot-lines-empty = The diary says nothing about this lot yet.
trace-lot-papers = Certificates in force
trace-lot-papers-none = No checked certificate covers this product.
trace-lot-gtin = Has it a GS1 bar code?
trace-lot-gtin-hint = The digits below the bars, such as 8934563138165. Leave it empty if there is none.
trace-lot-frozen = Once made, a lot is kept as it is: that is why buyers trust it.
trace-lot-make = Make the lot
trace-lot-made = The lot is made. Now print its labels.
trace-lot-not-made = Not made yet, please look at the red fields.
trace-lot-too-soon = The days to wait after spraying are not over, so no lot was made. If that line is a mistake, strike it first.
trace-waiting = Sprayed on { $day } with { $material }, { $n } days to wait: nothing may be harvested before { $until }.
trace-quantity-kilos = Write kilos, such as 12 or 12,5.
trace-quantity-pieces = Write a whole number of pieces, such as 40.
trace-expiry-wrong = The last day must come after the day it was made.
trace-expiry-far = That is too far off: the last day is at most ten years after the day it was made. Please check the year.
trace-gtin-wrong = There is a mistake in these digits: the last one does not fit.
trace-lot-add-lines = Add { $n } { $n ->
    [one] line
   *[other] lines
} written later
trace-lot-add-lines-go = Add to the lot
trace-lot-lines-added = Added to the lot.
trace-lot-lines-none = No line was chosen.
trace-public = As buyers see it
trace-label = Label
trace-qr = Square code of lot { $code }
trace-went = Where it went
trace-went-none = Into no parcel yet.

trace-labels = Print labels
trace-labels-paper = On which paper
trace-labels-a4 = A4 stickers, 24 a sheet
trace-labels-58 = 58 mm roll
trace-labels-n = How many
trace-labels-show = Show
trace-labels-print = Print
trace-labels-how = Use your browser’s Print and choose the right paper.
trace-label-made = Made { $day }
trace-label-expires = Best before { $day }

trace-recall = Recall this lot
trace-recall-what = If something is wrong with the goods, say so at once. Every buyer of this lot gets one message, and its page turns red. A recall cannot be taken back.
trace-recall-why = Why? Buyers will read this
trace-recall-sure = Yes, recall it
trace-recall-sure-needed = Tick here when you are sure.
trace-recall-go = Recall it and tell the buyers
trace-recalled = Recalled. The market is telling the buyers.
trace-recalled-before = This lot was recalled before.
trace-recall-none = This lot was not recalled, so there is nothing to add.
trace-recall-not-done = Not written yet, please look at the red fields.
trace-recall-noted = Added. Buyers see it on the lot’s page.
trace-note = Add to the recall
trace-note-words = What is known now, what buyers should do
trace-note-go = Add
trace-todo = This lot is recalled: what to do
trace-todo-here = Parcels that have not left yet: pack another lot
trace-todo-told = Its buyers were told, once for each order.
trace-todo-stock = Stock is not lowered by itself: put this lot aside and lower what you sell.
trace-todo-refund = When buyers call, replace the goods, or ask the trade office to give the money back.

sell-lots-link = From which lot
sell-lots-title = Parcel { $code }: from which lot
sell-lots-what = The newest lot is chosen already. If that is right, just press Write.
sell-lots-lot = Lot
sell-lots-new = A new lot, made today
sell-lots-none = Not said yet
sell-lots-left = { $left } left
sell-lots-split = From two lots
sell-lots-of-first = How many from the lot above
sell-lots-second = Second lot
sell-lots-of-second = How many from the second lot
sell-lots-write = Write
sell-lots-done = The lots of the parcel are written down.
sell-lots-fixed = The parcel has left; what was written stays.
sell-lots-has-recalled = Lot { $code } was recalled. Please pack another one.
sell-lots-quantity = The numbers must be whole and together no more than come. Nothing was written.
sell-lots-recalled = The lot you chose was recalled. Please choose another one; nothing was written.
sell-lots-expired = The lot you chose has run out. Please choose another one; nothing was written.
sell-lots-over = This parcel has ended, so no lot is written any more.

office-nav-lots = Lots
office-lots-find = Lot code, product or household
office-lots-recalled = Recalled only
office-lots-none = No lot fits.
office-lot-recalled-office = Recalled by the trade office
office-lot-soon-do = No more parcels can be packed from this lot, and whoever scans its label reads the line above. Call the household first; if it was picked early indeed, recall the lot.
office-lot-recalled-household = Recalled by the household
