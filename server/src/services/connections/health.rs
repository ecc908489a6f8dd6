//! How a connection does, in words: what its page prints.

use super::{credentials, live};
use crate::app::App;
use chrono::{DateTime, Utc};
use db::queries::{connections::Connection, polls::Watched};
use domain::connection::Fact;
use pim::{Circuit, ConnectionState, Tokens};
use std::time::Duration;

/// The page does not wait longer for the client, which may be signing in.
const PATIENCE: Duration = Duration::from_millis(500);

/// Everything there is to know, in the order of the page.
pub(super) async fn facts(
    app: &App,
    connection: &Connection,
    templates: u32,
    watched: Option<&Watched>,
) -> Vec<Fact> {
    let now = app.clock.now();
    let oldest = live::fetches(app, connection).await.into_iter().min();
    let state = match app.connectors.of(app, connection) {
        Ok(akeneo) => tokio::time::timeout(PATIENCE, akeneo.state()).await.ok(),
        Err(_) => None,
    };
    let mut facts = reads(connection);
    facts.extend(state.iter().flat_map(|state| calls(state, now)));
    facts.push(session(
        credentials::opened_session(app, connection).as_ref(),
        now,
    ));
    facts.extend(changes(watched));
    if !connection.refused.is_empty() {
        let text = format!(
            "{}. In the PIM, allow it under System \u{2192} Roles, then test the connection.",
            connection.refused.join(", ")
        );
        facts.push(fact("May not read", None, text));
    }
    facts.push(match oldest {
        Some(at) => fact("Oldest cached value", Some(at), ""),
        None => fact("Cached values", None, "None"),
    });
    facts.push(fact("Used by", None, counted(u64::from(templates), "template")));
    facts
}

fn fact(label: &str, at: Option<DateTime<Utc>>, text: impl Into<String>) -> Fact {
    Fact {
        label: label.to_owned(),
        at,
        text: text.into(),
    }
}

/// The last success and the last failure.
fn reads(connection: &Connection) -> Vec<Fact> {
    let mut facts = vec![match connection.last_success_at {
        Some(at) => fact("Last read", Some(at), ""),
        None => fact("Last read", None, "Never"),
    }];
    if let (Some(at), Some(words)) = (connection.last_error_at, &connection.last_error) {
        facts.push(fact("Last failure", Some(at), format!(": {words}")));
    }
    facts
}

/// What this process has asked, and whether calls go through.
fn calls(state: &ConnectionState, now: DateTime<Utc>) -> [Fact; 2] {
    let minute = u64::try_from(state.calls_last_minute).unwrap_or(u64::MAX);
    let limited = match state.limited {
        0 => "none was too many for the PIM".to_owned(),
        1 => "once the PIM said that this was too many".to_owned(),
        n => format!("{n} times the PIM said that this was too many"),
    };
    // Other servers of the site count for themselves.
    let asked = format!(
        "{} in the last minute, {} in all from this server; {limited}",
        counted(minute, "call"),
        state.calls
    );
    let circuit = match &state.circuit {
        Circuit::Closed { failures: 0 } => fact("Calls", None, "Go through"),
        Circuit::Closed { failures } => {
            let last = counted(u64::from(*failures), "call");
            fact(
                "Calls",
                None,
                format!("Go through, though the last {last} failed"),
            )
        }
        Circuit::Open { retry_at, why } if *retry_at <= now => {
            let text =
                format!("Stopped after several failures ({why}); the next one tries whether the PIM is back");
            fact("Calls", None, text)
        }
        Circuit::Open { retry_at, why } => {
            let text =
                format!(", after several failures: {why}. Then one call tries whether the PIM is back.");
            fact("Calls stopped until", Some(*retry_at), text)
        }
    };
    [fact("Quota used", None, asked), circuit]
}

/// The session at the PIM as it is stored, so the same for every process.
fn session(tokens: Option<&Tokens>, now: DateTime<Utc>) -> Fact {
    let Some(tokens) = tokens else {
        return fact("Session at the PIM", None, "None yet: the next read signs in");
    };
    let renewed = if tokens.refresh_token.is_some() {
        "without the password"
    } else {
        "with the password"
    };
    if tokens.expires_at <= now {
        let text = format!("; the next read renews it {renewed}");
        return fact("Session at the PIM ended", Some(tokens.expires_at), text);
    }
    let text = format!("; then it is renewed {renewed}");
    fact("Session at the PIM until", Some(tokens.expires_at), text)
}

/// How far the changes in the PIM are read.
fn changes(watched: Option<&Watched>) -> Vec<Fact> {
    let Some(watched) = watched else {
        let text = "Not read yet: that begins with the first published passport";
        return vec![fact("Changes in the PIM", None, text)];
    };
    let mut facts = vec![match watched.last_run_at {
        Some(at) => fact("Changes last read", Some(at), ""),
        None => fact("Changes last read", None, "Not yet"),
    }];
    let text = match &watched.last_error {
        Some(words) => format!(". The last time failed: {words}"),
        None => String::new(),
    };
    facts.push(fact("Changes read next", Some(watched.next_run_at), text));
    facts
}

/// `1 call`, `3 calls`.
fn counted(n: u64, word: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {word}{s}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn state(circuit: Circuit) -> ConnectionState {
        ConnectionState {
            circuit,
            calls_last_minute: 1,
            calls: 40,
            limited: 2,
            token_expires_at: None,
            can_refresh: false,
        }
    }

    #[test]
    fn a_circuit_is_told_as_what_it_means_for_calls() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let told = |circuit| {
            let [quota, calls] = calls(&state(circuit), now);
            assert!(
                quota.text.starts_with("1 call in the last minute, 40 in all"),
                "{quota:?}"
            );
            assert!(quota.text.contains("2 times the PIM said"), "{quota:?}");
            calls
        };
        assert_eq!(told(Circuit::Closed { failures: 0 }).text, "Go through");
        assert!(
            told(Circuit::Closed { failures: 2 })
                .text
                .contains("the last 2 calls failed")
        );
        let open = |after| Circuit::Open {
            retry_at: now + TimeDelta::seconds(after),
            why: "it did not answer in time".to_owned(),
        };
        let waiting = told(open(30));
        assert_eq!(waiting.label, "Calls stopped until");
        assert_eq!(waiting.at, Some(now + TimeDelta::seconds(30)));
        let trying = told(open(0));
        assert!(
            trying.at.is_none() && trying.text.contains("the next one tries"),
            "{trying:?}"
        );
    }

    #[test]
    fn a_session_says_until_when_and_how_it_goes_on() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        assert!(session(None, now).text.starts_with("None yet"));
        let mut tokens = Tokens {
            access_token: "secret".into(),
            refresh_token: Some("secret".into()),
            expires_at: now + TimeDelta::hours(1),
        };
        let fact = session(Some(&tokens), now);
        assert_eq!(fact.label, "Session at the PIM until");
        assert!(fact.text.ends_with("without the password"));
        tokens.refresh_token = None;
        let fact = session(Some(&tokens), now + TimeDelta::hours(2));
        assert_eq!(fact.label, "Session at the PIM ended");
        assert!(fact.text.ends_with("with the password"));
    }
}
