//! The attributes of the PIM: searched, in their groups, on the page or not.

use super::state::{Dragged, Editor};
use crate::{
    admin::templates::draft::{SectionKey, TemplateDraft},
    ui::{Look, field::Select},
};
use domain::{
    catalog::AttributeView,
    text::{Labels, pick},
};
use leptos::{ev, prelude::*};

/// Which attributes are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    All,
    Unused,
    Used,
}

/// An attribute as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    code: String,
    name: String,
    kind: &'static str,
    group: String,
    used: bool,
}

/// The list of attributes.
#[component]
pub fn Attributes(editor: Editor) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let shown = RwSignal::new(Shown::All);
    let groups = Memo::new(move |_| grouped(items(editor), &search.get(), shown.get()));
    let filter = move |value: Shown, label: &'static str| {
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || if shown.get() == value { "true" } else { "false" }
                on:click=move |_| shown.set(value)
            >
                {label}
            </button>
        }
        .into_any()
    };
    view! {
        <h2 class="pane-title">"Attributes"</h2>
        <input
            class="input"
            type="search"
            aria-label="Search attributes"
            placeholder="Search attributes"
            prop:value=move || search.get()
            on:input=move |e| search.set(event_target_value(&e))
        />
        <div class="chips" role="group" aria-label="Which attributes">
            {filter(Shown::All, "All")} {filter(Shown::Unused, "Not used")} {filter(Shown::Used, "On the page")}
        </div>
        <Target editor />
        {move || {
            let groups = groups.get();
            if groups.is_empty() {
                view! { <p class="muted">"No attribute matches."</p> }.into_any()
            } else {
                groups.into_iter().map(|(name, items)| group(editor, name, items)).collect_view().into_any()
            }
        }}
    }.into_any()
}

/// Where the next attribute goes.
#[component]
fn Target(editor: Editor) -> impl IntoView {
    let locale = editor.locale;
    let options = Signal::derive(move || {
        editor.draft.with(|d| {
            d.section_keys()
                .into_iter()
                .map(|key| (key.to_string(), title(d, key, &locale.get())))
                .collect::<Vec<_>>()
        })
    });
    let value = Signal::derive(move || {
        let keys = editor.draft.with(TemplateDraft::section_keys);
        let chosen = editor
            .target
            .get()
            .filter(|k| keys.contains(k))
            .or(keys.last().copied());
        chosen.map(|k| k.to_string()).unwrap_or_default()
    });
    let choose = Callback::new(move |number: String| {
        editor.target.set(SectionKey::parse(&number));
    });
    view! {
        <div class="target" hidden=move || options.with(Vec::is_empty)>
            <label class="field-label" for="target-section">
                "Add to section"
            </label>
            <Select id="target-section" name="target" value options on_change=choose />
        </div>
    }
    .into_any()
}

/// A section's title in the language that is shown, else in any.
fn title(draft: &TemplateDraft, key: SectionKey, locale: &domain::Locale) -> String {
    draft
        .section(key)
        .and_then(|s| pick(&s.title, locale, &draft.design().locales))
        .map_or_else(|| "Untitled section".to_owned(), |(_, text)| text.to_owned())
}

fn items(editor: Editor) -> Vec<Item> {
    let locale = editor.locale.get();
    let name = |labels: &Labels, code: &str| {
        pick(labels, &locale, &[]).map_or_else(|| code.to_owned(), |(_, text)| text.to_owned())
    };
    editor.draft.with(|d| {
        editor.attributes.with_value(|list| {
            list.iter()
                .map(|a| Item {
                    code: a.code.clone(),
                    name: name(&a.labels, &a.code),
                    kind: kind_word(a),
                    group: name(&a.group_labels, &a.group),
                    used: d.uses(&a.code),
                })
                .collect()
        })
    })
}

fn grouped(items: Vec<Item>, search: &str, shown: Shown) -> Vec<(String, Vec<Item>)> {
    let needle = search.trim().to_lowercase();
    let matches = |i: &Item| {
        let wanted = match shown {
            Shown::All => true,
            Shown::Unused => !i.used,
            Shown::Used => i.used,
        };
        wanted
            && (needle.is_empty()
                || i.name.to_lowercase().contains(&needle)
                || i.code.to_lowercase().contains(&needle))
    };
    let mut groups: Vec<(String, Vec<Item>)> = Vec::new();
    for item in items.into_iter().filter(matches) {
        match groups.iter_mut().find(|(name, _)| *name == item.group) {
            Some((_, list)) => list.push(item),
            None => groups.push((item.group.clone(), vec![item])),
        }
    }
    groups
}

/// The kind of value in a plain word.
fn kind_word(attribute: &AttributeView) -> &'static str {
    match attribute.kind.trim_start_matches("pim_catalog_") {
        "text" | "textarea" => "Text",
        "number" => "Number",
        "metric" => "Measure",
        "price_collection" => "Price",
        "simpleselect" | "akeneo_reference_entity" => "Choice",
        "multiselect" | "akeneo_reference_entity_collection" => "Choices",
        "boolean" => "Yes or no",
        "date" => "Date",
        "image" => "Picture",
        "file" => "File",
        "identifier" => "Identifier",
        "table" => "Table",
        "asset_collection" => "Assets",
        _ => "Other",
    }
}

fn group(editor: Editor, name: String, items: Vec<Item>) -> impl IntoView {
    view! {
        <h3 class="group-title">{name}</h3>
        <ul class="attributes">{items.into_iter().map(|i| item_view(editor, i)).collect_view()}</ul>
    }
    .into_any()
}

fn item_view(editor: Editor, item: Item) -> impl IntoView {
    let code = item.code.clone();
    let dragged = item.code.clone();
    let start = move |e: ev::DragEvent| {
        if let Some(data) = e.data_transfer() {
            // Firefox drags only what carries data.
            _ = data.set_data("text/plain", &dragged);
        }
        editor.dragged.set(Some(Dragged::Field(dragged.clone())));
    };
    let label = format!("Add {}", item.name);
    let action = if item.used {
        view! { <span class="attribute-used">"On the page"</span> }.into_any()
    } else {
        view! {
            <button
                type="button"
                class=Look::Quiet.class()
                aria-label=label
                on:click=move |_| editor.add_attribute(&code)
            >
                "Add"
            </button>
        }
        .into_any()
    };
    view! {
        <li
            class="attribute"
            class:attribute-on-page=item.used
            draggable=if item.used { "false" } else { "true" }
            on:dragstart=start
            on:dragend=move |_| editor.dragged.set(None)
        >
            <div>
                <p class="attribute-name">{item.name}</p>
                <p class="attribute-meta">
                    <span class="code-text">{item.code}</span>
                    " \u{b7} "
                    {item.kind}
                </p>
            </div>
            {action}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(code: &str, group: &str, used: bool) -> Item {
        Item {
            code: code.into(),
            name: code.to_uppercase(),
            kind: "Text",
            group: group.into(),
            used,
        }
    }

    #[test]
    fn the_list_is_searched_and_filtered_within_its_groups() {
        let items = || {
            vec![
                item("wood", "Materials", true),
                item("width", "Sizes", false),
                item("wool", "Materials", false),
            ]
        };
        let codes = |search: &str, shown: Shown| -> Vec<String> {
            grouped(items(), search, shown)
                .into_iter()
                .flat_map(|(_, list)| list.into_iter().map(|i| i.code))
                .collect()
        };
        assert_eq!(codes("", Shown::All), ["wood", "wool", "width"]);
        assert_eq!(codes(" WOO ", Shown::Unused), ["wool"]);
        assert_eq!(codes("", Shown::Used), ["wood"]);
    }
}
