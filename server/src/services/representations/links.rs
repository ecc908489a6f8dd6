//! The links of a passport, by type: what a resolver leads to.
//!
//! Source: GS1-Conformant Resolver 1.2, 2.10: each link has a target and a title; the default one has nothing else, and is
//! described by another type as well; a media type is one that IANA knows.

use super::Representation;
use crate::services::passports::PublicPassport;
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

/// All links of a passport but the default one.
pub fn links(passport: &PublicPassport) -> Vec<Link> {
    links_of(&passport.document, Representation::offered(passport))
}

/// The links about a passport's product as a document, and after them those about what it belongs to: batch, then model. The
/// default is the narrowest thing's.
pub fn linkset(passport: &PublicPassport) -> Linkset {
    let own = &passport.document;
    let default = Target::new(&own.identifier, name(own));
    let narrowest = with_links(LinkContext::new(&own.identifier, default), own, links(passport));
    let above = passport.above.iter().map(|above| {
        let document = &above.document;
        let context = LinkContext::below(&document.identifier);
        with_links(context, document, links_of(document, OF_ALL.into_iter()))
    });
    Linkset::new(std::iter::once(narrowest).chain(above))
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
