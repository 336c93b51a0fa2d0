//! Boxes that leave together: by the day they are promised for and the way they go.

use chrono::NaiveDate;
use serde::Serialize;

use crate::sell::parcels::Parcel;

#[derive(Debug, Serialize)]
pub struct Group {
    pub day: NaiveDate,
    pub kind: String,
    /// The way in the household's words: "Xe nhà, sáng thứ Bảy".
    pub delivery: String,
    pub parcels: Vec<Parcel>,
}

/// Groups parcels by day and way, the most urgent first; inside a group they stay in the order of their numbers.
pub fn groups(parcels: Vec<Parcel>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for parcel in parcels {
        let same =
            |g: &&mut Group| (g.day, &g.kind, &g.delivery) == (parcel.expected_from, &parcel.kind, &parcel.delivery);
        match groups.iter_mut().find(same) {
            Some(group) => group.parcels.push(parcel),
            None => groups.push(Group {
                day: parcel.expected_from,
                kind: parcel.kind.clone(),
                delivery: parcel.delivery.clone(),
                parcels: vec![parcel],
            }),
        }
    }
    groups.sort_by(|a, b| (a.day, &a.kind, &a.delivery).cmp(&(b.day, &b.kind, &b.delivery)));
    groups
}
