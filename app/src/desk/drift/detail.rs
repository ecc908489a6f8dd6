//! One passport beside the PIM: each value that differs, published and now.

use super::{
    super::layout::{Frame, page},
    badge,
    values::side_by_side,
};
use crate::{
    account::FormState,
    admin::named,
    routes::Route,
    ui::{
        Look,
        empty::EmptyState,
        time::{exact, plural},
    },
};
use domain::{
    Permission,
    drift::{Difference, DriftState, DriftView, Subject},
};
use leptos::prelude::*;

/// The page of one passport.
pub fn passport_drift_page(frame: &Frame, state: &FormState<'_>, view: &DriftView) -> String {
    let name = named(&view.row.name, &view.row.product_identifier);
    let publishes = frame.role.is_some_and(|role| role.may(Permission::Publish));
    page(frame, state, &format!("Drift of {name}"), &[], || {
        view! {
            <p>
                <a href=Route::Drift.href()>"All drifted passports"</a> " \u{b7} "
                <a href=Route::Passport(view.row.id).href()>"This passport"</a>
            </p>
            {facts(view)}
            {remarks(view)}
            {differences(view)}
            {(publishes && view.state == DriftState::Changed).then(|| again(view))}
        }
    })
}

fn facts(view: &DriftView) -> impl IntoView + use<> {
    let (class, words) = badge(view.state);
    let read = match view.read_at {
        Some(at) => exact(at),
        None => "Could not be read now".to_owned(),
    };
    view! {
        <dl class="facts">
            <dt>"Product"</dt>
            <dd class="wrap-anywhere">{view.row.product_identifier.clone()}</dd>
            <dt>"Template"</dt>
            <dd>
                <a href=Route::Template(view.row.template).href()>{view.row.template_name.clone()}</a>
            </dd>
            <dt>"State"</dt>
            <dd><span class=class>{words}</span></dd>
            <dt>"Published"</dt>
            <dd>{format!("Version {}, {}", view.row.version, exact(view.row.published_at))}</dd>
            <dt>"Read from the PIM"</dt>
            <dd>{read}</dd>
        </dl>
    }
}

fn remarks(view: &DriftView) -> Option<impl IntoView + use<>> {
    let (class, text) = if let Some(trouble) = &view.trouble {
        let known = match &view.last_known {
            Some(mark) if !mark.attributes.is_empty() => format!(
                " When it was last read, on {}, these attributes differed: {}.",
                exact(mark.checked_at),
                mark.attributes.join(", ")
            ),
            Some(mark) => format!(" It was last read on {}.", exact(mark.checked_at)),
            None => String::new(),
        };
        ("notice tone-danger", format!("{trouble}{known}"))
    } else {
        match view.state {
            DriftState::Gone => (
                "notice tone-danger",
                "The PIM no longer has this product, or does not show it to the connection. The passport stays as it was \
                 published; whoever scans it still reads it."
                    .to_owned(),
            ),
            DriftState::Moved => (
                "notice tone-danger",
                "The product belongs to another family now than the template describes, so it cannot be published again \
                 under this template."
                    .to_owned(),
            ),
            DriftState::Changed if view.design_changed => (
                "notice tone-info",
                "The template was changed after this publication, so some of the differences come from there.".to_owned(),
            ),
            _ => return None,
        }
    };
    Some(view! { <p class=class role="note">{text}</p> })
}

fn differences(view: &DriftView) -> Option<AnyView> {
    if view.trouble.is_some() || matches!(view.state, DriftState::Gone | DriftState::Moved) {
        return None;
    }
    let Some(read_at) = view.read_at.filter(|_| !view.differences.is_empty()) else {
        let text = "Publishing it again would make no new version.";
        return Some(
            view! { <EmptyState title="This passport says what the PIM says" text=text /> }.into_any(),
        );
    };
    let count = plural(i64::try_from(view.differences.len()).unwrap_or(i64::MAX), "value");
    let rows = view
        .differences
        .iter()
        .map(|d| row(d, exact(read_at)))
        .collect_view();
    Some(
        view! {
            <section aria-labelledby="differences">
                <h2 id="differences">{format!("{count} would change")}</h2>
                <div class="table-box">
                    <table class="table stack drift-table">
                        <caption class="visually-hidden">"Published values beside those of the PIM"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Value"</th>
                                <th scope="col">"Published"</th>
                                <th scope="col">"In the PIM"</th>
                                <th scope="col">"Language"</th>
                                <th scope="col">"Channel"</th>
                                <th scope="col">"Read"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any(),
    )
}

fn row(difference: &Difference, read: String) -> impl IntoView + use<> {
    let (old, new) = if difference.subject == Subject::Layout {
        let text = "The order or the titles of the sections, or what stands at a glance.";
        (
            view! { {text} }.into_any(),
            view! { "Changed in the template" }.into_any(),
        )
    } else {
        side_by_side(difference.old.as_ref(), difference.new.as_ref())
    };
    let language = difference
        .locale
        .as_ref()
        .map_or_else(|| "All".to_owned(), |l| l.as_str().to_owned());
    let channel = difference.channel.clone().unwrap_or_else(|| "All".to_owned());
    let code = (!difference.attribute.is_empty()).then(|| {
        view! { <span class="drift-identifier code">{difference.attribute.clone()}</span> }
    });
    view! {
        <tr>
            <th scope="row" class="wrap-anywhere">{title(difference)} {code}</th>
            <td data-label="Published" class="wrap-anywhere">{old}</td>
            <td data-label="In the PIM" class="wrap-anywhere">{new}</td>
            <td data-label="Language">{language}</td>
            <td data-label="Channel">{channel}</td>
            <td data-label="Read">{read}</td>
        </tr>
    }
}

fn title(difference: &Difference) -> String {
    let field = || named(&difference.label, &difference.attribute);
    match difference.subject {
        Subject::Name => "Product name".to_owned(),
        Subject::Description => "Description".to_owned(),
        Subject::Image => "Main picture".to_owned(),
        Subject::Gtin => "GTIN".to_owned(),
        Subject::Identifier => "Product identifier".to_owned(),
        Subject::Brand => "Brand name".to_owned(),
        Subject::Languages => "Languages".to_owned(),
        Subject::Field => field(),
        Subject::FieldName => format!("Name of the field \u{201c}{}\u{201d}", field()),
        Subject::Readers => format!("Readers of \u{201c}{}\u{201d}", field()),
        Subject::Layout => "Layout of the page".to_owned(),
    }
}

fn again(view: &DriftView) -> impl IntoView + use<> {
    view! {
        <form method="post" action=Route::Drift.href()>
            <input type="hidden" name="passport" value=view.row.id.to_string() />
            <button type="submit" name="what" value="chosen" class=Look::Primary.class()>
                "Publish this passport again"
            </button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::{super::super::tests::frame, *};
    use domain::{Locale, drift::DriftMark, passport::PassportRow, record::Value};

    fn view(state: DriftState) -> DriftView {
        let at = chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let text = |text: &str| Some(Value::Text { text: text.into() });
        DriftView {
            row: PassportRow {
                host: None,
                id: "00000000-0000-0000-0000-000000000007".parse().unwrap(),
                name: [(Locale::parse("en_US").unwrap(), "Chair".to_owned())].into(),
                product_identifier: "CH-1".into(),
                template: "00000000-0000-0000-0000-000000000004".parse().unwrap(),
                template_name: "Chairs".into(),
                path: "/p/x".into(),
                version: 3,
                published_at: at,
                withdrawn: false,
            },
            state,
            differences: vec![Difference {
                subject: Subject::Field,
                attribute: "care".into(),
                label: [(Locale::parse("en_US").unwrap(), "Care".to_owned())].into(),
                channel: Some("ecommerce".into()),
                locale: Locale::parse("de_DE"),
                old: text("Bei 30 Grad"),
                new: text("Bei <40> Grad"),
            }],
            design_changed: false,
            read_at: Some(at),
            trouble: None,
            last_known: Some(DriftMark {
                state,
                fields: 1,
                attributes: vec!["care".into()],
                design_changed: false,
                checked_at: at,
            }),
        }
    }

    #[test]
    fn each_difference_names_attribute_channel_language_and_time() {
        let html = passport_drift_page(&frame(), &FormState::default(), &view(DriftState::Changed));
        for part in [
            "<del>30 </del>",
            "<ins>&lt;40&gt; </ins>",
            "Care",
            "care",
            "ecommerce",
            "de_DE",
            "1 value would change",
            "Publish this passport again",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("<script") && !html.contains("style="));
    }

    #[test]
    fn what_cannot_be_compared_says_why() {
        let gone = passport_drift_page(&frame(), &FormState::default(), &view(DriftState::Gone));
        assert!(gone.contains("no longer has this product") && !gone.contains("<del>"));
        assert!(!gone.contains("Publish this passport again"));
        let mut down = view(DriftState::Changed);
        (down.trouble, down.read_at) = (Some("Akeneo is not available.".into()), None);
        let html = passport_drift_page(&frame(), &FormState::default(), &down);
        assert!(html.contains("these attributes differed: care"), "{html}");
        let mut same = view(DriftState::Same);
        same.differences.clear();
        let html = passport_drift_page(&frame(), &FormState::default(), &same);
        assert!(html.contains("This passport says what the PIM says"));
    }
}
