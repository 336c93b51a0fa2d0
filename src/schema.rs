// @generated automatically by Diesel CLI.

pub mod sql_types {
    #[derive(diesel::query_builder::QueryId, Clone, diesel::sql_types::SqlType)]
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
    events (id) {
        id -> Int8,
        kind -> Text,
        payload -> Jsonb,
        recorded_at -> Timestamptz,
        dispatched_at -> Nullable<Timestamptz>,
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
    members (account_id, producer_id) {
        account_id -> Int8,
        producer_id -> Int8,
        joined_at -> Timestamptz,
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
    }
}

diesel::table! {
    pages (slug, lang) {
        slug -> Text,
        lang -> Text,
        title -> Text,
        body -> Text,
        updated_at -> Timestamptz,
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
    rounds (id) {
        id -> Int8,
        producer_id -> Int8,
        commune_code -> Text,
        weekdays -> Int4,
        fee -> Int8,
        free_from -> Nullable<Int8>,
    }
}

diesel::table! {
    schedules (kind) {
        kind -> Text,
        next_at -> Timestamptz,
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
    sessions (id_hash) {
        id_hash -> Bytea,
        account_id -> Nullable<Int8>,
        created_at -> Timestamptz,
        seen_at -> Timestamptz,
        expires_at -> Timestamptz,
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
    spotlights (id) {
        id -> Int8,
        product_id -> Nullable<Int8>,
        producer_id -> Nullable<Int8>,
        starts_on -> Date,
        ends_on -> Date,
        position -> Int2,
        reason_vi -> Text,
        reason_en -> Text,
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
    throttles (key) {
        key -> Text,
        hits -> Int4,
        resets_at -> Timestamptz,
    }
}

diesel::joinable!(cart_lines -> carts (cart_id));
diesel::joinable!(cart_lines -> packs (pack_id));
diesel::joinable!(carts -> accounts (account_id));
diesel::joinable!(certificates -> producers (producer_id));
diesel::joinable!(clerks -> accounts (account_id));
diesel::joinable!(communes -> provinces (province_code));
diesel::joinable!(delivery_zone_provinces -> delivery_zones (zone));
diesel::joinable!(delivery_zone_provinces -> provinces (province_code));
diesel::joinable!(former_communes -> communes (commune_code));
diesel::joinable!(members -> accounts (account_id));
diesel::joinable!(members -> producers (producer_id));
diesel::joinable!(one_time_codes -> accounts (account_id));
diesel::joinable!(order_lines -> orders (order_id));
diesel::joinable!(order_lines -> packs (pack_id));
diesel::joinable!(order_lines -> parcels (parcel_id));
diesel::joinable!(order_lines -> products (product_id));
diesel::joinable!(orders -> accounts (account_id));
diesel::joinable!(orders -> communes (commune_code));
diesel::joinable!(packs -> products (product_id));
diesel::joinable!(parcel_diary -> accounts (account_id));
diesel::joinable!(parcel_diary -> parcels (parcel_id));
diesel::joinable!(parcels -> orders (order_id));
diesel::joinable!(parcels -> pickup_points (pickup_point_id));
diesel::joinable!(parcels -> producers (producer_id));
diesel::joinable!(payments -> accounts (settled_by));
diesel::joinable!(payments -> orders (order_id));
diesel::joinable!(payments -> parcels (parcel_id));
diesel::joinable!(pickup_points -> communes (commune_code));
diesel::joinable!(producer_pickup_points -> pickup_points (pickup_point_id));
diesel::joinable!(producer_pickup_points -> producers (producer_id));
diesel::joinable!(producers -> communes (commune_code));
diesel::joinable!(producers -> pictures (picture_id));
diesel::joinable!(product_pictures -> pictures (picture_id));
diesel::joinable!(product_pictures -> products (product_id));
diesel::joinable!(products -> categories (category_id));
diesel::joinable!(products -> producers (producer_id));
diesel::joinable!(rounds -> communes (commune_code));
diesel::joinable!(rounds -> producers (producer_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(shelf -> products (product_id));
diesel::joinable!(spotlights -> producers (producer_id));
diesel::joinable!(spotlights -> products (product_id));
diesel::joinable!(stock_entries -> packs (pack_id));

diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    cart_lines,
    carts,
    categories,
    certificates,
    clerks,
    communes,
    delivery_zone_provinces,
    delivery_zones,
    events,
    former_communes,
    jobs,
    members,
    messages,
    one_time_codes,
    order_lines,
    orders,
    packs,
    pages,
    parcel_diary,
    parcel_moves,
    parcels,
    payments,
    pickup_points,
    pictures,
    places_versions,
    producer_pickup_points,
    producers,
    product_pictures,
    products,
    provinces,
    rounds,
    schedules,
    search_changes,
    search_indexes,
    search_words,
    searches,
    sessions,
    shelf,
    spotlights,
    stock_entries,
    synonyms,
    synonyms_versions,
    throttles,
);
