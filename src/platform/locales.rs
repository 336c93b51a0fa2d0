//! Every sentence a person reads, from the Fluent files under `locales/`.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader as _, langid, static_loader};

use crate::kernel::lang::Lang;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "vi",
        // The invisible isolation marks would end up in copied text and in SMS.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Values for the placeholders of a message.
pub type Args = HashMap<Cow<'static, str>, FluentValue<'static>>;

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

/// The message, or `None` when no locale has that key.
#[must_use]
pub fn find(lang: Lang, key: &str) -> Option<String> {
    LOCALES.try_lookup(&id(lang), key)
}
