//! Invented buyers. 0990 is a prefix that nobody has.

use crate::demo::{BUYER, market};

const FAMILY: [&str; 12] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Dương"];
const MIDDLE: [&str; 8] = ["Thị", "Văn", "Thu", "Minh", "Ngọc", "Đức", "Thanh", "Quang"];
const GIVEN: [&str; 14] =
    ["Hà", "An", "Lan", "Hùng", "Mai", "Dũng", "Hương", "Tuấn", "Nga", "Phúc", "Yến", "Long", "Bình", "Thảo"];

/// The demo's own buyer, who can sign in, is this one.
const OWN: i64 = 3;

pub struct Buyer {
    pub name: String,
    pub phone: String,
    /// Which of the places, counted on and on.
    pub place: usize,
    pub own: bool,
}

/// The buyer `n`; of a thousand throws, many come back to the first hundred, who are regulars.
pub fn buyer(n: i64, throw: i64) -> Buyer {
    let n = if throw < 550 { n % 100 } else { n };
    let at = |list: &[&str], step: i64| -> String {
        let place = usize::try_from(n * step + n / 7).unwrap_or(0) % list.len().max(1);
        list.get(place).copied().unwrap_or_default().to_owned()
    };
    let own = n == OWN;
    Buyer {
        name: if own {
            "Nguyễn Minh Anh".to_owned()
        } else {
            [at(&FAMILY, 5), at(&MIDDLE, 3), at(&GIVEN, 1)].join(" ")
        },
        phone: if own { market::phone(BUYER) } else { format!("+84990{:06}", 200_000 + n) },
        place: usize::try_from(n).unwrap_or(0),
        own,
    }
}
