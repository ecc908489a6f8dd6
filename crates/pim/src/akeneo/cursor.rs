//! Cursors: which question of a search, and the query of its next page. Never a path or a host.

use url::form_urlencoded;

use super::structure::Query;
use crate::PimError;
use crate::model::Cursor;

/// A place in the joined answers.
#[derive(Debug, PartialEq)]
pub(super) struct Place {
    pub(super) question: usize,
    /// `None` for the first page.
    pub(super) query: Option<Query>,
}

/// `2:search_after=…`: question and query.
pub(super) fn format(place: &Place) -> Cursor {
    let query = place.query.as_ref().map(|pairs| {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish()
    });
    Cursor(format!("{}:{}", place.question, query.unwrap_or_default()))
}

/// Reads a cursor for a search with so many questions.
pub(super) fn parse(cursor: Option<&Cursor>, questions: usize) -> Result<Place, PimError> {
    let Some(Cursor(text)) = cursor else {
        return Ok(Place {
            question: 0,
            query: None,
        });
    };
    let place = text.split_once(':').and_then(|(question, query)| {
        let query: Query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Some(Place {
            question: question.parse().ok()?,
            query: (!query.is_empty()).then_some(query),
        })
    });
    place
        .filter(|place| place.question < questions)
        .ok_or_else(|| PimError::Invalid {
            message: "the list has changed; start again from its first page".to_owned(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_come_back(question in 0_usize..5, key in "[a-z_]{1,9}", value in ".{0,20}", first: bool) {
            let query = (!first).then(|| vec![(key, value)]);
            let place = Place { question, query };
            prop_assert_eq!(parse(Some(&format(&place)), 5).unwrap(), place);
        }

        #[test]
        fn junk_is_refused_or_read_but_never_panics(text in ".{0,40}") {
            if let Ok(place) = parse(Some(&Cursor(text)), 3) {
                prop_assert!(place.question < 3);
            }
        }
    }
}
