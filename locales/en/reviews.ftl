# Reviews: buyers say how goods they received are, households answer, the office looks at what somebody reports.
reviews = Reviews
reviews-of = Reviews: { $name }
reviews-all = See all reviews
reviews-first = Back to the first ones
reviews-none = Nobody has reviewed this yet.
reviews-rule = Only those who received it can review it. Every review is shown; the office hides only what is against law or decency, and says why.
reviews-sell-how = Each review can be answered once, and the answer changed within 24 hours. Everybody can read it.
reviews-sell-none = No reviews yet.
reviews-office-none = No reviews.
reviews-which-all = All
reviews-which-reported = To be looked at
reviews-which-hidden = Hidden

review-average = { $n ->
    [one] { $average }/5 ({ $n } review)
   *[other] { $average }/5 ({ $n } reviews)
}
review-stars = { $n ->
    [one] { $n } star
   *[other] { $n } stars
}
review-of = { $n ->
    [one] { $name } { $n } star
   *[other] { $name } { $n } stars
}
review-buyer = A buyer
review-changed = changed
review-begin = Review
review-write-title = How was what you received?
review-write-how = Give stars to each; words are up to you. You can change them for 30 days.
review-write-next = Your words are shown on the product's page, where everybody can read them. The producer may answer once.
review-how-many = How many stars?
review-means-1 = Very bad
review-means-2 = Bad
review-means-3 = All right
review-means-4 = Good
review-means-5 = Very good
review-words = Review
review-named = Show my name as “{ $name }”
review-send = Send the review
review-thanks = Thank you for your review.
review-stars-needed = Choose from 1 to 5 stars.
review-not-received = This parcel has not reached you yet, so it cannot be reviewed.
review-own = Somebody of { $household } placed this order, so it cannot be judged here. Reviews are there so that buyers hear from people outside the household.
review-over-note = Thirty days have passed, so it cannot be changed any more.
review-withdrawn-note = You have taken this review back.
review-hidden-note = The office has hidden this review:
review-withdraw = Take back the review of { $name }
review-withdraw-ask = Your words and stars are shown no more then, and cannot be written again.
review-withdrawn = The review was taken back.

review-hidden-by = The office has hidden this review: { $why }.
review-why-law = Against the law
review-why-insult = Insults or slanders somebody
review-why-private = Gives away what is private to somebody
review-why-lewd = Obscene or offensive

review-reply = Answer
review-reply-change = Change the answer
review-reply-words = Your answer
review-reply-hint = Say thanks, explain, or tell what you will do better. Give no name or phone number of the buyer.
review-reply-send = Send the answer
review-reply-of = The producer answers
review-reply-own = You answered
review-reply-over = It was answered more than 24 hours ago, so the answer cannot be changed any more.
review-replied = The answer was noted.

review-report = Report to the office
review-report-title = Report a review to the office
review-report-what = The office hides only what is against law or decency, not what finds fault with goods.
review-report-words = What is wrong with this review
review-report-send = Send to the office
review-report-thanks = The office has it and will look at it.
review-reported = The office is looking at this review.
review-report-answer = The office answers:
review-reports = Reported
review-report-by-household = By the household
review-report-by-visitor = By a visitor
review-report-by-phrase = A claim that is not allowed stands in it
review-report-by-kin = Perhaps one of the household
review-kin-bank = The account for this order’s refund is the one the household is paid on.
review-kin-email = The e-mail of this order is that of a member of the household.
review-report-hidden = Hidden.
review-report-kept = Left as it is.

review-title = Review
review-col-stars = Stars
review-col-at = Written
review-state-shown = shown
review-state-reported = to be looked at
review-state-hidden = hidden
review-decide = The office decides
review-decide-rule = The law lets it be hidden when it is against law or decency, not because a household is not content.
review-decide-why = Hide because
review-decide-words = Reason
review-decide-words-hint = When it is hidden, this sentence stands in its place. Repeat no bad words, names or phone numbers.
review-hide = Hide the review
review-keep = Leave it as it is
review-lift = Show it again
review-decided = The decision was noted.
review-decided-before = Somebody has decided about this review already.

review-sms-household = The buyer of parcel { $parcel } has reviewed: { $what }. See and answer: { $link }

act-review-answered = answered the review of
act-review-reported = reported to the office a review of
act-review-hidden = hid review
act-review-kept = left as it is review
act-review-lifted = showed again review
log-fact-review = Review number
log-fact-hidden = Hidden
log-fact-hidden-why = Reason for hiding
rule-reviews-the-stars-of-a-product-are-those-of-its-reviews = The stars of a product are those of its reviews
place-product = product
