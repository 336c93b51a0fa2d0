//! Where a person stands in the tables, and how they go from each: one statement for each place. What is not here stays, and
//! the page says why.
//!
//! Each statement knows: `$1` the account, `$2` its orders, `$3` where the person was written to, `$4` the words that name
//! them (names, phones as people write them, addresses), `$5` what stands in their place, `$6` the codes of the orders as one
//! pattern, NULL without any, `$7` the name of a household's number at the office, `$8` those of the words that name nobody
//! else: what others wrote is looked through for them alone.

/// Takes out of a text who is named in it, wherever it stands, and leaves the rest of the sentence.
macro_rules! cut {
    ($table:literal, $column:literal, $most:literal) => {
        (
            $table,
            concat!(
                "UPDATE ",
                $table,
                " SET ",
                $column,
                " = left(without_any(",
                $column,
                ", $8, $5), ",
                $most,
                ") WHERE holds_any(",
                $column,
                ", $8)"
            ),
        )
    };
}

/// In this order: what is looked up by an order's own words comes before those are gone.
pub const STEPS: &[(&str, &str)] = &[
    // Signing in ends first.
    ("sessions", "DELETE FROM sessions WHERE account_id = $1"),
    ("one_time_codes", "DELETE FROM one_time_codes WHERE account_id = $1"),
    ("recovery_codes", "DELETE FROM recovery_codes WHERE account_id = $1"),
    ("second_factors", "DELETE FROM second_factors WHERE account_id = $1"),
    ("carts", "DELETE FROM carts WHERE account_id = $1"),
    (
        "throttles",
        "DELETE FROM throttles t WHERE EXISTS (SELECT FROM unnest($3::text[]) c WHERE position(c IN t.key) > 0)",
    ),
    // Words to them, and about their orders to anybody; those that told a household's owners who is one now; and those to many, or
    // to a household, that named them.
    (
        "messages",
        "UPDATE messages SET recipient = '', subject = '', body = '', body_html = NULL, erased_at = now(), \
                dedupe_key = 'erased:' || id \
         WHERE erased_at IS NULL AND (recipient = ANY($3) OR body ~ $6 OR subject ~ $6 \
           OR dedupe_key LIKE 'household-sms-owner-%' AND sent_at IS NOT NULL AND holds_any(body, $4) \
           OR (dedupe_key LIKE 'recall:%' OR dedupe_key LIKE 'broadcast:%' OR dedupe_key LIKE 'household-sms-%') \
              AND sent_at IS NOT NULL AND holds_any(body, $8))",
    ),
    ("jobs", "UPDATE jobs SET last_error = $5 WHERE holds_any(last_error, $3)"),
    // Notices as providers sent them have the payer's name; what they did is in the books.
    (
        "webhooks",
        "UPDATE webhooks w SET body = '' WHERE w.applied_at IS NOT NULL AND w.body <> '' AND ( \
           (w.provider, w.external_id) IN (SELECT g.source, g.external_id FROM tellings g JOIN transfers t ON t.id = g.transfer_id \
             WHERE t.order_id = ANY($2) OR t.codes && ARRAY(SELECT code FROM orders WHERE id = ANY($2))) \
           OR EXISTS (SELECT FROM orders o WHERE o.id = ANY($2) AND position(convert_to(o.code, 'UTF8') IN w.body) > 0) \
           OR w.provider = 'stripe' AND EXISTS (SELECT FROM payments y WHERE y.order_id = ANY($2) \
                AND (position(convert_to(y.provider_ref, 'UTF8') IN w.body) > 0 \
                     OR position(convert_to(y.provider_charge, 'UTF8') IN w.body) > 0)))",
    ),
    (
        "transfers",
        "UPDATE transfers SET content = array_to_string(codes, ' '), payer_name = NULL, payer_account = NULL \
         WHERE order_id = ANY($2) OR payment_id IN (SELECT id FROM payments WHERE order_id = ANY($2)) \
           OR codes && ARRAY(SELECT code FROM orders WHERE id = ANY($2))",
    ),
    // The books keep sums, days and orders; what a payer or a clerk wrote beside them goes.
    (
        "postings",
        "UPDATE postings SET memo = '' WHERE memo <> '' AND (order_id = ANY($2) OR memo ~ $6 OR holds_any(memo, $8))",
    ),
    (
        "transfer_diary",
        "UPDATE transfer_diary SET note = '' WHERE note <> '' AND transfer_id IN (SELECT id FROM transfers \
           WHERE order_id = ANY($2) OR codes && ARRAY(SELECT code FROM orders WHERE id = ANY($2)))",
    ),
    // The last digits are enough to find the transfer in the bank's statement.
    (
        "refunds",
        "UPDATE refunds SET to_number = right(to_number, 4), to_holder = CASE WHEN to_holder IS NULL THEN NULL ELSE $5 END, \
                reason = CASE WHEN holds_any(reason, $4) THEN $5 ELSE reason END, \
                proof = CASE WHEN holds_any(proof, $4) THEN $5 ELSE proof END, \
                why_failed = CASE WHEN holds_any(why_failed, $4) THEN $5 ELSE why_failed END \
         WHERE order_id = ANY($2) OR transfer_id IN (SELECT id FROM transfers WHERE order_id = ANY($2))",
    ),
    ("voucher_uses", "UPDATE voucher_uses SET phone = '' WHERE order_id = ANY($2)"),
    // Of a reason its word stays, which the reliability of households is counted by.
    (
        "parcel_diary",
        "UPDATE parcel_diary SET reason = CASE WHEN reason ~ '^[a-z-]+(: |$)' THEN split_part(reason, ': ', 1) ELSE '' END \
         WHERE reason <> '' AND parcel_id IN (SELECT id FROM parcels WHERE order_id = ANY($2))",
    ),
    (
        "corrections",
        "UPDATE corrections SET reason = CASE WHEN reason ~ '^[a-z-]+(: |$)' THEN split_part(reason, ': ', 1) ELSE 'other' END \
         WHERE reason !~ '^[a-z-]+$' AND parcel_id IN (SELECT id FROM parcels WHERE order_id = ANY($2))",
    ),
    (
        "proofs",
        "DELETE FROM proofs WHERE kind = 'photo' AND parcel_id IN (SELECT id FROM parcels WHERE order_id = ANY($2))",
    ),
    (
        "flags",
        "UPDATE flags SET phone = CASE WHEN phone = ANY($3 || $4) THEN NULL ELSE phone END, \
                words = CASE WHEN holds_any(words, $8) OR phone = ANY($3 || $4) THEN $5 ELSE words END, \
                reason = CASE WHEN holds_any(reason, $8) THEN $5 ELSE reason END \
         WHERE phone = ANY($3 || $4) OR holds_any(words, $8) OR holds_any(reason, $8)",
    ),
    // Buyers go on reading what is wrong with a lot that was called back; only who is named in it goes.
    (
        "recalls",
        "UPDATE recalls SET reason = left(without_any(reason, $8, $5), 300), erased_at = now() WHERE holds_any(reason, $8)",
    ),
    (
        "recall_notes",
        "UPDATE recall_notes SET words = left(without_any(words, $8, $5), 300), erased_at = now() WHERE holds_any(words, $8)",
    ),
    // What was said of a parcel and how it ended stays; the words and pictures go.
    (
        "complaint_messages",
        "UPDATE complaint_messages SET words = $5, photos = '{}', erased_at = now() WHERE erased_at IS NULL \
           AND (account_id = $1 OR holds_any(words, $8) OR complaint_id IN (SELECT c.id FROM complaints c \
             JOIN parcels p ON p.id = c.parcel_id WHERE p.order_id = ANY($2)))",
    ),
    (
        "complaints",
        "UPDATE complaints SET outcome_words = $5 WHERE outcome_words <> '' AND outcome_words <> $5 \
           AND parcel_id IN (SELECT id FROM parcels WHERE order_id = ANY($2))",
    ),
    // How many stars somebody gave stays, for the average of others; their words and name go, and what was answered to them.
    (
        "review_replies",
        "UPDATE review_replies SET words = $5 WHERE words <> $5 AND (holds_any(words, $8) OR review_id IN (SELECT r.id FROM reviews r \
           WHERE r.account_id = $1 OR r.parcel_id IN (SELECT id FROM parcels WHERE order_id = ANY($2))))",
    ),
    (
        "review_reports",
        "UPDATE review_reports SET words = $5, answer = CASE WHEN answer = '' THEN '' ELSE $5 END WHERE words <> $5 \
           AND (holds_any(words, $8) OR holds_any(answer, $8) OR review_id IN (SELECT r.id FROM reviews r \
             WHERE r.account_id = $1 OR r.parcel_id IN (SELECT id FROM parcels WHERE order_id = ANY($2))))",
    ),
    (
        "reviews",
        "UPDATE reviews SET words = CASE WHEN holds_any(words, $8) THEN $5 ELSE words END, \
                hidden_words = CASE WHEN holds_any(hidden_words, $8) THEN $5 ELSE hidden_words END \
         WHERE holds_any(words, $8) OR holds_any(hidden_words, $8)",
    ),
    (
        "reviews",
        "UPDATE reviews SET words = '', name = '', account_id = NULL, erased_at = now(), \
                hidden_words = CASE WHEN hidden_at IS NULL THEN '' ELSE $5 END \
         WHERE erased_at IS NULL AND (account_id = $1 OR parcel_id IN (SELECT id FROM parcels WHERE order_id = ANY($2)))",
    ),
    // The log keeps who of the office did what, to what, and when. Words about the buyer go: those of a complaint and of a
    // transfer whole, as they do there, all others where they name somebody; and whose account a refund went to.
    (
        "acts",
        "UPDATE acts x SET why = '', after = CASE WHEN x.act = 'refund.account' THEN x.after - 'holder' ELSE x.after END \
         WHERE x.why <> '' AND ( \
             holds_any(x.why, $8) OR x.subject ~ $6 AND holds_any(x.why, $4) OR x.act LIKE 'posting.%' AND x.why ~ $6 \
             OR x.act LIKE 'complaint.%' AND x.subject IN (SELECT 'KN' || c.id FROM complaints c \
                  JOIN parcels p ON p.id = c.parcel_id WHERE p.order_id = ANY($2)) \
             OR x.act LIKE 'review.%' AND x.subject IN (SELECT 'DG' || r.id FROM reviews r \
                  JOIN parcels p ON p.id = r.parcel_id WHERE p.order_id = ANY($2)) \
             OR x.act LIKE 'transfer.%' AND x.subject IN (SELECT t.id::text FROM transfers t \
                  WHERE t.order_id = ANY($2) OR t.codes && ARRAY(SELECT code FROM orders WHERE id = ANY($2)))) \
           OR x.act = 'refund.account' AND x.after ->> 'holder' IS NOT NULL AND x.subject IN (SELECT 'R' || r.id FROM refunds r \
                WHERE r.order_id = ANY($2) OR r.transfer_id IN (SELECT id FROM transfers WHERE order_id = ANY($2)))",
    ),
    // What an act was about, and what it changed, may name them too: an invited phone, a clerk's name, a note.
    (
        "acts",
        "UPDATE acts SET subject = CASE WHEN holds_any(subject, $8) THEN '' ELSE subject END, \
                before = without_facts(before, $8), after = without_facts(after, $8) \
         WHERE holds_any(subject, $8) OR holds_any(before::text, $8) OR holds_any(after::text, $8)",
    ),
    // What a clerk wrote in a household's place about their order, to their complaint or review goes, as it does there.
    (
        "acts",
        "UPDATE acts x SET before = x.before - '{said,reported}'::text[], after = x.after - '{said,reported}'::text[] \
         WHERE (x.before ?| '{said,reported}' OR x.after ?| '{said,reported}') AND ( \
             x.act LIKE 'parcel.%' AND x.subject IN (SELECT 'G' || p.id FROM parcels p WHERE p.order_id = ANY($2)) \
             OR x.act LIKE 'complaint.%' AND x.subject IN (SELECT 'KN' || c.id FROM complaints c \
                  JOIN parcels p ON p.id = c.parcel_id WHERE p.order_id = ANY($2)) \
             OR x.act LIKE 'review.%' AND x.subject IN (SELECT 'DG' || r.id FROM reviews r \
                  JOIN parcels p ON p.id = r.parcel_id WHERE p.order_id = ANY($2)))",
    ),
    // Whatever else the office or a household wrote beside what it did. Of a parcel, a refund or a transfer of somebody else, too.
    cut!("parcel_diary", "reason", 1000),
    (
        "corrections",
        "UPDATE corrections SET reason = CASE WHEN reason ~ '^[a-z-]+(: |$)' THEN split_part(reason, ': ', 1) ELSE 'other' END \
         WHERE holds_any(reason, $8)",
    ),
    cut!("refunds", "reason", 1000),
    cut!("refunds", "proof", 1000),
    cut!("refunds", "why_failed", 1000),
    ("transfer_diary", "UPDATE transfer_diary SET note = '' WHERE holds_any(note, $8)"),
    cut!("payouts", "note", 1000),
    cut!("complaints", "outcome_words", 2000),
    cut!("data_requests", "outcome", 1000),
    cut!("revisions", "reason", 1000),
    cut!("identities", "why", 300),
    cut!("certificates", "refused_why", 300),
    cut!("certificates", "revoked_why", 300),
    cut!("trust_marks", "why", 300),
    cut!("suspension_plans", "why", 300),
    cut!("takedowns", "reason", 500),
    cut!("takedowns", "lifted_why", 500),
    cut!("harvest_delays", "reason", 120),
    cut!("farm_diary", "words", 300),
    cut!("farm_diary_strikes", "reason", 200),
    cut!("spotlights", "why", 300),
    cut!("spotlights", "reason_vi", 300),
    cut!("spotlights", "reason_en", 300),
    cut!("vouchers", "note", 300),
    cut!("broadcasts", "body", 320),
    cut!("broadcasts", "why", 300),
    cut!("broadcasts", "urgent_why", 300),
    cut!("page_plans", "why", 300),
    cut!("news_versions", "why", 300),
    cut!("rule_changes", "why", 300),
    cut!("delivery_rates", "why", 300),
    cut!("commission_rates", "why", 300),
    cut!("tax_rates", "why", 300),
    cut!("imports", "file_name", 120),
    cut!("certificate_imports", "file_name", 120),
    // A point where goods are fetched may be at somebody's home.
    ("pickup_points", "UPDATE pickup_points SET phone = NULL WHERE phone = ANY($3 || $4)"),
    cut!("pickup_points", "address", 160),
    (
        "orders",
        "UPDATE orders SET buyer_name = $5, buyer_phone = '', buyer_email = NULL, street = '', note = '', erased_at = now() \
         WHERE id = ANY($2) AND erased_at IS NULL",
    ),
    // A household that others own too is called through one of them.
    (
        "producers",
        "UPDATE producers h SET contact_name = o.name, phone = o.phone FROM ( \
           SELECT DISTINCT ON (m.producer_id) m.producer_id, a.name, a.phone FROM members m JOIN accounts a ON a.id = m.account_id \
           WHERE m.role = 'owner' AND m.account_id <> $1 AND a.phone IS NOT NULL ORDER BY m.producer_id, m.joined_at) o \
         WHERE o.producer_id = h.id AND h.id IN (SELECT producer_id FROM members WHERE account_id = $1) \
           AND (h.phone = ANY($3) OR h.contact_name = ANY($4))",
    ),
    // One that nobody else owns is closed, and called at the office.
    (
        "producers",
        "UPDATE producers h SET contact_name = $5, phone = $7 WHERE h.id IN ( \
           SELECT m.producer_id FROM members m WHERE m.account_id = $1 AND m.role = 'owner' AND NOT EXISTS ( \
             SELECT FROM members n WHERE n.producer_id = m.producer_id AND n.role = 'owner' AND n.account_id <> $1))",
    ),
    // Where nobody else can be called instead, the office is.
    (
        "producers",
        "UPDATE producers h SET contact_name = $5, phone = $7 WHERE h.id IN (SELECT producer_id FROM members WHERE account_id = $1) \
           AND (h.phone = ANY($3 || $4) OR h.contact_name = ANY($4))",
    ),
    // What the office wrote to a household may name one of its people.
    (
        "producers",
        "UPDATE producers SET suspended_why = left(without_any(suspended_why, $8, $5), 300), \
                refused_why = left(without_any(refused_why, $8, $5), 300) \
         WHERE holds_any(suspended_why, $8) OR holds_any(refused_why, $8)",
    ),
    // So may what the household wrote of itself.
    (
        "producers",
        "UPDATE producers SET story_vi = left(without_any(story_vi, $8, $5), 2000), \
                story_en = left(without_any(story_en, $8, $5), 2000), grows = left(without_any(grows, $8, $5), 1000) \
         WHERE holds_any(story_vi, $8) OR holds_any(story_en, $8) OR holds_any(grows, $8)",
    ),
    // Its only owner stays one by number, so that the household is somebody's; everybody else leaves.
    (
        "members",
        "DELETE FROM members m WHERE m.account_id = $1 AND (m.role <> 'owner' OR EXISTS (SELECT FROM members n \
           WHERE n.producer_id = m.producer_id AND n.role = 'owner' AND n.account_id <> $1))",
    ),
    // A code that names nobody is good for whoever holds it: without its phone it is good for nobody.
    (
        "takeover_codes",
        "UPDATE takeover_codes SET phone = NULL, voided_at = CASE WHEN used_at IS NULL THEN coalesce(voided_at, now()) \
                ELSE voided_at END WHERE phone = ANY($3 || $4)",
    ),
    (
        "data_requests",
        "UPDATE data_requests SET words = '', outcome = CASE WHEN holds_any(outcome, $4) THEN $5 ELSE outcome END \
         WHERE account_id = $1 OR order_id = ANY($2)",
    ),
    ("data_exports", "UPDATE data_exports SET sealed = NULL WHERE account_id = $1 OR order_id = ANY($2)"),
    (
        "accounts",
        "UPDATE accounts SET name = $5, phone = NULL, phone_verified_at = NULL, email = NULL, email_verified_at = NULL, \
                password_hash = '', disabled_at = coalesce(disabled_at, now()), erased_at = now() \
         WHERE id = $1 AND erased_at IS NULL",
    ),
];
