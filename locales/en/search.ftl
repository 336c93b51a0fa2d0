# What was found
search-heading = Search “{ $q }”
search-read = Nothing is called “{ $q }”. These are the results for “{ $read }”.
search-untoned = Nothing is written “{ $q }” with these accents. These come near.
search-loosely = Nothing has all of “{ $q }”. These come nearest.
search-ranked = What matches your accents stands first, then goods in stock, in season and often bought.
search-ranked-near = Goods of the nearest commune stand first, then what matches your accents, is in stock, in season and often bought. Near is within 8 km from commune to commune, as the crow flies.
search-named = Households and pages of that name
search-page = Page { $n }
search-back-in = In season again from { site-month }
search-too-far = The list does not reach this page

# Nothing
search-filtered = { $n ->
    [one] The filters hide the one product there is
   *[other] The filters hide all { $n } products
}
search-filtered-more = The market has what you look for, but nothing that meets all the filters at once.
search-unfiltered = “{ $q }” without filters
search-none-but-pages = No product is called “{ $q }”, but these pages speak of it:
search-none-more = We also looked without accents, for near spellings and for other names. Perhaps nobody here sells it yet; what you looked for is noted (with nobody’s name) so that the market knows what it lacks.
search-near = Close to “{ $q }”

# While someone types
search-suggest-goods = Products
search-suggest-producers = Producers
search-suggest-categories = Categories
search-suggest-help = Help
search-suggest-all = Search all products for “{ $q }”
search-suggest-said = { $n ->
    [0] No suggestions yet.
    [one] One suggestion. Press the up and down arrows to choose.
   *[other] { $n } suggestions. Press the up and down arrows to choose.
}
search-suggest-list = Search suggestions
search-recent = Searched on this device
search-recent-clear = Clear these searches
