places-former = { $was } (nay là { $kind } { $name }), { $province }
