//! What a list shows stands in the address, so that it can be shared, bookmarked and gone back to.

use crate::{AppError, routes::Route};
use domain::{Error, Kind};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_params_map, use_query_map},
    location::Url,
};
use std::str::FromStr;

/// The `:id` of the address.
pub fn id_param() -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let params = use_params_map();
    move || params.with(|p| p.get_str("id").unwrap_or_default().to_owned())
}

/// The id in a text of the address; where it holds none, there is no such thing.
pub fn parse_id<T: FromStr>(text: &str, kind: Kind) -> Result<T, AppError> {
    text.parse().map_err(|_| AppError(Error::NotFound(kind)))
}

/// A parameter of the address; empty when it is absent.
pub fn query_param(name: &'static str) -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|q| q.get(name).unwrap_or_default()))
}

/// All values of a parameter in their order.
pub fn query_params(name: &'static str) -> Memo<Vec<String>> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|q| q.get_all(name).unwrap_or_default()))
}

/// A query string of the pairs whose value is not empty: `?q=chair&page=2`, or nothing.
pub fn query_string<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::new();
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        text.push(if text.is_empty() { '?' } else { '&' });
        text.push_str(name);
        text.push('=');
        text.push_str(&Url::escape(value));
    }
    text
}

/// Goes to a page.
pub fn use_go() -> Callback<Route> {
    let navigate = use_navigate();
    Callback::new(move |to: Route| navigate(&to.href(), NavigateOptions::default()))
}

/// Goes to another query of the same page without scrolling; `replace` keeps it out of the history.
pub fn use_requery() -> impl Fn(String, bool) + Clone + Send + Sync + 'static {
    let navigate = use_navigate();
    let path = use_location().pathname;
    move |query: String, replace: bool| {
        let options = NavigateOptions {
            replace,
            scroll: false,
            ..Default::default()
        };
        navigate(&format!("{}{query}", path.get_untracked()), options);
    }
}
