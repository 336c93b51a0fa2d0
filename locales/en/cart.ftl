cart-title = Your cart
cart-empty = Your cart is empty
cart-empty-more = There is plenty on the stalls, come and have a look.
cart-go-shopping = Go to the market
cart-shop-on = Keep shopping
cart-update = Update cart
cart-updated = Your cart is up to date.
cart-added = Added to your cart.
cart-added-of = Added to your cart: { $qty } × { $name }, { $pack }.
cart-removed = Taken out of your cart.
cart-add = Add to cart
cart-see = See your cart
cart-remove = Remove
cart-less = Fewer
cart-more = More
cart-qty = Quantity
cart-qty-of = Quantity of { $name }
cart-commune = { $name } commune
cart-was = price before
cart-house-total = From this producer
cart-sum = Subtotal
cart-count = { $lines ->
    [one] 1 product
   *[other] { $lines } products
} from { $houses ->
    [one] 1 household
   *[other] { $houses } households
}
cart-goods = Goods
cart-shipping = Delivery
cart-shipping-later = shown in the next step
cart-checkout = Check out
cart-not-held = Goods are kept for you once the order is placed.
cart-price-up = The price went up from { $from } to { $to } since you put this in.
cart-price-down = The price went down from { $from } to { $to } since you put this in.
cart-only-left = Only { $left } left. You chose { $wanted }, the cart counts { $left }.
cart-at-most = Only { $left } left, please choose fewer.
cart-steps = { $step ->
    [1] Sold from { $min } up.
   *[other] Sold from { $min } up, { $step } at a time.
}
cart-sold-out = This has just sold out.
cart-withdrawn = The household no longer sells this.
cart-take-out = Take it out to go on, or
cart-see-others = see other { $name }
cart-full = A cart holds 100 products. Please order some of them first.
