//! Looks variables up and collects what is wrong with them.

use super::{Mistake, Mistakes};
use secrecy::{ExposeSecret, SecretString};
use std::str::FromStr;

/// The environment while it is read.
pub(super) struct Reader<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    mistakes: Vec<Mistake>,
    /// Whether the stricter rules apply.
    pub(super) production: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            lookup,
            mistakes: Vec::new(),
            production: false,
        }
    }

    /// The value, trimmed; an empty one counts as absent.
    pub(super) fn text(&self, variable: &str) -> Option<String> {
        let value = (self.lookup)(variable)?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// A value that no log and no error shows.
    pub(super) fn secret(&self, variable: &str) -> Option<SecretString> {
        self.text(variable).map(SecretString::from)
    }

    /// A value of a type; `default` where it is absent or cannot be read.
    pub(super) fn parse<T: FromStr>(&mut self, variable: &'static str, default: T, remedy: &str) -> T {
        match self.text(variable).map(|text| text.parse()) {
            None => default,
            Some(Ok(value)) => value,
            Some(Err(_)) => {
                self.mistake(variable, "cannot be read", remedy);
                default
            }
        }
    }

    /// `true` or `false`; absent is `false`.
    pub(super) fn flag(&mut self, variable: &'static str) -> bool {
        self.parse(variable, false, "Write true or false.")
    }

    /// A list separated by commas; the mistakes of all elements count as one.
    pub(super) fn list<T>(
        &mut self,
        variable: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        remedy: &str,
    ) -> Vec<T> {
        let text = self.text(variable).unwrap_or_default();
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let parsed: Option<Vec<T>> = parts.map(parse).collect();
        parsed.unwrap_or_else(|| {
            self.mistake(variable, "has an entry that cannot be read", remedy);
            Vec::new()
        })
    }

    /// Notes a mistake unless the address starts with one of `schemes`.
    pub(super) fn require_scheme(
        &mut self,
        variable: &'static str,
        url: &SecretString,
        schemes: &[&str],
        remedy: &str,
    ) {
        if !schemes
            .iter()
            .any(|scheme| url.expose_secret().starts_with(scheme))
        {
            self.mistake(variable, "is not an address of the right kind", remedy);
        }
    }

    /// Notes a mistake: "`variable` `problem`. `remedy`".
    pub(super) fn mistake(
        &mut self,
        variable: &'static str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.mistakes.push(Mistake {
            variable,
            problem: problem.into(),
            remedy: remedy.into(),
        });
    }

    /// The configuration, unless something was noted.
    pub(super) fn finish<T>(self, value: T) -> Result<T, Mistakes> {
        if self.mistakes.is_empty() {
            Ok(value)
        } else {
            Err(Mistakes(self.mistakes))
        }
    }
}
