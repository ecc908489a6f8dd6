//! The links of a passport, by type: what a resolver leads to.
//!
//! Source: GS1-Conformant Resolver 1.2, 2.10: each link has a target and a title; the default one has nothing else, and is
//! described by another type as well; a media type is one that IANA knows.

use super::Representation;
use crate::services::passports::PublicPassport;
use domain::text;
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
    Representation::offered(passport)
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
                target: target(passport, representation),
            })
        })
        .collect()
}

/// The links about a passport's product as a document.
pub fn linkset(passport: &PublicPassport) -> Linkset {
    let address = &passport.document.identifier;
    let name = name(passport);
    let default = Target::new(address, &name);
    let context = LinkContext::new(address, default).describe(&name);
    let add = |context: LinkContext, link: Link| context.link(link.link_type, link.target);
    Linkset::new([links(passport).into_iter().fold(context, add)])
}

fn target(passport: &PublicPassport, representation: Representation) -> Target {
    let address = format!("{}{}", passport.document.identifier, representation.ending());
    let title = match representation {
        Representation::Html => name(passport),
        other => format!("{}: {}", name(passport), other.title()),
    };
    let mut target = Target::new(address, title);
    if !representation.media_type().contains("/vnd.tessera") {
        target = target.media_type(representation.media_type());
    }
    let locales = &passport.document.content.locales;
    locales
        .iter()
        .fold(target, |target, locale| target.language(locale.tag()))
}

/// The product's name in its main language.
fn name(passport: &PublicPassport) -> String {
    let content = &passport.document.content;
    let main = content.locales.first();
    let named = main.and_then(|main| text::pick(&content.name, main, &content.locales));
    named.map_or_else(|| content.product_identifier.clone(), |(_, name)| name.to_owned())
}
