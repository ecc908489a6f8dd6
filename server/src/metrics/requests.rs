//! Requests by route, method and class of status.

use super::{
    cells::{Counter, Histogram},
    text::{Kind, Text},
};
use http::Method;
use std::{
    collections::HashMap,
    sync::{OnceLock, PoisonError, RwLock},
    time::Duration,
};

/// Routes that are told apart: more than there are. What comes later counts as `other`.
const ROUTES: usize = 768;

/// A route, as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteId(u16);

impl RouteId {
    /// Whatever has no route.
    pub const OTHER: Self = Self(0);
    /// Passports by GTIN.
    pub const GTIN: Self = Self(1);
    /// Passports by short id.
    pub const SHORT_ID: Self = Self(2);
    /// Pictures and documents.
    pub const MEDIA: Self = Self(3);

    /// The ids that need no look-up, in their order.
    const FIXED: [&str; 4] = ["other", "/01/{*rest}", "/p/{*rest}", "/media/{name}"];
}

/// A method, as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `OPTIONS`
    Options,
    /// Anything else.
    Other,
}

impl Verb {
    const NAMES: [&str; 8] = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other",
    ];

    /// The kind of a method.
    pub fn of(method: &Method) -> Self {
        match *method {
            Method::GET => Self::Get,
            Method::HEAD => Self::Head,
            Method::POST => Self::Post,
            Method::PUT => Self::Put,
            Method::PATCH => Self::Patch,
            Method::DELETE => Self::Delete,
            Method::OPTIONS => Self::Options,
            _ => Self::Other,
        }
    }

    /// The method, or `other`.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// The classes of status.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
/// The status that tells to come again later.
const TOO_MANY: u16 = 429;

#[derive(Debug, Default)]
struct Cells {
    answers: [[Counter; CLASSES.len()]; Verb::NAMES.len()],
    took: Histogram,
}

/// Requests since the start.
#[derive(Debug)]
pub struct Requests {
    names: RwLock<HashMap<Box<str>, u16>>,
    cells: Box<[OnceLock<Box<Cells>>]>,
    /// Answers that told to come again later.
    pub(super) refused: Counter,
}

impl Default for Requests {
    fn default() -> Self {
        let fixed = RouteId::FIXED.into_iter().zip(0..);
        Self {
            names: RwLock::new(fixed.map(|(name, id)| (name.into(), id)).collect()),
            cells: (0..ROUTES).map(|_| OnceLock::new()).collect(),
            refused: Counter::default(),
        }
    }
}

impl Requests {
    pub(super) fn route(&self, template: &str) -> RouteId {
        let known = self.names.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = known.get(template) {
            return RouteId(*id);
        }
        drop(known);
        let mut names = self.names.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = names.get(template) {
            return RouteId(*id);
        }
        match u16::try_from(names.len()) {
            Ok(id) if names.len() < ROUTES => {
                names.insert(template.into(), id);
                RouteId(id)
            }
            _ => RouteId::OTHER,
        }
    }

    pub(super) fn name(&self, route: RouteId) -> String {
        let names = self.names.read().unwrap_or_else(PoisonError::into_inner);
        let found = names.iter().find(|(_, id)| **id == route.0);
        found.map_or("other", |(name, _)| name).to_owned()
    }

    pub(super) fn answered(&self, route: RouteId, verb: Verb, status: u16, took: Duration) {
        let cells = self.cells[usize::from(route.0)].get_or_init(Box::default);
        let class = usize::from(status / 100).clamp(1, CLASSES.len()) - 1;
        cells.answers[verb as usize][class].inc();
        cells.took.observe(took);
        if status == TOO_MANY {
            self.refused.inc();
        }
    }

    pub(super) fn write(&self, text: &mut Text) {
        let names = self.names.read().unwrap_or_else(PoisonError::into_inner);
        let mut routes: Vec<_> = names
            .iter()
            .filter_map(|(name, id)| Some((&**name, self.cells[usize::from(*id)].get()?)))
            .collect();
        routes.sort_unstable_by_key(|(name, _)| *name);
        let name = "tessera_http_requests_total";
        text.family(
            name,
            Kind::Counter,
            "Requests by route, method and class of status.",
        );
        for (route, cells) in &routes {
            for (method, classes) in Verb::NAMES.iter().zip(&cells.answers) {
                for (status, count) in CLASSES.iter().zip(classes).filter(|(_, count)| count.get() > 0) {
                    let labels = [("route", *route), ("method", method), ("status", status)];
                    text.sample(name, &labels, count.get());
                }
            }
        }
        let name = "tessera_http_request_duration_seconds";
        text.family(name, Kind::Histogram, "How long requests took, by route.");
        for (route, cells) in routes.iter().filter(|(_, cells)| !cells.took.is_empty()) {
            cells.took.write(text, name, &[("route", route)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(requests: &Requests) -> String {
        let mut text = Text::default();
        requests.write(&mut text);
        text.finish()
    }

    #[test]
    fn requests_are_told_apart_by_template_method_and_class_alone() {
        let requests = Requests::default();
        assert_eq!(requests.route("/p/{*rest}"), RouteId::SHORT_ID);
        assert_eq!(requests.route("/media/{name}"), RouteId::MEDIA);
        let took = Duration::from_millis(2);
        let odd = Method::from_bytes(b"BREW").unwrap();
        requests.answered(RouteId::GTIN, Verb::Get, 200, took);
        requests.answered(RouteId::GTIN, Verb::Get, 204, took);
        requests.answered(requests.route("/admin"), Verb::of(&odd), 999, took);
        let text = text(&requests);
        for line in [
            "tessera_http_requests_total{route=\"/01/{*rest}\",method=\"GET\",status=\"2xx\"} 2",
            "tessera_http_requests_total{route=\"/admin\",method=\"other\",status=\"5xx\"} 1",
            "tessera_http_request_duration_seconds_count{route=\"/01/{*rest}\"} 2",
        ] {
            assert!(text.lines().any(|one| one == line), "{line}\n{text}");
        }
    }

    #[test]
    fn there_is_an_end_to_the_routes() {
        let requests = Requests::default();
        for n in 0..ROUTES * 2 {
            requests.answered(requests.route(&format!("/{n}")), Verb::Get, 200, Duration::ZERO);
        }
        assert_eq!(requests.route("/one/more"), RouteId::OTHER);
        assert_eq!(requests.names.read().unwrap().len(), ROUTES);
        let other = format!(
            "tessera_http_requests_total{{route=\"other\",method=\"GET\",status=\"2xx\"}} {}",
            ROUTES * 2 - (ROUTES - RouteId::FIXED.len())
        );
        assert!(text(&requests).contains(&other));
    }
}
