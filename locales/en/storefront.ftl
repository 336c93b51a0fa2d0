# Home
storefront-today = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}, { $date }
storefront-home-title = What's at the market this morning?
storefront-home-count = { $goods ->
    [one] One product
   *[other] { $goods } products
} today from { $households ->
    [one] one household
   *[other] { $households } households
} around Lập Thạch.
storefront-home-coming = Coming in { site-month }:
storefront-home-all = See all { $n }
storefront-home-all-season = See all { $n } for today
storefront-picked = Chosen by the trade office
storefront-picked-how = How it is chosen
storefront-picked-why = By season and by checked certificates, from { $from } to { $to }. Nobody pays to be chosen.
storefront-kinds = What the market has
storefront-kinds-all = Everything
storefront-goods = { $n ->
    [one] 1 product
   *[other] { $n } products
}
storefront-who = Meet the households
storefront-who-all = All { $n }
storefront-who-kind = { $kind ->
    [household] Household
    [business_household] Business household
    [cooperative_group] Cooperative group
   *[cooperative] Cooperative
}
storefront-commune = { $name } commune
storefront-commune-low = { $name } commune
storefront-since = since { $year }
storefront-how = How to buy
storefront-how-1 = Choose
storefront-how-1-more = Every product says who made it, in which commune, with which certificates. One cart holds products from several households.
storefront-how-2 = Say where it should go
storefront-how-2-more = A phone number and an address will do, no account needed. You see the price and the delivery fee before you order.
storefront-how-3 = Pay and receive
storefront-how-3-more = Each household packs and sends its own part, and you can see where it is. You pay cash for each parcel as it arrives, or all at once in advance.

# Season calendar
storefront-season-title = Season calendar
storefront-season-lead = What each month brings, and who grows it, by the harvest days the households tell us.
storefront-season-month-choose = Choose a month
storefront-season-month-word = Month
storefront-season-commune-choose = Choose a commune
storefront-season-all-communes = All communes
storefront-season-in = { $name } commune, { site-month }
storefront-season-goes-on = goes on into { site-month }
storefront-season-ends = last month
storefront-season-none = Nothing seasonal in { site-month } yet. Try another month.
storefront-season-caption = Green bars mark the months with goods. What is there all year is not listed.
storefront-season-year = The whole year
storefront-season-good = Product
storefront-season-yes = yes
storefront-season-shop = See what is in season

# Texts
storefront-page-dated = Updated on { $date }.
storefront-version = Version { $n }
storefront-version-before = The version before
storefront-version-now = The text as it stands now
storefront-version-since = Version { $n }, in use from { $date }.
storefront-version-current = It is the one that stands now.
storefront-version-old = It is not in use any more, and kept for whoever agreed to it.
