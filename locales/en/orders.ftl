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
order-nothing-due = This parcel costs nothing
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
order-damage = Damaged goods: take a photo and tell us as soon as they come.
order-make-account = Choose a password and your address is remembered next time.
order-make-account-go = Make an account
order-cancel-parcel = Cancel this parcel
order-cancel-ask = Cancel the parcel from { $name }? The others still come. You can cancel until the household confirms.
order-cancel-all = Cancel the whole order
order-cancel-all-ask = Cancel every parcel that no household has confirmed yet?
order-cancelled = Cancelled. What was cancelled costs nothing; what you have paid for it goes back to you.
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
order-sms-bring = { $paid ->
    [yes] {""}
   *[no] {" "}Please have { $total } ready.
}
order-sms-handed-over = { $kind ->
    [pickup] Order { $code }: the parcel from { $household } is ready. { $way }, { $days }.{ $found }{ order-sms-bring } { $link }
   *[carrier] Order { $code }: the parcel from { $household } is on its way, expected { $days }.{ $found }{ order-sms-bring } { $link }
}
order-sms-unfulfillable = Order { $code }: { $household } cannot deliver ({ $reason }). { $paid ->
    [yes] The money for this parcel goes back to you.
   *[no] You do not pay for this parcel.
} { $link }
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
order-kept = Your goods are kept for you
order-kept-more = The households start packing as soon as you have paid. We write to { $phone } when the money is there.
order-discount = Discount
order-back = Of that, given back
order-due-bank_transfer = Still to transfer
order-due-card = Still to pay
order-paid-bank_transfer = Paid by transfer
order-paid-card = Paid by card
order-state-awaiting-payment = Waiting for payment
order-state-expired = Not paid in time
order-step-awaiting-payment = Ordered, waiting for payment
order-step-expired = Not paid in time, the goods are free again
order-todo-placed = Payment arrives, the household is told
order-sms-to-pay = Cho Lap Thach: goods kept for order { $code }, total { $total }. Pay here: { $link }
order-pay-heading-bank_transfer = Transfer the money to confirm
order-pay-heading-card = Pay by card
order-pay-heading-cod = Pay cash when it comes
order-pay-until = The goods are kept until { $at }.
order-pay-over = The time is over. If you have just paid, we look whether the goods are still there; if not, your money goes back.
order-pay-part = A part of the money is here, so your goods are kept. Pay the rest and it is done.
order-pay-looked-at = Your money has been seen, and somebody is looking at it before it counts for the order. Please do not pay again.
order-pay-to = Parcel from { $name }
order-pay-qr = VietQR code: transfer { $amount } with the text { $content }
order-pay-scan = Scan it with your bank's app. On this phone: take a screenshot and choose it there.
order-pay-bank = Bank
order-pay-account = Account number
order-pay-holder = Account holder
order-pay-amount = Amount
order-pay-content = Text
order-pay-copy = Copy
order-pay-no-account = The account for this money is being looked into, so it cannot be transferred right now. Please do not pay to the old number. A new one shows here as soon as there is one; if it is urgent, choose another way to pay or call the market.
order-pay-moved = The account for this money has changed since you ordered. Please pay to the number below, not by a code or number that you kept from before. If you have paid to the old one, do not pay again: we look for your money.
order-pay-exact = Keep amount and text exactly so, and we recognise it at once.
order-pay-waiting = Waiting for your transfer. This page changes by itself when it comes; you may close it.
order-pay-look = Look whether it has come
order-pay-card-more = We neither see nor keep your card number.
order-pay-card-down = The card page does not answer right now. Your order is kept: try again in a few minutes, or pay another way.
order-pay-card-go = Pay by card
order-pay-other = Pay another way
order-pay-paid = Money has come for this order, so the way to pay cannot be changed any more.
order-pay-late = This order does not wait to be paid any more, so the way to pay cannot be changed.
order-pay-kept = The goods have been kept for this order long enough, so it cannot be changed to that. Pay the way that is chosen while there is time, in cash where it is offered, or place a new order.
order-refunds = Money back
order-refund-card-due = { $amount }: on its way to your card.
order-refund-card-sent = { $amount }: sent to your card; banks usually take 5 to 10 days.
order-refund-card-done = { $amount }: back on your card, { $at }.
order-refund-card-failed = { $amount }: could not go back to your card. We will call you.
order-refund-bank_transfer-due = { $amount }: we transfer it back within 3 working days.
order-refund-bank_transfer-due-direct = { $amount }: the household transfers it back within 3 working days.
order-refund-bank_transfer-sent = { $amount }: the transfer is under way.
order-refund-bank_transfer-done = { $amount }: transferred back, { $at }.
order-refund-bank_transfer-failed = { $amount }: could not be transferred. We will call you.
order-refund-cash-due = { $amount }: the household gives it back in cash.
order-refund-cash-due-market = { $amount }: the market gives it back in cash.
order-refund-cash-sent = { $amount }: the household is giving it back in cash.
order-refund-cash-done = { $amount }: given back in cash, { $at }.
order-refund-cash-failed = { $amount }: could not be given back. We will call you.
order-refund-safe = We never ask for a one-time code or a password, and never for another transfer before money goes back.
order-credit = Kept for your next order
order-credit-of = Of that, kept for your next order
order-credit-more = We keep { $amount } that you paid for this order. Place your next order by bank transfer and call us to use it; call us too if you want it back.
order-credit-more-direct = The household keeps { $amount } that you paid for this order. Place your next order there by bank transfer and call us to use it; call us too if you want it back.
order-refund-where = To which account shall the money go?
order-refund-bank = Bank
order-refund-save = Send the account
order-refund-saved = We have your account; the money will be sent there.
order-refund-held = This is being sent just now, so the account cannot be changed. If it is wrong, call the market at once.
order-refund-bank-unknown = We do not know this bank. Please choose one from the list.
order-refund-number-wrong = An account number has 4 to 19 digits.
order-refund-holder-wrong = Write the holder's name as your bank's app shows it.
payment-card-line = { $household }: { $goods }{ $delivered ->
    [yes] {", delivery included"}
   *[no] {""}
}
payment-sms-paid = Cho Lap Thach: { $amount } received for order { $code }; your goods are being prepared. { $link }
payment-sms-paid-direct = Cho Lap Thach: the household has received { $amount } for order { $code } and prepares your goods. { $link }
payment-sms-expired = Order { $code }: not paid in time, so the goods are free again. To buy again: { $link }
payment-sms-let-go = Order { $code }: not enough was ordered for the harvest, so this unpaid order is cancelled; please do not pay. To buy again: { $link }
payment-sms-moved = Order { $code }: the account to pay to has changed. Please pay { $amount } by the new code at { $link }, not by an old code or number. If you have paid already, do not pay again.
payment-sms-no-account = Order { $code }: the account to pay to is being looked into. Please wait, and do not use an old code or number; we write when there is a new one. { $link }
refund-sms-made-card = Order { $code }: { $amount } goes back to your card. { $link }
refund-sms-made-transfer = Order { $code }: we will transfer { $amount } back to you. Tell us your account: { $link }
refund-sms-made-transfer-direct = Order { $code }: the household will transfer { $amount } back to you. Say your account here: { $link }
refund-sms-made-cash = Order { $code }: the household gives { $amount } back in cash. { $link }
refund-sms-made-cash-market = Order { $code }: the market gives { $amount } back in cash. { $link }
refund-sms-done = Order { $code }: { $amount } is back with you. { $link }
credit-sms-kept = Order { $code }: we keep { $amount } for your next order. Call us if you want it back. { $link }
credit-sms-kept-direct = Order { $code }: the household keeps { $amount } for your next order. Call us if you want it back. { $link }
refund-sms-household-transfer = Order { $code }: please transfer { $amount } back to the buyer. The account: { $link }
refund-sms-household-cash = Order { $code }: please give the buyer { $amount } back in cash. { $link }
order-pay-apps = Open your bank's app
order-pay-apps-more = The link goes by way of vietqr.io and says nothing of your order. Copy account and text first.

order-change-short = { $n } { $goods } missing
order-change-less = { $goods }: weighs less, costs less
order-change-swap = { $n } { $goods } replaced by { $instead }
order-change-extra = { $n } { $goods } more, free of charge
order-off = Taken off at packing
order-sms-corrected = Order { $code }, { $household }: { $what } ({ $reason }).{ $money ->
    [less] {" "}You only pay { $left }.
    [back] {" "}{ $off } goes back to you.
   *[none] {""}
} { $link }
order-sms-remind = Parcel { $code } waits for you to confirm. After { $by } it is cancelled and the money goes back. Confirm: { $link }
order-sms-unconfirmed = Parcel { $code } was not confirmed by { $by }, so it was cancelled and its goods are in stock again. { $link }
handover-coach-is = Coach { $plate }, { $station }, leaves { $time } { $day }, call { $phone }
handover-carrier-is = Sent by { $carrier }
handover-tracked-is = Sent by { $carrier }, tracking number { $tracking }
order-sms-found = Order { $code }: { $found }. { $link }
order-receive-code = Your receiving code:
order-receive-more = Once you hold the goods, tell whoever brings them these four digits.
order-photo = See the picture of the delivery
order-change-weighed = { $goods }: weighs { $weight }
