//! `linkType=`: where a GS1 resolver leads whoever wants something particular.
//!
//! Source: GS1-Conformant Resolver 1.2: the link of that type, 404 where there is none, 300 where nothing in the request tells
//! several apart; what stands in the query is passed on.

use super::{asked::Asked, dress::of_type, negotiate, passport::represented, refusal::no_such_link};
use crate::{
    http::error::multiple_choices,
    services::{
        passports::PublicPassport,
        representations::{Link, Representation, links},
    },
};
use axum::{
    Json,
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use gs1::{LinkContext, LinkType, Linkset};

/// Leads to the link of a type.
pub(super) async fn lead(asked: &Asked<'_>, passport: &PublicPassport, wanted: &str) -> Response {
    let link_type = LinkType::parse(wanted);
    if link_type == Some(LinkType::DEFAULT) {
        return represented(asked, passport).await;
    }
    let found: Vec<Link> = links(passport)
        .into_iter()
        .filter(|link| Some(link.link_type) == link_type)
        .collect();
    match (found.as_slice(), chosen(&found, asked)) {
        ([], _) => no_such_link(asked, wanted),
        ([one], _) | (_, Some(one)) => {
            Redirect::temporary(&onward(one.target.href(), asked.uri.query())).into_response()
        }
        _ => choice(passport, &found),
    }
}

/// The link that the ending or the headers name among several.
fn chosen<'a>(found: &'a [Link], asked: &Asked<'_>) -> Option<&'a Link> {
    let named = asked.ending.or_else(|| by_name(found, asked.headers));
    found.iter().find(|link| Some(link.representation) == named)
}

/// Only a media type by its name tells several links apart; taking anything does not.
fn by_name(found: &[Link], headers: &HeaderMap) -> Option<Representation> {
    let accept = headers.get(header::ACCEPT)?.to_str().ok()?;
    let offered: Vec<_> = found.iter().map(|link| link.representation).collect();
    let best = negotiate::best(&offered, headers)?;
    let names = |range: &str| {
        let name = range.split(';').next().unwrap_or_default().trim();
        name.eq_ignore_ascii_case(best.media_type())
    };
    accept.split(',').any(names).then_some(best)
}

/// 300 with the links of the type, as a linkset.
fn choice(passport: &PublicPassport, found: &[Link]) -> Response {
    let context = LinkContext::below(&passport.document.identifier);
    let add = |context: LinkContext, link: &Link| context.link(link.link_type, link.target.clone());
    let linkset = Linkset::new([found.iter().fold(context, add)]);
    multiple_choices(of_type(Representation::Linkset.media_type(), Json(linkset)))
}

/// The target with the query of the request but for `linkType`, which was answered.
fn onward(target: &str, query: Option<&str>) -> String {
    let answered =
        |parameter: &&str| parameter.split('=').next() != Some("linkType") && !parameter.is_empty();
    let kept: Vec<&str> = query.unwrap_or_default().split('&').filter(answered).collect();
    if kept.is_empty() {
        target.to_owned()
    } else {
        format!("{target}?{}", kept.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::onward;

    #[test]
    fn the_query_is_passed_on_but_for_what_was_answered() {
        let to = "https://dpp.example/01/09520123456788";
        assert_eq!(onward(to, None), to);
        assert_eq!(onward(to, Some("linkType=gs1:pip")), to);
        assert_eq!(
            onward(to, Some("17=271231&linkType=gs1%3Apip&a=b%20c&&d")),
            format!("{to}?17=271231&a=b%20c&d")
        );
    }
}
