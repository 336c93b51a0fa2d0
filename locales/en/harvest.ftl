sell-harvests = Selling ahead
sell-harvests-none = You have opened no harvest yet. Open one before you pick: buyers order ahead, and on the day you only pick and send.
sell-harvest-new = Open a harvest
sell-harvest-of = Harvest: { $name }
sell-harvest-product = What will be picked
sell-harvest-choose = Choose an item
sell-harvest-expected = Expected (kg)
sell-harvest-cap = Sold ahead at most (kg)
sell-harvest-cap-hint = Left empty, all that is expected. Better keep a little back for wind and rain.
sell-harvest-cap-hint-sold = { $sold } are ordered already.
sell-harvest-opens = Orders from
sell-harvest-closes = Up to and including
sell-harvest-ships-from = Sent from
sell-harvest-ships-to = To
sell-harvest-open = Start selling ahead
sell-harvest-save = Save
sell-harvest-days-fixed = Buyers have ordered by these days, so they cannot be changed here.
sell-harvest-how = How does it work?
sell-harvest-how-more = When your stock is gone, buyers can still order from this harvest until the kilograms are spoken for. Their parcels are promised for the days you give. While something is in stock, that is sold first.
sell-harvest-sold = Ordered
sell-harvest-sold-of = { $sold } of { $cap }
sell-harvest-waiting = { $n ->
    [one] { $n } parcel waits for it.
   *[other] { $n } parcels wait for it.
 }
sell-harvest-ships = Sent
sell-harvest-window = Orders
sell-harvest-taking = Taking orders
sell-harvest-coming = Opens soon
sell-harvest-window-over = Ordering is over
sell-harvest-end = No more orders
sell-harvest-end-more = Orders already placed stand. Nobody can order any more.
sell-harvest-end-decides = Nobody can order any more. The minimum is judged now, without orders that are not paid: if it is reached, orders stand; if not, the orders ahead are cancelled and their buyers told.
sell-harvest-end-now = Close this harvest
sell-harvest-opened = The harvest is open.
sell-harvest-changed = The changes are saved.
sell-harvest-closed = The harvest is closed. Orders already placed stand.
sell-harvest-closed-failed = The harvest is closed. Too little was ordered, so the orders ahead are cancelled and their buyers told.
sell-harvest-over = This harvest is closed and cannot be changed any more.
sell-harvest-overlaps = This item has a harvest open in those days already. Choose other days, or change that one.
sell-harvest-cap-promised = More than this is ordered already.
sell-harvest-days-promised = Buyers have ordered by the old days; they cannot be changed here.
sell-harvest-kilos = Write kilograms in digits. For example: 120 or 1,5.
sell-harvest-cap-above = No more can be sold ahead than is expected.
sell-harvest-closes-first = The last day must come after the first.
sell-harvest-closes-late = Orders cannot be taken after the last day of sending: nothing would go out for them any more.
sell-harvest-past = That day is past.
sell-harvest-too-far = That is too far away; about a year ahead is the most.
sell-harvest-ships-backwards = The last day of sending must come after the first.
sell-harvest-ships-long = Send within 60 days; make two harvests of anything longer.
sell-harvest-ships-early = Nothing can be sent before orders are taken.
harvest-state-failed = Not enough orders
harvest-state-closed = Closed

catalog-ahead = Order ahead
catalog-ahead-title = Taking orders ahead
catalog-ahead-soon = Orders ahead from { $day }
catalog-ahead-day = Picked and sent on { $day }.
catalog-ahead-days = Picked and sent from { $from } to { $to }.
catalog-ahead-left = { $left } left to order, until the end of { $day }.
catalog-ahead-stock-first = What is in stock is sent at once and need not wait for it.
catalog-ahead-full = This harvest is all spoken for.
catalog-made = Made to order, { $days } days
cart-ahead = Ordered ahead: picked and sent from { $from } to { $to }
cart-ahead-day = Ordered ahead: picked and sent on { $from }
cart-made = Made to order, { $days } days more
order-line-made = Made to order
checkout-one-parcel = One household's goods travel in one parcel, so what is in stock waits for the rest. If you need that sooner, place two orders.
storefront-season-ahead = Orders taken ahead

sell-harvest-delay = Put it off
sell-harvest-delay-more = Rain, nothing to pick yet? Say so once, here. Everybody who waits is told; who cannot wait cancels and has the money back.
sell-harvest-delay-days = By how many days
sell-harvest-delay-reason = Why (buyers read it)
sell-harvest-delay-now = Tell everybody
sell-harvest-delayed = The days are moved. Everybody who waits is being told.
sell-harvest-delay-old = The days were changed a moment ago, so nothing was done this time. Please look at the new ones.
order-sms-delayed = { $household } puts the harvest off by { $n ->
    [one] 1 day
   *[other] { $n } days
 } ({ $reason }). Order { $code } is now due: { $days }. Keep it, or cancel with your money back: { $link }
order-delay = The household puts it off by { $n ->
    [one] 1 day
   *[other] { $n } days
 }
order-delay-why = Why: { $reason }. Now due: { $days }.
order-delay-keep = I can wait
order-delay-cancel = Cancel this part
order-delay-was-kept = You chose to wait.
order-delay-kept = Thank you for waiting. The household keeps it for you.
order-delay-cancelled = What was put off is cancelled. What you paid for it comes back to you.
order-delay-late = This part cannot be cancelled any more: the parcel has left, or you have answered already.

sell-harvest-minimum-more = Pick only if enough is ordered?
sell-harvest-minimum-how = If less than this is ordered by the end of the deciding day, all orders ahead are cancelled and the money goes back. Once it is reached, the harvest goes ahead.
sell-harvest-minimum = At least (kg)
sell-harvest-decide = Decided at the end of
sell-harvest-decides = If there is not enough by the end of { $day }, the market cancels the orders ahead, and what was paid goes back to the buyers.
sell-harvest-minimum-promised = Somebody has ordered on the old terms: the minimum can only go down, and the deciding day only come earlier.
sell-harvest-minimum-above = It cannot be more than what is sold ahead.
sell-harvest-decide-wrong = The deciding day must lie within the days of ordering, from today on and before the first day of sending.
catalog-ahead-missing = { $n } more and the harvest goes ahead.
catalog-ahead-enough = Enough is ordered.
catalog-ahead-if = If there is not enough by the end of { $day }, orders are cancelled and your money goes back.
cart-ahead-if = If not enough is ordered by the end of { $day }, this part is cancelled and your money goes back
harvest-failed-reason = Not enough was ordered for the harvest
sell-line-ahead-day = Harvest of { $day }
sell-line-ahead = Harvest of { $from } – { $to }
