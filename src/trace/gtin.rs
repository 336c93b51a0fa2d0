//! GTINs, GS1's numbers for trade items: 8, 12, 13 or 14 digits, the last of which checks the others (GS1 General
//! Specifications, 7.9). Kept as 14, shorter ones with zeros in front.

/// Reads what a scanner or a person gave; `None` for what is no GTIN.
#[must_use]
pub fn parse(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if !matches!(digits.len(), 8 | 12 | 13 | 14) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let padded = format!("{digits:0>14}");
    let all_zero = padded.bytes().all(|b| b == b'0');
    (!all_zero && checks(&padded)).then_some(padded)
}

/// Whether the digits, weighted 3, 1, 3, … from the front of 14, add up to a multiple of ten.
fn checks(padded: &str) -> bool {
    let weighted = padded.bytes().zip([3_u32, 1].into_iter().cycle());
    weighted.map(|(digit, weight)| u32::from(digit.saturating_sub(b'0')) * weight).sum::<u32>().is_multiple_of(10)
}

/// As it stands below bars: 13 digits where 14 begin with a zero.
#[must_use]
pub fn shown(padded: &str) -> &str {
    padded.strip_prefix('0').unwrap_or(padded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_that_check_are_gtins() {
        for (typed, kept) in [
            ("8934563138165", "08934563138165"),
            ("893-4563-138165", "08934563138165"),
            ("08934563138165", "08934563138165"),
            ("96385074", "00000096385074"),
            ("036000291452", "00036000291452"),
        ] {
            assert_eq!(parse(typed).as_deref(), Some(kept), "{typed}");
        }
        for typed in
            ["", "8934563138164", "893456313816", "1", "٨٩٣٤٥٦٣١٣٨١٦٥", "89345631381650", "893456313816x", "00000000"]
        {
            assert_eq!(parse(typed), None, "{typed}");
        }
        assert_eq!(shown("08934563138165"), "8934563138165");
    }

    #[test]
    fn every_single_wrong_digit_is_noticed() {
        let right = "08934563138165";
        for at in 0..14 {
            for digit in b'0'..=b'9' {
                let mut bytes = right.as_bytes().to_vec();
                bytes[at] = digit;
                let typed = String::from_utf8(bytes).unwrap();
                assert_eq!(parse(&typed).is_some(), typed == right, "{typed}");
            }
        }
    }
}
