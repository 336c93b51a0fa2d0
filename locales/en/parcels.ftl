# States of a parcel. $kind is the way it travels: carrier, pickup, round.

## Short: on a label
parcel-state-placed = Waiting to be accepted
parcel-state-confirmed = Accepted
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

## Long: a sentence for the buyer
parcel-state-placed-long = The household has your order and has yet to accept it.
parcel-state-confirmed-long = The household has accepted and is getting your goods ready.
parcel-state-packed-long = { $kind ->
    [pickup] Packed, and about to go to the pick-up point.
    [round] Packed, and waiting for the household’s own round.
   *[carrier] Packed, and waiting for the carrier.
}
parcel-state-handed-over-long = { $kind ->
    [pickup] Your goods are at the pick-up point. Come and get them.
    [round] The household is bringing your goods to you.
   *[carrier] The carrier is bringing your goods to you.
}
parcel-state-delivered-long = { $kind ->
    [pickup] You have picked it up. Thank you!
   *[carrier] It has reached you. Thank you!
}
parcel-state-refused-long = It arrived, but nobody took it.
parcel-state-cancelled-long = This parcel is cancelled. You pay nothing for it.
parcel-state-unfulfillable-long = The household cannot deliver this parcel. You pay nothing for it.

## Diary: what happened
parcel-diary-placed = Ordered by the buyer
parcel-diary-confirmed = Accepted by the household
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
