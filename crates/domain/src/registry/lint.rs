//! What the registry would object to. Only what can be known without asking it: it checks more.

use super::{
    facts::Facts,
    rule::{Finding, Rule, Severity},
};
use crate::{profile::Scheme, record::Granularity};
use url::{Host, Url};

/// What is not in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// The address at which the passport answers now, where that is another one than its identifier.
    pub answers_at: Option<String>,
    /// Whether whoever runs the site has taken the page off it.
    pub is_withdrawn: bool,
    /// Whether the page is live: then there is no version.
    pub is_live: bool,
    /// The profile that the passport's template follows, without its version.
    pub profile: Option<String>,
}

/// Names that no resolver of the public internet knows (RFC 2606, 6761, 6762, 8375, 9476).
const PRIVATE: &[&str] = &[
    "alt",
    "arpa",
    "example",
    "internal",
    "invalid",
    "lan",
    "local",
    "localhost",
    "onion",
    "test",
];
const SAMPLES: &[&str] = &["example.com", "example.net", "example.org"];

/// What is wrong, errors first.
pub fn lint(facts: &Facts, around: &Circumstances) -> Vec<Finding> {
    let mut found = Vec::new();
    if around.is_live {
        let text = "The page is live: no version is kept, so there is nothing whose hash a proof could name.";
        found.push(error(
            Rule::VersionHash,
            text,
            "Publish the product under a template that keeps versions.",
        ));
    }
    if around.is_withdrawn {
        let text = "Whoever runs this site has taken the page off it, so the registry cannot read it.";
        found.push(error(
            Rule::Readable,
            text,
            "Contact support to have it put back.",
        ));
    }
    if around.profile.as_deref() == Some("battery") {
        let text =
            "The registry does not take battery passports yet: their semantic catalogue is not defined.";
        found.push(advice(
            Rule::ProductGroup,
            text,
            "Watch for the Commission's notice, and register once it takes them.",
        ));
    }
    found.extend(address(&facts.identifier));
    found.extend(redirects(facts, around));
    found.extend(levels(facts));
    found.extend(commodity(facts));
    found.extend(identifiers(facts));
    found.extend(back_up(facts));
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    found
}

fn error(rule: Rule, message: impl Into<String>, remedy: &'static str) -> Finding {
    Finding {
        rule,
        severity: Severity::Error,
        message: message.into(),
        remedy,
    }
}

fn advice(rule: Rule, message: impl Into<String>, remedy: &'static str) -> Finding {
    Finding {
        severity: Severity::Advice,
        ..error(rule, message, remedy)
    }
}

const SERVE: &str =
    "Publish under a public https address: a domain of your own, or a site whose address is one.";

fn address(identifier: &str) -> Vec<Finding> {
    let Ok(url) = identifier.parse::<Url>() else {
        let text = format!("\u{201c}{identifier}\u{201d} is not an address.");
        return vec![error(Rule::AddressFormat, text, SERVE)];
    };
    let mut found = Vec::new();
    if url.scheme() != "https" {
        let text = format!("The address begins with {}://, not with https://.", url.scheme());
        found.push(error(Rule::AddressProtocol, text, SERVE));
    }
    found.extend(url.host().and_then(host));
    if let Some(port) = url.port() {
        let text = format!("The address names the port {port}.");
        found.push(error(Rule::AddressPort, text, SERVE));
    }
    let plain = url.username().is_empty() && url.password().is_none();
    if !plain || url.fragment().is_some() || url.query().is_some() || url.host().is_none() {
        let text = "The address has more than a host and a path, or no host.";
        found.push(error(Rule::AddressFormat, text, SERVE));
    }
    found
}

fn host(host: Host<&str>) -> Option<Finding> {
    let Host::Domain(name) = host else {
        let text = "The address has a number where a domain name belongs.";
        return Some(error(Rule::AddressDomain, text, SERVE));
    };
    let name = name.trim_end_matches('.');
    let last = name.rsplit('.').next().unwrap_or_default();
    let sample = SAMPLES
        .iter()
        .any(|sample| name == *sample || name.ends_with(&format!(".{sample}")));
    let reached = name.contains('.') && !PRIVATE.contains(&last) && !sample;
    let text = || format!("{name} is not a domain that the registry can reach.");
    (!reached).then(|| error(Rule::AddressDomain, text(), SERVE))
}

fn redirects(facts: &Facts, around: &Circumstances) -> Option<Finding> {
    let now = around
        .answers_at
        .as_ref()
        .filter(|now| **now != facts.identifier)?;
    let text = format!("The identifier leads on to {now}. The registry follows few redirects.");
    Some(advice(
        Rule::AddressRedirects,
        text,
        "Publish a new version, which names the address that answers.",
    ))
}

fn levels(facts: &Facts) -> Vec<Finding> {
    let mut found = Vec::new();
    match facts.granularity {
        Granularity::Batch if facts.model.is_none() => found.push(error(
            Rule::BatchModel,
            "The batch does not name its model.",
            "Publish the model's passport, and the batch below it.",
        )),
        Granularity::Model | Granularity::Batch => {}
        Granularity::Item => {
            if facts.model.is_none() {
                found.push(error(
                    Rule::ItemModel,
                    "The item does not name its model.",
                    "Publish the model's passport, and the item below it.",
                ));
            }
            if facts.batch.is_none() {
                found.push(advice(
                    Rule::ItemBatch,
                    "The item does not name a batch.",
                    "If it was made in a batch, publish the batch's passport, and the item below it.",
                ));
            }
        }
    }
    found
}

fn commodity(facts: &Facts) -> Vec<Finding> {
    const REMEDY: &str =
        "Map the data point \u{201c}Commodity code\u{201d} under Readiness, and publish again.";
    if facts.commodity_codes.is_empty() {
        let text =
            "There is no commodity code. Customs compare it where the product comes from outside the Union.";
        return vec![advice(Rule::CommodityCode, text, REMEDY)];
    }
    let wrong = |code: &String| {
        let why = Scheme::Commodity.read(code).err()?;
        let text = format!("\u{201c}{code}\u{201d} is no commodity code. {why}");
        Some(error(
            Rule::CommodityCode,
            text,
            "Correct it in the PIM, and publish again.",
        ))
    };
    facts.commodity_codes.iter().filter_map(wrong).collect()
}

fn identifiers(facts: &Facts) -> Vec<Finding> {
    let mut found = Vec::new();
    if facts.operators.is_empty() {
        found.push(advice(
            Rule::Operator,
            "The passport does not name the operator's identifier, so the registry cannot compare it with yours.",
            "Map the operator's or manufacturer's identifier under Readiness, and publish again.",
        ));
    }
    if facts.facilities.is_empty() {
        found.push(advice(
            Rule::Facility,
            "The passport names no facility.",
            "Where the act for your product asks for facilities, map their identifiers under Readiness, and publish again.",
        ));
    }
    found
}

fn back_up(facts: &Facts) -> Vec<Finding> {
    if facts.back_up.is_empty() {
        return vec![advice(
            Rule::BackUp,
            "The passport names no back-up copy at a service provider.",
            "Where the act for your product asks for one, map the data point \u{201c}Provider of the back-up copy\u{201d} with its https address.",
        )];
    }
    let is_link = |text: &String| text.parse::<Url>().is_ok_and(|url| url.scheme() == "https");
    let named = facts.back_up.iter().any(is_link);
    let text = "The back-up copy is named, but not by a link that the registry could follow.";
    let missing = (!named).then(|| {
        advice(
            Rule::BackUp,
            text,
            "Give the https address of the copy instead of a name.",
        )
    });
    missing.into_iter().collect()
}

#[cfg(test)]
#[path = "lint_tests.rs"]
mod tests;
