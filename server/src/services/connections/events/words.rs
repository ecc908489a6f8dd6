//! How a connection learns of changes, in the words of its page.

use crate::services::drift;
use db::queries::subscriptions::{State, Subscription};
use domain::connection::Fact;
use std::time::Duration;

/// The lines of the page; `ttl` is how long the brand keeps values.
pub(in crate::services::connections) fn facts(
    subscription: Option<&Subscription>,
    ttl: Duration,
) -> Vec<Fact> {
    let told = |text: String| Fact {
        label: "Told of changes".to_owned(),
        at: None,
        text,
    };
    let polling = polling(ttl);
    let Some(subscription) = subscription else {
        return vec![told(format!("No: {polling}"))];
    };
    let reason = subscription
        .reason
        .as_deref()
        .unwrap_or("the Event Platform has stopped it");
    let mut facts = vec![told(match subscription.state {
        State::Starting => format!("Asked for; the Event Platform has not answered. Until then, {polling}"),
        State::Active if subscription.last_event_at.is_none() => {
            format!("At once. It takes some minutes to begin, and no event has come yet. Besides, {polling}")
        }
        State::Active => format!("At once. Besides, {polling}"),
        State::Suspended => format!("Not at the moment: {reason}. Until then, {polling}"),
        State::Revoked => {
            format!("No longer: {reason}. Switch it off, and on again once the connection works")
        }
    })];
    if let Some(at) = subscription.last_event_at {
        facts.push(Fact {
            label: "Last told".to_owned(),
            at: Some(at),
            text: String::new(),
        });
    }
    facts
}

/// `Tessera asks the PIM every 5 minutes`.
pub(super) fn polling(ttl: Duration) -> String {
    let seconds = drift::every(ttl).as_secs();
    let often = match seconds {
        ..60 => format!("{seconds} seconds"),
        60..120 => "minute".to_owned(),
        _ => format!("{} minutes", seconds / 60),
    };
    format!("Tessera asks the PIM every {often}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polling_is_told_in_minutes() {
        for (seconds, words) in [
            (30, "30 seconds"),
            (60, "minute"),
            (240, "4 minutes"),
            (86_400, "5 minutes"),
        ] {
            let told = polling(Duration::from_secs(seconds));
            assert_eq!(told, format!("Tessera asks the PIM every {words}"));
        }
    }
}
