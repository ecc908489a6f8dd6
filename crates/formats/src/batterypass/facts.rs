//! The data points of a battery's document, read as the data model wants them.

use crate::{plain, units};
use domain::{
    Locale,
    record::{Document, File, Media, Value},
};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Values by data point, in the document's main language.
pub(super) struct Facts<'a> {
    pub(super) document: &'a Document,
    values: BTreeMap<&'a str, &'a Value>,
    main: Option<&'a Locale>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(document: &'a Document) -> Self {
        let locales = &document.content.locales;
        let main = locales.first();
        let fields = document
            .content
            .sections
            .iter()
            .flat_map(|section| &section.fields);
        let value = |field: &'a domain::record::RecordField| {
            let (_, value) = field.value.pick(main?, locales)?;
            Some((field.point.as_deref()?, value))
        };
        Self {
            document,
            values: fields.filter_map(value).collect(),
            main,
        }
    }

    /// When the values were told of.
    pub(super) fn told_at(&self) -> &'a str {
        &self.document.published_at
    }

    /// A value in words.
    pub(super) fn text(&self, point: &str) -> Option<String> {
        let words = plain::words(
            self.values.get(point)?,
            self.main?,
            &self.document.content.locales,
        );
        words.filter(|words| !words.is_empty())
    }

    /// A value that is an address of the web.
    pub(super) fn address(&self, point: &str) -> Option<String> {
        let text = self.text(point)?;
        let web = text.starts_with("https://") || text.starts_with("http://");
        (web && !text.contains(char::is_whitespace)).then_some(text)
    }

    /// The code of an option.
    pub(super) fn code(&self, point: &str) -> Option<&'a str> {
        match self.values.get(point)? {
            Value::Options { options } => options.first().map(|option| option.code.as_str()),
            Value::Text { text } => Some(text),
            _ => None,
        }
    }

    /// What a list names.
    pub(super) fn list(&self, point: &str) -> Vec<String> {
        let locales = &self.document.content.locales;
        match (self.values.get(point), self.main) {
            (Some(Value::Options { options }), Some(main)) => options
                .iter()
                .map(|option| plain::option(option, main, locales).to_owned())
                .collect(),
            (Some(Value::Text { text }), _) => text
                .lines()
                .flat_map(|line| line.split(';'))
                .map(trimmed)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A number of a unit, by its common code; a bare number is of the unit that the law names.
    pub(super) fn amount(&self, point: &str, unit: &str) -> Option<Json> {
        match self.values.get(point)? {
            Value::Number { value } => Some(plain::number(value)),
            Value::Metric {
                amount,
                unit: own,
                symbol,
            } => {
                let same = units::common_code(own, symbol) == Some(unit);
                same.then(|| plain::number(amount))
            }
            _ => None,
        }
        .filter(Json::is_number)
    }

    /// A day as a moment.
    pub(super) fn day(&self, point: &str) -> Option<String> {
        match self.values.get(point)? {
            Value::Date { date } if date.len() == 10 => Some(format!("{date}T00:00:00Z")),
            _ => None,
        }
    }

    /// A document's address and media type.
    pub(super) fn file(&self, point: &str) -> Option<(String, &'a str)> {
        let of = |file: &'a File| (plain::absolute(self.document, &file.path()), file.mime.as_str());
        match self.values.get(point)? {
            Value::File { file } => Some(of(file)),
            Value::Options { options } => options.iter().find_map(|option| match &option.media {
                Some(Media::File(file)) => Some(of(file)),
                _ => None,
            }),
            _ => None,
        }
    }

    /// The address of a document, or of a picture of it, or one that is written down.
    pub(super) fn link(&self, point: &str) -> Option<String> {
        let picture = || match self.values.get(point)? {
            Value::Image { image } => Some(plain::absolute(self.document, &image.path())),
            _ => None,
        };
        let file = self.file(point).map(|(address, _)| address);
        file.or_else(picture).or_else(|| self.address(point))
    }
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}
