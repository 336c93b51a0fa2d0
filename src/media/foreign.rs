//! What makes a picture something else to another program: a page, an archive, a document. Phones put much beside their
//! pixels, so only what is surely none of theirs counts: each of these marks is so long that chance writes it into one film
//! of many thousands.

/// Tags of which a page that a browser would run has at least one.
const TAGS: [&[u8]; 6] = [b"<html", b"<body", b"<script", b"<iframe", b"<!doctype", b"<?php"];

/// Whether such a thing begins anywhere in these bytes.
pub(super) fn is_in(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'<' | b'P' | b'%')) {
        let from = rest.get(at..).unwrap_or_default();
        if begins(from) {
            return true;
        }
        rest = from.get(1..).unwrap_or_default();
    }
    false
}

fn begins(bytes: &[u8]) -> bool {
    match bytes {
        // A file in an archive, with the version that unpacks it, or the end of an archive's list.
        [b'P', b'K', 3, 4, 0..=63, 0, ..] | [b'P', b'K', 5, 6, 0, 0, 0, 0, ..] => true,
        [b'%', b'P', b'D', b'F', b'-', b'1' | b'2', b'.', ..] => true,
        [b'<', ..] => TAGS.iter().any(|tag| {
            let (named, after) = bytes.split_at_checked(tag.len()).unwrap_or_default();
            let ends = after.first().is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
            ends && named.eq_ignore_ascii_case(tag)
        }),
        _ => false,
    }
}
