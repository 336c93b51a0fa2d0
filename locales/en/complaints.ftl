# Complaints: buyer, household and office.
complaints-title = Complaints
complaint-title = Complaint { $code }
complaint-begin = Something wrong?
complaint-new-title = What is wrong?
complaint-new-about = Parcel { $n } from { $household }.
complaint-what = What happened
complaint-answered-in = { $n ->
    [one] Answered within an hour.
   *[other] Answered within { $n } hours.
}
complaint-with-photo = A photo is needed
complaint-words = Tell us about it
complaint-words-hint = Which goods, how many, when you opened the box.
complaint-photos = Photos
complaint-photos-hint = Up to 4 JPEG, PNG or WebP photos. Show the box as well as the damage. Only the household and the office see them.
complaint-photos-kept = { $n ->
    [one] One photo is kept already; no need to choose it again.
   *[other] { $n } photos are kept already; no need to choose them again.
}
complaint-photos-many = At most 4 photos at a time.
complaint-photo-needed = This needs at least one photo.
complaint-photo-alt = Photo { $n }
complaint-wish = You would like
complaint-wish-refund = The money back
complaint-wish-replacement = The goods sent again
complaint-wish-talk = To talk with the household first
complaint-send = Send the complaint
complaint-new-next = Household and office get it at once. A person of the office decides.
complaint-times-link = Times and ways to settle it
complaint-sent = Sent. We will text you when there is an answer.
complaint-said = Sent.
complaint-open-already = A complaint about this parcel is open; please add to it here.
complaint-ended = This complaint has ended, so nothing can be added.
complaint-withdrawn = The complaint was taken back.
complaint-not-now = No complaint can be made about this parcel now: it is too early, or too late.
complaint-kind-spoiled = Spoiled
complaint-kind-damaged = Broken or bruised on the way
complaint-kind-short = Something is missing, or it weighs less
complaint-kind-wrong = The wrong goods
complaint-kind-not-as-said = Not as described
complaint-kind-not-arrived = It did not come
complaint-kind-safety = It made someone ill, or seems unsafe
complaint-kind-other = Something else
complaint-state-open = waits for an answer
complaint-state-answered = being settled
complaint-state-settled = settled
complaint-state-refused = not accepted
complaint-state-withdrawn = taken back by the buyer
complaint-opened = Sent
complaint-answer-by = Answered by
complaint-answer-first = Answer by { $at }
complaint-settle-by = Settled by
complaint-late = overdue
complaint-side-buyer = Buyer
complaint-side-household = Household
complaint-side-office = Office
complaint-inner = office only
complaint-inner-tick = Only for the office
complaint-say = Add something
complaint-say-more = Add something
complaint-say-send = Send
complaint-answer = Answer
complaint-answer-how = Be honest and be quick: say sorry if the goods were bad, and whether you would send them again or give the money back. The office reads it and decides.
complaint-withdraw = Take it back
complaint-withdraw-ask = The complaint then ends. While there is time, you can still make another one.
complaint-outcome = Outcome
complaint-outcome-refund = Money back
complaint-outcome-replacement = Goods sent again
complaint-outcome-agreed = Both sides agreed
complaint-outcome-refused = The complaint is not accepted
complaint-outcome-withdrawn = Taken back by the buyer
complaint-replace-by = by { $day }
complaint-about = What it is about
complaint-goods-left = Goods not given back yet
complaint-shipping-left = Delivery not given back yet
complaint-decide = Decision
complaint-decide-now = Record the decision
complaint-decide-who = Someone of finance or an administrator records the decision.
complaint-decided = The decision is recorded, and both sides are told.
complaint-not-decided = Not recorded: see what is marked below.
complaint-share = How much of the goods’ money goes back
complaint-share-amount = Another sum
complaint-amount = Sum
complaint-shipping-too = The delivery fee too
complaint-day = If sent again: by this day
complaint-day-wrong = Choose a day from today to 60 days from now.
complaint-reason = Reason
complaint-reason-hint = Buyer and household both read it.
complaint-words-needed = Write the reason, so that both sides understand.
complaint-file = File (XLSX)
complaint-file-title = Complaint file { $code }
complaint-file-order = Order
complaint-file-buyer = Buyer
complaint-file-household = Household
complaint-file-kind = Matter
complaint-file-opened = Received
complaint-file-answer-by = To be answered by
complaint-file-settle-by = To be settled by
complaint-file-answered = First answer
complaint-file-closed = Ended
complaint-file-outcome = Outcome
complaint-file-col-when = When
complaint-file-col-side = Side
complaint-file-col-who = Written by
complaint-file-col-words = Words
complaint-file-col-photos = Photos
complaint-col-code = Number
complaint-col-window = Tell us within
complaint-col-answer = First answer
complaint-col-settle = Settled
complaint-hours = { $n ->
    [one] one hour
   *[other] { $n } hours
}
complaint-window = { $n } hours after it came
complaint-window-none = From the day after it was due
complaint-hours-title = Times to settle
complaint-hours-about = In hours, shown to everybody. What is open keeps the times it was promised.
complaint-hours-save = Save the times
complaint-hours-saved = The times are saved.
complaint-hours-order = Not shorter than the time for the first answer.
complaints-waiting = Waiting
complaints-late = Overdue
complaints-ended = Ended
complaints-none-waiting = No complaint is waiting.
complaints-none-late = No complaint is overdue.
complaints-none-ended = No complaint has ended yet.
complaint-times-title = Complaints and the times we keep
complaint-times-how = Open your order, choose “Something wrong?” at the parcel, tell us and send photos. Each complaint has a number to follow it by; a person of the office decides, not a machine.
complaint-times-find = Find my order
complaint-times-table = Times for each matter
complaint-perishable-title = Fresh and fermented goods
complaint-perishable = Fresh goods are not sent back. If they are spoiled or bruised, tell us within 24 hours of receiving them, with a photo; you get the money back the way you paid, or the goods again, at no cost to you.
complaint-ways-title = If you still disagree
complaint-four-ways = There are four ways on: negotiation, mediation, arbitration or a court. The office hands the file to the authorities when you ask for it.
complaint-way-1 = Negotiation with the household, with the office as witness.
complaint-way-2 = Mediation by the Department of Industry and Trade or a consumers’ association.
complaint-way-3 = Arbitration.
complaint-way-4 = A court.
complaint-sms-household-new = { $code }: a complaint about parcel { $parcel } ({ $kind }). Answer by { $by }: { $link }
complaint-sms-household-said = { $code }: something new about parcel { $parcel }. See { $link }
complaint-sms-household-remind = Reminder: { $code } about parcel { $parcel } has no answer yet, due { $by }: { $link }
complaint-sms-household-ended = { $code } about parcel { $parcel } has ended. See { $link }
complaint-sms-buyer-said = { $code }, order { $order }: { $household } or the office has answered. See { $link }
complaint-sms-buyer-ended = { $code }, order { $order }: { $outcome ->
    [refund] { $amount } goes back to you
    [replacement] the goods are sent again by { $day }
    [agreed] both sides agreed
   *[refused] not accepted
}. Reasons: { $link }
act-complaint-answer = Answered a complaint
act-complaint-note = Noted something about a complaint
act-complaint-decide = Decided a complaint
act-complaint-hours = Changed the times to settle complaints
