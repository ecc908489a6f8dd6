//! Compositions as people write them: `80 % cotton, 20 % elastane`, or part by part `Shell: 100 % wool. Lining: 100 % viscose`.

use super::Decimal;

/// A part of a product with its materials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The part's name; empty where the product has one part.
    pub name: String,
    /// Its materials.
    pub shares: Vec<Share>,
}

/// A material with its share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The material.
    pub material: String,
    /// Percent.
    pub percent: Decimal,
}

/// Reads a composition. Each part's shares must add up to 100 %, give or take what rounding to a tenth may lose.
pub fn composition(text: &str) -> Result<Vec<Part>, String> {
    let mut parts: Vec<Part> = split_parts(text)
        .into_iter()
        .map(read_part)
        .collect::<Result<_, _>>()?;
    // `Cotton: 80 %, Elastane: 20 %` names materials, not parts.
    if parts
        .iter()
        .all(|p| p.shares.len() == 1 && p.shares[0].material.is_empty())
    {
        let shares = parts.iter_mut().map(|part| Share {
            material: std::mem::take(&mut part.name),
            percent: part.shares[0].percent,
        });
        parts = vec![Part {
            name: String::new(),
            shares: shares.collect(),
        }];
    }
    composition_of(parts)
}

/// The parts, if each one's shares have their material and add up.
pub fn composition_of(parts: Vec<Part>) -> Result<Vec<Part>, String> {
    parts.iter().try_for_each(check)?;
    Ok(parts)
}

fn check(part: &Part) -> Result<(), String> {
    if part.shares.is_empty() {
        return Err("Write each material with its share, such as 80 % cotton, 20 % elastane.".into());
    }
    if part.shares.iter().any(|s| s.material.is_empty()) {
        return Err("A share stands without its material.".into());
    }
    let sum = part
        .shares
        .iter()
        .try_fold(Decimal::whole(0), |sum, share| sum.plus(share.percent))
        .ok_or("The shares are too large.")?;
    let half = Decimal::hundredths(50);
    let near = Decimal::whole(100)
        .plus(sum.minus())
        .is_some_and(|d| d <= half && d.minus() <= half);
    if near {
        Ok(())
    } else if part.name.is_empty() {
        Err(format!("The shares add up to {sum} %, not to 100 %."))
    } else {
        Err(format!(
            "The shares of \u{201c}{}\u{201d} add up to {sum} %, not to 100 %.",
            part.name
        ))
    }
}

/// The parts' names, which end in a colon, with the text up to the next.
fn split_parts(text: &str) -> Vec<(String, String)> {
    let mut parts = vec![(String::new(), String::new())];
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(':') {
        // The name is what follows the last full stop, line break, separator or percent sign.
        let start = before
            .char_indices()
            .rfind(|(i, c)| matches!(c, '\n' | ';' | '%' | ',' | '.' | '|') && !between_digits(before, *i))
            .map_or(0, |(i, c)| i + c.len_utf8());
        // `20 % viscose Lining:` has no separator: the name is then the last word.
        let tail = &before[start..];
        let cut = if before[..start].ends_with('%') {
            tail.trim_end()
                .rfind(char::is_whitespace)
                .map_or(start, |i| start + i)
        } else {
            start
        };
        if let Some(last) = parts.last_mut() {
            last.1.push_str(&before[..cut]);
        }
        parts.push((before[cut..].trim().to_owned(), String::new()));
        rest = after;
    }
    if let Some(last) = parts.last_mut() {
        last.1.push_str(rest);
    }
    parts.retain(|(name, body)| !name.is_empty() || !body.trim().is_empty());
    parts
}

fn between_digits(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let digit = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
    digit(at.checked_sub(1)) && digit(Some(at + 1))
}

fn read_part((name, body): (String, String)) -> Result<Part, String> {
    let numbers = percentages(&body)?;
    let before = |i: usize| if i == 0 { 0 } else { numbers[i - 1].end };
    let after = |i: usize| numbers.get(i + 1).map_or(body.len(), |n| n.start);
    let number_first = numbers.first().is_some_and(|n| tidy(&body[..n.start]).is_empty());
    let shares = numbers.iter().enumerate().map(|(i, number)| Share {
        material: tidy(if number_first {
            &body[number.end..after(i)]
        } else {
            &body[before(i)..number.start]
        }),
        percent: number.percent,
    });
    Ok(Part {
        name,
        shares: shares.collect(),
    })
}

struct Percentage {
    start: usize,
    end: usize,
    percent: Decimal,
}

/// The numbers that are followed by a percent sign.
fn percentages(text: &str) -> Result<Vec<Percentage>, String> {
    let mut found = Vec::new();
    for (sign, _) in text.match_indices('%') {
        let number_end = text[..sign].trim_end().len();
        let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let raw = text[..number_end].trim_end_matches(digits).len();
        // The separator before a number is none of its digits: `cotton,80 %`.
        let start = raw
            + text[raw..number_end]
                .find(|c: char| c.is_ascii_digit())
                .unwrap_or(0);
        let written = &text[start..number_end];
        let percent = Decimal::parse(written).filter(|p| *p > Decimal::whole(0) && *p <= Decimal::whole(100));
        let percent = percent.ok_or_else(|| format!("\u{201c}{} %\u{201d} is no share.", written.trim()))?;
        found.push(Percentage {
            start,
            end: sign + 1,
            percent,
        });
    }
    Ok(found)
}

/// A material without the signs and words around it.
fn tidy(text: &str) -> String {
    let edge =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '.' | '/' | '+' | '|' | '-' | '(' | ')' | '&');
    let mut text = text.trim_matches(edge);
    for word in ["and", "und", "et", "y", "e", "en"] {
        let cut = |rest: &str| rest.starts_with(char::is_whitespace);
        if let Some(rest) = text.strip_suffix(word)
            && (rest.is_empty() || rest.ends_with(char::is_whitespace))
        {
            text = rest.trim_matches(edge);
        }
        if let Some(rest) = text.strip_prefix(word).filter(|rest| cut(rest)) {
            text = rest.trim_matches(edge);
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `name: 80 cotton | 20 elastane; ...`.
    fn shown(text: &str) -> Result<String, String> {
        let part = |p: &Part| {
            let shares: Vec<String> = p
                .shares
                .iter()
                .map(|s| format!("{} {}", s.percent, s.material))
                .collect();
            format!("{}: {}", p.name, shares.join(" | "))
        };
        Ok(composition(text)?.iter().map(part).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn compositions_are_read_as_people_write_them() {
        for (text, read) in [
            ("80 % cotton, 20 % elastane", ": 80 cotton | 20 elastane"),
            ("80% Baumwolle und 20% Elasthan", ": 80 Baumwolle | 20 Elasthan"),
            ("Cotton 79,5 %; Elastane 20.5%", ": 79.5 Cotton | 20.5 Elastane"),
            ("Cotton: 80 %, Elastane: 20 %", ": 80 Cotton | 20 Elastane"),
            ("100% recycled polyester", ": 100 recycled polyester"),
            ("60% coton/40% lin", ": 60 coton | 40 lin"),
            (
                "Shell: 100 % wool. Lining: 60 % viscose, 40 % cupro",
                "Shell: 100 wool; Lining: 60 viscose | 40 cupro",
            ),
            (
                "Outer: 100% nylon\nFill: 90% down, 10% feather",
                "Outer: 100 nylon; Fill: 90 down | 10 feather",
            ),
            ("33.3 % a, 33.3 % b, 33.3 % c", ": 33.3 a | 33.3 b | 33.3 c"),
        ] {
            assert_eq!(shown(text).as_deref(), Ok(read), "{text}");
        }
    }

    #[test]
    fn what_does_not_add_up_is_told() {
        for (text, part) in [
            ("cotton and elastane", "each material"),
            ("", "each material"),
            ("80 % cotton, 30 % elastane", "110 %"),
            ("Shell: 90 % wool. Lining: 100 % viscose", "Shell"),
            ("80 %, 20 % cotton", "without its material"),
            ("120 % cotton", "no share"),
            ("% cotton", "no share"),
        ] {
            let error = shown(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*", likely in "[0-9.,:;%a-z \u{e9}\n]{0,60}") {
            let _ = (composition(&text), composition(&likely));
        }

        #[test]
        fn a_list_that_adds_up_is_read(first in 1_i64..99, a in "[a-d]{3,9}", b in "[f-k]{3,9}") {
            let text = format!("{first} % {a}, {} % {b}", 100 - first);
            let parts = composition(&text).unwrap();
            prop_assert_eq!(&parts[0].shares[0].material, &a);
            prop_assert_eq!(parts[0].shares[1].percent, Decimal::whole(100 - first));
        }
    }
}
