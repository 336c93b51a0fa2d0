site-name = Lập Thạch Market
site-slogan = A country market, open before dawn
site-description = Produce and specialties of Lập Thạch, straight from the families who make them.
site-skip = Skip to content
site-find = Search
site-find-label = Find goods, a producer or a commune
site-find-hint = Try fermented fish, pomelo, rice…
site-other-language = Tiếng Việt
site-office = Office desk
site-sell = Producer desk
site-account = Account
site-cart = Cart
site-cart-packs = packs
site-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
site-nav = Main
site-nav-products = Shop
site-nav-season = Seasons
site-nav-producers = Producers
site-nav-track = Track an order
site-foot-line = Where families of six communes around Lập Thạch sell straight to your kitchen.
site-foot-operator = Run by { $name }
site-foot-demo = Trial run: the producers, products and certificates here are examples; nothing is really sold.
site-foot-buyers = For buyers
site-foot-track = Track your order
site-foot-delivery = Delivery and fees
site-foot-returns = Returns and refunds
site-foot-complaints = Feedback and complaints
site-foot-rules = About the market
site-foot-about = About us
site-foot-terms = Market rules
site-foot-privacy = Privacy
site-foot-ranking = How products are ranked
site-foot-sell = For producers

field-required = This is needed.
field-too-long = That is too long for this field; please shorten it.
field-phone-required = Please give a phone number.
field-phone-wrong = That is not a phone number we know. Example: 0912 345 678.
field-email-wrong = That is not an e-mail address. Example: name@gmail.com.
field-choose = Choose one from the list.
field-quantity-number = Write the quantity in plain digits, a whole number. Example: 2.
field-quantity-few = The smallest quantity is 1.
field-quantity-many = The largest quantity is 9999.
field-weight-unclear = This can be read in two ways: is 1.200 kg 1,2 kg or 1200 kg? Please write 1,2 kg or 1200 kg.
field-money-wrong = Write an amount in digits, more than 0. Example: 45.000.
field-number-wrong = Write a whole number within the limits.
site-hours = { $n ->
    [one] one hour
   *[other] { $n } hours
}
site-days = { $n } days
