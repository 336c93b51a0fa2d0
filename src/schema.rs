// @generated automatically by Diesel CLI.

pub mod sql_types {
    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "tsvector", schema = "pg_catalog"))]
    pub struct Tsvector;
}

diesel::table! {
    accounts (id) {
        id -> Int8,
        phone -> Nullable<Text>,
        phone_verified_at -> Nullable<Timestamptz>,
        email -> Nullable<Text>,
        email_verified_at -> Nullable<Timestamptz>,
        name -> Text,
        password_hash -> Text,
        lang -> Text,
        created_at -> Timestamptz,
        disabled_at -> Nullable<Timestamptz>,
        erased_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    acts (id) {
        id -> Int8,
        at -> Timestamptz,
        account_id -> Nullable<Int8>,
        producer_id -> Nullable<Int8>,
        on_behalf -> Bool,
        act -> Text,
        subject -> Text,
        before -> Nullable<Jsonb>,
        after -> Nullable<Jsonb>,
        why -> Text,
        evidence -> Text,
    }
}

diesel::table! {
    backups (id) {
        id -> Int8,
        at -> Timestamptz,
        file -> Text,
        size -> Int8,
        sha256 -> Text,
        seconds -> Int4,
        failed -> Text,
        restored_at -> Nullable<Timestamptz>,
        gone_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    bank_accounts (id) {
        id -> Int8,
        producer_id -> Nullable<Int8>,
        bin -> Text,
        number -> Text,
        holder -> Text,
        since -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        shared -> Bool,
    }
}

diesel::table! {
    banned_phrases (words) {
        words -> Text,
    }
}

diesel::table! {
    book_checks (id) {
        id -> Int8,
        at -> Timestamptz,
        faults -> Int4,
    }
}

diesel::table! {
    book_faults (check_id, n) {
        check_id -> Int8,
        n -> Int4,
        rule -> Text,
        place -> Text,
        expected -> Int8,
        found -> Int8,
    }
}

diesel::table! {
    broadcast_households (broadcast_id, producer_id) {
        broadcast_id -> Int8,
        producer_id -> Int8,
        message_id -> Int8,
    }
}

diesel::table! {
    broadcasts (id) {
        id -> Int8,
        body -> Text,
        commune_code -> Nullable<Text>,
        kind -> Nullable<Text>,
        why -> Text,
        made_by -> Int8,
        made_at -> Timestamptz,
        sent_by -> Nullable<Int8>,
        sent_at -> Nullable<Timestamptz>,
        urgent_why -> Nullable<Text>,
        goes_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    card_movements (id) {
        id -> Int8,
        external_id -> Text,
        kind -> Text,
        source -> Text,
        currency -> Text,
        amount -> Int8,
        fee -> Int8,
        outcome -> Text,
        at -> Timestamptz,
        noted_at -> Timestamptz,
        transfer_id -> Nullable<Int8>,
    }
}

diesel::table! {
    cart_lines (cart_id, pack_id) {
        cart_id -> Int8,
        pack_id -> Int8,
        qty -> Int4,
        seen_price -> Int8,
        added_at -> Timestamptz,
    }
}

diesel::table! {
    carts (id) {
        id -> Int8,
        token_hash -> Nullable<Bytea>,
        account_id -> Nullable<Int8>,
        created_at -> Timestamptz,
        touched_at -> Timestamptz,
    }
}

diesel::table! {
    categories (id) {
        id -> Int8,
        parent_id -> Nullable<Int8>,
        slug -> Text,
        name_vi -> Text,
        name_en -> Text,
        description_vi -> Text,
        description_en -> Text,
        sort -> Int4,
        retired_at -> Nullable<Timestamptz>,
        seq -> Int4,
    }
}

diesel::table! {
    category_defaults (slug) {
        slug -> Text,
        words -> Array<Text>,
        requires -> Array<Text>,
        storage_class -> Text,
        storage_vi -> Text,
        ship_scope -> Text,
        shelf_life_days -> Nullable<Int4>,
        tax_class -> Text,
        fragile -> Bool,
        allergens -> Array<Text>,
        warnings_vi -> Text,
        must_warn -> Text,
    }
}

diesel::table! {
    certificate_imports (id) {
        id -> Int8,
        made_by -> Int8,
        made_at -> Timestamptz,
        file_name -> Text,
        rows -> Jsonb,
        taken_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    certificate_reminders (certificate_id, expires_on, days) {
        certificate_id -> Int8,
        expires_on -> Date,
        days -> Int2,
        sent_at -> Timestamptz,
    }
}

diesel::table! {
    certificates (id) {
        id -> Int8,
        producer_id -> Int8,
        kind -> Text,
        label -> Text,
        number -> Text,
        issuer -> Text,
        scope_vi -> Text,
        scope_en -> Text,
        stars -> Nullable<Int2>,
        issued_on -> Date,
        expires_on -> Nullable<Date>,
        checked_at -> Nullable<Timestamptz>,
        scan_name -> Nullable<Text>,
        scan_kind -> Nullable<Text>,
        sent_by -> Nullable<Int8>,
        sent_at -> Nullable<Timestamptz>,
        checked_by -> Nullable<Int8>,
        refused_at -> Nullable<Timestamptz>,
        refused_why -> Text,
        product_id -> Nullable<Int8>,
        decision_no -> Text,
        decided_on -> Nullable<Date>,
        score -> Nullable<Int2>,
        revoked_at -> Nullable<Timestamptz>,
        revoked_by -> Nullable<Int8>,
        revoked_why -> Text,
    }
}

diesel::table! {
    claims (kind, item) {
        kind -> Text,
        item -> Int8,
        clerk -> Int8,
        since -> Timestamptz,
        until -> Timestamptz,
        view -> Nullable<Text>,
    }
}

diesel::table! {
    clerks (account_id, role) {
        account_id -> Int8,
        role -> Text,
        granted_at -> Timestamptz,
    }
}

diesel::table! {
    collection_days (collection_id, day) {
        collection_id -> Int8,
        day -> Date,
        shown -> Int8,
        clicked -> Int8,
    }
}

diesel::table! {
    collection_products (collection_id, product_id) {
        collection_id -> Int8,
        product_id -> Int8,
        position -> Int2,
    }
}

diesel::table! {
    collections (id) {
        id -> Int8,
        slug -> Text,
        title_vi -> Text,
        title_en -> Text,
        lead_vi -> Text,
        lead_en -> Text,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        made_by -> Nullable<Int8>,
        made_at -> Timestamptz,
        seq -> Int4,
    }
}

diesel::table! {
    commission_rates (id) {
        id -> Int8,
        category_id -> Nullable<Int8>,
        from_day -> Date,
        bp -> Int4,
        why -> Text,
        made_by -> Nullable<Int8>,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    communes (code) {
        code -> Text,
        province_code -> Text,
        name -> Text,
        kind -> Text,
        folded -> Text,
        served -> Bool,
        lat -> Nullable<Float8>,
        lng -> Nullable<Float8>,
    }
}

diesel::table! {
    complaint_kinds (word) {
        word -> Text,
        position -> Int2,
        window_hours -> Nullable<Int4>,
        photo -> Bool,
        answer_hours -> Int4,
        settle_hours -> Int4,
        keeps_hours -> Nullable<Int4>,
    }
}

diesel::table! {
    complaint_messages (id) {
        id -> Int8,
        complaint_id -> Int8,
        side -> Text,
        account_id -> Nullable<Int8>,
        inner_note -> Bool,
        words -> Text,
        photos -> Array<Text>,
        at -> Timestamptz,
        erased_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    complaints (id) {
        id -> Int8,
        token -> Text,
        parcel_id -> Int8,
        kind -> Text,
        wish -> Text,
        state -> Text,
        opened_at -> Timestamptz,
        answer_by -> Timestamptz,
        settle_by -> Timestamptz,
        answered_at -> Nullable<Timestamptz>,
        reminded_at -> Nullable<Timestamptz>,
        closed_at -> Nullable<Timestamptz>,
        closed_by -> Nullable<Int8>,
        outcome -> Nullable<Text>,
        outcome_words -> Text,
        refund_id -> Nullable<Int8>,
        replace_by -> Nullable<Date>,
    }
}

diesel::table! {
    consents (id) {
        id -> Int8,
        account_id -> Nullable<Int8>,
        order_id -> Nullable<Int8>,
        kind -> Text,
        given -> Bool,
        slug -> Nullable<Text>,
        lang -> Nullable<Text>,
        version -> Nullable<Int4>,
        how -> Text,
        by_clerk -> Nullable<Int8>,
        at -> Timestamptz,
    }
}

diesel::table! {
    correction_lines (correction_id, line_id) {
        correction_id -> Int8,
        line_id -> Int8,
        qty_off -> Int4,
        swapped -> Int4,
        extra -> Int4,
        pack_id -> Nullable<Int8>,
        pack_price -> Nullable<Int8>,
        instead_vi -> Text,
        instead_en -> Text,
        total_off -> Int8,
        paid_off -> Int8,
        final_g -> Nullable<Int4>,
    }
}

diesel::table! {
    corrections (id) {
        id -> Int8,
        key -> Text,
        parcel_id -> Int8,
        reason -> Text,
        paid_off -> Int8,
        refund_id -> Nullable<Int8>,
        gave_up -> Bool,
        actor -> Text,
        made_by -> Nullable<Int8>,
        at -> Timestamptz,
    }
}

diesel::table! {
    data_exports (id) {
        id -> Int8,
        account_id -> Nullable<Int8>,
        order_id -> Nullable<Int8>,
        request_id -> Int8,
        asked_by -> Nullable<Int8>,
        asked_at -> Timestamptz,
        made_at -> Nullable<Timestamptz>,
        ends_at -> Nullable<Timestamptz>,
        size -> Nullable<Int4>,
        sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    data_request_moves (from_state, to_state) {
        from_state -> Text,
        to_state -> Text,
    }
}

diesel::table! {
    data_requests (id) {
        id -> Int8,
        account_id -> Nullable<Int8>,
        order_id -> Nullable<Int8>,
        kind -> Text,
        how -> Text,
        words -> Text,
        received_at -> Timestamptz,
        answer_by -> Timestamptz,
        due_at -> Timestamptz,
        extended_at -> Nullable<Timestamptz>,
        state -> Text,
        answered_at -> Nullable<Timestamptz>,
        outcome -> Text,
        closed_at -> Nullable<Timestamptz>,
        closed_by -> Nullable<Int8>,
        opened_by -> Nullable<Int8>,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    delayed_parcels (delay_id, parcel_id) {
        delay_id -> Int8,
        parcel_id -> Int8,
        answer -> Nullable<Text>,
        answered_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    delivery_rates (id) {
        id -> Int8,
        zone -> Text,
        follows -> Int8,
        from_day -> Date,
        base_fee -> Int8,
        base_weight_g -> Int4,
        step_fee -> Int8,
        step_weight_g -> Int4,
        fragile_fee -> Int8,
        cold_fee -> Int8,
        days_min -> Int2,
        days_max -> Int2,
        why -> Text,
        made_by -> Nullable<Int8>,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    delivery_zone_provinces (province_code) {
        province_code -> Text,
        zone -> Text,
    }
}

diesel::table! {
    delivery_zones (code) {
        code -> Text,
        sort -> Int2,
        base_fee -> Int8,
        base_weight_g -> Int4,
        step_fee -> Int8,
        step_weight_g -> Int4,
        fragile_fee -> Int8,
        cold_fee -> Int8,
        days_min -> Int2,
        days_max -> Int2,
    }
}

diesel::table! {
    entries (id) {
        id -> Int8,
        posting_id -> Int8,
        account -> Text,
        producer_id -> Nullable<Int8>,
        parcel_id -> Nullable<Int8>,
        amount -> Int8,
    }
}

diesel::table! {
    events (id) {
        id -> Int8,
        kind -> Text,
        payload -> Jsonb,
        recorded_at -> Timestamptz,
        dispatched_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    facts_waiting (producer_id) {
        producer_id -> Int8,
        since -> Timestamptz,
    }
}

diesel::table! {
    farm_diary (id) {
        id -> Int8,
        producer_id -> Int8,
        plot_id -> Int8,
        product_id -> Nullable<Int8>,
        day -> Date,
        work -> Text,
        material -> Text,
        wait_days -> Nullable<Int2>,
        words -> Text,
        picture_id -> Nullable<Int8>,
        token -> Text,
        account_id -> Nullable<Int8>,
        at -> Timestamptz,
    }
}

diesel::table! {
    farm_diary_strikes (line_id) {
        line_id -> Int8,
        reason -> Text,
        account_id -> Nullable<Int8>,
        at -> Timestamptz,
    }
}

diesel::table! {
    figure_days (day) {
        day -> Date,
        orders -> Int4,
        parcels -> Int4,
        seen -> Int4,
        refused -> Int4,
        given_up -> Int4,
        cancelled -> Int4,
    }
}

diesel::table! {
    figures (day, product_id) {
        day -> Date,
        product_id -> Int8,
        bought -> Int4,
        packs -> Int8,
        grams -> Int8,
        goods -> Int8,
        refused -> Int4,
        lost -> Int4,
    }
}

diesel::table! {
    flags (id) {
        id -> Int8,
        product_id -> Int8,
        kind -> Text,
        words -> Text,
        phone -> Nullable<Text>,
        who_hash -> Bytea,
        made_at -> Timestamptz,
        state -> Text,
        reason -> Text,
        resolved_by -> Nullable<Int8>,
        resolved_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    former_communes (id) {
        id -> Int8,
        name -> Text,
        district -> Text,
        province -> Text,
        folded -> Text,
        commune_code -> Text,
    }
}

diesel::table! {
    handovers (parcel_id) {
        parcel_id -> Int8,
        kind -> Text,
        carrier -> Text,
        tracking -> Text,
        plate -> Text,
        phone -> Nullable<Text>,
        station -> Text,
        leaves_at -> Nullable<Timestamptz>,
        made_by -> Nullable<Int8>,
        at -> Timestamptz,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    harvest_delays (id) {
        id -> Int8,
        harvest_id -> Int8,
        days -> Int2,
        reason -> Text,
        made_by -> Nullable<Int8>,
        at -> Timestamptz,
    }
}

diesel::table! {
    harvest_moves (from_state, to_state) {
        from_state -> Text,
        to_state -> Text,
    }
}

diesel::table! {
    harvests (id) {
        id -> Int8,
        product_id -> Int8,
        opens_at -> Timestamptz,
        closes_at -> Timestamptz,
        expected_g -> Int8,
        cap_g -> Int8,
        promised_g -> Int8,
        ships_from -> Date,
        ships_to -> Date,
        minimum_g -> Nullable<Int8>,
        decide_at -> Nullable<Timestamptz>,
        state -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    identities (id) {
        id -> Int8,
        producer_id -> Int8,
        state -> Text,
        holder -> Text,
        number_kind -> Nullable<Text>,
        number_hash -> Nullable<Bytea>,
        last3 -> Nullable<Text>,
        verifier -> Text,
        submitted_at -> Nullable<Timestamptz>,
        submitted_by -> Nullable<Int8>,
        verified_at -> Nullable<Timestamptz>,
        verified_by -> Nullable<Int8>,
        verified_until -> Nullable<Date>,
        why -> Text,
        sells_until -> Nullable<Date>,
    }
}

diesel::table! {
    identity_moves (from_state, to_state) {
        from_state -> Text,
        to_state -> Text,
    }
}

diesel::table! {
    import_rows (import_id, n) {
        import_id -> Int8,
        n -> Int4,
        typed -> Jsonb,
        was_price -> Nullable<Int8>,
        was_left -> Nullable<Int4>,
        fate -> Nullable<Text>,
        text -> Nullable<Text>,
        changes -> Jsonb,
        product_id -> Nullable<Int8>,
    }
}

diesel::table! {
    imports (id) {
        id -> Int8,
        producer_id -> Int8,
        account_id -> Int8,
        file_name -> Text,
        total -> Int4,
        taken -> Int4,
        made_at -> Timestamptz,
        begun_at -> Nullable<Timestamptz>,
        begun_by -> Nullable<Int8>,
        moved_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    inbox_hours (kind) {
        kind -> Text,
        hours -> Int4,
        changed_by -> Int8,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    jobs (id) {
        id -> Int8,
        kind -> Text,
        payload -> Jsonb,
        dedupe_key -> Nullable<Text>,
        run_at -> Timestamptz,
        attempts -> Int4,
        leased_until -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        dead_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    lot_certificates (lot_id, kind, number) {
        lot_id -> Int8,
        kind -> Text,
        label -> Text,
        number -> Text,
        issuer -> Text,
        scope_vi -> Text,
        scope_en -> Text,
        stars -> Nullable<Int2>,
        issued_on -> Date,
        expires_on -> Nullable<Date>,
        checked_at -> Timestamptz,
    }
}

diesel::table! {
    lot_diary (lot_id, line_id) {
        lot_id -> Int8,
        line_id -> Int8,
    }
}

diesel::table! {
    lot_lines (order_line_id, lot_id) {
        order_line_id -> Int8,
        lot_id -> Int8,
        qty -> Int4,
    }
}

diesel::table! {
    lot_scans (lot_id, day) {
        lot_id -> Int8,
        day -> Date,
        scans -> Int4,
    }
}

diesel::table! {
    lots (id) {
        id -> Int8,
        code -> Text,
        token -> Text,
        producer_id -> Int8,
        product_id -> Int8,
        plot_id -> Nullable<Int8>,
        made_on -> Date,
        expires_on -> Nullable<Date>,
        quantity -> Nullable<Int4>,
        unit -> Text,
        diary_from -> Date,
        gtin -> Nullable<Text>,
        name_vi -> Text,
        name_en -> Text,
        picture_hash -> Nullable<Text>,
        made_by -> Nullable<Int8>,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    members (account_id, producer_id) {
        account_id -> Int8,
        producer_id -> Int8,
        joined_at -> Timestamptz,
        role -> Text,
    }
}

diesel::table! {
    messages (id) {
        id -> Int8,
        dedupe_key -> Text,
        channel -> Text,
        recipient -> Text,
        subject -> Text,
        body -> Text,
        body_html -> Nullable<Text>,
        created_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        erased_at -> Nullable<Timestamptz>,
        fleeting -> Bool,
        by_day -> Bool,
    }
}

diesel::table! {
    money_settings (id) {
        id -> Bool,
        cod_on -> Bool,
        transfer_on -> Bool,
        card_on -> Bool,
        cod_order_cap -> Int8,
        cod_phone_cap -> Int8,
        cod_refusals -> Int4,
        transfer_hours -> Int4,
        payout_days -> Int4,
        payout_minimum -> Int8,
        withholding -> Bool,
        changed_at -> Timestamptz,
        changed_by -> Nullable<Int8>,
        confirm_hours -> Int4,
        card_minutes -> Nullable<Int4>,
        second_look_from -> Int8,
    }
}

diesel::table! {
    monthly_reports (id) {
        id -> Int8,
        month -> Date,
        place -> Text,
        asked_by -> Int8,
        asked_at -> Timestamptz,
        steps -> Int4,
        moved_at -> Timestamptz,
        made_at -> Nullable<Timestamptz>,
        content -> Nullable<Jsonb>,
    }
}

diesel::table! {
    news (id) {
        id -> Int8,
        slug -> Text,
        title_vi -> Text,
        title_en -> Text,
        body_vi -> Text,
        body_en -> Text,
        publish_at -> Nullable<Timestamptz>,
        made_by -> Nullable<Int8>,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    news_versions (news_id, version) {
        news_id -> Int8,
        version -> Int4,
        title_vi -> Text,
        title_en -> Text,
        body_vi -> Text,
        body_en -> Text,
        publish_at -> Nullable<Timestamptz>,
        saved_by -> Nullable<Int8>,
        saved_at -> Timestamptz,
        why -> Text,
    }
}

diesel::table! {
    one_time_codes (id) {
        id -> Int8,
        account_id -> Int8,
        purpose -> Text,
        code_hash -> Bytea,
        attempts -> Int4,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    order_lines (id) {
        id -> Int8,
        order_id -> Int8,
        parcel_id -> Int8,
        pack_id -> Int8,
        product_id -> Int8,
        product_slug -> Text,
        name_vi -> Text,
        name_en -> Text,
        pack_name_vi -> Text,
        pack_name_en -> Text,
        picture_hash -> Nullable<Text>,
        price -> Int8,
        qty -> Int4,
        total -> Int8,
        net_weight_g -> Int4,
        discount -> Int8,
        qty_off -> Int4,
        swapped -> Int4,
        extra -> Int4,
        total_off -> Int8,
        paid_off -> Int8,
        packed_qty -> Int4,
        harvest_id -> Nullable<Int8>,
        made_on -> Nullable<Date>,
        weight_band -> Nullable<Int4>,
        final_g -> Nullable<Int4>,
    }
}

diesel::table! {
    orders (id) {
        id -> Int8,
        code -> Text,
        token -> Text,
        account_id -> Nullable<Int8>,
        buyer_name -> Text,
        buyer_phone -> Text,
        buyer_email -> Nullable<Text>,
        lang -> Text,
        commune_code -> Text,
        commune_name -> Text,
        province_name -> Text,
        street -> Text,
        note -> Text,
        payment_method -> Text,
        goods_total -> Int8,
        shipping_total -> Int8,
        total -> Int8,
        reserved_until -> Nullable<Timestamptz>,
        placed_at -> Timestamptz,
        settlement -> Text,
        discount_total -> Int8,
        discount_borne_by -> Nullable<Text>,
        paid_at -> Nullable<Timestamptz>,
        erased_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    pack_codes (producer_id, code) {
        producer_id -> Int8,
        code -> Text,
        typed -> Text,
        product_id -> Int8,
        pack_id -> Nullable<Int8>,
        pack_name -> Text,
    }
}

diesel::table! {
    packs (id) {
        id -> Int8,
        product_id -> Int8,
        name_vi -> Text,
        name_en -> Text,
        price -> Int8,
        net_weight_g -> Int4,
        min_qty -> Int4,
        qty_step -> Int4,
        on_hand -> Int4,
        reserved -> Int4,
        sort -> Int4,
        withdrawn_at -> Nullable<Timestamptz>,
        made_to_order -> Bool,
        make_days -> Int2,
        most_per_day -> Nullable<Int4>,
        weight_band -> Nullable<Int4>,
    }
}

diesel::table! {
    page_plans (id) {
        id -> Int8,
        slug -> Text,
        lang -> Text,
        title -> Text,
        body -> Text,
        publish_at -> Timestamptz,
        why -> Text,
        made_by -> Int8,
        made_at -> Timestamptz,
        applied_at -> Nullable<Timestamptz>,
        withdrawn_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    page_versions (slug, lang, version) {
        slug -> Text,
        lang -> Text,
        version -> Int4,
        title -> Text,
        body -> Text,
        since -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Tsvector;

    pages (slug, lang) {
        slug -> Text,
        lang -> Text,
        title -> Text,
        body -> Text,
        updated_at -> Timestamptz,
        version -> Int4,
        words -> Tsvector,
    }
}

diesel::table! {
    parcel_charges (parcel_id, kind) {
        parcel_id -> Int8,
        kind -> Text,
        basis -> Int8,
        amount -> Int8,
        source -> Text,
    }
}

diesel::table! {
    parcel_diary (id) {
        id -> Int8,
        parcel_id -> Int8,
        from_state -> Nullable<Text>,
        to_state -> Text,
        actor -> Text,
        account_id -> Nullable<Int8>,
        reason -> Text,
        at -> Timestamptz,
    }
}

diesel::table! {
    parcel_moves (from_state, to_state) {
        from_state -> Text,
        to_state -> Text,
    }
}

diesel::table! {
    parcels (id) {
        id -> Int8,
        order_id -> Int8,
        producer_id -> Int8,
        number -> Int2,
        state -> Text,
        delivery_kind -> Text,
        delivery_name_vi -> Text,
        delivery_name_en -> Text,
        pickup_point_id -> Nullable<Int8>,
        expected_from -> Date,
        expected_to -> Date,
        goods_total -> Int8,
        shipping_fee -> Int8,
        total -> Int8,
        state_since -> Timestamptz,
        discount -> Int8,
        delivered_at -> Nullable<Timestamptz>,
        cut -> Int8,
        confirm_by -> Nullable<Timestamptz>,
        reminded_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    payment_moves (from_state, to_state) {
        from_state -> Text,
        to_state -> Text,
    }
}

diesel::table! {
    payment_parcels (payment_id, parcel_id) {
        payment_id -> Int8,
        parcel_id -> Int8,
        amount -> Int8,
    }
}

diesel::table! {
    payments (id) {
        id -> Int8,
        order_id -> Int8,
        parcel_id -> Nullable<Int8>,
        method -> Text,
        amount -> Int8,
        state -> Text,
        opened_at -> Timestamptz,
        settled_at -> Nullable<Timestamptz>,
        settled_by -> Nullable<Int8>,
        received -> Int8,
        refunded -> Int8,
        expires_at -> Nullable<Timestamptz>,
        cash_with -> Nullable<Text>,
        payee_id -> Nullable<Int8>,
        content -> Nullable<Text>,
        provider_ref -> Nullable<Text>,
        provider_url -> Nullable<Text>,
        provider_charge -> Nullable<Text>,
        disputed_at -> Nullable<Timestamptz>,
        looked_to -> Nullable<Text>,
        dispute_lost -> Bool,
    }
}

diesel::table! {
    payout_batches (id) {
        id -> Int8,
        day -> Date,
        made_by -> Nullable<Int8>,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    payout_entries (entry_id) {
        entry_id -> Int8,
        payout_id -> Int8,
    }
}

diesel::table! {
    payout_lines (id) {
        id -> Int8,
        payout_id -> Int8,
        parcel_id -> Nullable<Int8>,
        goods -> Int8,
        delivery -> Int8,
        commission -> Int8,
        tax -> Int8,
        refunded -> Int8,
        cash -> Int8,
        net -> Int8,
    }
}

diesel::table! {
    payout_moves (from_state, to_state) {
        from_state -> Text,
        to_state -> Text,
    }
}

diesel::table! {
    payouts (id) {
        id -> Int8,
        batch_id -> Int8,
        producer_id -> Int8,
        bank_account_id -> Int8,
        amount -> Int8,
        state -> Text,
        reference -> Text,
        note -> Text,
        made_at -> Timestamptz,
        settled_at -> Nullable<Timestamptz>,
        settled_by -> Nullable<Int8>,
    }
}

diesel::table! {
    pickup_points (id) {
        id -> Int8,
        code -> Text,
        name_vi -> Text,
        name_en -> Text,
        commune_code -> Text,
        hours_vi -> Text,
        hours_en -> Text,
        fee -> Int8,
        closed_at -> Nullable<Timestamptz>,
        address -> Text,
        phone -> Nullable<Text>,
        seq -> Int4,
    }
}

diesel::table! {
    pictures (id) {
        id -> Int8,
        hash -> Text,
        width -> Int4,
        height -> Int4,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    places_versions (version) {
        version -> Text,
        loaded_at -> Timestamptz,
    }
}

diesel::table! {
    plots (id) {
        id -> Int8,
        producer_id -> Int8,
        name -> Text,
        kind -> Text,
        commune_code -> Text,
        area_m2 -> Nullable<Int4>,
        growing_area_code -> Text,
        made_by -> Nullable<Int8>,
        made_at -> Timestamptz,
        closed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    postings (id) {
        id -> Int8,
        key -> Text,
        kind -> Text,
        order_id -> Nullable<Int8>,
        by_account -> Nullable<Int8>,
        memo -> Text,
        at -> Timestamptz,
        for_day -> Nullable<Date>,
    }
}

diesel::table! {
    price_changes (id) {
        id -> Int8,
        pack_id -> Int8,
        account_id -> Nullable<Int8>,
        before -> Int8,
        after -> Int8,
        at -> Timestamptz,
    }
}

diesel::table! {
    producer_pickup_points (producer_id, pickup_point_id) {
        producer_id -> Int8,
        pickup_point_id -> Int8,
    }
}

diesel::table! {
    producers (id) {
        id -> Int8,
        slug -> Text,
        kind -> Text,
        name_vi -> Text,
        name_en -> Text,
        contact_name -> Text,
        phone -> Text,
        commune_code -> Text,
        hamlet -> Text,
        since_year -> Nullable<Int2>,
        story_vi -> Text,
        story_en -> Text,
        registration_no -> Nullable<Text>,
        picture_id -> Nullable<Int8>,
        created_at -> Timestamptz,
        suspended_at -> Nullable<Timestamptz>,
        name_folded -> Text,
        grows -> Text,
        applied_by -> Nullable<Int8>,
        apply_token -> Nullable<Text>,
        approved_at -> Nullable<Timestamptz>,
        approved_by -> Nullable<Int8>,
        suspended_why -> Text,
        away_from -> Nullable<Date>,
        away_to -> Nullable<Date>,
        listed -> Bool,
        suspended_with_identity -> Bool,
        suspended_by_office -> Bool,
        refused_at -> Nullable<Timestamptz>,
        refused_why -> Text,
        asked_again_at -> Nullable<Timestamptz>,
        name_toned -> Text,
    }
}

diesel::table! {
    product_pictures (product_id, position) {
        product_id -> Int8,
        picture_id -> Int8,
        position -> Int2,
    }
}

diesel::table! {
    product_stars (product_id) {
        product_id -> Int8,
        reviews -> Int4,
        stars -> Int8,
    }
}

diesel::table! {
    products (id) {
        id -> Int8,
        slug -> Text,
        producer_id -> Int8,
        category_id -> Int8,
        name_vi -> Text,
        name_en -> Text,
        description_vi -> Text,
        description_en -> Text,
        season -> Int4,
        preorder -> Bool,
        shelf_life_days -> Nullable<Int4>,
        storage_class -> Text,
        storage_vi -> Text,
        storage_en -> Text,
        ingredients_vi -> Nullable<Text>,
        ingredients_en -> Nullable<Text>,
        allergens -> Array<Text>,
        may_contain -> Array<Text>,
        warnings_vi -> Nullable<Text>,
        warnings_en -> Nullable<Text>,
        ship_scope -> Text,
        fragile -> Bool,
        cold -> Bool,
        tax_class -> Text,
        certificate_kinds -> Array<Text>,
        state -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        origin -> Text,
        gtin -> Nullable<Text>,
    }
}

diesel::table! {
    proofs (id) {
        id -> Int8,
        parcel_id -> Int8,
        kind -> Text,
        file -> Nullable<Text>,
        made_by -> Int8,
        at -> Timestamptz,
    }
}

diesel::table! {
    provinces (code) {
        code -> Text,
        name -> Text,
        kind -> Text,
        folded -> Text,
    }
}

diesel::table! {
    reason_templates (id) {
        id -> Int8,
        kind -> Text,
        text_vi -> Text,
        text_en -> Text,
        sort -> Int4,
        active -> Bool,
        seq -> Int4,
    }
}

diesel::table! {
    recall_notes (id) {
        id -> Int8,
        lot_id -> Int8,
        words -> Text,
        by_office -> Bool,
        account_id -> Nullable<Int8>,
        at -> Timestamptz,
        erased_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    recalls (lot_id) {
        lot_id -> Int8,
        reason -> Text,
        by_office -> Bool,
        account_id -> Nullable<Int8>,
        at -> Timestamptz,
        erased_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    recovery_codes (account_id, code_hash) {
        account_id -> Int8,
        code_hash -> Bytea,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    refund_lines (refund_id, line_id) {
        refund_id -> Int8,
        line_id -> Int8,
        qty -> Int4,
        amount -> Int8,
    }
}

diesel::table! {
    refund_moves (from_state, to_state) {
        from_state -> Text,
        to_state -> Text,
    }
}

diesel::table! {
    refunds (id) {
        id -> Int8,
        key -> Text,
        order_id -> Nullable<Int8>,
        parcel_id -> Nullable<Int8>,
        payment_id -> Nullable<Int8>,
        transfer_id -> Nullable<Int8>,
        amount -> Int8,
        of_goods -> Int8,
        of_shipping -> Int8,
        method -> Text,
        state -> Text,
        reason -> Text,
        to_bin -> Nullable<Text>,
        to_number -> Nullable<Text>,
        to_holder -> Nullable<Text>,
        provider_ref -> Nullable<Text>,
        proof -> Text,
        why_failed -> Text,
        made_by -> Nullable<Int8>,
        made_at -> Timestamptz,
        done_by -> Nullable<Int8>,
        done_at -> Nullable<Timestamptz>,
        tries -> Int4,
    }
}

diesel::table! {
    reindexes (id) {
        id -> Int8,
        asked_by -> Nullable<Int8>,
        asked_at -> Timestamptz,
        moved_at -> Timestamptz,
        done -> Int8,
        goods -> Int8,
        ended_at -> Nullable<Timestamptz>,
        failed -> Text,
    }
}

diesel::table! {
    replacements (complaint_id) {
        complaint_id -> Int8,
        ended_at -> Timestamptz,
        ended_by -> Nullable<Int8>,
        sent -> Nullable<Bool>,
    }
}

diesel::table! {
    review_replies (review_id) {
        review_id -> Int8,
        account_id -> Int8,
        words -> Text,
        made_at -> Timestamptz,
        changed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    review_reports (id) {
        id -> Int8,
        review_id -> Int8,
        side -> Text,
        account_id -> Nullable<Int8>,
        words -> Text,
        made_at -> Timestamptz,
        settled_at -> Nullable<Timestamptz>,
        settled_by -> Nullable<Int8>,
        hidden -> Nullable<Bool>,
        answer -> Text,
    }
}

diesel::table! {
    reviews (id) {
        id -> Int8,
        parcel_id -> Int8,
        producer_id -> Int8,
        product_id -> Int8,
        account_id -> Nullable<Int8>,
        stars -> Int2,
        words -> Text,
        name -> Text,
        made_at -> Timestamptz,
        changed_at -> Nullable<Timestamptz>,
        withdrawn_at -> Nullable<Timestamptz>,
        erased_at -> Nullable<Timestamptz>,
        hidden_at -> Nullable<Timestamptz>,
        hidden_by -> Nullable<Int8>,
        hidden_why -> Nullable<Text>,
        hidden_words -> Text,
    }
}

diesel::table! {
    revision_moves (from_state, to_state) {
        from_state -> Text,
        to_state -> Text,
    }
}

diesel::table! {
    revision_pictures (revision_id, picture_id) {
        revision_id -> Int8,
        picture_id -> Int8,
        position -> Int2,
    }
}

diesel::table! {
    revisions (id) {
        id -> Int8,
        product_id -> Int8,
        state -> Text,
        seq -> Int4,
        content -> Jsonb,
        reason -> Text,
        token -> Nullable<Text>,
        written_by -> Nullable<Int8>,
        decided_by -> Nullable<Int8>,
        created_at -> Timestamptz,
        changed_at -> Timestamptz,
        submitted_at -> Nullable<Timestamptz>,
        decided_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    rounds (id) {
        id -> Int8,
        producer_id -> Int8,
        commune_code -> Text,
        weekdays -> Int4,
        fee -> Int8,
        free_from -> Nullable<Int8>,
        seq -> Int4,
        stopped_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    rule_changes (id) {
        id -> Int8,
        name -> Text,
        follows -> Int8,
        value -> Int8,
        from_day -> Date,
        why -> Text,
        made_by -> Int8,
        made_at -> Timestamptz,
        applied_at -> Nullable<Timestamptz>,
        withdrawn_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    schedules (kind) {
        kind -> Text,
        next_at -> Timestamptz,
        done_at -> Nullable<Timestamptz>,
        every_seconds -> Nullable<Int4>,
    }
}

diesel::table! {
    search_changes (kind, key) {
        kind -> Text,
        key -> Text,
        seq -> Int8,
        since -> Timestamptz,
    }
}

diesel::table! {
    search_indexes (uid) {
        uid -> Text,
        filled_to -> Int8,
        ready_at -> Nullable<Timestamptz>,
        kept_at -> Timestamptz,
        compared_at -> Nullable<Timestamptz>,
        wrong -> Nullable<Int4>,
    }
}

diesel::table! {
    search_words (folded) {
        folded -> Text,
        shown -> Text,
        n -> Int4,
    }
}

diesel::table! {
    searches (day, words) {
        day -> Date,
        words -> Text,
        typed -> Text,
        times -> Int4,
        empty -> Int4,
        last_at -> Timestamptz,
    }
}

diesel::table! {
    second_factors (account_id) {
        account_id -> Int8,
        secret -> Bytea,
        since -> Timestamptz,
        last_step -> Int8,
    }
}

diesel::table! {
    sessions (id_hash) {
        id_hash -> Bytea,
        account_id -> Nullable<Int8>,
        created_at -> Timestamptz,
        seen_at -> Timestamptz,
        expires_at -> Timestamptz,
        second_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Tsvector;

    shelf (product_id) {
        product_id -> Int8,
        producer_id -> Int8,
        category_id -> Int8,
        top_category_id -> Int8,
        commune_code -> Text,
        producer_kind -> Text,
        certificates -> Array<Text>,
        stars -> Int2,
        from_price -> Int8,
        per_kg -> Int8,
        season -> Int4,
        in_season -> Bool,
        in_stock -> Bool,
        sold_30d -> Int4,
        rank -> Int8,
        listed_at -> Timestamptz,
        words -> Tsvector,
        alike -> Int8,
    }
}

diesel::table! {
    shelf_alike (alike) {
        alike -> Int8,
        top_category_id -> Int8,
        category_id -> Int8,
        commune_code -> Text,
        producer_kind -> Text,
        certificates -> Array<Text>,
        stars -> Int2,
        in_season -> Bool,
        in_stock -> Bool,
        band -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Tsvector;

    shelf_terms (product_id) {
        product_id -> Int8,
        alike -> Int8,
        rank -> Int8,
        from_price -> Int8,
        words -> Tsvector,
        names -> Tsvector,
    }
}

diesel::table! {
    spotlight_days (spotlight_id, day) {
        spotlight_id -> Int8,
        day -> Date,
        shown -> Int8,
        clicked -> Int8,
    }
}

diesel::table! {
    spotlights (id) {
        id -> Int8,
        product_id -> Nullable<Int8>,
        producer_id -> Nullable<Int8>,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        position -> Int2,
        reason_vi -> Text,
        reason_en -> Text,
        slot -> Text,
        collection_id -> Nullable<Int8>,
        category_id -> Nullable<Int8>,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        lang -> Nullable<Text>,
        audience -> Text,
        title_vi -> Text,
        title_en -> Text,
        picture_id -> Nullable<Int8>,
        why -> Text,
        made_by -> Nullable<Int8>,
        made_at -> Timestamptz,
        stopped_at -> Nullable<Timestamptz>,
        seq -> Int4,
        area -> Nullable<Text>,
    }
}

diesel::table! {
    statements (id) {
        id -> Int8,
        name -> Text,
        account_id -> Int8,
        content_hash -> Text,
        rows -> Jsonb,
        uploaded_by -> Int8,
        uploaded_at -> Timestamptz,
        applied_at -> Nullable<Timestamptz>,
        asked_at -> Nullable<Timestamptz>,
        asked_by -> Nullable<Int8>,
        taken -> Int4,
    }
}

diesel::table! {
    stock_entries (id) {
        id -> Int8,
        pack_id -> Int8,
        kind -> Text,
        qty -> Int4,
        parcel_id -> Nullable<Int8>,
        at -> Timestamptz,
    }
}

diesel::table! {
    stripe_walks (list) {
        list -> Text,
        since -> Timestamptz,
        after -> Nullable<Text>,
    }
}

diesel::table! {
    suspension_plans (id) {
        id -> Int8,
        producer_id -> Int8,
        planned_on -> Date,
        day -> Date,
        why -> Text,
        made_by -> Int8,
        made_at -> Timestamptz,
        state -> Text,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    synonyms (words) {
        words -> Text,
        also -> Text,
        toned -> Text,
    }
}

diesel::table! {
    synonyms_versions (version) {
        version -> Text,
        loaded_at -> Timestamptz,
    }
}

diesel::table! {
    takedowns (id) {
        id -> Int8,
        product_id -> Int8,
        authority -> Text,
        reference -> Text,
        reason -> Text,
        asked_at -> Timestamptz,
        noted_at -> Timestamptz,
        noted_by -> Int8,
        hidden_at -> Nullable<Timestamptz>,
        hidden_by -> Nullable<Int8>,
        was -> Nullable<Text>,
        lifted_at -> Nullable<Timestamptz>,
        lifted_by -> Nullable<Int8>,
        lifted_why -> Text,
        by_office -> Bool,
        until_mended -> Bool,
    }
}

diesel::table! {
    takeover_codes (id) {
        id -> Int8,
        producer_id -> Int8,
        role -> Text,
        phone -> Nullable<Text>,
        code_hash -> Bytea,
        made_by -> Int8,
        made_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        used_by -> Nullable<Int8>,
        voided_at -> Nullable<Timestamptz>,
        opens_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    takeover_tries (code_id, account_id) {
        code_id -> Int8,
        account_id -> Int8,
        attempts -> Int4,
    }
}

diesel::table! {
    tax_rates (id) {
        id -> Int8,
        tax_class -> Text,
        status -> Text,
        from_day -> Date,
        vat_bp -> Int4,
        pit_bp -> Int4,
        source -> Text,
        why -> Text,
        made_by -> Nullable<Int8>,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    tellings (id) {
        id -> Int8,
        transfer_id -> Int8,
        source -> Text,
        external_id -> Text,
        statement_id -> Nullable<Int8>,
        bank_reference -> Nullable<Text>,
        told_at -> Timestamptz,
    }
}

diesel::table! {
    terms_acceptances (id) {
        id -> Int8,
        producer_id -> Int8,
        account_id -> Int8,
        slug -> Text,
        lang -> Text,
        version -> Int4,
        on_behalf -> Bool,
        at -> Timestamptz,
    }
}

diesel::table! {
    throttles (key) {
        key -> Text,
        hits -> Int4,
        resets_at -> Timestamptz,
    }
}

diesel::table! {
    transfer_diary (id) {
        id -> Int8,
        transfer_id -> Int8,
        to_state -> Text,
        account_id -> Nullable<Int8>,
        note -> Text,
        at -> Timestamptz,
    }
}

diesel::table! {
    transfer_moves (from_state, to_state) {
        from_state -> Text,
        to_state -> Text,
    }
}

diesel::table! {
    transfers (id) {
        id -> Int8,
        source -> Text,
        external_id -> Text,
        account_id -> Int8,
        amount -> Int8,
        content -> Text,
        bank_reference -> Nullable<Text>,
        payer_name -> Nullable<Text>,
        payer_account -> Nullable<Text>,
        payer_bank -> Nullable<Text>,
        came_at -> Timestamptz,
        noted_at -> Timestamptz,
        noted_by -> Nullable<Int8>,
        confirmed_by_bank -> Bool,
        order_id -> Nullable<Int8>,
        payment_id -> Nullable<Int8>,
        state -> Text,
        problem -> Nullable<Text>,
        codes -> Array<Text>,
        confirmed_as -> Nullable<Text>,
        part_of -> Nullable<Int8>,
        second_look -> Bool,
        looked_by -> Nullable<Int8>,
    }
}

diesel::table! {
    trust_marks (producer_id) {
        producer_id -> Int8,
        trusted -> Bool,
        why -> Text,
        clerk -> Int8,
        at -> Timestamptz,
    }
}

diesel::table! {
    units (id) {
        id -> Int8,
        name_vi -> Text,
        name_en -> Text,
        sort -> Int4,
        said -> Text,
        off_at -> Nullable<Timestamptz>,
        seq -> Int4,
    }
}

diesel::table! {
    voucher_uses (id) {
        id -> Int8,
        voucher_id -> Int8,
        order_id -> Int8,
        phone -> Text,
        amount -> Int8,
        used_at -> Timestamptz,
        released_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    vouchers (id) {
        id -> Int8,
        code -> Text,
        producer_id -> Nullable<Int8>,
        percent -> Nullable<Int4>,
        amount -> Nullable<Int8>,
        most -> Nullable<Int8>,
        minimum -> Int8,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        total_limit -> Nullable<Int4>,
        phone_limit -> Nullable<Int4>,
        borne_by -> Text,
        used -> Int4,
        note -> Text,
        made_by -> Nullable<Int8>,
        made_at -> Timestamptz,
        stopped_at -> Nullable<Timestamptz>,
        seq -> Int4,
    }
}

diesel::table! {
    webhook_refusals (provider, day, why) {
        provider -> Text,
        day -> Date,
        why -> Text,
        times -> Int4,
        last_at -> Timestamptz,
    }
}

diesel::table! {
    webhooks (id) {
        id -> Int8,
        provider -> Text,
        external_id -> Text,
        kind -> Text,
        body -> Bytea,
        received_at -> Timestamptz,
        applied_at -> Nullable<Timestamptz>,
        outcome -> Text,
        tried_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    wordings (key, lang) {
        key -> Text,
        lang -> Text,
        body -> Nullable<Text>,
        seq -> Int4,
        changed_by -> Int8,
        changed_at -> Timestamptz,
    }
}

diesel::joinable!(acts -> accounts (account_id));
diesel::joinable!(acts -> producers (producer_id));
diesel::joinable!(bank_accounts -> producers (producer_id));
diesel::joinable!(book_faults -> book_checks (check_id));
diesel::joinable!(broadcast_households -> broadcasts (broadcast_id));
diesel::joinable!(broadcast_households -> messages (message_id));
diesel::joinable!(broadcast_households -> producers (producer_id));
diesel::joinable!(broadcasts -> communes (commune_code));
diesel::joinable!(card_movements -> transfers (transfer_id));
diesel::joinable!(cart_lines -> carts (cart_id));
diesel::joinable!(cart_lines -> packs (pack_id));
diesel::joinable!(carts -> accounts (account_id));
diesel::joinable!(certificate_imports -> accounts (made_by));
diesel::joinable!(certificate_reminders -> certificates (certificate_id));
diesel::joinable!(certificates -> producers (producer_id));
diesel::joinable!(claims -> accounts (clerk));
diesel::joinable!(clerks -> accounts (account_id));
diesel::joinable!(collection_days -> collections (collection_id));
diesel::joinable!(collection_products -> collections (collection_id));
diesel::joinable!(collection_products -> products (product_id));
diesel::joinable!(collections -> accounts (made_by));
diesel::joinable!(commission_rates -> accounts (made_by));
diesel::joinable!(commission_rates -> categories (category_id));
diesel::joinable!(communes -> provinces (province_code));
diesel::joinable!(complaint_messages -> accounts (account_id));
diesel::joinable!(complaint_messages -> complaints (complaint_id));
diesel::joinable!(complaints -> accounts (closed_by));
diesel::joinable!(complaints -> complaint_kinds (kind));
diesel::joinable!(complaints -> parcels (parcel_id));
diesel::joinable!(complaints -> refunds (refund_id));
diesel::joinable!(consents -> orders (order_id));
diesel::joinable!(correction_lines -> corrections (correction_id));
diesel::joinable!(correction_lines -> order_lines (line_id));
diesel::joinable!(correction_lines -> packs (pack_id));
diesel::joinable!(corrections -> accounts (made_by));
diesel::joinable!(corrections -> parcels (parcel_id));
diesel::joinable!(corrections -> refunds (refund_id));
diesel::joinable!(data_exports -> data_requests (request_id));
diesel::joinable!(data_exports -> orders (order_id));
diesel::joinable!(data_requests -> orders (order_id));
diesel::joinable!(delayed_parcels -> harvest_delays (delay_id));
diesel::joinable!(delayed_parcels -> parcels (parcel_id));
diesel::joinable!(delivery_rates -> accounts (made_by));
diesel::joinable!(delivery_rates -> delivery_zones (zone));
diesel::joinable!(delivery_zone_provinces -> delivery_zones (zone));
diesel::joinable!(delivery_zone_provinces -> provinces (province_code));
diesel::joinable!(entries -> parcels (parcel_id));
diesel::joinable!(entries -> postings (posting_id));
diesel::joinable!(entries -> producers (producer_id));
diesel::joinable!(facts_waiting -> producers (producer_id));
diesel::joinable!(farm_diary -> accounts (account_id));
diesel::joinable!(farm_diary -> pictures (picture_id));
diesel::joinable!(farm_diary_strikes -> accounts (account_id));
diesel::joinable!(farm_diary_strikes -> farm_diary (line_id));
diesel::joinable!(figures -> products (product_id));
diesel::joinable!(flags -> accounts (resolved_by));
diesel::joinable!(flags -> products (product_id));
diesel::joinable!(former_communes -> communes (commune_code));
diesel::joinable!(handovers -> accounts (made_by));
diesel::joinable!(handovers -> parcels (parcel_id));
diesel::joinable!(harvest_delays -> accounts (made_by));
diesel::joinable!(harvest_delays -> harvests (harvest_id));
diesel::joinable!(harvests -> products (product_id));
diesel::joinable!(identities -> producers (producer_id));
diesel::joinable!(import_rows -> imports (import_id));
diesel::joinable!(import_rows -> products (product_id));
diesel::joinable!(imports -> producers (producer_id));
diesel::joinable!(inbox_hours -> accounts (changed_by));
diesel::joinable!(lot_certificates -> lots (lot_id));
diesel::joinable!(lot_diary -> farm_diary (line_id));
diesel::joinable!(lot_diary -> lots (lot_id));
diesel::joinable!(lot_lines -> lots (lot_id));
diesel::joinable!(lot_lines -> order_lines (order_line_id));
diesel::joinable!(lot_scans -> lots (lot_id));
diesel::joinable!(lots -> accounts (made_by));
diesel::joinable!(members -> accounts (account_id));
diesel::joinable!(members -> producers (producer_id));
diesel::joinable!(money_settings -> accounts (changed_by));
diesel::joinable!(monthly_reports -> accounts (asked_by));
diesel::joinable!(news -> accounts (made_by));
diesel::joinable!(news_versions -> accounts (saved_by));
diesel::joinable!(news_versions -> news (news_id));
diesel::joinable!(one_time_codes -> accounts (account_id));
diesel::joinable!(order_lines -> harvests (harvest_id));
diesel::joinable!(order_lines -> orders (order_id));
diesel::joinable!(order_lines -> packs (pack_id));
diesel::joinable!(order_lines -> products (product_id));
diesel::joinable!(orders -> accounts (account_id));
diesel::joinable!(orders -> communes (commune_code));
diesel::joinable!(pack_codes -> packs (pack_id));
diesel::joinable!(pack_codes -> producers (producer_id));
diesel::joinable!(pack_codes -> products (product_id));
diesel::joinable!(packs -> products (product_id));
diesel::joinable!(page_plans -> accounts (made_by));
diesel::joinable!(parcel_charges -> parcels (parcel_id));
diesel::joinable!(parcel_diary -> accounts (account_id));
diesel::joinable!(parcel_diary -> parcels (parcel_id));
diesel::joinable!(parcels -> orders (order_id));
diesel::joinable!(parcels -> pickup_points (pickup_point_id));
diesel::joinable!(parcels -> producers (producer_id));
diesel::joinable!(payment_parcels -> parcels (parcel_id));
diesel::joinable!(payment_parcels -> payments (payment_id));
diesel::joinable!(payments -> accounts (settled_by));
diesel::joinable!(payments -> bank_accounts (payee_id));
diesel::joinable!(payments -> orders (order_id));
diesel::joinable!(payout_batches -> accounts (made_by));
diesel::joinable!(payout_entries -> entries (entry_id));
diesel::joinable!(payout_entries -> payouts (payout_id));
diesel::joinable!(payout_lines -> parcels (parcel_id));
diesel::joinable!(payout_lines -> payouts (payout_id));
diesel::joinable!(payouts -> accounts (settled_by));
diesel::joinable!(payouts -> bank_accounts (bank_account_id));
diesel::joinable!(payouts -> payout_batches (batch_id));
diesel::joinable!(payouts -> producers (producer_id));
diesel::joinable!(pickup_points -> communes (commune_code));
diesel::joinable!(plots -> accounts (made_by));
diesel::joinable!(plots -> communes (commune_code));
diesel::joinable!(plots -> producers (producer_id));
diesel::joinable!(postings -> accounts (by_account));
diesel::joinable!(postings -> orders (order_id));
diesel::joinable!(price_changes -> accounts (account_id));
diesel::joinable!(price_changes -> packs (pack_id));
diesel::joinable!(producer_pickup_points -> pickup_points (pickup_point_id));
diesel::joinable!(producer_pickup_points -> producers (producer_id));
diesel::joinable!(producers -> communes (commune_code));
diesel::joinable!(producers -> pictures (picture_id));
diesel::joinable!(product_pictures -> pictures (picture_id));
diesel::joinable!(product_pictures -> products (product_id));
diesel::joinable!(product_stars -> products (product_id));
diesel::joinable!(products -> categories (category_id));
diesel::joinable!(products -> producers (producer_id));
diesel::joinable!(proofs -> accounts (made_by));
diesel::joinable!(proofs -> parcels (parcel_id));
diesel::joinable!(recall_notes -> accounts (account_id));
diesel::joinable!(recall_notes -> recalls (lot_id));
diesel::joinable!(recalls -> accounts (account_id));
diesel::joinable!(recalls -> lots (lot_id));
diesel::joinable!(recovery_codes -> second_factors (account_id));
diesel::joinable!(refund_lines -> order_lines (line_id));
diesel::joinable!(refund_lines -> refunds (refund_id));
diesel::joinable!(refunds -> orders (order_id));
diesel::joinable!(refunds -> parcels (parcel_id));
diesel::joinable!(refunds -> payments (payment_id));
diesel::joinable!(refunds -> transfers (transfer_id));
diesel::joinable!(reindexes -> accounts (asked_by));
diesel::joinable!(replacements -> accounts (ended_by));
diesel::joinable!(replacements -> complaints (complaint_id));
diesel::joinable!(review_replies -> accounts (account_id));
diesel::joinable!(review_replies -> reviews (review_id));
diesel::joinable!(review_reports -> reviews (review_id));
diesel::joinable!(reviews -> products (product_id));
diesel::joinable!(revision_pictures -> pictures (picture_id));
diesel::joinable!(revision_pictures -> revisions (revision_id));
diesel::joinable!(revisions -> products (product_id));
diesel::joinable!(rounds -> communes (commune_code));
diesel::joinable!(rounds -> producers (producer_id));
diesel::joinable!(rule_changes -> accounts (made_by));
diesel::joinable!(second_factors -> accounts (account_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(shelf -> products (product_id));
diesel::joinable!(shelf_terms -> shelf (product_id));
diesel::joinable!(spotlight_days -> spotlights (spotlight_id));
diesel::joinable!(spotlights -> accounts (made_by));
diesel::joinable!(spotlights -> categories (category_id));
diesel::joinable!(spotlights -> collections (collection_id));
diesel::joinable!(spotlights -> pictures (picture_id));
diesel::joinable!(spotlights -> producers (producer_id));
diesel::joinable!(spotlights -> products (product_id));
diesel::joinable!(statements -> bank_accounts (account_id));
diesel::joinable!(stock_entries -> packs (pack_id));
diesel::joinable!(suspension_plans -> accounts (made_by));
diesel::joinable!(suspension_plans -> producers (producer_id));
diesel::joinable!(takedowns -> products (product_id));
diesel::joinable!(takeover_codes -> producers (producer_id));
diesel::joinable!(takeover_tries -> accounts (account_id));
diesel::joinable!(takeover_tries -> takeover_codes (code_id));
diesel::joinable!(tax_rates -> accounts (made_by));
diesel::joinable!(tellings -> statements (statement_id));
diesel::joinable!(tellings -> transfers (transfer_id));
diesel::joinable!(terms_acceptances -> accounts (account_id));
diesel::joinable!(terms_acceptances -> producers (producer_id));
diesel::joinable!(transfer_diary -> accounts (account_id));
diesel::joinable!(transfer_diary -> transfers (transfer_id));
diesel::joinable!(transfers -> bank_accounts (account_id));
diesel::joinable!(transfers -> orders (order_id));
diesel::joinable!(transfers -> payments (payment_id));
diesel::joinable!(trust_marks -> accounts (clerk));
diesel::joinable!(trust_marks -> producers (producer_id));
diesel::joinable!(voucher_uses -> orders (order_id));
diesel::joinable!(voucher_uses -> vouchers (voucher_id));
diesel::joinable!(vouchers -> accounts (made_by));
diesel::joinable!(vouchers -> producers (producer_id));
diesel::joinable!(wordings -> accounts (changed_by));

diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    acts,
    backups,
    bank_accounts,
    banned_phrases,
    book_checks,
    book_faults,
    broadcast_households,
    broadcasts,
    card_movements,
    cart_lines,
    carts,
    categories,
    category_defaults,
    certificate_imports,
    certificate_reminders,
    certificates,
    claims,
    clerks,
    collection_days,
    collection_products,
    collections,
    commission_rates,
    communes,
    complaint_kinds,
    complaint_messages,
    complaints,
    consents,
    correction_lines,
    corrections,
    data_exports,
    data_request_moves,
    data_requests,
    delayed_parcels,
    delivery_rates,
    delivery_zone_provinces,
    delivery_zones,
    entries,
    events,
    facts_waiting,
    farm_diary,
    farm_diary_strikes,
    figure_days,
    figures,
    flags,
    former_communes,
    handovers,
    harvest_delays,
    harvest_moves,
    harvests,
    identities,
    identity_moves,
    import_rows,
    imports,
    inbox_hours,
    jobs,
    lot_certificates,
    lot_diary,
    lot_lines,
    lot_scans,
    lots,
    members,
    messages,
    money_settings,
    monthly_reports,
    news,
    news_versions,
    one_time_codes,
    order_lines,
    orders,
    pack_codes,
    packs,
    page_plans,
    page_versions,
    pages,
    parcel_charges,
    parcel_diary,
    parcel_moves,
    parcels,
    payment_moves,
    payment_parcels,
    payments,
    payout_batches,
    payout_entries,
    payout_lines,
    payout_moves,
    payouts,
    pickup_points,
    pictures,
    places_versions,
    plots,
    postings,
    price_changes,
    producer_pickup_points,
    producers,
    product_pictures,
    product_stars,
    products,
    proofs,
    provinces,
    reason_templates,
    recall_notes,
    recalls,
    recovery_codes,
    refund_lines,
    refund_moves,
    refunds,
    reindexes,
    replacements,
    review_replies,
    review_reports,
    reviews,
    revision_moves,
    revision_pictures,
    revisions,
    rounds,
    rule_changes,
    schedules,
    search_changes,
    search_indexes,
    search_words,
    searches,
    second_factors,
    sessions,
    shelf,
    shelf_alike,
    shelf_terms,
    spotlight_days,
    spotlights,
    statements,
    stock_entries,
    stripe_walks,
    suspension_plans,
    synonyms,
    synonyms_versions,
    takedowns,
    takeover_codes,
    takeover_tries,
    tax_rates,
    tellings,
    terms_acceptances,
    throttles,
    transfer_diary,
    transfer_moves,
    transfers,
    trust_marks,
    units,
    voucher_uses,
    vouchers,
    webhook_refusals,
    webhooks,
    wordings,
);
