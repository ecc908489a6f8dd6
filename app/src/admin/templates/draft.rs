//! A template while it is being edited: every change as a plain function, without a view.

use domain::{
    ConnectionId, Locale, Reader, TemplateId,
    template::{Field, KEY_FACTS_MAX, SaveTemplate, Section, TemplateDesign, TemplateView},
};
use std::fmt;

/// Names a section while its place changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SectionKey(u32);

impl SectionKey {
    /// The key of its text on the page.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

impl fmt::Display for SectionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Up or down the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Towards the top.
    Up,
    /// Towards the end.
    Down,
}

impl Step {
    /// The neighbour of `at` in a list of `len`.
    fn from(self, at: usize, len: usize) -> Option<usize> {
        match self {
            Self::Up => at.checked_sub(1),
            Self::Down => Some(at + 1).filter(|n| *n < len),
        }
    }
}

/// What was removed and where it stood, so that it can come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removed {
    /// A section with its fields.
    Section {
        /// Its place.
        at: usize,
        /// Its key.
        key: SectionKey,
        /// What it held.
        section: Section,
    },
    /// A field.
    Field {
        /// Its section.
        section: SectionKey,
        /// Its place there.
        at: usize,
        /// What it was.
        field: Field,
    },
}

/// A template while it is being edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateDraft {
    id: Option<TemplateId>,
    revision: u32,
    connection: ConnectionId,
    family: String,
    /// The design as it is now.
    design: TemplateDesign,
    /// The keys of the sections, in their order.
    keys: Vec<SectionKey>,
    next_key: u32,
    saved: TemplateDesign,
}

impl TemplateDraft {
    /// A stored template, nothing changed yet.
    pub fn open(view: TemplateView) -> Self {
        let mut draft = Self {
            id: Some(view.id),
            revision: view.revision,
            connection: view.connection,
            family: view.family,
            saved: view.design.clone(),
            design: TemplateDesign::default(),
            keys: Vec::new(),
            next_key: 0,
        };
        draft.replace(view.design);
        draft
    }

    /// Puts another design in place of this one, as unsaved work.
    pub fn replace(&mut self, design: TemplateDesign) {
        self.keys.clear();
        for _ in &design.sections {
            let key = self.new_key();
            self.keys.push(key);
        }
        self.design = design;
    }

    /// Notes that `view` is what is stored now, after `sent` was saved; what was typed since stays unsaved.
    pub fn stored(&mut self, view: &TemplateView, sent: &TemplateDesign) {
        self.revision = view.revision;
        self.saved = view.design.clone();
        // The server may have tidied texts; sections keep their number and so their keys.
        if self.design == *sent && view.design.sections.len() == self.keys.len() {
            self.design = view.design.clone();
        }
    }

    /// Takes the revision in store without its content, so that the next save overwrites it.
    pub fn overwrite(&mut self, revision: u32) {
        self.revision = revision;
    }

    /// Whether something is not saved.
    pub fn is_dirty(&self) -> bool {
        self.design != self.saved
    }

    /// The command that saves it.
    pub fn to_command(&self) -> SaveTemplate {
        SaveTemplate {
            id: self.id,
            revision: self.revision,
            connection: self.connection,
            family: self.family.clone(),
            design: self.design.clone(),
        }
    }

    /// The design as it is now.
    pub fn design(&self) -> &TemplateDesign {
        &self.design
    }

    /// Changes the design outside its sections.
    pub fn change(&mut self, change: impl FnOnce(&mut TemplateDesign)) {
        change(&mut self.design);
    }

    /// The family.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// The connection.
    pub fn connection(&self) -> ConnectionId {
        self.connection
    }

    // Sections.

    /// The sections in their order.
    pub fn section_keys(&self) -> Vec<SectionKey> {
        self.keys.clone()
    }

    /// Where a section stands.
    pub fn place(&self, key: SectionKey) -> Option<usize> {
        self.keys.iter().position(|k| *k == key)
    }

    /// A section.
    pub fn section(&self, key: SectionKey) -> Option<&Section> {
        self.design.sections.get(self.place(key)?)
    }

    fn section_mut(&mut self, key: SectionKey) -> Option<&mut Section> {
        let at = self.place(key)?;
        self.design.sections.get_mut(at)
    }

    /// Adds an empty section at the end.
    pub fn add_section(&mut self, locale: &Locale, title: &str) -> SectionKey {
        let key = self.new_key();
        self.keys.push(key);
        self.design.sections.push(Section {
            title: [(locale.clone(), title.to_owned())].into(),
            fields: Vec::new(),
        });
        key
    }

    /// Sets a section's title in one language.
    pub fn set_title(&mut self, key: SectionKey, locale: &Locale, text: &str) {
        if let Some(section) = self.section_mut(key) {
            set_label(&mut section.title, locale, text);
        }
    }

    /// Moves a section by one place; whether it moved.
    pub fn move_section(&mut self, key: SectionKey, step: Step) -> bool {
        let Some(at) = self.place(key) else { return false };
        let Some(to) = step.from(at, self.keys.len()) else {
            return false;
        };
        self.keys.swap(at, to);
        self.design.sections.swap(at, to);
        true
    }

    /// Moves a section to where another stands.
    pub fn move_section_to(&mut self, key: SectionKey, target: SectionKey) {
        if let (Some(at), Some(to)) = (self.place(key), self.place(target)) {
            let (k, section) = (self.keys.remove(at), self.design.sections.remove(at));
            self.keys.insert(to, k);
            self.design.sections.insert(to, section);
        }
    }

    /// Removes a section with its fields.
    pub fn remove_section(&mut self, key: SectionKey) -> Option<Removed> {
        let at = self.place(key)?;
        self.keys.remove(at);
        let section = self.design.sections.remove(at);
        Some(Removed::Section { at, key, section })
    }

    // Fields; an attribute stands on the page once, so its code names the field.

    /// The attributes of a section in their order.
    pub fn field_codes(&self, key: SectionKey) -> Vec<String> {
        self.section(key)
            .map(|s| s.fields.iter().map(|f| f.attribute.clone()).collect())
            .unwrap_or_default()
    }

    /// Whether an attribute is on the page.
    pub fn uses(&self, code: &str) -> bool {
        self.design.fields().any(|f| f.attribute == code)
    }

    /// Section and place of a field.
    pub fn find(&self, code: &str) -> Option<(usize, usize)> {
        self.design.sections.iter().enumerate().find_map(|(s, section)| {
            let f = section.fields.iter().position(|f| f.attribute == code)?;
            Some((s, f))
        })
    }

    /// A field.
    pub fn field(&self, code: &str) -> Option<&Field> {
        self.design.fields().find(|f| f.attribute == code)
    }

    fn field_mut(&mut self, code: &str) -> Option<&mut Field> {
        let (s, f) = self.find(code)?;
        self.design.sections.get_mut(s)?.fields.get_mut(f)
    }

    /// Adds an attribute at the end of a section, unless it is on the page; whether it was added.
    pub fn add_field(&mut self, section: SectionKey, code: &str) -> bool {
        if self.uses(code) {
            return false;
        }
        let Some(section) = self.section_mut(section) else {
            return false;
        };
        section.fields.push(Field {
            attribute: code.to_owned(),
            ..Field::default()
        });
        true
    }

    /// Sets a field's own name in one language; an empty one gives the PIM's back.
    pub fn set_field_label(&mut self, code: &str, locale: &Locale, text: &str) {
        if let Some(field) = self.field_mut(code) {
            set_label(&mut field.label, locale, text);
        }
    }

    /// Lets a reader read a field, or not.
    pub fn set_reader(&mut self, code: &str, reader: Reader, may: bool) {
        if let Some(field) = self.field_mut(code) {
            field.readers.set(reader, may);
        }
    }

    /// Moves a field by one place, over the border of its section where it stands at it; whether it moved.
    pub fn move_field(&mut self, code: &str, step: Step) -> bool {
        let Some((s, f)) = self.find(code) else {
            return false;
        };
        let len = self.design.sections[s].fields.len();
        if let Some(to) = step.from(f, len) {
            self.design.sections[s].fields.swap(f, to);
            return true;
        }
        let Some(next) = step.from(s, self.design.sections.len()) else {
            return false;
        };
        let field = self.design.sections[s].fields.remove(f);
        let fields = &mut self.design.sections[next].fields;
        let at = if step == Step::Up { fields.len() } else { 0 };
        fields.insert(at, field);
        true
    }

    /// Moves a field to the end of another section; adds it where it is not on the page yet.
    pub fn move_field_to_section(&mut self, code: &str, section: SectionKey) {
        match self.take(code) {
            Some(field) => {
                if let Some(section) = self.section_mut(section) {
                    section.fields.push(field);
                }
            }
            None => _ = self.add_field(section, code),
        }
    }

    /// Moves a field to where another stands.
    pub fn move_field_before(&mut self, code: &str, target: &str) {
        if code == target || self.find(target).is_none() {
            return;
        }
        let field = self.take(code).unwrap_or_else(|| Field {
            attribute: code.to_owned(),
            ..Field::default()
        });
        if let Some((s, f)) = self.find(target) {
            self.design.sections[s].fields.insert(f, field);
        }
    }

    fn take(&mut self, code: &str) -> Option<Field> {
        let (s, f) = self.find(code)?;
        Some(self.design.sections.get_mut(s)?.fields.remove(f))
    }

    /// Number of fields marked as key facts.
    pub fn key_facts(&self) -> usize {
        self.design.fields().filter(|f| f.key_fact).count()
    }

    /// Marks a field as a key fact, or no longer; refused when there are enough.
    pub fn set_key_fact(&mut self, code: &str, key_fact: bool) -> bool {
        if key_fact && self.key_facts() >= KEY_FACTS_MAX {
            return false;
        }
        if let Some(field) = self.field_mut(code) {
            field.key_fact = key_fact;
        }
        true
    }

    /// Removes a field.
    pub fn remove_field(&mut self, code: &str) -> Option<Removed> {
        let (s, at) = self.find(code)?;
        let section = *self.keys.get(s)?;
        let field = self.take(code)?;
        Some(Removed::Field { section, at, field })
    }

    /// Brings back what was removed, as near to its old place as there is one.
    pub fn restore(&mut self, removed: Removed) {
        match removed {
            Removed::Section { at, key, mut section } => {
                section.fields.retain(|f| !self.uses(&f.attribute));
                let at = at.min(self.keys.len());
                self.keys.insert(at, key);
                self.design.sections.insert(at, section);
            }
            Removed::Field { section, at, field } => {
                if self.uses(&field.attribute) {
                    return;
                }
                let place = self.place(section).unwrap_or(0);
                if let Some(section) = self.design.sections.get_mut(place) {
                    let at = at.min(section.fields.len());
                    section.fields.insert(at, field);
                }
            }
        }
    }

    // Languages.

    /// Offers the page in a language, or no longer.
    pub fn set_locale(&mut self, locale: &Locale, offered: bool) {
        let locales = &mut self.design.locales;
        locales.retain(|l| l != locale);
        if offered {
            locales.push(locale.clone());
        }
    }

    /// Moves a language by one place; the first is the default.
    pub fn move_locale(&mut self, locale: &Locale, step: Step) -> bool {
        let locales = &mut self.design.locales;
        let to = locales
            .iter()
            .position(|l| l == locale)
            .and_then(|at| Some((at, step.from(at, locales.len())?)));
        if let Some((at, to)) = to {
            locales.swap(at, to);
        }
        to.is_some()
    }

    /// Takes another channel, whose languages replace those that it does not have.
    pub fn set_channel(&mut self, code: &str, offered: &[Locale]) {
        code.clone_into(&mut self.design.channel);
        self.design.locales.retain(|l| offered.contains(l));
        if self.design.locales.is_empty() {
            self.design.locales = offered.to_vec();
        }
    }

    fn new_key(&mut self) -> SectionKey {
        self.next_key += 1;
        SectionKey(self.next_key)
    }
}

/// An empty text is no text.
fn set_label(labels: &mut domain::text::Labels, locale: &Locale, text: &str) {
    if text.is_empty() {
        labels.remove(locale);
    } else {
        labels.insert(locale.clone(), text.to_owned());
    }
}

#[cfg(test)]
mod tests;
