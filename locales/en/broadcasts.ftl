# What the office writes to many households at once.
broadcasts = Write to households
broadcasts-what = One message to the phones of many households: a market day, a course, a new collection hour. Write it, see how many it will reach, then send it.
broadcasts-none = There are no messages yet.
broadcast-new = Write a message
broadcast-title = Message
broadcast-body = Text
broadcast-body-hint = At most 320 characters. Keep it short; say the day, the hour and the place.
broadcast-kind = Kind of household
broadcast-every-commune = Every commune
broadcast-every-kind = Every kind
broadcast-to = To
broadcast-why = Reason for the log
broadcast-why-hint = Only the office reads it: who asked for it, and why.
broadcast-urgent = Urgent because
broadcast-urgent-now = Send at any hour: a storm, food safety, what cannot wait
broadcast-urgent-why = Why it is urgent
broadcast-urgent-hint = Needed when it is sent at any hour. Otherwise messages go only between 7 in the morning and 9 in the evening.
broadcast-goes-now = It goes as soon as you press.
broadcast-goes-urgent = Urgent: it goes as soon as you press, at any hour.
broadcast-goes-at = It is night, so it waits until { $at }. If it cannot wait, choose Change, have it sent at any hour and say why.
broadcast-went-at = No message is sent at night, so it goes at { $at }.
broadcast-look = Look before sending
broadcast-as-read = As it is read
broadcast-length = Length
broadcast-parts = { $n ->
    [one] one message for each phone
   *[other] { $n } messages for each phone
}
broadcast-made = Written by { $who }, { $at }
broadcast-change = Change
broadcast-reach = { $n ->
    [one] Reaches one household that sells
   *[other] Reaches { $n } households that sell
}
broadcast-phones = Some share a phone, so { $n } messages are sent.
broadcast-once = Once sent it cannot be taken back, and it is sent only once.
broadcast-send = { $n ->
    [one] Send to one household
   *[other] Send to { $n } households
}
broadcast-sent = It is on its way. Follow each household below.
broadcast-nobody = No household that sells fits what was chosen, so nothing is sent. Change the commune or the kind.
broadcast-gone = The commune chosen is not served any more, so this message cannot be sent. Change it, choose another commune or every commune, then send.
broadcast-gone-tag = commune not served
broadcast-commune-gone = This commune is not served any more. Choose another one, or every commune.
broadcast-moved = The number of households has just changed, so nothing was sent. Look at the new number and send again.
broadcast-rewritten = Somebody has just changed this message, so nothing was sent. Read it again below, then send.
broadcast-is-sent = This message is sent and can no longer be changed. Write a new one.
broadcast-when = When
broadcast-households = Households
broadcast-state-sent = Sent
broadcast-state-draft = Not sent
broadcast-state-waiting = Waits until { $at }
broadcast-state-sending = Sending, { $n } of { $all }
broadcast-state-failed = { $n } failed
broadcast-sent-by = Sent by { $who }, { $at }
broadcast-log = Each household
broadcast-log-none = No household is here.
broadcast-counts = { $sent } sent, { $waiting } waiting, { $failed } failed.
broadcast-failed-what = Some messages were given up after several tries. An administrator can send them again under stuck work; call if it is urgent.
broadcast-phone = Phone
broadcast-shared = phone of another household too
broadcast-fate-sent = Sent
broadcast-fate-waiting = Waiting
broadcast-fate-failed = Failed
