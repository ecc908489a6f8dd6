//! What the panes of the editor share.

use crate::{
    admin::{
        templates::draft::{Removed, SectionKey, TemplateDraft},
        words::named,
    },
    ui::{Toasts, Trouble, field::Choice, use_toasts},
};
use domain::{
    Locale,
    catalog::{AttributeView, ChannelView},
    text::pick,
};
use leptos::prelude::*;

/// The part of the editor that a phone shows, and that the left column shows on a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// Attributes of the PIM.
    Attributes,
    /// Settings of the template.
    Look,
    /// Who reads what.
    Readers,
    /// Sections of the page.
    Page,
    /// The live page.
    Preview,
}

impl Pane {
    /// The word that the stylesheet knows.
    pub fn word(self) -> &'static str {
        match self {
            Self::Attributes => "attributes",
            Self::Look => "look",
            Self::Readers => "readers",
            Self::Page => "page",
            Self::Preview => "preview",
        }
    }
}

/// What is being dragged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dragged {
    /// An attribute, from the page or from the list.
    Field(String),
    /// A section.
    Section(SectionKey),
}

/// The state of the editor.
#[derive(Clone, Copy)]
pub struct Editor {
    /// The template.
    pub draft: RwSignal<TemplateDraft>,
    /// Whether something is not saved.
    pub dirty: Memo<bool>,
    /// The language whose texts are shown.
    pub locale: RwSignal<Locale>,
    /// The mistakes of the last check or save.
    pub trouble: Trouble,
    /// The section that new attributes go to; none takes the last.
    pub target: RwSignal<Option<SectionKey>>,
    /// The visible part.
    pub pane: RwSignal<Pane>,
    /// What is being dragged.
    pub dragged: RwSignal<Option<Dragged>>,
    /// Counts replacements of the whole draft.
    pub generation: RwSignal<u32>,
    /// The attributes of the family.
    pub attributes: StoredValue<Vec<AttributeView>>,
    /// The channels of the PIM.
    pub channels: StoredValue<Vec<ChannelView>>,
    /// Messages.
    pub toasts: Toasts,
}

impl Editor {
    /// An editor for a draft.
    pub fn new(draft: TemplateDraft, attributes: Vec<AttributeView>, channels: Vec<ChannelView>) -> Self {
        let first = draft.design().locales.first().cloned();
        let draft = RwSignal::new(draft);
        let locale = first
            .or_else(|| Locale::parse("en"))
            .expect("a constant that parses");
        Self {
            draft,
            dirty: Memo::new(move |_| draft.with(TemplateDraft::is_dirty)),
            locale: RwSignal::new(locale),
            trouble: Trouble::new(),
            target: RwSignal::new(None),
            pane: RwSignal::new(Pane::Attributes),
            dragged: RwSignal::new(None),
            generation: RwSignal::new(0),
            attributes: StoredValue::new(attributes),
            channels: StoredValue::new(channels),
            toasts: use_toasts(),
        }
    }

    /// An attribute's name in the language that is shown; its code where it has none.
    pub fn attribute_name(self, code: &str) -> String {
        let locale = self.locale.get();
        self.attributes.with_value(|list| {
            list.iter()
                .find(|a| a.code == code)
                .and_then(|a| pick(&a.labels, &locale, &[]))
                .map_or_else(|| code.to_owned(), |(_, text)| text.to_owned())
        })
    }

    /// The name of a field that stands on the page in the language that is shown.
    pub fn shown_name(self, code: &str) -> String {
        let locale = self.locale.get();
        let own = self
            .draft
            .with(|d| d.field(code).and_then(|f| f.label.get(&locale).cloned()));
        own.unwrap_or_else(|| self.attribute_name(code))
    }

    /// The languages of the template as choices.
    pub fn locale_choices(self) -> Vec<Choice> {
        self.draft.with(|d| {
            d.design()
                .locales
                .iter()
                .map(|l| (l.as_str().to_owned(), locale_name(l)))
                .collect()
        })
    }

    /// Shows the texts in another language.
    pub fn show_locale(self, code: &str) {
        if let Some(locale) = Locale::parse(code) {
            self.locale.set(locale);
        }
    }

    /// The attributes as choices for a setting, `none` first, of the kinds that fit.
    pub fn attribute_choices(self, none: &str, kinds: &[&str]) -> Vec<Choice> {
        let none = (String::new(), none.to_owned());
        let fits = |a: &&AttributeView| kinds.is_empty() || kinds.iter().any(|k| a.kind.ends_with(k));
        let list = self.attributes.with_value(|list| {
            list.iter()
                .filter(fits)
                .map(|a| (a.code.clone(), named(&a.labels, &a.code)))
                .collect::<Vec<_>>()
        });
        std::iter::once(none).chain(list).collect()
    }

    /// The section that a new attribute goes to; makes one where there is none.
    fn target_section(self) -> Option<SectionKey> {
        let chosen = self.target.get_untracked();
        let keys = self.draft.with_untracked(TemplateDraft::section_keys);
        chosen
            .filter(|k| keys.contains(k))
            .or(keys.last().copied())
            .or_else(|| self.add_section("Details"))
    }

    /// Adds a section, titled in the language that is shown.
    pub fn add_section(self, title: &str) -> Option<SectionKey> {
        let locale = self.locale.get_untracked();
        let key = self.draft.try_update(|d| d.add_section(&locale, title));
        self.target.set(key);
        key
    }

    /// Adds an attribute to the page.
    pub fn add_attribute(self, code: &str) {
        if let Some(section) = self.target_section() {
            self.draft.update(|d| _ = d.add_field(section, code));
        }
    }

    /// Takes something off the page and offers to bring it back.
    pub fn removed(self, what: Option<Removed>, name: &str) {
        let Some(removed) = what else { return };
        let draft = self.draft;
        self.toasts
            .with_undo(format!("\u{201c}{name}\u{201d} is off the page."), move || {
                // The editor may have been left meanwhile; then there is nothing to bring it back to.
                _ = draft.try_update(|d| d.restore(removed.clone()));
            });
    }
}

/// A language for people: `Deutsch (de_DE)`.
pub fn locale_name(locale: &Locale) -> String {
    format!("{} ({})", locale.native_name(), locale.as_str())
}
