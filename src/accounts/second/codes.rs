//! Ten codes on paper. Each opens once; what is kept of them opens nothing.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use rand::RngExt as _;

use crate::config::Secret;
use crate::error::Result;
use crate::kernel::ids::AccountId;
use crate::platform::db::Conn;
use crate::platform::secrets;
use crate::schema::recovery_codes;

const HOW_MANY: usize = 10;
/// Letters and digits that nobody mixes up on paper; two groups of five, 47 bits.
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPRTUVWXY346789";
const GROUP: usize = 5;

fn one() -> String {
    let mut rng = rand::rng();
    let mut group = || -> String {
        (0..GROUP).filter_map(|_| LETTERS.get(rng.random_range(0..LETTERS.len())).copied().map(char::from)).collect()
    };
    format!("{}-{}", group(), group())
}

/// As somebody types it: small letters, spaces, no hyphen.
fn bare(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).take(40).map(|c| c.to_ascii_uppercase()).collect()
}

fn hash(key: &Secret, account: AccountId, code: &str) -> Vec<u8> {
    secrets::keyed_hash(key, &format!("recovery:{account}:{}", bare(code)))
}

/// Makes ten new ones; those before are worth nothing. Call it inside a transaction, and show them once.
pub async fn renew(conn: &mut Conn, key: &Secret, account: AccountId) -> Result<Vec<String>> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(account))).execute(conn).await?;
    let codes: Vec<String> = (0..HOW_MANY).map(|_| one()).collect();
    let rows: Vec<_> = codes
        .iter()
        .map(|code| (recovery_codes::account_id.eq(account), recovery_codes::code_hash.eq(hash(key, account, code))))
        .collect();
    diesel::insert_into(recovery_codes::table).values(rows).execute(conn).await?;
    Ok(codes)
}

/// Uses one up; `false` when it is none, or was used before.
pub async fn redeem(conn: &mut Conn, key: &Secret, account: AccountId, typed: &str) -> Result<bool> {
    let unused =
        recovery_codes::table.find((account, hash(key, account, typed))).filter(recovery_codes::used_at.is_null());
    Ok(diesel::update(unused).set(recovery_codes::used_at.eq(diesel::dsl::now)).execute(conn).await? == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let key = Secret::new("k");
        let code = one();
        assert_eq!((code.len(), code.find('-')), (11, Some(5)), "{code}");
        let of = |code: &str| hash(&key, AccountId(1), code);
        assert_eq!(of(&code), of(&format!(" {} ", code.to_lowercase().replace('-', " "))));
        assert_ne!(of(&code), hash(&key, AccountId(2), &code), "it is one account's");
        assert_ne!(of(&code), of(&one()));
    }
}
