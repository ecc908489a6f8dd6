//! Fields of the form: label above, help below, the mistake at the field.

use crate::account::FormState;
use leptos::prelude::*;

/// One of several.
pub(super) struct Choice<'a> {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) help: &'static str,
    pub(super) options: &'a [(&'a str, &'a str)],
}

impl Choice<'_> {
    pub(super) fn view(self, state: &FormState<'_>) -> impl IntoView + use<> {
        let chosen = state.value(self.name);
        let options = self
            .options
            .iter()
            .map(|(value, text)| {
                view! { <option value=(*value).to_owned() selected=*value == chosen>{(*text).to_owned()}</option> }
            })
            .collect_view();
        let name = self.name;
        let input = move |described: Option<String>, invalid: bool| {
            view! {
                <select id=name name=name aria-describedby=described aria-invalid=invalid.then_some("true")>
                    {options}
                </select>
            }
            .into_any()
        };
        framed(state, self.name, self.label, self.help, input)
    }
}

/// A number or a colour that is typed.
pub(super) struct Measure {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) help: &'static str,
}

impl Measure {
    pub(super) fn view(self, state: &FormState<'_>) -> impl IntoView + use<> {
        let value = state.value(self.name);
        let name = self.name;
        let input = move |described: Option<String>, invalid: bool| {
            let number = !matches!(name, "ink" | "paper");
            view! {
                <input
                    id=name
                    name=name
                    type="text"
                    inputmode=number.then_some("decimal")
                    maxlength="12"
                    autocomplete="off"
                    value=value
                    aria-describedby=described
                    aria-invalid=invalid.then_some("true")
                />
            }
            .into_any()
        };
        framed(state, self.name, self.label, self.help, input)
    }
}

/// Something that is printed or not.
pub(super) struct Tick {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
}

impl Tick {
    pub(super) fn view(self, state: &FormState<'_>) -> impl IntoView + use<> {
        let ticked = !state.value(self.name).is_empty();
        view! {
            <div class="choice">
                <input type="checkbox" id=self.name name=self.name value="on" checked=ticked />
                <label for=self.name>{self.label}</label>
            </div>
        }
    }
}

fn framed(
    state: &FormState<'_>,
    name: &'static str,
    label: &'static str,
    help: &'static str,
    input: impl FnOnce(Option<String>, bool) -> AnyView,
) -> AnyView {
    let mistake = state.error.and_then(|e| e.at(name)).map(str::to_owned);
    let (help_id, mistake_id) = (format!("{name}-help"), format!("{name}-error"));
    let described: Vec<String> = [
        mistake.as_ref().map(|_| mistake_id.clone()),
        (!help.is_empty()).then(|| help_id.clone()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let invalid = mistake.is_some();
    let input = input((!described.is_empty()).then(|| described.join(" ")), invalid);
    view! {
        <div class="field" class:invalid=invalid>
            <label for=name>{label}</label>
            {mistake.map(|text| view! { <p class="mistake" id=mistake_id>{text}</p> })}
            {input}
            {(!help.is_empty()).then(|| view! { <p class="help" id=help_id>{help}</p> })}
        </div>
    }
    .into_any()
}
