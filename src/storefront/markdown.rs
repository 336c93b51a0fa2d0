//! The texts' Markdown as HTML that can do no harm: raw HTML shows as text, links go only where links should.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TextMergeStream, html};

use crate::config::Operator;
use crate::platform::views::Rendered;

/// Renders `source`, with the operator's name and addresses put in for `{operator_name}` and the like.
#[must_use]
pub fn render(source: &str, operator: &Operator) -> Rendered {
    let fill = |text: &str| {
        text.replace("{operator_name}", &operator.name)
            .replace("{operator_address}", &operator.address)
            .replace("{operator_phone}", &operator.phone)
            .replace("{operator_email}", &operator.email)
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events = TextMergeStream::new(Parser::new_ext(source, options)).map(|event| match event {
        Event::Text(text) => Event::Text(fill(&text).into()),
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: harmless(fill(&dest_url)), title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: harmless(dest_url.into_string()), title, id })
        }
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    Rendered::trusted(out)
}

/// Paths of this site, web and mail addresses, phones; anything else leads nowhere.
fn harmless(to: String) -> CowStr<'static> {
    let own = (to.starts_with('/') && !to.starts_with("//")) || to.starts_with('#');
    let known = ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| to.starts_with(scheme));
    if own || known { to.into() } else { "#".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operator() -> Operator {
        Operator {
            name: "Phòng <Kinh tế>".to_owned(),
            address: "Xã Lập Thạch".to_owned(),
            phone: "0210 000 0000".to_owned(),
            email: "cho@example.com".to_owned(),
        }
    }

    fn rendered(source: &str) -> String {
        render(source, &operator()).html().to_owned()
    }

    #[test]
    fn a_text_becomes_headings_lists_tables_and_the_operator() {
        let html = rendered(
            "## Liên hệ\n\n- Đơn vị: {operator_name}\n- [Thư](mailto:{operator_email})\n\n|a|b|\n|-|-|\n|1|2|",
        );
        assert!(html.contains("<h2>Liên hệ</h2>"), "{html}");
        assert!(html.contains("Phòng &lt;Kinh tế&gt;") && html.contains("mailto:cho@example.com"), "{html}");
        assert!(html.contains("<table>") && html.contains("<td>1</td>"), "{html}");
    }

    #[test]
    fn nothing_in_a_text_can_run() {
        let html = rendered(
            "<script>alert(1)</script>\n\nx <img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](//evil.example) \
             ![c](data:text/html,x) <a href=\"javascript:x\">d</a>",
        );
        assert!(!html.contains("<script") && !html.contains("<img src=x"), "{html}");
        assert!(
            !html.contains("<a href=\"javascript") && !html.contains("evil.example\"") && !html.contains("\"data:"),
            "{html}"
        );
    }
}
