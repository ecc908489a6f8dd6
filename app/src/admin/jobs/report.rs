//! What a publication did, product by product; failures first.

use crate::{
    routes::Route,
    ui::{Badge, Tone, keyed},
};
use domain::job::{JobView, PublishOutcome, PublishResult};
use leptos::prelude::*;

/// How often each thing happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New versions.
    pub published: usize,
    /// Products that had not changed.
    pub unchanged: usize,
    /// Products that could not be published.
    pub failed: usize,
}

impl Counts {
    /// Counts the report.
    pub fn of(job: &JobView) -> Self {
        let mut counts = Self::default();
        for outcome in &job.report {
            match outcome.result {
                PublishResult::Published { .. } => counts.published += 1,
                PublishResult::Unchanged { .. } => counts.unchanged += 1,
                PublishResult::Failed { .. } => counts.failed += 1,
            }
        }
        counts
    }

    /// `3 published, 1 unchanged, 2 failed`; what did not happen is left out.
    pub fn in_words(self) -> String {
        let parts: Vec<_> = [
            (self.published, "published"),
            (self.unchanged, "unchanged"),
            (self.failed, "failed"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
        if parts.is_empty() {
            "Nothing was published.".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

/// Failures first, then what is new, then what stayed as it was.
fn rank(outcome: &PublishOutcome) -> u8 {
    match outcome.result {
        PublishResult::Failed { .. } => 0,
        PublishResult::Published { .. } => 1,
        PublishResult::Unchanged { .. } => 2,
    }
}

/// The report.
#[component]
pub fn Report(job: RwSignal<JobView>) -> impl IntoView {
    let lines = keyed(
        move || {
            job.with(|j| {
                let mut lines: Vec<_> = j.report.iter().collect();
                lines.sort_by_key(|line| rank(line));
                lines.into_iter().map(|line| line.key.0.clone()).collect()
            })
        },
        move |key| {
            let line = job.with_untracked(|j| j.report.iter().find(|line| line.key.0 == key).cloned());
            line.map(line_view).into_any()
        },
    );
    let any = Memo::new(move |_| job.with(|j| !j.report.is_empty()));
    view! {
        <section class="table-box" aria-label="Report" hidden=move || !any.get()>
            <table class="table">
                <caption class="visually-hidden">"What happened to each product"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Product"</th>
                        <th scope="col">"Result"</th>
                        <th scope="col">"Details"</th>
                    </tr>
                </thead>
                <tbody>
                    {lines}
                </tbody>
            </table>
        </section>
    }
    .into_any()
}

fn line_view(outcome: PublishOutcome) -> impl IntoView {
    let (tone, text, details) = match outcome.result {
        PublishResult::Published {
            passport,
            version,
            warnings,
        } => {
            let warnings = warnings
                .into_iter()
                .map(|w| view! { <p class="muted">{w}</p> }.into_any())
                .collect_view();
            let link = view! {
                <a href=Route::Passport(passport).href()>{format!("Version {version}")}</a>
                {warnings}
            }
            .into_any();
            (Tone::Ok, "Published", link.into_any())
        }
        PublishResult::Unchanged { passport, version } => {
            let link = view! {
                <a href=Route::Passport(passport).href()>{format!("Version {version} still says it all")}</a>
            }
            .into_any();
            (Tone::Neutral, "Unchanged", link.into_any())
        }
        PublishResult::Failed { why } => (Tone::Danger, "Failed", why.into_any()),
    };
    view! {
        <tr>
            <th scope="row">{outcome.label}</th>
            <td>
                <Badge tone text />
            </td>
            <td>{details}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_leave_out_what_did_not_happen() {
        let counts = Counts {
            published: 3,
            unchanged: 0,
            failed: 1,
        };
        assert_eq!(counts.in_words(), "3 published, 1 failed");
        assert_eq!(Counts::default().in_words(), "Nothing was published.");
    }
}
