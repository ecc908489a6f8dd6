//! What changed in a PIM since somebody asked last.
//!
//! Akeneo lists "changed after T" by product, not by time. So T moves only when the list has been read to its end, and to
//! the moment at which reading began: what changes meanwhile may stand on a page that was read before. A place in the
//! middle of a list knows T, that moment and the next page; stored together with what was done about the page, nothing
//! is lost when the process ends.

use crate::services::{catalog::product_key, connections::Live};
use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use domain::catalog::ProductKey;
use pim::{Cursor, PimError, Product, ProductQuery};
use serde::{Deserialize, Serialize};

/// How far a question reaches back beyond T: clocks differ, and the PIM's search lags behind.
const RESERVE: TimeDelta = TimeDelta::minutes(10);
/// The westernmost time zone.
const FURTHEST_BEHIND: TimeDelta = TimeDelta::hours(-12);
/// By how much a server's time zone may have moved since it was seen.
const SUMMER_TIME: TimeDelta = TimeDelta::hours(1);

/// How far the changes are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    since: DateTime<Utc>,
    /// The smallest and largest offset from UTC that the PIM wrote, in seconds: it reads the times of a search in its own
    /// time zone and tells that nowhere else.
    offsets: Option<(i32, i32)>,
    list: Option<List>,
}

/// A list in the middle of which somebody is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct List {
    began: DateTime<Utc>,
    asked: String,
    next: String,
}

/// A page of changes.
pub(super) struct Changes {
    /// The products that changed, or may have.
    pub keys: Vec<ProductKey>,
    /// Where to go on, to be stored with what was done about them.
    pub place: Place,
}

impl Place {
    /// Everything changed after this moment.
    pub(super) fn since(since: DateTime<Utc>) -> Self {
        Self {
            since,
            offsets: None,
            list: None,
        }
    }

    /// Whether the list goes on.
    pub(super) fn is_open(&self) -> bool {
        self.list.is_some()
    }

    /// T as the server will read it, never too late.
    fn question(&self) -> String {
        let since = self.since - RESERVE;
        let local = match self.offsets {
            None => since + FURTHEST_BEHIND,
            Some((0, 0)) => since,
            Some((lowest, highest)) if lowest < highest => since + TimeDelta::seconds(lowest.into()),
            Some((only, _)) => since + TimeDelta::seconds(only.into()) - SUMMER_TIME,
        };
        local.format("%Y-%m-%d %H:%M:%S").to_string()
    }

    fn learn(&mut self, time: DateTime<FixedOffset>) {
        let seen = time.offset().local_minus_utc();
        let (lowest, highest) = self.offsets.unwrap_or((seen, seen));
        self.offsets = Some((lowest.min(seen), highest.max(seen)));
    }

    fn learn_from(&mut self, products: &[Product]) {
        let times = products.iter().filter_map(|p| p.updated.as_deref());
        for time in times.filter_map(|text| DateTime::parse_from_rfc3339(text).ok()) {
            self.learn(time);
        }
    }

    fn turn(&mut self, list: List, next: Option<Cursor>) {
        match next {
            Some(Cursor(next)) => self.list = Some(List { next, ..list }),
            None => {
                self.list = None;
                self.since = self.since.max(list.began);
            }
        }
    }
}

/// Reads the next page.
pub(super) async fn next(live: &Live, mut place: Place) -> Result<Changes, PimError> {
    let began = live.app.clock.now();
    let asked = place.question();
    let list = place.list.take().unwrap_or(List {
        began,
        asked,
        next: String::new(),
    });
    let query = ProductQuery {
        updated_after: Some(list.asked.clone()),
        cursor: (!list.next.is_empty()).then(|| Cursor(list.next.clone())),
        limit: 100,
        attributes: Some(Vec::new()),
        ..ProductQuery::default()
    };
    match live.call(live.pim().products(&query)).await {
        Ok(page) => {
            place.learn_from(&page.products);
            place.turn(list, page.next);
            Ok(Changes {
                keys: page.products.iter().flat_map(names).collect(),
                place,
            })
        }
        // The PIM does not know its own page any more: from the start, then.
        Err(PimError::Invalid { .. }) if query.cursor.is_some() => Ok(Changes {
            keys: Vec::new(),
            place,
        }),
        Err(error) => Err(error),
    }
}

/// What a passport may know a product by: one from before the PIM had UUIDs knows its identifier.
fn names(product: &Product) -> Vec<ProductKey> {
    let identifier = product.identifier.clone().map(ProductKey);
    let mut names = vec![product_key(product)];
    names.extend(identifier.filter(|name| *name != names[0]));
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn noon() -> DateTime<Utc> {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn list(minute: i64) -> List {
        List {
            began: noon() + TimeDelta::minutes(minute),
            asked: "x".into(),
            next: String::new(),
        }
    }

    #[test]
    fn time_moves_at_the_end_of_a_list_and_to_its_beginning() {
        let mut place = Place::since(noon());
        place.turn(list(5), Some(Cursor("2".into())));
        assert!(place.is_open() && place.since == noon());
        let text = serde_json::to_value(&place).unwrap();
        let mut place: Place = serde_json::from_value(text).unwrap();
        let open = place.list.take().unwrap();
        assert_eq!((open.began, open.next.as_str()), (list(5).began, "2"));
        place.turn(open, None);
        assert!(!place.is_open() && place.since == list(5).began);
        place.turn(list(1), None);
        assert_eq!(place.since, list(5).began, "never back");
    }

    proptest! {
        /// Whatever zone the server is in, with whatever summer time, it reads the question as a moment before T.
        #[test]
        fn no_zone_loses_a_change(winter in -12_i32..=13, summer in 0_i32..=1, seen in prop::collection::vec(any::<bool>(), 0..4),
                                  now_summer: bool) {
            // Of a zone that is UTC in winter only summer tells more, which then counts from winter on.
            prop_assume!(!(winter + summer == 0 && summer == 1));
            let mut place = Place::since(noon());
            let offset = |in_summer: bool| (winter + if in_summer { summer } else { 0 }) * 3600;
            for in_summer in seen {
                place.learn(noon().with_timezone(&FixedOffset::east_opt(offset(in_summer)).unwrap()));
            }
            let read = chrono::NaiveDateTime::parse_from_str(&place.question(), "%Y-%m-%d %H:%M:%S").unwrap();
            let meant = read.and_utc() - TimeDelta::seconds(offset(now_summer).into());
            prop_assert!(meant <= noon() - RESERVE, "{meant}");
        }
    }
}
