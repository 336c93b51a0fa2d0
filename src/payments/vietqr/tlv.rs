//! EMVCo's fields: two digits of name, two of length, then so many characters. ASCII only, so a character is a byte.

/// One field of a payload or of a template inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// Two digits.
    pub id: &'a str,
    pub value: &'a str,
}

/// A length that is no number, is 0, or leads past the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// All fields of a text, in order; nothing may be left over.
pub fn read(mut text: &str) -> Result<Vec<Field<'_>>, Broken> {
    let mut fields = Vec::new();
    while !text.is_empty() {
        let (id, rest) = text.split_at_checked(2).ok_or(Broken)?;
        let (length, rest) = rest.split_at_checked(2).ok_or(Broken)?;
        let digits = |two: &str| two.bytes().all(|b| b.is_ascii_digit());
        if !digits(id) || !digits(length) {
            return Err(Broken);
        }
        let length: usize = length.parse().map_err(|_| Broken)?;
        let (value, rest) = rest.split_at_checked(length).ok_or(Broken)?;
        if value.is_empty() {
            return Err(Broken);
        }
        fields.push(Field { id, value });
        text = rest;
    }
    Ok(fields)
}

/// Adds a field. The value is at most 99 characters: whoever builds has checked its parts.
pub fn put(text: &mut String, id: &str, value: &str) {
    debug_assert!((1..=99).contains(&value.len()), "a field of {} characters", value.len());
    text.push_str(id);
    text.push_str(&format!("{:02}", value.len()));
    text.push_str(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_whole_or_not_at_all() {
        assert_eq!(read("0002010102VN").unwrap()[1], Field { id: "01", value: "VN" });
        assert_eq!(read(""), Ok(Vec::new()));
        for broken in ["0", "00", "0002", "00020", "0000", "000201x", "0x02ab", "00+2ab", "00 2ab", "0001é"] {
            assert_eq!(read(broken), Err(Broken), "{broken}");
        }
    }

    #[test]
    fn what_is_put_is_read_back() {
        let mut text = String::new();
        put(&mut text, "08", "thanh toan");
        assert_eq!(text, "0810thanh toan");
        assert_eq!(read(&text), Ok(vec![Field { id: "08", value: "thanh toan" }]));
    }
}
