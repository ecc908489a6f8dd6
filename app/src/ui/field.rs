//! Form fields: label above, help below, the error at the field, and both tied to the control.

use super::Trouble;
use leptos::{ev, html, prelude::*};

/// The id of the control for a field of a command: `branding.accent` becomes `f-branding-accent`.
pub fn field_id(name: &str) -> String {
    format!("f-{}", name.replace('.', "-"))
}

/// The ids that describe the control, for `aria-describedby`.
fn described_by(id: &str, help: bool, error: bool) -> Option<String> {
    match (help, error) {
        (false, false) => None,
        (true, false) => Some(format!("{id}-help")),
        (false, true) => Some(format!("{id}-error")),
        (true, true) => Some(format!("{id}-error {id}-help")),
    }
}

/// What stands around a control: label, help and error.
#[component]
pub fn Around(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// The label.
    label: String,
    /// The help; empty for none.
    help: String,
    /// Whether the field may stay empty, which the label then says.
    optional: bool,
    /// What is wrong, if anything.
    error: Signal<Option<String>>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let error_id = format!("{id}-error");
    let help_id = format!("{id}-help");
    view! {
        <div class="field" class:field-wrong=move || error.get().is_some()>
            <label class="field-label" for=id>
                {label}
                {optional.then(|| view! { <span class="field-optional">" (optional)"</span> }.into_any())}
            </label>
            {move || {
                error.get().map(|text| view! { <p class="field-error" id=error_id.clone()>{text}</p> }.into_any())
            }}
            {children()}
            {(!help.is_empty()).then(|| view! { <p class="field-help" id=help_id>{help}</p> }.into_any())}
        </div>
    }.into_any()
}

/// One line of text.
#[component]
pub fn TextField(
    /// The field's name in the command.
    name: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// The text.
    value: RwSignal<String>,
    /// The form's mistakes.
    trouble: Trouble,
    /// The help below.
    #[prop(optional, into)]
    help: String,
    /// The kind of input.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Whether it holds code, not prose: monospace, no spelling marks.
    #[prop(optional)]
    code: bool,
) -> impl IntoView {
    let id = field_id(name);
    let error = trouble.at(name);
    let node = NodeRef::<html::Input>::new();
    keep_what_was_typed(node, value);
    let has_help = !help.is_empty();
    let describes = id.clone();
    view! {
        <Around id=id.clone() label help optional error>
            <input
                class="input"
                class:input-code=code
                id=id
                name=name
                type=kind
                node_ref=node
                value=value.get_untracked()
                prop:value=move || value.get()
                on:input=move |e| value.set(event_target_value(&e))
                autocomplete=autocomplete
                spellcheck=code.then_some("false")
                autocapitalize=code.then_some("none")
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=move || described_by(&describes, has_help, error.get().is_some())
            />
        </Around>
    }
    .into_any()
}

/// Text that was typed before the page came alive stays.
fn keep_what_was_typed(node: NodeRef<html::Input>, value: RwSignal<String>) {
    Effect::new(move |ran: Option<()>| {
        if let Some(input) = node.get()
            && ran.is_none()
        {
            let typed = input.value();
            if typed != value.get_untracked() {
                value.set(typed);
            }
        }
    });
}

/// An option of a select: its value and its words.
pub type Choice = (String, String);

/// A choice from a list.
#[component]
pub fn SelectField(
    /// The field's name in the command.
    name: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// The chosen value.
    value: RwSignal<String>,
    /// The form's mistakes.
    trouble: Trouble,
    /// The options.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// The help below.
    #[prop(optional, into)]
    help: String,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let id = field_id(name);
    let error = trouble.at(name);
    let has_help = !help.is_empty();
    let describes = id.clone();
    view! {
        <Around id=id.clone() label help optional error>
            <Select
                id=id
                name=name
                value=value
                options=options
                invalid=Signal::derive(move || error.get().is_some())
                described_by=Signal::derive(move || described_by(&describes, has_help, error.get().is_some()))
                on_change=Callback::new(move |v| value.set(v))
            />
        </Around>
    }
    .into_any()
}

/// The bare select, for toolbars and for [`SelectField`].
#[component]
pub fn Select(
    /// Its id.
    #[prop(into)]
    id: String,
    /// Its name in a form.
    name: &'static str,
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// The options.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// Told about a choice.
    on_change: Callback<String>,
    /// The name for a screen reader, where no label element points here.
    #[prop(optional, into)]
    aria_label: Option<String>,
    /// Whether the choice is refused.
    #[prop(optional, into)]
    invalid: Signal<bool>,
    /// The ids that describe it.
    #[prop(optional, into)]
    described_by: Signal<Option<String>>,
) -> impl IntoView {
    let pick = move |e: ev::Event| on_change.run(event_target_value(&e));
    view! {
        <select
            class="input select"
            id=id
            name=name
            aria-label=aria_label
            aria-invalid=move || invalid.get().then_some("true")
            aria-describedby=move || described_by.get()
            on:change=pick
        >
            {move || {
                options
                    .get()
                    .into_iter()
                    .map(|(code, words)| {
                        let chosen = code == value.get();
                        view! {
                            <option value=code selected=chosen prop:selected=chosen>
                                {words}
                            </option>
                        }.into_any()
                    })
                    .collect_view()
            }}
        </select>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_is_described_by_its_error_before_its_help() {
        assert_eq!(field_id("branding.accent"), "f-branding-accent");
        assert_eq!(described_by("f-a", false, false), None);
        assert_eq!(
            described_by("f-a", true, true).as_deref(),
            Some("f-a-error f-a-help")
        );
    }
}
