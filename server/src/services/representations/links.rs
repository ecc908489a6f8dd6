//! The links of a passport, by type: what a resolver leads to.
//!
//! Source: GS1-Conformant Resolver 1.2, 2.10: each link has a target and a title; the default one has nothing else, and is
//! described by another type as well; a media type is one that IANA knows.

use super::Representation;
use crate::{app::App, services::passports::PublicPassport};
use domain::{record::Document, text};
use gs1::{LinkContext, LinkType, Linkset, Target};

/// A link from the product to one of the representations.
#[derive(Clone, Debug)]
pub struct Link {
    /// What it leads to.
    pub link_type: LinkType,
    /// The same as one of ours.
    pub representation: Representation,
    /// The address with what is known of it.
    pub target: Target,
}

/// All links of a passport but the default one; while the product is recalled, also to what says so.
pub fn links(passport: &PublicPassport) -> Vec<Link> {
    let document = &passport.document;
    let mut links = links_of(document, Representation::offered(passport));
    links.extend(passport.state.recall.as_ref().map(|recall| Link {
        link_type: LinkType::RECALL_STATUS,
        representation: Representation::Html,
        target: Target::new(
            recall.link.as_deref().unwrap_or(&document.identifier),
            format!("{}: recalled since {}", name(document), recall.since),
        ),
    }));
    links
}

/// The links about a passport's product as a document, and after them those about what it belongs to: batch, then model. The
/// default is the narrowest thing's.
pub fn linkset(app: &App, passport: &PublicPassport) -> Linkset {
    let own = &passport.document;
    let default = Target::new(&own.identifier, name(own));
    let narrowest = with_links(LinkContext::new(&own.identifier, default), own, links(passport));
    let narrowest = related(app, passport)
        .into_iter()
        .fold(narrowest, |context, (relation, target)| {
            context.relation(relation, target)
        });
    let above = passport.above.iter().map(|above| {
        let document = &above.document;
        let context = LinkContext::below(&document.identifier);
        with_links(context, document, links_of(document, OF_ALL.into_iter()))
    });
    Linkset::new(std::iter::once(narrowest).chain(above))
}

/// What is related to the passport itself, by the registered relations: its versions (RFC 5829) and its status (RFC 8631).
pub fn related(app: &App, passport: &PublicPassport) -> Vec<(&'static str, Target)> {
    let record = format!(
        "{}{}",
        passport.document.identifier,
        Representation::Json.ending()
    );
    let json = |address: String, title: &str| Target::new(address, title).media_type("application/json");
    let status = format!("/api/dpp/v1/dpps/{}/elements/$.dppStatus", passport.id);
    let status = app.config.link(&status);
    let mut related = vec![("status", json(status, passport.status().word()))];
    if passport.live_until.is_some() {
        return related;
    }
    related.push((
        "version-history",
        json(format!("{record}?history"), "All versions"),
    ));
    let number = passport.number;
    if number > 1 {
        let title = format!("Version {}", number - 1);
        related.push((
            "predecessor-version",
            json(format!("{record}?version={}", number - 1), &title),
        ));
    }
    if number < passport.latest.0 {
        let title = format!("Version {}", number + 1);
        related.push((
            "successor-version",
            json(format!("{record}?version={}", number + 1), &title),
        ));
        related.push(("latest-version", json(record, "The latest version")));
    }
    related
}

/// What there is of every published passport.
const OF_ALL: [Representation; 5] = [
    Representation::Html,
    Representation::Json,
    Representation::Dpp,
    Representation::DppFull,
    Representation::JsonLd,
];

fn with_links(context: LinkContext, document: &Document, links: Vec<Link>) -> LinkContext {
    let add = |context: LinkContext, link: Link| context.link(link.link_type, link.target);
    links.into_iter().fold(context.describe(name(document)), add)
}

fn links_of(document: &Document, offered: impl Iterator<Item = Representation>) -> Vec<Link> {
    offered
        .flat_map(|representation| {
            let types: &[LinkType] = match representation {
                Representation::Html => &[LinkType::PIP, LinkType::DPP],
                Representation::JsonLd => &[LinkType::MASTER_DATA],
                Representation::Linkset | Representation::Context => &[],
                _ => &[LinkType::DPP],
            };
            types.iter().map(move |link_type| Link {
                link_type: *link_type,
                representation,
                target: target(document, representation),
            })
        })
        .collect()
}

fn target(document: &Document, representation: Representation) -> Target {
    let address = format!("{}{}", document.identifier, representation.ending());
    let title = match representation {
        Representation::Html => name(document),
        other => format!("{}: {}", name(document), other.title()),
    };
    let mut target = Target::new(address, title);
    if !representation.media_type().contains("/vnd.tessera") {
        target = target.media_type(representation.media_type());
    }
    let locales = &document.content.locales;
    locales
        .iter()
        .fold(target, |target, locale| target.language(locale.tag()))
}

/// The product's name in its main language.
fn name(document: &Document) -> String {
    let content = &document.content;
    let main = content.locales.first();
    let named = main.and_then(|main| text::pick(&content.name, main, &content.locales));
    named.map_or_else(|| content.product_identifier.clone(), |(_, name)| name.to_owned())
}
