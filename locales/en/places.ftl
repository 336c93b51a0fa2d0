places-former = { $was } (now { $kind } { $name }), { $province }
