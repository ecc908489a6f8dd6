//! The brand's own hosts: adding one, the record to set, and where each stands.

use super::layout::{Frame, page};
use crate::{
    account::FormState,
    routes::Route,
    ui::{
        Look, Tone,
        badge::Badge,
        empty::EmptyState,
        time::{exact, plural},
    },
};
use domain::host::{DomainView, DomainsView, HostState};
use leptos::prelude::*;

/// Puts what stands in a field onto the clipboard.
pub fn copy_script() -> &'static str {
    include_str!("copy.js")
}

/// The page.
pub fn domains_page(frame: &Frame, state: &FormState<'_>, view: &DomainsView) -> String {
    page(frame, state, "Your own hosts", &["host"], || {
        let cards = view
            .domains
            .iter()
            .map(|domain| card(domain, &view.platform))
            .collect_view();
        let none = view.domains.is_empty().then(|| {
            let text = "Passports have their address at this platform. With a host of your own, new passports have it at yours, and your brand\u{2019}s identity for machines is your domain.";
            view! { <EmptyState title="No host yet" text /> }
        });
        view! {
            <p class="lead">
                "An address is printed on products and stays for their whole life. Choose a host that your brand will keep, such as passports.example.com."
            </p>
            {none} {cards} {add(state)} {sitemap(view.sitemap)}
            <p><a href=Route::Settings.href()>"Back to the settings"</a></p>
            <script src=Route::CopyScript.href() defer=true></script>
        }
    })
}

fn add(state: &FormState<'_>) -> impl IntoView + use<> {
    let mistake = state.error.and_then(|e| e.at("host")).map(str::to_owned);
    let invalid = mistake.is_some();
    let described = if invalid {
        "host-error host-help"
    } else {
        "host-help"
    };
    view! {
        <form class="form card" method="post" action=Route::Domains.href() aria-labelledby="add" novalidate>
            <h2 id="add">"Add a host"</h2>
            <div class="field" class:invalid=invalid>
                <label for="host">"Host"</label>
                {mistake.map(|text| view! { <p class="mistake" id="host-error">{text}</p> })}
                <input
                    id="host"
                    name="host"
                    type="text"
                    value=state.value("host")
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    required=true
                    aria-invalid=invalid.then_some("true")
                    aria-describedby=described
                />
                <p class="help" id="host-help">
                    "The name alone, without https:// and without a path. A name below your domain is better than the domain itself: your website can stay where it is."
                </p>
            </div>
            <div class="form-actions">
                <button type="submit" class=Look::Primary.class()>"Add the host"</button>
            </div>
        </form>
    }
}

/// Whether search engines are led to the passports.
fn sitemap(wanted: bool) -> impl IntoView + use<> {
    let (tone, word) = if wanted {
        (Tone::Ok, "On")
    } else {
        (Tone::Neutral, "Off")
    };
    let (label, next) = if wanted {
        ("Switch the sitemap off", "off")
    } else {
        ("Switch the sitemap on", "on")
    };
    view! {
        <section class="card" aria-labelledby="sitemap">
            <h2 id="sitemap">"Search engines"</h2>
            <p><Badge tone text=word /></p>
            <p>
                "A sitemap leads search engines to the passports of all your products, at this platform and at your hosts. Batches and items are not in it: they are found from their product. Without it, a passport is found where somebody links to it."
            </p>
            <form method="post" action=Route::Sitemap.href()>
                <input type="hidden" name="wanted" value=next />
                <button type="submit" class=Look::Plain.class()>{label}</button>
            </form>
        </section>
    }
}

fn card(domain: &DomainView, platform: &str) -> impl IntoView + use<> {
    let id = domain.id.to_string();
    let (tone, word) = match domain.state {
        HostState::Waiting => (Tone::Info, "Waits for its record"),
        HostState::Verified => (Tone::Ok, "Verified"),
        HostState::Failing => (Tone::Danger, "Record is missing"),
    };
    let current = domain
        .is_current
        .then(|| view! { " " <Badge tone=Tone::Neutral text="New passports are published here" /> });
    let heading = format!("host-{id}");
    let labelled = heading.clone();
    view! {
        <section class="card" aria-labelledby=labelled>
            <h2 id=heading class="wrap-anywhere">{domain.host.clone()}</h2>
            <p><Badge tone text=word /> {current}</p>
            {facts(domain)}
            {records(domain, platform)}
            <div class="row-actions">
                <form method="post" action=Route::CheckDomain(domain.id).href()>
                    <button type="submit" class=Look::Plain.class() aria-label=format!("Check {} now", domain.host)>"Check now"</button>
                </form>
                {(domain.passports == 0).then(|| view! {
                    <form method="post" action=Route::RemoveDomain(domain.id).href()>
                        <button type="submit" class=Look::Danger.class() aria-label=format!("Remove {}", domain.host)>"Remove"</button>
                    </form>
                })}
            </div>
        </section>
    }
}

fn facts(domain: &DomainView) -> impl IntoView + use<> {
    let passports = match domain.passports {
        0 => "No passport has its address here.".to_owned(),
        1 => "1 passport has its address here, so the host stays.".to_owned(),
        n => format!(
            "{} have their address here, so the host stays.",
            plural(n, "passport")
        ),
    };
    let failing = domain.failing_since.map(|at| {
        let text = format!("The record has been missing since {}. Nothing was switched off: set it again, or make sure that the domain is still yours.", exact(at));
        view! { <p class="mistake">{text}</p> }
    });
    let checked = match (&domain.problem, domain.checked_at) {
        (_, None) => "Not looked at yet. Tessera looks every few minutes for a week.".to_owned(),
        (None, Some(at)) => format!("The record was there on {}.", exact(at)),
        (Some(problem), Some(at)) => format!("{problem} Looked at on {}.", exact(at)),
    };
    let points = match domain.points_here {
        Some(true) => "The host leads here.",
        Some(false) => {
            "The host does not lead to this platform\u{2019}s addresses. That is right only behind a network that passes requests on."
        }
        None => "Whether the host leads here could not be told.",
    };
    let points = domain.checked_at.map(|_| view! { <p>{points}</p> });
    view! { {failing} <p>{passports}</p> <p class="wrap-anywhere">{checked}</p> {points} }
}

/// The records to set, each part with a button that copies it.
fn records(domain: &DomainView, platform: &str) -> impl IntoView + use<> {
    let id = domain.id;
    let proof = [
        ("Name", format!("name-{id}"), domain.record.clone()),
        ("Value", format!("value-{id}"), domain.value.clone()),
    ];
    let way = [
        ("Name", format!("alias-{id}"), domain.host.clone()),
        ("Target", format!("target-{id}"), platform.to_owned()),
    ];
    let open = domain.state != HostState::Verified;
    view! {
        <details open=open>
            <summary>"DNS records to set"</summary>
            <h3>"A TXT record that proves that the host is yours"</h3>
            {proof.map(part).collect_view()}
            <h3>"A CNAME record that leads the host here"</h3>
            {way.map(part).collect_view()}
            <p class="hint">
                "Where your provider allows no CNAME, set A and AAAA records with the addresses of this platform\u{2019}s host. Leave the TXT record in place: it is looked for again and again."
            </p>
        </details>
    }
}

fn part((label, id, value): (&'static str, String, String)) -> impl IntoView + use<> {
    let (labelled, field) = (id.clone(), id.clone());
    view! {
        <div class="field record">
            <label for=labelled>{label}</label>
            <div class="row-actions">
                <input id=field class="code" type="text" readonly=true value=value />
                <button type="button" class=Look::Plain.class() data-copy=id aria-live="polite" hidden=true>"Copy"</button>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::tests::frame;
    use domain::DomainId;

    fn view(state: HostState, passports: u32) -> DomainsView {
        DomainsView {
            platform: "tessera.example".into(),
            domains: vec![DomainView {
                id: "00000000-0000-0000-0000-000000000001"
                    .parse::<DomainId>()
                    .unwrap(),
                host: "id.nordlicht.eu".into(),
                record: "_tessera-challenge.id.nordlicht.eu".into(),
                value: "tessera-domain=abc".into(),
                state,
                failing_since: "2026-11-20T00:00:00Z"
                    .parse()
                    .ok()
                    .filter(|_| state == HostState::Failing),
                checked_at: "2026-11-21T00:00:00Z".parse().ok(),
                problem: Some("<nothing>".into()),
                points_here: Some(false),
                passports,
                is_current: state != HostState::Waiting,
            }],
            sitemap: passports > 0,
        }
    }

    #[test]
    fn the_records_to_set_are_shown_and_a_used_host_cannot_be_removed() {
        let html = domains_page(&frame(), &FormState::default(), &view(HostState::Waiting, 0));
        for part in [
            "_tessera-challenge.id.nordlicht.eu",
            "tessera-domain=abc",
            "value=\"tessera.example\"",
            "&lt;nothing&gt;",
            "/settings/domains/00000000-0000-0000-0000-000000000001/check",
            "aria-label=\"Remove id.nordlicht.eu\"",
            "<details open",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        let html = domains_page(&frame(), &FormState::default(), &view(HostState::Failing, 12));
        assert!(
            html.contains("12 passports have their address here")
                && html.contains("Nothing was switched off")
        );
        assert!(!html.contains("Remove id.nordlicht.eu"), "{html}");
        assert!(
            html.contains("Switch the sitemap off") && html.contains("action=\"/settings/domains/sitemap\"")
        );
    }

    #[test]
    fn the_script_is_small_and_fetches_nothing() {
        let script = copy_script();
        assert!(script.len() < 1500);
        for word in ["http", "import ", "eval", "innerHTML", "fetch"] {
            assert!(!script.contains(word), "{word}");
        }
    }
}
