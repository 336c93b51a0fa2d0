order-title = Order { $code }
order-heading = Order
order-placed-at = Placed { $at }
order-thanks = Your order is placed, thank you!
order-thanks-more = { $n ->
    [1] The household has it now. We text you at { $phone } when your parcel is on its way.
   *[other] { $n } households have it now. We text you at { $phone } whenever a parcel is on its way.
}
order-your-code = Your order code
order-copy = Copy the code
order-copied = Copied
order-code-use = To see your order you need only this code and the last four digits of your phone.
order-follow = Follow the order
order-print = Print
order-parcel = Parcel { $n }:
order-parcel-goods = Goods in this parcel
order-parcel-fee = Delivery
order-parcel-code = Parcel { $code }: say this when you call the household
order-parcel-total = This parcel
order-nothing-due = You do not pay for this parcel
order-shipping = Delivery, { $n ->
    [one] 1 parcel
   *[other] { $n } parcels
}
order-due-cod = To pay on delivery
order-paid-cod = Paid on delivery
order-less = { $total } when it was ordered; you do not pay for parcels that do not come.
order-to = Goes to
order-receiver = Receiver
order-address = Address
order-when = Placed
order-reason = Reason: { $reason }
order-expected = expected { $days }
order-help = Something not right? Call the household from its page, or call the market on
order-damage = Damaged goods: tell us within 24 hours, with a photo.
order-make-account = Choose a password and your address is remembered next time.
order-make-account-go = Make an account
order-cancel-parcel = Cancel this parcel
order-cancel-ask = Cancel the parcel from { $name }? The others still come. You can cancel until the household confirms.
order-cancel-all = Cancel the whole order
order-cancel-all-ask = Cancel every parcel that no household has confirmed yet?
order-cancelled = Cancelled. You do not pay for what was cancelled.
order-cancel-late = The household has confirmed, so this cannot be cancelled here any more. Please call the household or the market.
order-code-typo = A code is LT and 7 letters and digits; this one is not right. It never has the letter O or the digit 0.
order-digits-wrong = Please give exactly the last four digits.
order-days = { $from } to { $to }
order-day-1 = Monday { $date }
order-day-2 = Tuesday { $date }
order-day-3 = Wednesday { $date }
order-day-4 = Thursday { $date }
order-day-5 = Friday { $date }
order-day-6 = Saturday { $date }
order-day-7 = Sunday { $date }
order-state-placed = Just placed
order-state-confirmed = Confirmed
order-state-packed = Packed
order-state-handed-over = { $kind ->
    [pickup] Ready to pick up
   *[carrier] On its way
}
order-state-delivered = { $kind ->
    [pickup] Picked up
   *[carrier] Delivered
}
order-state-refused = Not taken
order-state-cancelled = Cancelled
order-state-unfulfillable = Cannot be delivered
order-step-placed = Placed
order-step-confirmed = Confirmed by the household
order-step-packed = Packed
order-step-handed-over = { $kind ->
    [pickup] At the pick-up point, come and get it
    [round] The household is bringing it
   *[carrier] Handed to the carrier
}
order-step-delivered = { $kind ->
    [pickup] Picked up by you
   *[carrier] Delivered to you
}
order-step-refused = The receiver did not take it
order-step-cancelled = Cancelled by you
order-step-unfulfillable = The household cannot deliver
order-todo-confirmed = The household confirms
order-todo-packed = Packing
order-todo-handed-over = { $kind ->
    [pickup] Brought to the pick-up point
    [round] The household sets out
   *[carrier] Handed to the carrier
}
order-todo-delivered = { $kind ->
    [pickup] You pick it up
   *[carrier] Delivery to you
}
order-sms-placed = Lap Thach Market: we have your order { $code }, { $total } in all. See it: { $link }
order-sms-household = { $more ->
    [0] New order { $code }: { $goods }, { $total }. See and confirm: { $link }
   *[other] New order { $code }: { $goods } and { $more } more, { $total }. See and confirm: { $link }
}
order-sms-confirmed = Order { $code }: { $household } has confirmed, expected { $days }. { $link }
order-sms-handed-over = { $kind ->
    [pickup] Order { $code }: the parcel from { $household } is ready. { $way }, { $days }. Please have { $total } ready. { $link }
   *[carrier] Order { $code }: the parcel from { $household } is on its way, expected { $days }. Please have { $total } ready. { $link }
}
order-sms-unfulfillable = Order { $code }: { $household } cannot deliver ({ $reason }). You do not pay for this parcel. { $link }
order-sms-cancelled = Parcel { $code }: the buyer has cancelled this parcel, no need to pack it. { $link }
order-mail-subject = Order { $code } at Lập Thạch Market
order-mail-hello = Dear { $name },
order-mail-intro = We have your order { $code }, placed { $at }. This is the record of it, to keep or to print.
order-mail-follow = Follow or cancel the order (with its code and the last four digits of your phone):
track-title = Track an order
track-code = Order code
track-code-hint = It starts with LT and is in your text message and on the printed order.
track-digits = Last four digits of your phone
track-go = See the order
track-wrong = No order fits this code and these digits. Please look again; a code never has the letter O or the digit 0.
track-account = Have an account?
track-account-go = See all your orders
track-lost = Lost the code? Call
orders-title = My orders
orders-none = You have no orders yet.
orders-day = Placed
orders-goods = Goods
orders-where = Where it is
orders-total = Sum
orders-pages = Pages
orders-older = Older orders
