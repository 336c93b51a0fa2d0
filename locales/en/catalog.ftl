# The card
catalog-sold-out = Sold out
catalog-in-season = In season
catalog-left = { $n } left
catalog-commune = { $name } commune
catalog-ocop-stars = OCOP { $n } stars
catalog-per-kg = { $price }/kg

# Lists
catalog-all = Everything on sale
catalog-crumb-market = Market
catalog-crumbs = You are at
catalog-search-heading = Search: “{ $q }”
catalog-filter-heading = Filter
catalog-filter-open = Filter
catalog-filter-open-n = Filter ({ $n })
catalog-filter-close = Close
catalog-filter-show = Show goods
catalog-in-stock = In stock
catalog-facet-category = Category
catalog-facet-commune = Commune
catalog-facet-kind = Made by
catalog-facet-certificate = Certificates
catalog-facet-stars = OCOP stars
catalog-facet-price = Price
catalog-stars-exactly = { $n } stars
catalog-stars-or-more = { $n } stars or more
catalog-ocop = OCOP { $what }
catalog-commune-of = { $name } commune
catalog-price-from = From (₫)
catalog-price-to = To (₫)
catalog-price-between = { $from } to { $to }
catalog-price-above = From { $from }
catalog-price-below = Up to { $to }
catalog-count = { $n ->
    [one] { $n } product
   *[other] { $n } products
}
catalog-sort = Sort by
catalog-sort-go = Sort
catalog-sort-rank = In stock and in season first
catalog-sort-match = Best match first
catalog-sort-price = Lowest price first
catalog-sort-price-down = Highest price first
catalog-sort-new = Newest first
catalog-chips = Filters in use
catalog-chip-off = , remove this filter
catalog-chips-clear = Clear all
catalog-empty = Nothing like that yet
catalog-empty-more = Take off a filter or two, or look at the season calendar to see when it comes.
catalog-empty-clear = Clear all filters
catalog-season-link = See the season calendar
catalog-pages = Pages
catalog-next = Show more
catalog-first = Back to the beginning
catalog-ranked = What is in stock and in season comes first, then what many people buy, then what is new.
catalog-ranked-link = How goods are ranked
catalog-none-heading = The market has no “{ $q }” yet
catalog-none-more = It may not grow here, or go by another name. Try a shorter word; Vietnamese accents are not needed.
catalog-none-all = See everything on sale
catalog-none-try = In season now
