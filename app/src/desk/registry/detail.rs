//! One passport: what the registry would object to, its proofs, and a form for a new one.

use super::{
    super::layout::{Frame, page},
    standing,
};
use crate::{
    account::FormState,
    admin::named,
    routes::Route,
    ui::{
        Look, Tone,
        badge::Badge,
        time::{day, exact},
    },
};
use domain::{
    PassportId, Permission,
    registry::{Facts, Finding, PROOF_DAYS, Proof, RegistryDetail, RegistryRow, Severity},
};
use leptos::prelude::*;

/// The fields of the form.
const FIELDS: [&str; 5] = ["registration", "issued", "expires", "hash", "file"];

/// The page.
pub fn registry_passport_page(frame: &Frame, state: &FormState<'_>, detail: &RegistryDetail) -> String {
    let row = &detail.row;
    let stores = row.version > 0 && frame.role.is_some_and(|role| role.may(Permission::Publish));
    let title = format!("{} in the EU registry", named(&row.name, &row.product_identifier));
    page(frame, state, &title, &FIELDS, || {
        view! {
            <nav class="trail" aria-label="Pages above">
                <ol>
                    <li><a href=Route::Registry.href()>"EU registry"</a></li>
                    <li><a href=Route::Passport(row.passport).href()>"Passport"</a></li>
                </ol>
            </nav>
            <p>{standing(&row.standing)}</p>
            {findings(&row.findings)}
            {row.facts.as_ref().map(|facts| told(facts, row))}
            {proofs(detail, stores)}
            {stores.then(|| form(state, row.passport))}
        }
    })
}

fn findings(findings: &[Finding]) -> AnyView {
    let intro = "What can be checked without asking the registry. It checks more, and what it says counts.";
    if findings.is_empty() {
        return view! {
            <section class="card" aria-labelledby="check">
                <h2 id="check">"Check"</h2>
                <p>"Nothing found that the registry would object to. " {intro}</p>
            </section>
        }
        .into_any();
    }
    let items = findings.iter().map(finding).collect_view();
    view! {
        <section class="card" aria-labelledby="check">
            <h2 id="check">"Check"</h2>
            <p class="hint">{intro}</p>
            <ul class="findings">{items}</ul>
        </section>
    }
    .into_any()
}

fn finding(finding: &Finding) -> impl IntoView + use<> {
    let (tone, word) = match finding.severity {
        Severity::Error => (Tone::Danger, "To correct"),
        Severity::Advice => (Tone::Info, "To look at"),
    };
    view! {
        <li>
            <p><Badge tone text=word /> " " <strong>{finding.rule.field()}</strong></p>
            <p class="wrap-anywhere">{finding.message.clone()} " " {finding.remedy}</p>
            <p class="hint">{finding.rule.source()}</p>
        </li>
    }
}

/// What a file for the registry says of the passport.
fn told(facts: &Facts, row: &RegistryRow) -> impl IntoView + use<> {
    let list = |values: &[String]| {
        if values.is_empty() {
            "\u{2013}".to_owned()
        } else {
            values.join(", ")
        }
    };
    let line = |label: &'static str, value: String| {
        view! { <dt>{label}</dt> <dd class="wrap-anywhere">{value}</dd> }
    };
    let above = |link: &Option<String>| link.clone().unwrap_or_else(|| "\u{2013}".to_owned());
    view! {
        <section class="card" aria-labelledby="told">
            <h2 id="told">"What a file says of it"</h2>
            <dl class="facts">
                {line("Unique product identifier", facts.identifier.clone())}
                {line("Model", above(&facts.model))}
                {line("Batch", above(&facts.batch))}
                {line("Commodity codes", list(&facts.commodity_codes))}
                {line("Operators", list(&facts.operators))}
                {line("Facilities", list(&facts.facilities))}
                {line("Back-up copies", list(&facts.back_up))}
                {line("Version", facts.version.to_string())}
                {line("Hash of the version (SHA-256)", row.hash.clone())}
            </dl>
        </section>
    }
}

fn proofs(detail: &RegistryDetail, removes: bool) -> impl IntoView + use<> {
    let passport = detail.row.passport;
    let body = if detail.proofs.is_empty() {
        view! { <p>"None is stored yet."</p> }.into_any()
    } else {
        let rows = detail
            .proofs
            .iter()
            .map(|proof| one(passport, proof, removes))
            .collect_view();
        view! {
            <div class="table-box">
                <table class="table stack">
                    <caption class="visually-hidden">"Proofs, the latest first"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Registration"</th>
                            <th scope="col">"From"</th>
                            <th scope="col">"Until"</th>
                            <th scope="col">"Version"</th>
                            <th scope="col">"Document"</th>
                            {removes.then(|| view! { <td></td> })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="proofs">
            <h2 id="proofs">"Proofs of registration"</h2>
            {body}
        </section>
    }
}

fn one(passport: PassportId, proof: &Proof, removes: bool) -> impl IntoView + use<> {
    let (tone, word) = match (&proof.hash, proof.hash_matches) {
        (None, _) => (Tone::Neutral, "no hash given"),
        (Some(_), true) => (Tone::Ok, "same hash"),
        (Some(_), false) => (Tone::Warn, "no version of yours has this hash"),
    };
    let remove = removes.then(|| {
        let label = format!("Remove the proof {}", proof.registration);
        view! {
            <td>
                <form method="post" action=Route::RemoveProof(passport, proof.id).href()>
                    <button type="submit" class=Look::Quiet.class() aria-label=label>"Remove"</button>
                </form>
            </td>
        }
    });
    let stored = format!(
        "{}, stored by {} on {}",
        size(proof.size),
        proof.stored_by,
        exact(proof.stored_at)
    );
    let current = proof
        .is_current
        .then(|| view! { " " <Badge tone=Tone::Info text="Counts" /> });
    view! {
        <tr>
            <th scope="row" class="wrap-anywhere">{proof.registration.clone()} {current}</th>
            <td data-label="From">{day(proof.issued_at)}</td>
            <td data-label="Until">{day(proof.expires_at)}</td>
            <td data-label="Version">{proof.version} " " <Badge tone text=word /></td>
            <td data-label="Document" class="wrap-anywhere">
                <a href=Route::Proof(passport, proof.id).href()>{proof.file_name.clone()}</a>
                <span class="drift-identifier">{stored}</span>
            </td>
            {remove}
        </tr>
    }
}

fn size(bytes: u64) -> String {
    format!("{} kB", bytes.div_ceil(1000))
}

fn form(state: &FormState<'_>, passport: PassportId) -> impl IntoView + use<> {
    let expires = format!(
        "Leave it empty for {PROOF_DAYS} days after the first day: so long does the registry hand a proof out (Regulation (EU) 2026/1778, Article 9(4))."
    );
    view! {
        <form
            class="form card"
            method="post"
            enctype="multipart/form-data"
            action=Route::RegistryPassport(passport).href()
            aria-labelledby="store"
            novalidate
        >
            <h2 id="store">"Store a proof"</h2>
            {field(state, ("registration", "Registration identifier", "text"), true, "As the registry gave it.".to_owned())}
            {field(state, ("issued", "Generated on", "date"), true, "The day that the proof says.".to_owned())}
            {field(state, ("expires", "Ends on", "date"), false, expires)}
            {field(state, ("hash", "Hash of the version that it names", "text"), false, "SHA-256, 64 digits. Tessera looks for the version of yours that has it. Leave it empty where the proof names none.".to_owned())}
            {field(state, ("file", "Sealed document", "file"), true, "The file with its seal, as you downloaded it; 1 MB at most.".to_owned())}
            <div class="form-actions">
                <button type="submit" class=Look::Primary.class()>"Store the proof"</button>
            </div>
        </form>
    }
}

fn field(
    state: &FormState<'_>,
    (name, label, kind): (&'static str, &'static str, &'static str),
    required: bool,
    help: String,
) -> impl IntoView + use<> {
    let mistake = state.error.and_then(|e| e.at(name)).map(str::to_owned);
    let (help_id, mistake_id) = (format!("{name}-help"), format!("{name}-error"));
    let invalid = mistake.is_some();
    let described = if invalid {
        format!("{mistake_id} {help_id}")
    } else {
        help_id.clone()
    };
    let value = (kind != "file").then(|| state.value(name));
    view! {
        <div class="field" class:invalid=invalid>
            <label for=name>{label}</label>
            {mistake.map(|text| view! { <p class="mistake" id=mistake_id>{text}</p> })}
            <input
                id=name
                name=name
                type=kind
                value=value
                autocomplete="off"
                required=required
                aria-invalid=invalid.then_some("true")
                aria-describedby=described
            />
            <p class="help" id=help_id>{help}</p>
        </div>
    }
}
