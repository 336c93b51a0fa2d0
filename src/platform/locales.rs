//! Every sentence a person reads, from the Fluent files under `locales/`.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::{FluentBundle, FluentResource, FluentValue};
use fluent_templates::{LanguageIdentifier, Loader as _, langid, static_loader};

use crate::kernel::lang::Lang;
use crate::kernel::money::group_digits;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "vi",
        customise: |bundle| {
            // The invisible isolation marks would end up in copied text and in SMS.
            bundle.set_use_isolating(false);
            bundle.set_formatter(Some(|value, _| match value {
                FluentValue::Number(number) => Some(grouped(&number.as_string())),
                _ => None,
            }));
        },
    };
}

/// Counts read as everywhere on the page: `100.063`. What must not be parted, a year or a code, comes as text.
fn grouped(number: &str) -> String {
    number.parse().map_or_else(|_| number.to_owned(), group_digits)
}

/// What a placeholder stands for: a text or a number.
pub type Value = FluentValue<'static>;

/// Values for the placeholders of a message.
pub type Args = HashMap<Cow<'static, str>, Value>;

fn id(lang: Lang) -> LanguageIdentifier {
    match lang {
        Lang::Vi => langid!("vi"),
        Lang::En => langid!("en"),
    }
}

/// The message `key` in `lang`.
#[must_use]
pub fn text(lang: Lang, key: &str) -> String {
    LOCALES.lookup(&id(lang), key)
}

/// The message `key` in `lang` with its placeholders filled.
#[must_use]
pub fn text_with(lang: Lang, key: &str, args: &Args) -> String {
    LOCALES.lookup_with_args(&id(lang), key, args)
}

/// The message `key` of a text that is no file of ours; `None` when it cannot be read, or lacks a placeholder's value.
#[must_use]
pub fn said(lang: Lang, source: String, key: &str, args: &Args) -> Option<String> {
    let mut bundle = FluentBundle::new(vec![id(lang)]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(grouped(&number.as_string())),
        _ => None,
    }));
    bundle.add_resource(FluentResource::try_new(source).ok()?).ok()?;
    let pattern = bundle.get_message(key)?.value()?;
    let args = args.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
    errors.is_empty().then_some(text)
}

/// The message, or `None` when no locale has that key.
#[must_use]
pub fn find(lang: Lang, key: &str) -> Option<String> {
    LOCALES.try_lookup(&id(lang), key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_counts_are_parted_and_still_counted() {
        let args = |n: i64| Args::from([("n".into(), n.into())]);
        assert_eq!(text_with(Lang::Vi, "catalog-count", &args(100_063)), "100.063 món");
        assert_eq!(text_with(Lang::En, "catalog-count", &args(100_063)), "100.063 products");
        assert_eq!(text_with(Lang::En, "catalog-count", &args(1)), "1 product");
    }
}
