//! The numbers at which a household is told something.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::accounts::role::Role;
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::schema::{accounts, members, producers};

/// The numbers of the members of these households, each in its language; a household's own number where nobody has an
/// account with a phone.
pub async fn of(conn: &mut Conn, households: &[ProducerId]) -> anyhow::Result<Vec<(ProducerId, String, Lang)>> {
    read(conn, households, &Role::ALL).await
}

/// The same, without those who see no money.
pub async fn of_money(conn: &mut Conn, households: &[ProducerId]) -> anyhow::Result<Vec<(ProducerId, String, Lang)>> {
    let roles: Vec<Role> = Role::ALL.into_iter().filter(|role| role.sells()).collect();
    read(conn, households, &roles).await
}

async fn read(
    conn: &mut Conn,
    households: &[ProducerId],
    roles: &[Role],
) -> anyhow::Result<Vec<(ProducerId, String, Lang)>> {
    let words: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    let people: Vec<(ProducerId, Option<String>, String)> = members::table
        .inner_join(accounts::table)
        .select((members::producer_id, accounts::phone, accounts::lang))
        .filter(members::producer_id.eq_any(households).and(accounts::disabled_at.is_null()))
        .filter(members::role.eq_any(words))
        .load(conn)
        .await?;
    let mut numbers: Vec<(ProducerId, String, Lang)> = people
        .into_iter()
        .filter_map(|(producer, phone, lang)| Some((producer, phone?, Lang::parse(&lang).unwrap_or_default())))
        .collect();
    let own: Vec<(ProducerId, String)> = producers::table
        .select((producers::id, producers::phone))
        .filter(producers::id.eq_any(households))
        .load(conn)
        .await?;
    for (producer, phone) in own {
        if !numbers.iter().any(|(other, ..)| *other == producer) {
            numbers.push((producer, phone, Lang::Vi));
        }
    }
    Ok(numbers)
}
