//! A report on a terminal.

use crate::cli::say;
use ::verify::{Outcome, Report, Unreadable, Verdict};

/// Writes what came out about one source.
pub(in crate::cli) fn tell(name: &str, answer: &Result<Report, Unreadable>) {
    let report = match answer {
        Ok(report) => report,
        Err(why) => return say(&format!("UNREADABLE  {name}\n  {why}")),
    };
    let verdict = match report.verdict {
        Verdict::Proven => "PROVEN",
        Verdict::NotProven => "NOT PROVEN",
        Verdict::Failed => "FAILED",
    };
    say(&format!("{verdict}  {name}\n  {}", report.summary));
    let facts = subject(report);
    if !facts.is_empty() {
        say(&format!("  {facts}"));
    }
    for finding in &report.findings {
        let mark = match finding.outcome {
            Outcome::Proven => "proven      ",
            Outcome::NotChecked => "not checked ",
            Outcome::Failed => "FAILED      ",
        };
        say(&format!("  {mark} {}", plain(&finding.words)));
    }
}

fn subject(report: &Report) -> String {
    let about = &report.subject;
    let version = about.version.map(|number| format!("version {number}"));
    let parts = [
        &about.name,
        &about.brand,
        &version,
        &about.published_at,
        &about.identifier,
    ];
    let parts: Vec<_> = parts.into_iter().flatten().map(|text| plain(text)).collect();
    parts.join(" · ")
}

/// What a file says reaches the terminal without what would move its cursor or change its colours.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_file_cannot_write_over_the_answer() {
        assert_eq!(plain("Battery\u{1b}[2J\rPROVEN\n"), "Battery [2J PROVEN ");
    }
}
