second-title = Second factor
second-what = People of the trade office sign in with their password and a code on their phone that changes every half minute. Who learns the password alone does not get in.
second-code-title = The code on your phone
second-code-what = Open the authenticator app on your phone and type the six digits it shows.
second-code = Code on the phone
second-code-go = Enter the office
second-code-required = Type the code that your phone shows.
second-code-wrong = That code is wrong, used or too old. Wait for the next one; see whether the phone's clock is right.
second-code-lost = No phone at hand? Type one of the codes on your printed paper. If both are lost, ask an admin to take the second factor off.
second-set-up = Set up the second factor
second-needed = Everybody at the trade office sets up a second factor before going on.
second-step-app = Install an authenticator app on your phone (Google Authenticator, Microsoft Authenticator, Aegis…).
second-step-scan = In the app, add an account and scan this code.
second-step-type = Type the six digits that the app shows.
second-scan = Scan the code
second-qr = QR code for the app; if it cannot be scanned, type the letters below.
second-by-hand = If it cannot be scanned, type this into the app:
second-confirm = Switch on
second-paper = Keep these ten codes safe
second-paper-what = Print or copy them now: this page is shown once. Each code stands in for your phone once.
second-paper-of = Recovery codes of { $name }
second-paper-use = Lập Thạch market, trade office. Each code works once; strike it through when used. Do not keep them beside your password.
second-paper-go = Kept, enter the office
second-paper-used = You used one of the codes on paper. Strike it through.
second-is-on = Switched on
second-since = On since { $at }.
second-left = { $n ->
    [one] One code on paper is left.
   *[other] { $n } codes on paper are left.
}
second-codes-new = Make a new paper of codes
second-off = Switch off, or move to another phone
second-off-what = Once off, it can be set up on another phone.
second-off-needed = Once off, it has to be set up again at once, on this phone or another.
second-off-done = The second factor is switched off.

staff-second-on = second factor
staff-second-none = password only
staff-second-reset = Take the second factor off
staff-second-what = For somebody who has lost both phone and paper. Make sure that it is they who ask: face to face, or by the number you know. They are signed out.
staff-second-done = The second factor is taken off.

act-second-set-up = set up a second factor
act-second-off = switched the second factor off
act-second-codes = made a new paper of recovery codes
act-second-paper = came in with a code on paper
act-second-reset = took the second factor off
