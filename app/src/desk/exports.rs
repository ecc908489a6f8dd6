//! A file that is being made: how far it is, what was left out, and the way to it.

use super::layout::{Frame, page};
use crate::{
    account::FormState,
    routes::Route,
    ui::{
        Look, Tone,
        badge::Badge,
        time::{duration, exact},
    },
};
use chrono::{DateTime, Utc};
use domain::{export::ExportView, job::JobState};
use leptos::prelude::*;

/// The script that keeps parts of these pages up to date. They work without it.
pub fn live_script() -> &'static str {
    include_str!("live.js")
}

/// The tag that loads it, and the place where it says what changed.
pub(super) fn live() -> impl IntoView {
    view! {
        <p class="visually-hidden" role="status" id="live-voice"></p>
        <script type="module" src=Route::LiveScript.href()></script>
    }
}

/// The page of a file. `back` leads to where such files are asked for.
pub fn export_page(
    frame: &Frame,
    state: &FormState<'_>,
    view: &ExportView,
    back: (Route, &'static str),
    now: DateTime<Utc>,
) -> String {
    page(frame, state, &view.name, &[], || {
        view! {
            {part(view, now)}
            {notes(view)}
            <p><a href=back.0.href()>{back.1}</a></p>
            {live()}
        }
    })
}

/// What changes while the file is made.
fn part(view: &ExportView, now: DateTime<Utc>) -> impl IntoView + use<> {
    let (tone, words) = export_state(view.state);
    let open = !view.state.is_over();
    let known = view.total > 0;
    let trouble = view
        .trouble
        .clone()
        .map(|why| view! { <p class="mistake">{why}</p> });
    view! {
        <section
            class="card"
            id="export"
            aria-label="Progress"
            data-live=open.then_some("1000")
            data-say=words
        >
            <p><Badge tone text=words /></p>
            {open.then(|| view! {
                <progress
                    aria-label="Parts that are made"
                    max=view.total.max(1)
                    value=known.then_some(view.done)
                ></progress>
            })}
            <p>{line(view, now)}</p>
            {trouble}
            {open.then(|| stop(view))}
            {(view.state == JobState::Done).then(|| fetch(view))}
        </section>
    }
}

fn stop(view: &ExportView) -> impl IntoView + use<> {
    view! {
        <p class="hint">"The work goes on when you leave this page."</p>
        <noscript>
            <p><a href=Route::Export(view.id).href()>"Look again"</a></p>
        </noscript>
        <form method="post" action=Route::CancelExport(view.id).href()>
            <button type="submit" id="stop" class=Look::Plain.class()>"Stop"</button>
        </form>
    }
}

fn fetch(view: &ExportView) -> impl IntoView + use<> {
    view! {
        <p>
            <a class=Look::Primary.class() id="fetch" href=Route::ExportFile(view.id).href() download=view.name.clone()>
                {format!("Download {} ({})", view.name, bytes(view.size))}
            </a>
        </p>
        <p class="hint">{format!("It can be downloaded until {}.", exact(view.expires_at))}</p>
    }
}

/// What was left out and why.
fn notes(view: &ExportView) -> Option<impl IntoView + use<>> {
    let lines = view
        .notes
        .iter()
        .map(|n| view! { <li>{n.clone()}</li> })
        .collect_view();
    (!view.notes.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="notes">
                <h2 id="notes">"Remarks"</h2>
                <ul>{lines}</ul>
            </section>
        }
    })
}

/// Where a file stands.
pub(super) fn export_state(state: JobState) -> (Tone, &'static str) {
    match state {
        JobState::Queued => (Tone::Info, "Waiting to start"),
        JobState::Running => (Tone::Info, "Being made"),
        JobState::Done => (Tone::Ok, "Ready"),
        JobState::Cancelled => (Tone::Warn, "Stopped"),
        JobState::Failed => (Tone::Danger, "Not made"),
    }
}

/// `100 of 400, about 15 s left`.
pub(super) fn line(view: &ExportView, now: DateTime<Utc>) -> String {
    let counts = format!("{} of {}", grouped(view.done), grouped(view.total));
    match view.state {
        JobState::Done => format!("{} made.", grouped(view.done)),
        JobState::Running if view.total > 0 => match view.time_left(now) {
            Some(left) => format!("{counts}, about {} left", duration(left.num_seconds())),
            None => counts,
        },
        JobState::Queued | JobState::Running => "It starts in a moment.".to_owned(),
        JobState::Cancelled | JobState::Failed => format!("It ended after {counts}."),
    }
}

/// `10,000`.
pub(super) fn grouped(n: impl Into<u64>) -> String {
    let digits = n.into().to_string();
    let mut out = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `512 bytes`, `12 kB`, `3.4 MB`.
pub(super) fn bytes(size: u64) -> String {
    match size {
        0..1_000 => format!("{size} bytes"),
        1_000..1_000_000 => format!("{} kB", size.div_ceil(1000)),
        _ => format!("{}.{} MB", size / 1_000_000, size % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::frame, *};
    use domain::ExportId;

    fn view(state: JobState) -> ExportView {
        let began = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        ExportView {
            id: "00000000-0000-0000-0000-000000000007"
                .parse::<ExportId>()
                .unwrap(),
            kind: "labels".into(),
            state,
            done: 2_500,
            total: 10_000,
            notes: vec!["<One> was left out.".into()],
            trouble: None,
            name: "labels.pdf".into(),
            mime: "application/pdf".into(),
            size: 3_456_789,
            created_at: began,
            started_at: Some(began),
            finished_at: None,
            expires_at: began,
        }
    }

    fn shown(state: JobState) -> String {
        let back = (Route::Overview, "Back");
        let now = DateTime::from_timestamp(1_790_000_005, 0).unwrap();
        export_page(&frame(), &FormState::default(), &view(state), back, now)
    }

    #[test]
    fn a_file_under_way_shows_its_progress_and_can_be_stopped() {
        let html = shown(JobState::Running);
        for part in [
            "data-live=\"1000\"",
            "2,500 of 10,000, about 15 s left",
            "max=\"10000\" value=\"2500\"",
            "/exports/00000000-0000-0000-0000-000000000007/cancel",
            "&lt;One&gt; was left out.",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("/file\""));
    }

    #[test]
    fn a_ready_file_is_downloaded_and_followed_no_longer() {
        let html = shown(JobState::Done);
        assert!(
            html.contains("Download labels.pdf (3.4 MB)")
                && html.contains("10,000") == html.contains("2,500 of")
        );
        assert!(!html.contains("data-live=") && !html.contains("/cancel"));
    }
}
