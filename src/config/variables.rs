//! The environment's variables, in words.

/// Every variable with what it means, for `market --help`; `.env.example` is held to the same list by a test.
pub const VARIABLES: &[(&str, &str)] = &[
    (
        "APP_ENV",
        "development (default) or production; production refuses demo data, weak secrets and a missing BASE_URL",
    ),
    ("HOST", "address to listen on (127.0.0.1)"),
    ("PORT", "port to listen on (8080)"),
    ("BASE_URL", "public address of the shop, for links in messages (http://HOST:PORT in development)"),
    ("DATABASE_URL", "PostgreSQL 15 or newer; unset: a private cluster under VAR_DIR/postgres"),
    ("DB_POOL", "database connections of this process (16)"),
    ("SECRET_KEY", "at least 32 characters; unset in development: made once and kept in VAR_DIR/secret_key"),
    ("VAR_DIR", "folder for what the program keeps on disk (var)"),
    ("MEDIA_URL", "where pictures are kept: file:///path (VAR_DIR/media)"),
    ("BACKUP_DIR", "where `market backup` writes its dumps (VAR_DIR/backup)"),
    ("SMTP_URL", "smtp[s]://user:password@host:port; unset: mail is written to VAR_DIR/outbox"),
    ("MAIL_FROM", "sender of mail (cho@localhost)"),
    (
        "SMS_WEBHOOK_URL",
        "receives {\"to\",\"text\",\"id\"} as JSON for each SMS or Zalo message; unset: VAR_DIR/outbox",
    ),
    (
        "MEILI_URL",
        "a Meilisearch server, http or https, or off; unset: a private one under VAR_DIR/meili when meilisearch is on the \
         PATH, else none, and the database searches",
    ),
    ("MEILI_KEY", "its key, one that may do everything; production needs it with MEILI_URL"),
    (
        "MEILI_PREFIX",
        "small letters and digits that the names of our indexes begin with, where shops share a server (market)",
    ),
    ("STRIPE_SECRET_KEY", "sk_... or rk_...; unset: cards are not offered"),
    (
        "STRIPE_WEBHOOK_SECRET",
        "whsec_... of the endpoint BASE_URL/webhooks/stripe, several with commas while one replaces another; set both or neither",
    ),
    ("STRIPE_API_BASE", "where Stripe is (https://api.stripe.com/); production refuses http"),
    ("TRUSTED_PROXIES", "comma-separated addresses whose X-Forwarded-For is believed (none)"),
    ("RESERVATION_MINUTES", "minutes that an order paid by card keeps its goods, until the office sets it (31)"),
    (
        "SETTLEMENT",
        "operator: buyers pay the market, which pays the households; direct: each household is paid itself, no cards (operator)",
    ),
    ("SEPAY_SECRET", "key of SePay's webhook BASE_URL/webhooks/sepay (HMAC or Apikey); unset: not listened to"),
    ("PAYOS_CHECKSUM_KEY", "checksum key of payOS' webhook BASE_URL/webhooks/payos; unset: not listened to"),
    ("CASSO_KEY", "key of Casso's webhook BASE_URL/webhooks/casso; unset: not listened to"),
    ("JOB_TICK_SECONDS", "how often a runner looks for due jobs when nothing wakes it (2)"),
    ("RATE_LIMITS", "off switches the throttles off; development only, for load and race runs (on)"),
    (
        "METRICS_TOKEN",
        "what Prometheus sends as a bearer token to read /metrics; unset: readable in development only, from this machine",
    ),
    ("OPERATOR_NAME", "who runs the market, for the footer and the legal pages"),
    ("OPERATOR_ADDRESS", "its address"),
    ("OPERATOR_PHONE", "its hotline"),
    ("OPERATOR_EMAIL", "its e-mail"),
    ("RUST_LOG", "what is logged (info)"),
];
