//! The progress and the report of a publication.

mod report;

use crate::{
    AppError,
    admin::{
        address::{id_param, parse_id, query_param, use_go},
        session::use_session,
        words,
    },
    api,
    routes::Route,
    ui::{
        Badge, ErrorSummary, Loader, Look, PageHeader, Trouble, When, browser, notice::failed, pending,
        summary::act, time::duration,
    },
};
use domain::{
    JobId, Kind, Permission,
    job::{JobState, JobView},
};
use leptos::{prelude::*, task::spawn_local};
use report::Report;
use std::time::Duration;

const POLL: Duration = Duration::from_secs(1);

/// The page of a publication.
#[component]
pub fn JobPage() -> impl IntoView {
    let session = use_session();
    let (id, page) = (id_param(), query_param("page"));
    let loaded = Loader::new(
        move || format!("{} {}", id(), page.get()),
        |place| async move {
            let (id, page) = place.split_once(' ').unwrap_or_default();
            api::passports::get_job(parse_id(id, Kind::Job)?, page.parse().unwrap_or(1)).await
        },
    );
    let body = move || async move {
        match (session.me().await, loaded.await) {
            (Ok(me), Ok(job)) => {
                view! { <Followed first=job publishes=me.role.may(Permission::Publish) /> }.into_any()
            }
            (Err(error), _) | (_, Err(error)) => failed(&error, Callback::new(move |()| loaded.refetch())),
        }
    };
    view! {
        <PageHeader title="Publication" />
        {pending(4, body)}
    }
    .into_any()
}

/// A job that is asked for again and again until it is over.
#[component]
fn Followed(first: JobView, publishes: bool) -> impl IntoView {
    let id = first.id;
    let job = RwSignal::new(first);
    let asked_at = RwSignal::new(None::<i64>);
    let lost = RwSignal::new(None::<AppError>);
    follow(id, job, asked_at, lost);
    let state = move || {
        let (tone, text) = words::job_state(job.with(|j| j.state));
        view! { <Badge tone text /> }.into_any()
    };
    let line = move || job.with(|j| progress_line(j, asked_at.get()));
    view! {
        <section class="card" aria-label="Progress">
            <div class="job-head">{state} <When at=job.get_untracked().created_at /></div>
            <progress
                class="progress"
                aria-label="Products dealt with"
                max=move || job.with(|j| j.total.max(1))
                value=move || job.with(|j| (!j.walking || j.state.is_over()).then_some(j.done))
            ></progress>
            <p aria-live="polite">{line}</p>
            {move || job.with(|j| j.trouble.clone()).map(|why| view! { <p>{why}</p> }.into_any())}
            {move || {
                lost.get()
                    .map(|e| view! { <p class="muted">{e.to_string()} " The publication goes on meanwhile."</p> }.into_any())
            }}
            {publishes.then(|| view! { <Steering id job /> }.into_any())}
        </section>
        <Report job />
    }.into_any()
}

/// Polls while the job runs and the page is open.
fn follow(
    id: JobId,
    job: RwSignal<JobView>,
    asked_at: RwSignal<Option<i64>>,
    lost: RwSignal<Option<AppError>>,
) {
    let waiting = StoredValue::new(false);
    let page = job.with_untracked(|j| j.page);
    let ask = move || {
        let over = job.try_with_untracked(|j| j.state.is_over()).unwrap_or(true);
        if over || waiting.try_get_value() != Some(false) {
            return;
        }
        waiting.set_value(true);
        spawn_local(async move {
            let answer = api::passports::get_job(id, page).await;
            // The page may have been left while the answer was on the way.
            _ = waiting.try_set_value(false);
            match answer {
                Ok(view) => {
                    _ = lost.try_set(None);
                    _ = asked_at.try_set(Some(browser::now_ms()));
                    _ = job.try_set(view);
                }
                Err(error) => _ = lost.try_set(Some(error)),
            }
        });
    };
    Effect::new(move |_| {
        if let Ok(handle) = set_interval_with_handle(ask, POLL) {
            on_cleanup(move || handle.clear());
        }
    });
}

/// `12 of 40 products, about 30 s left`.
fn progress_line(job: &JobView, now_ms: Option<i64>) -> String {
    if job.state.is_over() {
        return job.counts.in_words();
    }
    if job.walking {
        return format!("{} products so far; more are being read from the PIM", job.done);
    }
    let counted = format!("{} of {} products", job.done, job.total);
    match time_left_s(job, now_ms) {
        Some(left) => format!("{counted}, about {} left", duration(left)),
        None => counted,
    }
}

/// The time left at the speed so far, in seconds.
fn time_left_s(job: &JobView, now_ms: Option<i64>) -> Option<i64> {
    let (done, total) = (i64::from(job.done), i64::from(job.total));
    let spent = now_ms? - job.created_at.timestamp_millis();
    (done > 0 && spent > 0).then(|| spent * (total - done) / done / 1000)
}

/// Cancel while it runs; publish the failed ones again afterwards.
#[component]
fn Steering(id: JobId, job: RwSignal<JobView>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let trouble = Trouble::new();
    let go = use_go();
    let cancel = move |_| {
        act(busy, trouble, api::passports::cancel_job(id), move |view| {
            job.set(view);
        });
    };
    let retry = move |_| {
        act(busy, trouble, api::passports::retry_job(id), move |accepted| {
            go.run(Route::Job(accepted.job));
        });
    };
    let over = Memo::new(move |_| job.with(|j| j.state.is_over()));
    let repeats = Memo::new(move |_| job.with(JobView::can_repeat));
    let rest = move || {
        if job.with(|j| j.state == JobState::Failed) {
            "Publish the rest"
        } else {
            "Publish the failed ones again"
        }
    };
    let waiting = move || busy.get().then_some("true");
    view! {
        <ErrorSummary trouble />
        <div class="form-actions">
            {move || {
                if !over.get() {
                    view! {
                        <button type="button" class=Look::Plain.class() on:click=cancel aria-disabled=waiting>
                            "Cancel"
                        </button>
                        <p class="muted">"You can leave this page; it goes on. What is published stays published."</p>
                    }
                        .into_any()
                } else if repeats.get() {
                    view! {
                        <button type="button" class=Look::Primary.class() on:click=retry aria-disabled=waiting>
                            {rest}
                        </button>
                    }
                        .into_any()
                } else {
                    view! {
                        <a class=Look::Plain.class() href=Route::Passports.href()>
                            "Go to the passports"
                        </a>
                    }
                        .into_any()
                }
            }}
        </div>
    }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::time::from_ms;
    use domain::job::Counts;

    fn job(done: u32, total: u32, state: JobState) -> JobView {
        JobView {
            id: "00000000-0000-0000-0000-000000000000".parse().unwrap(),
            state,
            counts: Counts {
                published: done,
                ..Counts::default()
            },
            done,
            total,
            walking: false,
            trouble: None,
            report: Vec::new(),
            page: 1,
            pages: 1,
            created_at: from_ms(1_000_000).unwrap(),
            finished_at: None,
        }
    }

    #[test]
    fn the_time_left_follows_from_the_speed_so_far() {
        let running = job(10, 40, JobState::Running);
        assert_eq!(
            progress_line(&running, Some(1_010_000)),
            "10 of 40 products, about 30 s left"
        );
        assert_eq!(progress_line(&running, None), "10 of 40 products");
        assert_eq!(
            progress_line(&job(0, 40, JobState::Queued), Some(1_010_000)),
            "0 of 40 products"
        );
        let mut walking = running;
        walking.walking = true;
        assert_eq!(
            progress_line(&walking, Some(1_010_000)),
            "10 products so far; more are being read from the PIM"
        );
        assert_eq!(progress_line(&job(40, 40, JobState::Done), None), "40 published");
    }
}
