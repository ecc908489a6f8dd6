//! What changed in the PIM since the last time somebody asked.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::ProductKey;

/// How far back a question reaches beyond what was asked before: clocks differ, and the PIM's search lags behind.
const RESERVE: TimeDelta = TimeDelta::minutes(10);
/// The hour by which a server's time zone may have moved since we last saw it.
const SUMMER_TIME: TimeDelta = TimeDelta::hours(1);
/// The westernmost time zone.
const FURTHEST_BEHIND: TimeDelta = TimeDelta::hours(-12);

/// What is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Watched {
    /// Products; variants change with their models.
    Products,
    /// Products, and those whose records or assets changed where the PIM can tell (Enterprise, in the cloud).
    /// [`Change::updated`] stays the product's own, so that nothing can be skipped by it: compare the values instead.
    LinkedProducts,
    /// Product models.
    Models,
}

/// How far the changes have been read. Store it, as JSON, **together with what was done about the changes** it came
/// with: in one transaction. Then nothing is lost when the process stops, at whatever moment.
///
/// Akeneo cannot list changes in the order of their time: the list "changed after T" is sorted by product. Hence rounds.
/// A round asks for everything after T and walks the list to its end; only then does T move, to the moment the round
/// began, for a product changed during the round may stand on a page that was read before. A cursor taken in the middle
/// of a round knows T, the round's beginning and the next page, so a restart goes on where it was.
///
/// T is a time in UTC, but Akeneo wants one in the time zone of its server and does not tell which that is. The cursor
/// learns the zone's offsets from the times of the products it sees. Until it has seen any it asks as if the server stood
/// at the western end of the world; while it has seen only one offset besides UTC it adds an hour for summer time; and
/// ten minutes always. What comes twice for this carries the same [`Change::updated`] as before: compare, and skip.
///
/// Deleted products are in no such list. A round [from the beginning](Self::beginning) names everything that exists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeCursor {
    /// Changes up to here have been handed out; `None` before the first round.
    since: Option<DateTime<Utc>>,
    /// The smallest and largest offset seen, in seconds east of UTC.
    #[serde(default)]
    offsets: Option<(i32, i32)>,
    /// The round in progress.
    #[serde(default)]
    round: Option<Round>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Round {
    began: DateTime<Utc>,
    /// Query of the next page.
    next: String,
}

impl ChangeCursor {
    /// Everything there is, then what changes.
    pub fn beginning() -> Self {
        Self::default()
    }

    /// Everything changed after this moment.
    pub fn since(moment: DateTime<Utc>) -> Self {
        Self {
            since: Some(moment),
            ..Self::default()
        }
    }

    /// Changes up to here have been handed out.
    pub fn reached(&self) -> Option<DateTime<Utc>> {
        self.since
    }

    /// True between two pages of a round.
    pub fn in_round(&self) -> bool {
        self.round.is_some()
    }

    /// The next page of the round in progress.
    pub(crate) fn next_page(&self) -> Option<&str> {
        self.round.as_ref().map(|round| round.next.as_str())
    }

    /// The time to ask for, as the server will read it; `None` asks for everything.
    pub(crate) fn question(&self) -> Option<String> {
        let since = self.since? - RESERVE;
        let local = match self.offsets {
            None => since + FURTHEST_BEHIND,
            Some((0, 0)) => since,
            Some((lowest, highest)) if lowest < highest => since + TimeDelta::seconds(lowest.into()),
            Some((only, _)) => since + TimeDelta::seconds(only.into()) - SUMMER_TIME,
        };
        Some(local.format("%Y-%m-%d %H:%M:%S").to_string())
    }

    /// Learns the server's offset from a time it wrote.
    pub(crate) fn learn(&mut self, time: DateTime<FixedOffset>) {
        let seen = time.offset().local_minus_utc();
        let (lowest, highest) = self.offsets.unwrap_or((seen, seen));
        self.offsets = Some((lowest.min(seen), highest.max(seen)));
    }

    /// The round goes on at this page. `began` counts for its first page only.
    pub(crate) fn goes_on(&mut self, began: DateTime<Utc>, next: String) {
        let began = self.round.as_ref().map_or(began, |round| round.began);
        self.round = Some(Round { began, next });
    }

    /// The round has come to its end.
    pub(crate) fn ends(&mut self, began: DateTime<Utc>) {
        let began = self.round.take().map_or(began, |round| round.began);
        self.since = self.since.max(Some(began));
    }

    /// Forgets the round in progress: it starts again.
    pub(crate) fn starts_over(&mut self) {
        self.round = None;
    }
}

/// One product or product model that changed, or may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What changed.
    pub what: Changed,
    /// When, as the PIM has it. `None` on odd PIMs: count it as changed.
    pub updated: Option<DateTime<Utc>>,
    /// Family code.
    pub family: Option<String>,
    /// Code of the product model above.
    pub parent: Option<String>,
    /// Whether the PIM calls the product enabled; models always are.
    pub enabled: bool,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// A product.
    Product {
        /// How to ask for it.
        key: ProductKey,
        /// Value of the main identifier attribute, where it has one.
        identifier: Option<String>,
    },
    /// A product model.
    Model {
        /// Its code.
        code: String,
    },
}

/// A page of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangePage {
    /// In no particular order, some of them known already.
    pub changes: Vec<Change>,
    /// Where to go on. Store it with what was done about the changes.
    pub cursor: ChangeCursor,
    /// True when this was the last page of a round: nothing more for now.
    pub complete: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    #[test]
    fn the_question_is_never_too_late() {
        let mut cursor = ChangeCursor::since(utc("2026-11-21T12:00:00Z"));
        assert_eq!(
            cursor.question().unwrap(),
            "2026-11-20 23:50:00",
            "anywhere on earth"
        );
        cursor.learn(at("2026-07-01T08:00:00+02:00"));
        assert_eq!(
            cursor.question().unwrap(),
            "2026-11-21 12:50:00",
            "perhaps summer time"
        );
        cursor.learn(at("2026-11-01T08:00:00+01:00"));
        assert_eq!(cursor.question().unwrap(), "2026-11-21 12:50:00", "winter time");
        let mut cloud = ChangeCursor::since(utc("2026-11-21T12:00:00Z"));
        cloud.learn(at("2026-07-01T08:00:00+00:00"));
        assert_eq!(cloud.question().unwrap(), "2026-11-21 11:50:00");
        assert_eq!(ChangeCursor::beginning().question(), None);
    }

    #[test]
    fn time_moves_at_the_end_of_a_round_only() {
        let mut cursor = ChangeCursor::since(utc("2026-11-21T12:00:00Z"));
        cursor.goes_on(utc("2026-11-21T13:00:00Z"), "page=2".into());
        cursor.goes_on(utc("2026-11-21T13:05:00Z"), "page=3".into());
        assert_eq!(
            (cursor.reached(), cursor.next_page()),
            (Some(utc("2026-11-21T12:00:00Z")), Some("page=3"))
        );
        let text = serde_json::to_string(&cursor).unwrap();
        let mut stored: ChangeCursor = serde_json::from_str(&text).unwrap();
        stored.ends(utc("2026-11-21T13:10:00Z"));
        assert_eq!(
            (stored.reached(), stored.in_round()),
            (Some(utc("2026-11-21T13:00:00Z")), false)
        );
        stored.ends(utc("2026-11-21T11:00:00Z"));
        assert_eq!(stored.reached(), Some(utc("2026-11-21T13:00:00Z")), "never back");
    }

    proptest! {
        /// Whatever zone the server is in, with whatever summer time, it reads the question as a moment before T.
        #[test]
        fn no_zone_loses_a_change(winter in -12_i32..=14, summer in 0_i32..=1, seen in prop::collection::vec(any::<bool>(), 0..4),
                                  now_summer: bool) {
            // Zones that are UTC in summer only are the documented exception.
            prop_assume!(winter + summer != 0 || summer == 0);
            let since = utc("2026-11-21T12:00:00Z");
            let mut cursor = ChangeCursor::since(since);
            let offset = |in_summer: bool| (winter + if in_summer { summer } else { 0 }) * 3600;
            for in_summer in seen {
                let zone = FixedOffset::east_opt(offset(in_summer)).unwrap();
                cursor.learn(since.with_timezone(&zone));
            }
            let read = chrono::NaiveDateTime::parse_from_str(&cursor.question().unwrap(), "%Y-%m-%d %H:%M:%S").unwrap();
            let meant = read.and_utc() - TimeDelta::seconds(offset(now_summer).into());
            prop_assert!(meant <= since - RESERVE, "{meant}");
        }
    }
}
