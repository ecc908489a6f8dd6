//! Digital Links as they arrive: plain or compressed, perhaps with an ending that asks for a representation.

use crate::{app::App, services::representations::Representation};
use axum::http::Uri;
use gs1::{DigitalLink, Leniency, UriError};

/// A slash at the end is forgiven; a GTIN with fewer digits has not been in the standard since 1.4.
const LENIENCY: Leniency = Leniency {
    trailing_slash: true,
    short_gtin: false,
};

/// What an address can mean, the likelier reading first: a serial number may end in `.json` as well.
#[derive(Debug)]
pub(super) struct Address {
    readings: Vec<(DigitalLink, Option<Representation>)>,
    /// Whether it came compressed.
    pub(super) compressed: bool,
}

impl Address {
    /// Reads the address of a request; the identifiers in its query count as well.
    pub(super) fn read(app: &App, uri: &Uri) -> Result<Self, UriError> {
        Self::of(&app.config.link(""), uri.path(), uri.query())
    }

    fn of(stem: &str, path: &str, query: Option<&str>) -> Result<Self, UriError> {
        let attributes = attributes(query);
        let parse = |path: &str| DigitalLink::parse_any(&format!("{stem}{path}{attributes}"), LENIENCY);
        let whole = parse(path);
        let before =
            Representation::of_path(path).and_then(|(rest, ending)| Some((parse(rest).ok()?, ending)));
        let mut readings = Vec::with_capacity(2);
        let mut compressed = false;
        match (whole, before) {
            (Err(error), None) => return Err(error),
            (whole, before) => {
                if let Ok((link, packed)) = whole {
                    compressed = packed;
                    readings.push((link, None));
                }
                if let Some(((link, packed), ending)) = before {
                    compressed |= packed;
                    readings.push((link, Some(ending)));
                }
            }
        }
        Ok(Self { readings, compressed })
    }

    /// What it can mean.
    pub(super) fn readings(&self) -> &[(DigitalLink, Option<Representation>)] {
        &self.readings
    }

    /// What it means where no passport has this very address: the reading with an ending, if there is one.
    pub(super) fn last(&self) -> Option<&(DigitalLink, Option<Representation>)> {
        self.readings.last()
    }
}

/// The parameters whose names are numbers, which are application identifiers; everything else in a query is not GS1's.
fn attributes(query: Option<&str>) -> String {
    let mut kept = String::new();
    for parameter in query.unwrap_or_default().split('&') {
        let name = parameter.split('=').next().unwrap_or_default();
        if !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()) {
            kept.push(if kept.is_empty() { '?' } else { '&' });
            kept.push_str(parameter);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(path: &str, query: Option<&str>) -> Result<Vec<(String, Option<Representation>)>, UriError> {
        let address = Address::of("https://dpp.example", path, query)?;
        let each = |(link, ending): &(DigitalLink, _)| (link.path(), *ending);
        Ok(address.readings().iter().map(each).collect())
    }

    #[test]
    fn an_ending_counts_only_where_the_rest_is_a_link() {
        let model = "/01/09520123456788";
        let of = |path: &str| readings(&format!("{model}{path}"), None).unwrap();
        let dpp = Some(Representation::Dpp);
        assert_eq!(of(""), [(model.to_owned(), None)]);
        assert_eq!(of("/"), [(model.to_owned(), None)]);
        assert_eq!(of(".dpp.json"), [(model.to_owned(), dpp)]);
        let item = format!("{model}/21/A.1");
        assert_eq!(of("/21/A.1"), [(item.clone(), None)]);
        assert_eq!(
            of("/21/A.1.dpp.json"),
            [(format!("{item}.dpp.json"), None), (item, dpp)]
        );
        assert_eq!(of("/21/.json"), [(format!("{model}/21/.json"), None)]);
    }

    #[test]
    fn identifiers_in_the_query_are_checked_and_nothing_else_there_is() {
        let path = "/01/09520123456788";
        assert!(readings(path, Some("17=271231&lang=de&x={|}")).is_ok());
        for wrong in ["99999=1", "17=271340", "10=A&21=2", "21=a+b"] {
            assert!(readings(path, Some(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_cannot_be_is_told_with_its_reason() {
        for (path, why) in [
            ("/01/09520123456789", "check digit"),
            ("/01/9520123456788", "14 digits"),
            ("/01/09520123456788/21/1/10/2", "order"),
            ("/gtin/09520123456788", "write /01/"),
            ("/01/09520123456788/21/a%2", "percent"),
        ] {
            let error = readings(path, None).unwrap_err().to_string();
            assert!(error.contains(why), "{path}: {error}");
        }
    }
}
