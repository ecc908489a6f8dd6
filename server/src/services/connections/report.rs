//! A connection test in the words of the dashboard.

use domain::connection::{ConnectionCheck, ConnectionReport, Outcome};

/// The report as a view.
pub(super) fn view(report: pim::ConnectionReport) -> ConnectionReport {
    let edition = report.edition.as_deref().map(edition_name);
    let pim = [Some("Akeneo"), edition, report.version.as_deref()];
    let told = report.edition.is_some() || report.version.is_some();
    ConnectionReport {
        ok: report.ok,
        pim: told.then(|| pim.into_iter().flatten().collect::<Vec<_>>().join(" ")),
        checks: report.checks.into_iter().map(check).collect(),
    }
}

fn check(check: pim::Check) -> ConnectionCheck {
    ConnectionCheck {
        name: title(&check.name),
        outcome: match check.outcome {
            pim::Outcome::Ok => Outcome::Ok,
            pim::Outcome::Failed => Outcome::Failed,
            pim::Outcome::Skipped => Outcome::Skipped,
        },
        words: check.words,
    }
}

fn title(name: &str) -> String {
    let known = match name {
        "reachable" => "Answer",
        "tls" => "Encryption",
        "akeneo" => "Akeneo PIM",
        "client" => "Client ID and secret",
        "user" => "User name and password",
        other => {
            let words = other.replace('-', " ");
            let mut letters = words.chars();
            let first = letters
                .next()
                .map(|c| c.to_uppercase().to_string())
                .unwrap_or_default();
            return first + letters.as_str();
        }
    };
    known.to_owned()
}

fn edition_name(edition: &str) -> &str {
    match edition {
        "CE" => "Community Edition",
        "GE" => "Growth Edition",
        "EE" => "Enterprise Edition",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_for_people() {
        assert_eq!(title("attribute groups"), "Attribute groups");
        assert_eq!(title("tls"), "Encryption");
        assert_eq!(view(pim::ConnectionReport::default()).pim, None);
        let report = pim::ConnectionReport {
            version: Some("7.0.1".into()),
            edition: Some("CE".into()),
            ..Default::default()
        };
        assert_eq!(
            view(report).pim.as_deref(),
            Some("Akeneo Community Edition 7.0.1")
        );
    }
}
