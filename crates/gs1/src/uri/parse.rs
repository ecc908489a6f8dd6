//! Reading a Digital Link.

use std::str::FromStr;

use super::percent::Decoded;
use super::{DigitalLink, UriError, UriProblem, percent, rules};
use crate::{Ai, Element};

/// What a resolver forgives and the syntax does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leniency {
    /// One slash at the end of the path (Conformant Resolver: "SHOULD tolerate").
    pub trailing_slash: bool,
    /// A GTIN of 8, 12 or 13 digits, which is filled up to 14, as editions before 1.4 had it.
    pub short_gtin: bool,
}

impl Leniency {
    /// Nothing is forgiven.
    pub const NONE: Self = Self {
        trailing_slash: false,
        short_gtin: false,
    };
    /// What a resolver forgives.
    pub const RESOLVER: Self = Self {
        trailing_slash: true,
        short_gtin: true,
    };
}

impl FromStr for DigitalLink {
    type Err = UriError;
    fn from_str(text: &str) -> Result<Self, UriError> {
        Self::parse(text)
    }
}

/// A failure at an offset.
pub(super) fn fail(at: usize, problem: UriProblem) -> UriError {
    UriError {
        at: Some(at),
        problem,
    }
}

impl DigitalLink {
    /// Reads an uncompressed link strictly.
    ///
    /// ```
    /// let link = gs1::DigitalLink::parse("https://example.com/shop/01/09520123456788/21/A%2F1?linkType=gs1:dpp").unwrap();
    /// assert_eq!(link.get(gs1::Ai::SERIAL), Some("A/1"));
    /// assert_eq!(link.canonical(), "https://id.gs1.org/01/09520123456788/21/A%2F1");
    /// ```
    pub fn parse(text: &str) -> Result<Self, UriError> {
        Self::parse_leniently(text, Leniency::NONE)
    }

    /// Reads an uncompressed link, forgiving what is said.
    pub fn parse_leniently(text: &str, leniency: Leniency) -> Result<Self, UriError> {
        let parts = split(text)?;
        let mut link = Self {
            stem: String::new(),
            elements: Vec::with_capacity(4),
            in_path: 0,
            others: Vec::new(),
            fragment: parts.fragment.map(str::to_owned),
        };
        let mut places = Vec::with_capacity(4);
        let start = read_path(text, &parts, leniency, &mut link, &mut places)?;
        text[..start].clone_into(&mut link.stem);
        link.in_path = link.elements.len();
        if let Some(query) = parts.query {
            read_query(query, parts.query_at, leniency, &mut link, &mut places)?;
        }
        rules::together(&link.elements).map_err(|(n, problem)| fail(places[n], problem))?;
        Ok(link)
    }
}

impl DigitalLink {
    /// The same with the query and the fragment of an address: identifiers become attributes, the rest is kept.
    pub(crate) fn with_query(mut self, parts: &Parts<'_>) -> Result<Self, UriError> {
        let mut places = Vec::new();
        if let Some(query) = parts.query {
            read_query(query, parts.query_at, Leniency::NONE, &mut self, &mut places)?;
        }
        self.fragment = parts.fragment.map(str::to_owned);
        rules::together(&self.elements).map_err(|(_, problem)| UriError { at: None, problem })?;
        Ok(self)
    }

    /// The same with parameters as they stand in a query, after those that it has.
    pub(crate) fn with_raw_others(mut self, others: Vec<String>) -> Self {
        self.others.extend(others);
        self
    }
}

/// The pieces of an address, as slices of it.
pub(crate) struct Parts<'a> {
    /// Where the path begins.
    pub(crate) path_at: usize,
    pub(crate) path: &'a str,
    pub(crate) query_at: usize,
    pub(crate) query: Option<&'a str>,
    pub(crate) fragment: Option<&'a str>,
}

/// Takes an address apart.
pub(crate) fn split(text: &str) -> Result<Parts<'_>, UriError> {
    if let Some(at) = text.bytes().position(|b| !MAY_STAND[usize::from(b)]) {
        // The bytes before it are ASCII, so that a character begins here.
        let c = text[at..].chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
        return Err(fail(at, UriProblem::Character(c)));
    }
    // Mixed case is no more a scheme here than in the GS1 Barcode Syntax Engine.
    let scheme = ["https://", "http://", "HTTPS://", "HTTP://"]
        .into_iter()
        .find(|s| text.starts_with(s));
    let host_at = scheme.ok_or_else(|| fail(0, UriProblem::Scheme))?.len();
    let path_at = host(text, host_at)?;
    let (rest, fragment) = match text[path_at..].split_once('#') {
        Some((rest, fragment)) => (rest, Some(fragment)),
        None => (&text[path_at..], None),
    };
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (rest, None),
    };
    Ok(Parts {
        path_at,
        path,
        query_at: path_at + path.len() + 1,
        query,
        fragment,
    })
}

/// Checks the characters of the host, and its port if any; gives its end.
fn host(text: &str, from: usize) -> Result<usize, UriError> {
    let end = text[from..].find('/').map_or(text.len(), |n| from + n);
    let fine = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
    if let Some(at) = text[from..end].find(|c| !fine(c)) {
        return Err(fail(from + at, UriProblem::Host));
    }
    if end == from {
        Err(fail(from, UriProblem::Host))
    } else {
        Ok(end)
    }
}

/// The characters of an address (RFC 3986, 2), as a table because each character of each link is looked up.
static MAY_STAND: [bool; 256] = {
    let characters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%";
    let mut table = [false; 256];
    let mut n = 0;
    while n < characters.len() {
        table[characters[n] as usize] = true;
        n += 1;
    }
    table
};

/// Reads key and qualifiers; gives where they begin.
fn read_path(
    text: &str,
    parts: &Parts<'_>,
    leniency: Leniency,
    link: &mut DigitalLink,
    places: &mut Vec<usize>,
) -> Result<usize, UriError> {
    let mut path = parts.path;
    if let Some(without) = path.strip_suffix('/').filter(|p| !p.is_empty()) {
        if !leniency.trailing_slash {
            return Err(fail(parts.path_at + without.len(), UriProblem::TrailingSlash));
        }
        path = without;
    }
    let pairs = pairs(path, parts.path_at)?;
    for pair in &pairs {
        let value = &text[pair.value_at..pair.end];
        link.elements
            .push(element(pair.ai, value, pair.value_at, leniency, percent::decode)?);
        places.push(pair.ai_at);
    }
    let qualifiers: Vec<Ai> = pairs[1..].iter().map(|p| p.ai).collect();
    rules::sequence(pairs[0].ai, &qualifiers).map_err(|(n, problem)| fail(pairs[n + 1].ai_at, problem))?;
    Ok(pairs[0].ai_at - 1)
}

/// `/21/A1` in a text.
struct Pair {
    ai: Ai,
    ai_at: usize,
    value_at: usize,
    end: usize,
}

/// The pairs of identifier and value at the end of a path, from the rightmost key on (URI Syntax, 6).
fn pairs(path: &str, path_at: usize) -> Result<Vec<Pair>, UriError> {
    let mut found = Vec::with_capacity(4);
    let mut end = path.len();
    loop {
        let none = || fail(path_at, UriProblem::NoKey);
        let value_slash = path[..end].rfind('/').ok_or_else(none)?;
        let ai_slash = path[..value_slash].rfind('/').ok_or_else(none)?;
        let name = &path[ai_slash + 1..value_slash];
        let Some(ai) = Ai::parse(name) else {
            return Err(fail(path_at + ai_slash + 1, alias(name)));
        };
        found.push(Pair {
            ai,
            ai_at: path_at + ai_slash + 1,
            value_at: path_at + value_slash + 1,
            end: path_at + end,
        });
        if ai.entry().is_key() {
            found.reverse();
            return Ok(found);
        }
        end = ai_slash;
    }
}

/// Decodes a value and checks it.
fn element(
    ai: Ai,
    raw: &str,
    at: usize,
    leniency: Leniency,
    decode: fn(&str) -> Decoded<'_>,
) -> Result<Element, UriError> {
    let mut value = decode(raw).map_err(|(n, problem)| fail(at + n, problem))?;
    if ai == Ai::GTIN && matches!(value.len(), 8 | 12 | 13) && value.bytes().all(|b| b.is_ascii_digit()) {
        if !leniency.short_gtin {
            return Err(fail(at, UriProblem::ShortGtin));
        }
        value = format!("{value:0>14}").into();
    }
    // Where nothing was encoded, the place in the value is the place in the text.
    let plain = value.len() == raw.len();
    Element::new(ai, value).map_err(|e| fail(if plain { at + e.at } else { at }, e.into()))
}

/// Reads the parameters; those that are not GS1's are kept as they are.
fn read_query(
    query: &str,
    query_at: usize,
    leniency: Leniency,
    link: &mut DigitalLink,
    places: &mut Vec<usize>,
) -> Result<(), UriError> {
    let mut at = query_at;
    for parameter in query.split('&') {
        let here = at;
        at += parameter.len() + 1;
        let numeric = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
        match parameter.split_once('=').filter(|(name, _)| numeric(name)) {
            Some((name, raw)) => {
                let ai = Ai::parse(name).ok_or_else(|| fail(here, UriProblem::Unknown(name.to_owned())))?;
                rules::attribute(ai, &link.elements[..link.in_path]).map_err(|p| fail(here, p))?;
                let value_at = here + name.len() + 1;
                link.elements
                    .push(element(ai, raw, value_at, leniency, decode_parameter)?);
                places.push(here);
            }
            None if parameter.is_empty() => {}
            None => link.others.push(parameter.to_owned()),
        }
    }
    Ok(())
}

fn decode_parameter(raw: &str) -> Decoded<'_> {
    match raw.find('+') {
        Some(at) => Err((at, UriProblem::Plus)),
        None => percent::decode(raw),
    }
}

/// The alphabetic aliases that editions before 1.3 had, so that their end can be explained.
const ALIASES: [(&str, &str); 22] = [
    ("cpid", "8010"),
    ("cpsn", "8011"),
    ("cpv", "22"),
    ("gcn", "255"),
    ("gdti", "253"),
    ("giai", "8004"),
    ("ginc", "401"),
    ("gln", "414"),
    ("glnx", "254"),
    ("gmn", "8013"),
    ("grai", "8003"),
    ("gsin", "402"),
    ("gsrn", "8018"),
    ("gsrnp", "8017"),
    ("gtin", "01"),
    ("itip", "8006"),
    ("lot", "10"),
    ("party", "417"),
    ("refno", "8020"),
    ("ser", "21"),
    ("srin", "8019"),
    ("sscc", "00"),
];

fn alias(name: &str) -> UriProblem {
    let alias = ALIASES.iter().find(|(alias, _)| *alias == name);
    alias.map_or(UriProblem::NoKey, |(name, ai)| UriProblem::Alias { name, ai })
}
