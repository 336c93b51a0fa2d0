//! Against the real engine.

use std::collections::BTreeMap;

use market::platform::meili::{Ask, Failure, Meili, Settings, Sort, Wanted};
use serde_json::{Value, json};

use super::settings;
use crate::support::meili::{real, uid};

async fn goods(meili: &Meili) -> String {
    let uid = uid("goods");
    meili.make(&uid, &settings()).await.unwrap();
    let documents = json!([
        { "id": 1, "name": "bưởi diễn", "text": "mọng nước", "kind": ["fruit", "bưởi"], "price": 30000, "fresh": true,
          "_geo": { "lat": 21.40, "lng": 105.45 }, "at": "a" },
        { "id": 2, "name": "bưởi da xanh", "text": "ruột hồng", "kind": ["fruit"], "price": 45000, "fresh": false,
          "_geo": { "lat": 21.90, "lng": 105.45 }, "at": "b" },
        { "id": 3, "name": "bắp nếp", "text": "dẻo", "kind": ["grain"], "price": 5000, "fresh": true,
          "_geo": { "lat": 21.41, "lng": 105.45 } },
    ]);
    meili.put(&uid, documents.as_array().unwrap()).await.unwrap();
    uid
}

fn ask(uid: &str, q: &str) -> Ask {
    Ask { uid: uid.to_owned(), q: q.to_owned(), limit: 10, ..Ask::default() }
}

async fn ids(meili: &Meili, ask: Ask) -> Vec<i64> {
    meili.find::<i64>(&[ask]).await.unwrap().remove(0).ids
}

#[actix_web::test]
async fn an_index_is_made_filled_changed_swapped_and_dropped() {
    let Some(real) = real().await else { return };
    let meili = &real.meili;
    let goods = goods(meili).await;
    assert_eq!(meili.count(&goods).await, Ok(Some(3)));
    assert!(meili.uids().await.unwrap().contains(&goods));
    let mut stamps = meili.stamps::<i64, String>(&goods, "at", 0).await.unwrap();
    stamps.sort();
    assert_eq!(stamps, [(1, Some("a".to_owned())), (2, Some("b".to_owned())), (3, None)]);
    assert_eq!(meili.stamps::<i64, String>(&goods, "at", 3).await.unwrap(), []);

    meili.remove(&goods, &[2_i64, 99]).await.unwrap();
    assert_eq!(meili.count(&goods).await, Ok(Some(2)));
    // Again, with other settings: the documents stay.
    meili.make(&goods, &Settings { synonyms: BTreeMap::new(), ..settings() }).await.unwrap();
    assert_eq!(ids(meili, ask(&goods, "ngô")).await, [0_i64; 0]);

    let other = uid("other");
    meili.make(&other, &settings()).await.unwrap();
    meili.swap(&goods, &other).await.unwrap();
    assert_eq!((meili.count(&goods).await, meili.count(&other).await), (Ok(Some(0)), Ok(Some(2))));
    meili.drop(&other).await.unwrap();
    meili.drop(&other).await.unwrap();
    assert_eq!(meili.count(&other).await, Ok(None));
}

#[actix_web::test]
async fn what_is_not_there_is_told_apart() {
    let Some(real) = real().await else { return };
    let meili = &real.meili;
    let (none, some) = (uid("none"), uid("some"));
    meili.make(&some, &settings()).await.unwrap();
    assert_eq!(meili.put(&none, &[json!({ "id": 1 })]).await, Err(Failure::NoIndex));
    assert_eq!(meili.remove(&none, &[1]).await, Err(Failure::NoIndex));
    assert_eq!(meili.swap(&none, &some).await, Err(Failure::NoIndex));
    assert_eq!(meili.find::<i64>(&[ask(&some, ""), ask(&none, "")]).await, Err(Failure::NoIndex));
    assert_eq!(meili.merged::<i64>(&[(ask(&none, "x"), 1.0)], 0, 5).await, Err(Failure::NoIndex));
    assert_eq!(meili.stamps::<i64, i64>(&none, "at", 0).await, Err(Failure::NoIndex));
    assert_eq!(meili.count(&none).await, Ok(None));

    let failed = Failure::Failed { code: "missing_document_id".to_owned() };
    assert_eq!(meili.put(&some, &[json!({ "name": "x" })]).await, Err(failed));
    let unknown = Ask { wanted: vec![Wanted::Is("secret", true)], ..ask(&some, "") };
    let refused = meili.find::<i64>(&[unknown]).await.unwrap_err();
    assert_eq!(refused, Failure::Refused { status: 400, code: "invalid_search_filter".to_owned() });
    let stranger = Meili::new(&real.url, Some("another-key")).unwrap();
    assert_eq!(stranger.alive().await, Err(Failure::Refused { status: 403, code: "invalid_api_key".to_owned() }));
}

#[actix_web::test]
async fn questions_are_answered_with_counts_in_one_call() {
    let Some(real) = real().await else { return };
    let meili = &real.meili;
    let goods = goods(meili).await;
    let wanted =
        vec![Wanted::OneOf("kind", vec!["fruit".to_owned(), "grain".to_owned()]), Wanted::AtLeast("price", 10000)];
    let counted =
        Ask { wanted, facets: vec!["kind", "price"], limit: 1, sort: vec![Sort::Down("price")], ..ask(&goods, "") };
    let answers = meili.find::<i64>(&[counted, ask(&goods, "ngô"), ask(&goods, "bưởi dẻo")]).await.unwrap();
    assert_eq!((&answers[0].ids[..], answers[0].total), (&[2][..], 2));
    assert_eq!(answers[0].facets["kind"], BTreeMap::from([("fruit".to_owned(), 2), ("bưởi".to_owned(), 1)]));
    assert_eq!(answers[0].ranges["price"], (30000, 45000));
    assert_eq!(answers[1].ids, [3], "by its synonym");
    assert_eq!(answers[2].ids, [0_i64; 0], "all words, not some");
    assert_eq!(meili.find::<i64>(&[]).await.unwrap(), []);

    let near = |lat| Ask { sort: vec![Sort::Near { lat, lng: 105.45 }], ..ask(&goods, "") };
    assert_eq!(ids(meili, near(21.39)).await, [1, 3, 2]);
    assert_eq!(ids(meili, near(21.95)).await, [2, 3, 1]);
    let fresh = Ask { wanted: vec![Wanted::Not(Box::new(Wanted::Is("fresh", true)))], ..ask(&goods, "") };
    assert_eq!(ids(meili, fresh).await, [2]);
    let none = Ask { wanted: vec![Wanted::OneOf("kind", vec![])], ..ask(&goods, "") };
    assert_eq!(ids(meili, none).await, [0_i64; 0]);
    let by_text = Ask { on: Some(vec!["text"]), ..ask(&goods, "bưởi") };
    assert_eq!(ids(meili, by_text).await, [0_i64; 0]);
    let page = Ask { offset: 1, limit: 1, sort: vec![Sort::Up("price")], ..ask(&goods, "") };
    assert_eq!(ids(meili, page).await, [1]);
}

#[actix_web::test]
async fn several_wordings_become_one_list() {
    let Some(real) = real().await else { return };
    let meili = &real.meili;
    let goods = goods(meili).await;
    let wordings = |first, second| {
        [(ask(&goods, "bưởi diễn"), first), (ask(&goods, "bưởi"), second), (ask(&goods, "bắp"), second)]
    };
    let found = meili.merged::<i64>(&wordings(1.0, 0.5), 0, 10).await.unwrap();
    assert_eq!((found.ids.len(), found.ids[0], found.total), (3, 1, 3), "every document once");
    let mut all = found.ids.clone();
    all.sort();
    assert_eq!(all, [1, 2, 3]);
    for offset in 0..3 {
        let page = meili.merged::<i64>(&wordings(1.0, 0.5), offset, 1).await.unwrap();
        assert_eq!((page.ids, page.total), (vec![found.ids[offset]], 3));
    }
    assert_eq!(meili.merged::<i64>(&wordings(1.0, 0.5), 3, 10).await.unwrap().ids, [0_i64; 0]);

    // Each wording has conditions of its own; facets are those of the first, over all that was found.
    let mut narrow = wordings(1.0, 1.0);
    narrow[1].0.wanted = vec![Wanted::AtMost("price", 40000)];
    narrow[0].0.facets = vec!["kind", "price"];
    let found = meili.merged::<i64>(&narrow, 0, 10).await.unwrap();
    assert_eq!(found.total, 2);
    assert_eq!(
        found.facets["kind"],
        BTreeMap::from([("fruit".to_owned(), 1), ("bưởi".to_owned(), 1), ("grain".to_owned(), 1)])
    );
    assert_eq!(found.ranges["price"], (5000, 30000));

    // A sort that all share holds across them, where the settings put it before the words' own order; sorts that
    // contradict each other are refused.
    meili.make(&goods, &Settings { ranking_rules: vec!["sort", "words", "exactness"], ..settings() }).await.unwrap();
    let sorted = wordings(1.0, 0.1).map(|(one, weight)| (Ask { sort: vec![Sort::Up("price")], ..one }, weight));
    assert_eq!(meili.merged::<i64>(&sorted, 0, 10).await.unwrap().ids, [3, 1, 2]);
    let mut torn = sorted;
    torn[0].0.sort = vec![Sort::Down("price")];
    let refused = meili.merged::<i64>(&torn, 0, 10).await.unwrap_err();
    assert!(matches!(refused, Failure::Refused { status: 400, .. }), "{refused}");
    assert_eq!(meili.merged::<i64>(&[], 0, 10).await.unwrap().ids, [0_i64; 0]);
}

#[actix_web::test]
async fn no_persons_text_becomes_a_condition() {
    let Some(real) = real().await else { return };
    let meili = &real.meili;
    let uid = uid("hostile");
    meili.make(&uid, &settings()).await.unwrap();
    let hostile = [
        "plain",
        "\"",
        "\\",
        "\\\"",
        "\\\\\"",
        "\" OR fresh = true OR \"",
        "x\"] OR \"kind\" IN [\"plain",
        "a' OR 'b",
        "line\nbreak",
        "\\n",
        "\\u0041",
        "\\x",
        "_geoRadius(1,2,3)",
        "NOT",
        "IN [",
        "]\\",
        "chè\u{1}",
        "tab\t",
        "\u{7f}",
        "🍵 \u{202e}",
    ];
    let documents: Vec<Value> = hostile
        .iter()
        .enumerate()
        .map(|(id, kind)| json!({ "id": id, "name": "x", "kind": kind, "fresh": true }))
        .collect();
    meili.put(&uid, &documents).await.unwrap();
    for (id, kind) in hostile.iter().enumerate() {
        let id = i64::try_from(id).unwrap();
        let exact = |wanted| Ask { wanted: vec![wanted], limit: 100, ..ask(&uid, "") };
        let one = Wanted::OneOf("kind", vec![(*kind).to_owned()]);
        assert_eq!(ids(meili, exact(one.clone())).await, [id], "{kind:?}");
        // The engine writes conditions anew before it merges.
        assert_eq!(meili.merged::<i64>(&[(exact(one.clone()), 1.0)], 0, 100).await.unwrap().ids, [id], "{kind:?}");
        let others = ids(meili, exact(Wanted::Not(Box::new(one)))).await;
        assert_eq!((others.len(), others.contains(&id)), (hostile.len() - 1, false), "{kind:?}");
        // As words, they may find something or nothing, and break nothing.
        meili.find::<i64>(&[ask(&uid, kind)]).await.unwrap();
    }
    let long = "chè ".repeat(20_000);
    meili.find::<i64>(&[ask(&uid, &long)]).await.unwrap();
}
