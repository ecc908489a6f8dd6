//! What the forms share: their state, a labelled field, and the summary of what is wrong.

use super::{outbox::DEV_OUTBOX_PATH, words};
use domain::{Error, FieldError, security::Provider};
use leptos::prelude::*;

/// What a form shows besides its empty fields.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormState<'a> {
    /// What was typed, by the field's name; never passwords.
    pub values: &'a [(&'a str, &'a str)],
    /// Why the last attempt failed.
    pub error: Option<&'a Error>,
    /// Something to tell, such as the result of the step before.
    pub notice: Option<&'a str>,
    /// Where to go afterwards: a path of this site.
    pub next: Option<&'a str>,
    /// The providers that may be chosen instead of a password.
    pub providers: &'a [Provider],
    /// Whether mail lands in the local outbox.
    pub dev_outbox: bool,
}

impl FormState<'_> {
    /// What was typed into `name`.
    pub(crate) fn value(&self, name: &str) -> String {
        let found = self.values.iter().find(|(n, _)| *n == name);
        found.map(|(_, v)| (*v).to_owned()).unwrap_or_default()
    }

    /// The title of the tab: a mistake is told first, because it is read first.
    pub(crate) fn title(&self, title: &str) -> String {
        let prefix = self.error.map_or("", |_| words::ERROR_PREFIX);
        format!("{prefix}{title}")
    }

    /// Mistake, notice and the way to the local outbox.
    pub(crate) fn messages(&self, fields: &[&str]) -> impl IntoView + use<> {
        let notice = self
            .notice
            .map(|text| view! { <p class="notice" role="status">{text.to_owned()}</p> });
        (self.error.map(|error| summary(error, fields)), notice)
    }

    /// The way to the local outbox, where there is one.
    pub(crate) fn outbox_hint(&self) -> Option<impl IntoView + use<>> {
        self.dev_outbox.then(|| {
            view! {
                <p class="hint">
                    {format!("{} ", words::DEV_HINT)} <a href=DEV_OUTBOX_PATH>{words::DEV_LINK}</a>
                </p>
            }
        })
    }

    /// The hidden field that carries the way back.
    pub(crate) fn next_field(&self) -> Option<impl IntoView + use<>> {
        let next = self.next.filter(|path| is_local(path))?.to_owned();
        Some(view! { <input type="hidden" name="next" value=next /> })
    }
}

/// A path of this site, not an address that a browser would read as another host.
fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.chars().any(char::is_control)
}

/// Sums up what is wrong, with a link to each field; it has the focus when the page opens.
fn summary(error: &Error, fields: &[&str]) -> impl IntoView + use<> {
    let mistakes = match error {
        Error::Invalid(mistakes) => mistakes.clone(),
        other => vec![FieldError::new("", other.to_string())],
    };
    let items: Vec<_> = mistakes
        .into_iter()
        .map(|mistake| {
            let known = fields.contains(&mistake.field.as_str());
            let text = mistake.message;
            if known {
                view! { <li><a href=format!("#{}", mistake.field)>{text}</a></li> }.into_any()
            } else {
                view! { <li>{text}</li> }.into_any()
            }
        })
        .collect();
    view! {
        <div class="summary" role="alert" tabindex="-1" autofocus>
            <h2>{words::PROBLEM}</h2>
            <ul>{items}</ul>
        </div>
    }
}

/// A field: its name in the form, what it is called, and how browsers fill it.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) autocomplete: &'static str,
    pub(crate) help: Option<&'static str>,
}

impl Field {
    /// Label above, help below, the mistake at the field.
    pub(crate) fn view(&self, state: &FormState<'_>) -> impl IntoView + use<> {
        let name = self.name;
        let mistake = state.error.and_then(|e| e.at(name)).map(str::to_owned);
        let (help_id, mistake_id) = (format!("{name}-help"), format!("{name}-error"));
        let described: Vec<String> = [
            mistake.as_ref().map(|_| mistake_id.clone()),
            self.help.map(|_| help_id.clone()),
        ]
        .into_iter()
        .flatten()
        .collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let invalid = mistake.is_some();
        // A password is never sent back, not even to the one who typed it.
        let value = (self.kind != "password").then(|| state.value(name));
        let capitals = (self.kind == "email").then_some("none");
        view! {
            <div class="field" class:invalid=invalid>
                <label for=name>{self.label}</label>
                {mistake.map(|text| view! { <p class="mistake" id=mistake_id>{text}</p> })}
                <input
                    id=name
                    name=name
                    type=if self.kind == "numeric" { "text" } else { self.kind }
                    inputmode=(self.kind == "numeric").then_some("numeric")
                    value=value
                    autocomplete=self.autocomplete
                    autocapitalize=capitals
                    spellcheck=(self.kind != "text").then_some("false")
                    required=true
                    aria-invalid=invalid.then_some("true")
                    aria-describedby=described
                />
                {self.help.map(|text| view! { <p class="help" id=help_id>{text}</p> })}
            </div>
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_paths_of_this_site_are_carried_on() {
        assert!(is_local("/admin/products?page=2"));
        for bad in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "admin",
            "",
            "/\n/x",
        ] {
            assert!(!is_local(bad), "{bad:?}");
        }
    }
}
