sell-nav-know = Figures
know-title = What we sold
know-tabs = Look at
know-by-day = 30 days
know-by-week = 26 weeks
know-by-month = 12 months
know-quiet = Nothing to count yet
know-quiet-more = Nobody has ordered in this time. Once they do, you see here how much was sold, and when.
know-goods = Goods' money
know-orders = Orders
know-packs = Packs
know-weight = Weight
know-back = Buyers who came back
know-back-of = { $n ->
    [one] of { $n } buyer ({ $percent }%)
   *[other] of { $n } buyers ({ $percent }%)
}
know-was = before { $n }
know-more-than-day = { $n }% more than in the 30 days before
know-more-than-week = { $n }% more than in the 26 weeks before
know-more-than-month = { $n }% more than in the same seasons last year
know-less-than-day = { $n }% less than in the 30 days before
know-less-than-week = { $n }% less than in the 26 weeks before
know-less-than-month = { $n }% less than in the same seasons last year
know-same-as-day = as much as in the 30 days before
know-same-as-week = as much as in the 26 weeks before
know-same-as-month = as much as in the same seasons last year
know-now-day = Last 30 days
know-now-week = Last 26 weeks
know-now-month = Last 12 months
know-before-day = 30 days before
know-before-week = 26 weeks before
know-before-month = Same month last year
know-when-day = Day
know-when-week = Week
know-when-month = Month
know-goods-day = Goods' money by day
know-goods-week = Goods' money by week
know-goods-month = Goods' money by month
know-weight-day = Weight by day
know-weight-week = Weight by week
know-weight-month = Weight by month
know-goods-desc = { $sum } altogether, { $before } before. Each figure is in the table below.
know-weight-desc = { $sum } altogether, { $before } before. Each figure is in the table below.
know-bar = { $n ->
    [one] { $when }: { $sum }, { $n } order
   *[other] { $when }: { $sum }, { $n } orders
}
know-table = Show the table
know-counts = By the day of the order, less what was refunded. Parcels that were cancelled, refused or could not be delivered do not count, nor does delivery.
know-best = What sells best
know-product = Product
know-low = Running low
know-low-none = There is enough of everything.
know-low-out = Sold out.
know-low-sold = { $n } sold in the last { $days } days.
know-ends = Parcels that came to nothing
know-ends-none = No parcel in this time.
know-ends-of = { $n ->
    [one] Of { $n } parcel that you received:
   *[other] Of { $n } parcels that you received:
}
know-refused = Refused at the door
know-given-up = Given up by us
know-cancelled = Cancelled early by the buyer
know-share = { $n } ({ $percent }%)
know-thousand = { $n }k
know-million = { $n }m
know-billion = { $n }bn

export-title = Your figures are yours
export-more = One Excel file with all your products and harvests, every parcel and the payout statements, to keep at home or hand to an accountant.
export-all = Download all of it (Excel)
export-products = Products only (CSV)
export-sheet-goods = Products
export-sheet-parcels = Parcels
export-sheet-money = Statements
export-col-product = Product
export-col-category = Category
export-col-pack = Pack
export-col-weight = Weight (g)
export-col-price = Price
export-col-left = In stock
export-col-state = State
export-col-description = Description
export-col-parcel = Parcel
export-col-placed = Ordered on
export-col-goods = Goods
export-col-qty = Quantity
export-col-total = Total
export-col-discount = Discount
export-col-refunded = Refunded
export-col-shipping = Delivery fee of the parcel
export-col-buyer = Buyer
export-col-commune = Commune, province
export-col-delivery = Delivery
export-col-payout = Statement
export-col-payout-day = Day
export-sheet-harvests = Harvests
export-col-band = By real weight, at most lighter (%)
export-col-make-days = Made to order (days)
export-col-most-per-day = Made at most per day
export-col-harvest = Sold ahead
export-col-opens = Orders from
export-col-closes = Orders until
export-col-expected = Expected (g)
export-col-cap = Sold ahead at most (g)
export-col-promised = Ordered (g)
export-col-ships-from = Sent from
export-col-ships-to = Sent until
export-col-minimum = Least worth picking (g)
export-col-decide = Decided by
export-col-delays = Put off
export-delay = { $n ->
    [one] one day ({ $reason })
   *[other] { $n } days ({ $reason })
}
export-harvest-open = Open
export-harvest-going = Enough orders, will be picked
export-harvest-failed = Not enough orders
export-harvest-closed = Closed
export-state-on-sale = On sale
export-state-hidden = Put away
export-state-withdrawn = Pack withdrawn
export-state-draft = Draft
export-col-off = Taken off at packing
export-col-off-why = Why
know-stars = Stars by month
know-stars-average = Average
know-stars-goods = Goods with most and fewest stars
know-stars-desc = { $average } stars on average in the last 12 months. Each number is in the table below.
know-stars-bar = { $when }: { $average } stars, reviews: { $n }
export-sheet-reviews = Reviews
export-col-stars = Stars
export-col-words = Words
export-col-written = Written
export-col-reply = Answer
