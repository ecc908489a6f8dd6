//! Insight: how often passports are scanned, when, where and with what.

mod chart;
mod filters;
mod tables;
#[cfg(test)]
mod tests;
mod words;

pub use words::{insight_address, named_row};

use super::{
    exports::grouped,
    layout::{Frame, page},
};
use crate::{
    account::FormState,
    admin::named,
    routes::{LegalPage, Route},
    ui::{Look, empty::EmptyState, time::plural},
};
use domain::{
    TemplateId,
    insight::{Earlier, Insight, InsightQuery, Scope, change, groups::LEAST},
};
use leptos::prelude::*;
use words::{days, per_day};

/// The page. Where what was typed cannot be understood there is nothing to show but the form; `templates` are those to choose from.
pub fn insight_page(
    frame: &Frame,
    state: &FormState<'_>,
    query: &InsightQuery,
    templates: &[(TemplateId, String)],
    insight: Option<&Insight>,
) -> String {
    let fields = ["from", "to", "days", "template", "passport"];
    page(frame, state, "Insight", &fields, || {
        let is_new = insight.is_some_and(|insight| insight.is_new);
        view! {
            <div class="insight">
                <p class="lead">"How often your passports are scanned. Nobody is tracked: only sums are kept."</p>
                {(!is_new).then(|| filters::filters(state, query, templates, insight))}
                {insight.map(|insight| if is_new { nothing_yet().into_any() } else { shown(query, insight).into_any() })}
                {what_counts(insight)}
            </div>
        }
    })
}

fn nothing_yet() -> impl IntoView {
    view! {
        <EmptyState
            title="No scans yet"
            text="A scan is somebody opening a passport’s page: with a phone’s camera on the label, by the link behind it, or from your shop. Print labels or put the links where your customers are; the first scan shows here within seconds."
        >
            <a class=Look::Primary.class() href=Route::Labels.href()>"Make labels"</a>
            <a class=Look::Plain.class() href=Route::Passports.href()>"Open a passport"</a>
        </EmptyState>
    }
}

fn shown(query: &InsightQuery, insight: &Insight) -> impl IntoView + use<> {
    view! {
        {notes(insight)}
        {headline(insight)}
        {chart::over_time(query, insight)}
        {tables::tables(query, insight)}
    }
}

/// What a reader has to know of the numbers below.
fn notes(insight: &Insight) -> impl IntoView + use<> {
    let period = &insight.period;
    let cut = period.is_cut.then(|| {
        format!(
            "Scans are kept for {} days, so this begins on {}.",
            period.kept,
            words::day(period.oldest)
        )
    });
    let about = insight.about.as_ref().map(|(code, labels)| {
        let name = named(labels, code);
        match insight.scope {
            Scope::Passport(_) if name != *code => {
                format!("Only the passport of {name} ({code}) counts here.")
            }
            Scope::Passport(_) => format!("Only the passport of {name} counts here."),
            _ => format!("Only passports of {name} count here."),
        }
    });
    let partly = (insight.scope != Scope::Brand).then_some(
        " Countries, devices, languages and referrers are counted for the brand as a whole: no combination of them with a passport is kept.",
    );
    let about = about.map(|text| {
        view! { <p class="notice tone-info">{text} {partly} " " <a href=insight_address(&Route::Insight, &words::of_brand(period.range))>"Count all passports"</a></p> }
    });
    let cut = cut.map(|text| view! { <p class="notice tone-info">{text}</p> });
    (cut, about)
}

fn headline(insight: &Insight) -> impl IntoView + use<> {
    let scans = insight.scans.map_or_else(|| words::FEW.to_owned(), grouped);
    let length = insight.period.range.days();
    let compared = match insight.before {
        Some(before) => versus(insight.scans, before),
        None => format!(
            "There are no scans of the days before to compare with: they are kept for {} days.",
            insight.period.kept
        ),
    };
    let rate = insight
        .scans
        .map_or_else(|| "\u{2013}".to_owned(), |scans| per_day(scans, length));
    let tile = |count: String, label: &'static str, more: String| {
        view! {
            <li class="tile">
                <span class="tile-count">{count}</span>
                <span>{label}</span>
                <span class="tile-label">{more}</span>
            </li>
        }
    };
    let range = days(insight.period.range);
    let today = (insight.period.range.last == insight.period.today).then_some(" Today is not over.");
    view! {
        <section aria-labelledby="sum">
            <h2 id="sum">{range}</h2>
            <p class="help">{format!("{} in UTC.", plural(length, "day"))} {today}</p>
            <ul class="tiles">
                {tile(scans, "Scans", compared)}
                {tile(rate, "Scans per day", "On average.".to_owned())}
                {tile(grouped(insight.bots), "Opened by programs", "Search engines and the like. They are no scans.".to_owned())}
            </ul>
        </section>
    }
}

/// `12 % more than in the 7 days before (100).`
fn versus(scans: Option<u64>, before: Earlier) -> String {
    let then = match before.range.days() {
        1 => "the day before".to_owned(),
        days => format!("the {days} days before"),
    };
    match (scans, before.scans) {
        (None, None) => "Too few to tell them by themselves.".to_owned(),
        (_, None) => format!("In {then} there were too few to tell."),
        (None, Some(before)) => format!("Too few to tell. There were {} in {then}.", grouped(before)),
        (Some(0), Some(0)) => format!("None in {then} either."),
        (Some(now), Some(before)) => {
            let change = change(now, before).words_before();
            match before {
                0 => format!("There were none in {then}."),
                _ => format!("{change} in {then} ({}).", grouped(before)),
            }
        }
    }
}

fn what_counts(insight: Option<&Insight>) -> impl IntoView + use<> {
    let kept = insight.map(|insight| {
        view! { <li>{format!("Your brand’s scans are kept for {} days.", insight.period.kept)}</li> }
    });
    view! {
        <details class="card">
            <summary>"What is counted, and what is not"</summary>
            <ul class="bullets">
                <li>"A scan is one opening of a passport’s page by a browser. Whoever opens it twice counts twice: Tessera knows no visitors, so it cannot tell."</li>
                <li>"No address, no cookie and no number of a device is kept. Of a scan Tessera keeps the passport, the time, the country, the kind of device, the language and the site that led there."</li>
                <li>"Whoever asks not to be tracked (Global Privacy Control or Do Not Track) is in the sum of all scans and in nothing else; the tables tell how many those are."</li>
                <li>"Search engines and other programs are counted apart. Earlier versions, data formats and your own previews do not count."</li>
                <li>{format!("Groups with fewer than {LEAST} scans are not shown by themselves. They are summed up as \u{201c}{}\u{201d}; where one of them would follow from the others, the next smallest is hidden with it.", words::OTHER)}</li>
                <li>"Days begin at midnight UTC."</li>
                {kept}
            </ul>
            <p><a href=Route::Legal(LegalPage::Privacy).href()>"What becomes of data"</a></p>
        </details>
    }
}
