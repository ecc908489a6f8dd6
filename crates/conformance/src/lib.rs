//! The test vectors of the public standards that Tessera implements, as something that a program runs over itself: what the page
//! `/conformance` shows is what this very build answered, and nothing else is claimed. Pure: no I/O, no clock.
//!
//! The crates' own tests hold many more cases. Here stands what a standard itself publishes, or what can be read off its text.

mod suites;
mod witness;

pub use witness::{WITNESSES, Witness};

use std::panic::{AssertUnwindSafe, catch_unwind};

/// One case of a standard.
#[derive(Clone, Copy)]
pub struct Case {
    /// What must hold, in plain words.
    pub name: &'static str,
    /// Where the standard says so.
    pub clause: &'static str,
    run: fn() -> Result<(), String>,
}

/// The cases of one standard.
#[derive(Clone, Copy)]
pub struct Suite {
    /// Names it in an address; never given to another suite.
    pub id: &'static str,
    /// The standard's name.
    pub title: &'static str,
    /// The edition that was implemented.
    pub edition: &'static str,
    /// What of it is implemented, and what is not.
    pub scope: &'static str,
    /// Its cases.
    pub cases: &'static [Case],
}

/// What a case answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What must hold.
    pub name: &'static str,
    /// Where the standard says so.
    pub clause: &'static str,
    /// What went wrong; nothing where it holds.
    pub failure: Option<String>,
}

/// What a suite answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The suite's id.
    pub id: &'static str,
    /// The standard's name.
    pub title: &'static str,
    /// The edition.
    pub edition: &'static str,
    /// What of it is implemented, and what is not.
    pub scope: &'static str,
    /// One per case, in their order.
    pub outcomes: Vec<Outcome>,
}

impl Report {
    /// How many cases hold.
    pub fn passed(&self) -> usize {
        self.outcomes.iter().filter(|o| o.failure.is_none()).count()
    }
}

/// All suites.
pub fn suites() -> &'static [Suite] {
    suites::ALL
}

/// Runs all cases of all suites: some milliseconds.
pub fn run() -> Vec<Report> {
    suites().iter().map(report).collect()
}

fn report(suite: &Suite) -> Report {
    Report {
        id: suite.id,
        title: suite.title,
        edition: suite.edition,
        scope: suite.scope,
        outcomes: suite.cases.iter().map(outcome).collect(),
    }
}

/// A case that panics has failed, and the page is shown all the same.
fn outcome(case: &Case) -> Outcome {
    let answer = catch_unwind(AssertUnwindSafe(case.run)).unwrap_or_else(|_| Err("it panicked".to_owned()));
    Outcome {
        name: case.name,
        clause: case.clause,
        failure: answer.err(),
    }
}

/// Fails with both sides where they differ.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: T, wanted: T) -> Result<(), String> {
    if found == wanted {
        Ok(())
    } else {
        Err(format!("{what}: found {found:?}, wanted {wanted:?}"))
    }
}

/// Fails with these words unless it holds.
fn holds(what: &str, holds: bool) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_case_of_every_standard_holds() {
        let mut failed = Vec::new();
        for report in run() {
            let failures = report.outcomes.iter().filter(|outcome| outcome.failure.is_some());
            failed.extend(failures.map(|outcome| (report.id, outcome.clone())));
        }
        assert_eq!(failed, []);
    }

    #[test]
    fn suites_and_cases_have_names_of_their_own() {
        let ids: BTreeSet<_> = suites().iter().map(|suite| suite.id).collect();
        assert_eq!(ids.len(), suites().len());
        for suite in suites() {
            let names: BTreeSet<_> = suite.cases.iter().map(|case| case.name).collect();
            assert_eq!(names.len(), suite.cases.len(), "{}", suite.id);
            assert!(!suite.cases.is_empty() && !suite.scope.is_empty());
        }
    }

    #[test]
    fn a_case_that_fails_or_panics_says_so() {
        let case = |run| Case {
            name: "it holds",
            clause: "1",
            run,
        };
        let fails = outcome(&case(|| same("the answer", 1, 2)));
        assert_eq!(fails.failure.as_deref(), Some("the answer: found 1, wanted 2"));
        let panics = outcome(&case(|| panic!("as a test does")));
        assert_eq!(panics.failure.as_deref(), Some("it panicked"));
    }
}
