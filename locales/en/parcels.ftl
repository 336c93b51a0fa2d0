# States of a parcel, as its label has them. $kind is the way it travels: carrier, pickup, round.

parcel-state-placed = To be confirmed
parcel-state-confirmed = Confirmed
parcel-state-packed = Packed
parcel-state-handed-over = { $kind ->
    [pickup] At the pick-up point
    [round] Out with the household
   *[carrier] On its way
}
parcel-state-delivered = { $kind ->
    [pickup] Picked up
   *[carrier] Delivered
}
parcel-state-refused = Not taken
parcel-state-cancelled = Cancelled
parcel-state-unfulfillable = Cannot be delivered

## Diary: what happened
parcel-diary-placed = Ordered by the buyer
parcel-diary-confirmed = Confirmed by the household
parcel-diary-packed = Packed
parcel-diary-handed-over = { $kind ->
    [pickup] Brought to the pick-up point
    [round] Left with the household
   *[carrier] Handed to the carrier
}
parcel-diary-delivered = { $kind ->
    [pickup] Picked up by the buyer
   *[carrier] Reached the buyer
}
parcel-diary-refused = Not taken by the buyer
parcel-diary-cancelled = Cancelled by the buyer
parcel-diary-unfulfillable = The household cannot deliver it

parcel-by-buyer = buyer
parcel-by-member = household
parcel-by-clerk = trade office
parcel-by-system = by the market itself

## Why a household cannot deliver
parcel-reason-short = Sold out, or not enough
parcel-reason-weather = Bad weather, not harvested yet
parcel-reason-spoiled = Spoiled, or not good enough
parcel-reason-other = Another reason

## Ways it travels
parcel-kind-carrier = Carrier
parcel-kind-pickup = Picked up
parcel-kind-round = The household’s own round
parcel-state-awaiting-payment = Waiting for payment
parcel-state-expired = Not paid in time
parcel-diary-awaiting-payment = Ordered, to be paid first
parcel-diary-expired = Not paid in time, goods free again
parcel-reason-not-confirmed = The household did not confirm in time
parcel-reason-given = More than was ordered, for nothing
parcel-reason-weighed = Priced by its weight at packing
