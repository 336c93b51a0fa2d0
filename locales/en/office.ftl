office-name = Trade office
office-foot = Lập Thạch Market · desk of the trade office
office-nav = The office’s work
office-nav-overview = Overview
office-nav-orders = Orders
office-nav-producers = Producers
office-nav-searches = Searches
office-nav-jobs = The machine
office-today = Today at the market
office-tally = Today’s numbers
office-tally-orders = ordered today, { $sum }
office-tally-waiting = not confirmed for 24 hours
office-tally-households = selling here
office-tally-jobs = stuck
office-waiting = Not confirmed for 24 hours
office-waiting-none = No parcel has waited that long. Good!

office-find-order = Order code, name or phone
office-find-producer = Name of the house, contact or phone
office-any = All
office-communes = All { $n } communes
office-filter = Filter
office-orders-none = No order matches.
office-producers-none = No producer matches.
office-pager = Pages
office-more = More
office-households = { $n } households

office-col-code = Order
office-col-placed = Ordered
office-col-since = Since
office-col-buyer = Buyer
office-col-producer = Producer
office-col-phone = Phone
office-col-state = State
office-col-method = Payment
office-col-sum = Sum
office-col-goods = Goods
office-col-qty = Quantity
office-col-price = Price
office-col-total = Total
office-col-parcel = Parcel
office-col-contact = Contact
office-col-commune = Commune
office-col-kind = Kind
office-col-papers = Certificates
office-col-on-sale = On sale
office-col-open = Open parcels
office-col-from = Price from
office-col-on-hand = In stock
office-col-reserved = Promised
office-col-job = Work
office-col-given-up = Given up
office-col-attempts = Attempts
office-col-why = Why
office-col-words = Looked for
office-col-empty = Not found
office-col-times = Times in all
office-col-last = Last time

office-method-cod = Cash on delivery
office-method-bank_transfer = Bank transfer
office-method-card = Card
office-payment-due = Due
office-payment-collected = Collected
office-payment-void = Void

office-order = Order { $code }
office-parcel = Parcel { $n }
office-parcel-goods = Goods in parcel { $n }
office-whole-order = Whole order
office-shipping = Delivery
office-payments = Payments
office-payments-none = None yet.
office-diary = Diary
office-buyer = Buyer
office-buyer-name = Name
office-buyer-email = E-mail
office-buyer-address = Address
office-buyer-note = Note
office-sum-goods = Goods
office-sum-total = Total

office-producer = About the producer
office-suspended = Suspended
office-kind-household = Household
office-kind-business_household = Business household
office-kind-cooperative_group = Cooperative group
office-kind-cooperative = Cooperative
office-papers-in-force = { $n } in force
office-papers-expired = { $n } expired
office-papers-unchecked = { $n } not checked
office-papers-none = None yet
office-paper-endless = No expiry
office-products = Products
office-products-none = No products yet.
office-product-on-sale = On sale
office-product-draft = Draft
office-product-hidden = Hidden
office-open-parcels = Open parcels
office-open-none = No open parcels.
office-registration = Registration no.
office-since-year = Since
office-members = People who may sell
office-public-page = See the public page

office-jobs-what = Work the market does by itself (sending messages, keeping the shelf up to date) that was tried many times in vain. Mend the cause, then have it done again.
office-jobs-none = Nothing is stuck.
office-retry = Do it again
office-job-retried = Back in the queue.

office-searches = What people look for
office-searches-what = The market only counts, day by day, how often each thing was looked for and how often nothing was found; it does not note who looked, and forgets after 400 days.
office-periods = Period
office-period = Last { $n } days
office-missed = Looked for and not found
office-missed-none = Everybody found something.
office-most = Looked for most
office-most-none = Nobody has looked for anything yet.
office-searches-cut = Only the first { $n } are shown here. The file has more.
office-search = Search engine
office-search-see = See what people look for
office-search-engine = { $engine ->
    [postgres] The market searches in the database itself (Postgres).
   *[other] The market searches with Meilisearch.
}
office-search-even = The engine’s index knows of every change.
office-search-behind = { $n ->
    [one] One change waits
   *[other] { $n } changes wait
} to be told to the engine’s index, the oldest for { $minutes ->
    [0] less than a minute
    [one] one minute
   *[other] { $minutes } minutes
}.
office-payment-paid = Paid
office-payment-remitted = Handed on to the market
office-payment-surplus = Not needed, goes back
office-search-compared = Everything in it was last compared on { $at }: { $n ->
    [0] nothing was wrong.
    [one] one entry was wrong and has been told again.
   *[other] { $n } entries were wrong and have been told again.
}
office-search-uncompared = Everything in it is compared each night; this has not happened yet.
office-payment-part = Paid in part
office-col-received = Received
office-moves = Money that came and went
office-moves-what = What
office-moves-transfer = Transfer { $id }
office-moves-part = Part split off, { $id }
office-moves-other = Other order
office-moves-counts = Counts for this order
office-moves-has = This order has
office-payment-refunded = Given back whole
office-dispute-open = The cardholder disputes this payment ({ $charge }). Answer on Stripe’s page in time.
office-dispute-lost = The dispute about this payment ({ $charge }) is lost: Stripe has taken the money back.
office-reliability = Confirmed in time, 90 days
office-reliability-is = { $n } of { $of } ({ $percent }%)
office-change-back = Paid before, so given back:
office-change-less = Not paid yet, so less is collected
office-own-household = You belong to this household, so you cannot decide about it. Somebody else in the office does.
