# Goods from a spreadsheet
import-title = Bring goods in from a spreadsheet
import-what = When you have your goods in Excel already, you need not type them again. Send the table, see whether we read it right, and only then bring it in.
import-step-template = Take the template
import-step-template-more = A row for each size: one for the 500 g jar, one for the 1 kg jar. An example and the names of our categories are in the file.
import-template = Download the template (Excel)
import-step-own = Or edit the table of what you sell now
import-step-own-more = Download your goods, change prices and stock, and send the table back. Leave the Code column as it is: by it we know each product again.
import-own = Download your goods
import-step-send = Send the table
import-file = Choose an Excel or CSV file
import-file-hint = A .xlsx or .csv file of at most { $most } rows and 2 MB. Sending it changes nothing yet: you look at it first.
import-read = Look at this table
import-sent = Tables you sent
import-sent-rows = { $n } rows
import-stand-new = Not brought in
import-stand-at-work = Being brought in
import-stand-ended = Done

# Why a table was not taken
import-no-file = You have not chosen a file.
import-empty = There are no goods in this table yet. Fill in its first sheet and send it again.
import-too-large = This file is too large. A table of words and numbers never comes to 2 MB: take the pictures out and send it again.
import-too-many = This table has more than { $most } rows. Split it into several files and send one after the other.
import-old-excel = This is an old Excel file, or one with a password. Save it as .xlsx without a password and send that.
import-no-table = We cannot read this file as a table. We read .xlsx and .csv.
import-no-header = We see no row with the names of the columns. There must be at least “Product” and “Price”: the template is the safest way.

# The preview
import-look = Look before it comes in
import-look-more = Nothing has changed yet. See whether we read it right, then press the button at the end.
import-file-name = { $name }, { $n } rows
import-mend = These rows need mending
import-mend-more = Mend them here and save. A row you do not mend is passed over, and that does no harm.
import-mend-left = { $n } more rows need mending; they come up once these are saved.
import-mend-save = Save what I mended
import-mended = What you mended is saved.
import-line = Row { $n }
import-line-of = Row { $n }: { $name }
import-take = Bring { $n } rows in
import-take-more = { $n } rows that are not mended will be passed over.
import-take-none = There is nothing to bring in: every row we can read is on the market just so.
import-tabs = Rows by what happens
import-rows = Row by row
import-first = To the first
import-will-begun = New products
import-will-added = New sizes
import-will-changed = Changes
import-will-same = Unchanged
import-will-withdrawn = Given up
import-will-waiting = At the office
import-will-too-many-drafts = Too many drafts
import-will-too-many-packs = Sizes enough
import-will-wrong = To mend
import-will-moved = Changed just now
import-why-begun = Kept as a draft. Add a photo and send it to the office, and it goes on sale.
import-why-added = On sale at once, or with the draft where the product is not approved yet.
import-why-changed = Price and stock change at once. Words wait for the trade office.
import-why-same = Just as it is on the market; we leave it alone.
import-why-withdrawn = You have given this size up, so we leave it alone.
import-why-waiting = The trade office is looking at this product. Send the table again when they have decided.
import-why-too-many-drafts = You have too many drafts already. Send some to the office or throw some away, then send this table again.
import-why-too-many-packs = This product has too many sizes already. Give one up and send the table again.
import-why-wrong = There was something we could not read, so the row was passed over. Mend the file and send it again: nothing that came in comes in twice.
import-why-moved = After you looked, somebody bought or changed it. Send the table again to see the new figures.
import-words-sent = The words wait for the trade office.
import-words-kept = The words are kept in the draft you are writing of it.
import-words-waits = The words have not changed: the trade office is looking at an earlier draft.
import-nothing-before = none yet
import-no-category = not known yet, we ask later

# What to mend
import-broken = This cell of the file is broken; please type it again
import-formula = This cell is a formula. Please type plain words or a number
import-no-product = What is it called?
import-no-pack = Sold by what: jar, bag, kg?
import-no-weight = What does one weigh? For example 500 g
import-weight-wrong = Please write the unit too, for example 500 g or 1,5 kg
import-no-price = What does it cost?
import-price-wrong = We do not understand this price; for example 45.000 or 45k
import-price-low = The table says less than 1.000 ₫; we take it for thousands and added a k. Leave it so and save if that is right. If it really is some hundred đồng, write đ behind it, like 500đ.
import-left-wrong = How many are left? Write a number, for example 20
import-too-long = This is too long
import-twice = This row says the same pack as one above
import-code-twice = A row above has this code. Each size needs its own
import-code-unknown = This # code is none of your goods. Leave it empty or use a code of your own
import-category-unknown = We have no such category. Choose one from the list

# Begin, and at work
import-seen-other = Your goods have changed since this page was opened. Look once more, then press again.
import-begun-already = This table is being brought in already; it cannot be mended any more.
import-another-at-work = Another of your tables is being brought in. Wait until it is done.
import-nothing = There is no row to bring in.
import-another = See that table
import-going = Being brought in
import-going-n = { $done } of { $rows } rows are done.
import-going-more = You can leave it: this page renews itself, and it goes on when you close it.
import-stalled = It has not moved for a while. Press the button to go on from where it stopped; no row is taken twice.
import-go-on = Go on
import-look-again = Look again

# Done
import-ended = All { $rows } rows are done.
import-bare = { $n ->
    [one] 1 new product still needs a photo
   *[other] { $n } new products still need a photo
}
import-bare-more = Open each to add a photo and send it to the office.
import-again = Send another table
import-goods = See your goods
import-did-begun = New products
import-did-added = New sizes
import-did-changed = Changed
import-did-same = Unchanged
import-did-withdrawn = Given up
import-did-waiting = At the office
import-did-too-many-drafts = Too many drafts
import-did-too-many-packs = Sizes enough
import-did-wrong = Passed over
import-did-moved = Changed just now
act-goods-imported = brought goods in from a spreadsheet
act-goods-kept = sent in a table of goods to look at
act-goods-mended = mended the table of goods
export-col-code = Code

# The template
import-sheet-example = Example
import-sheet-help = How to fill it in
import-sheet-categories = Categories
import-sheet-units = Usual packs
import-help-column = Column
import-help-how = How to fill it in
import-help-code = A code of your own, one for each row. It may be empty. With a code we know the product again under another name.
import-help-product = What you call the product.
import-help-category = A name from the sheet Categories. Left empty, we guess it from the product's name.
import-help-pack = What it is sold by: kg, 500 g jar, 1.5 kg bag, ten pieces.
import-help-weight = What one weighs in grams. You may write 1,5 kg. It may be empty when the pack's name has its weight.
import-help-price = The price of one in đồng: 45000, 45.000 or 45k.
import-help-left = How many are left to sell: 20. Left empty, it stays as it is.
import-help-description = A few sentences about it. Left empty, they stay as they are.
import-example-honey-product = Longan honey
import-example-honey-pack = 500 ml bottle
import-example-honey-description = From our own bees on the longan hill, taken in April.
import-example-honey-can-product = Longan honey
import-example-honey-can-pack = 2 litre can
import-example-honey-can-description = { "" }
import-example-guava-product = Vân Trục pear guava
import-example-guava-pack = 1 kg bag
import-example-guava-description = Picked in the morning, crisp and sweet.
import-example-eggs-product = Hill chicken eggs
import-example-eggs-pack = ten eggs
import-example-eggs-description = From hens that run free and eat maize and greens.
