//! Linksets: all links about one thing, and about the wider things it belongs to.
//!
//! Source: RFC 9264, 4.2 (`application/linkset+json`); GS1-Conformant Resolver 1.2, 2.10, and its JSON schema.

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use crate::LinkType;
use crate::uri::encode;

/// The media type of a linkset in JSON.
pub const LINKSET_JSON: &str = "application/linkset+json";

/// A linkset. Serialised, it is the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linkset {
    contexts: Vec<LinkContext>,
}

/// The links about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkContext {
    anchor: String,
    description: Option<String>,
    relations: Vec<(String, Vec<Target>)>,
}

/// Where a link leads, and what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Target {
    href: String,
    title: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    media_type: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hreflang: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    context: Vec<String>,
}

impl Target {
    /// An address and a title for people, which every link of a GS1 resolver has.
    pub fn new(href: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            title: title.into(),
            ..Self::default()
        }
    }

    /// With the media type that it answers with.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// In one more language (BCP 47).
    #[must_use]
    pub fn language(mut self, tag: impl Into<String>) -> Self {
        self.hreflang.push(tag.into());
        self
    }

    /// For one more context, such as a country.
    #[must_use]
    pub fn context(mut self, value: impl Into<String>) -> Self {
        self.context.push(value.into());
        self
    }

    /// The address.
    pub fn href(&self) -> &str {
        &self.href
    }

    /// The link as the value of an HTTP `Link` header (RFC 8288), in ASCII whatever it contains.
    ///
    /// ```
    /// let linkset = gs1::Target::new("https://a/01/09520123456788?linkType=linkset", "Größen").media_type("application/linkset+json");
    /// assert_eq!(
    ///     linkset.link_header("linkset"),
    ///     "<https://a/01/09520123456788?linkType=linkset>; rel=\"linkset\"; type=\"application/linkset+json\"; \
    ///      title*=UTF-8''Gr%C3%B6%C3%9Fen"
    /// );
    /// ```
    pub fn link_header(&self, relation: &str) -> String {
        let quoted = |name, text: &str| format!("{name}=\"{}\"", header_safe(text));
        let mut parts = vec![format!("<{}>", header_safe(&self.href)), quoted("rel", relation)];
        parts.extend(self.media_type.iter().map(|m| quoted("type", m)));
        parts.extend(self.hreflang.iter().map(|tag| quoted("hreflang", tag)));
        let plain = |b: u8| matches!(b, b' '..=b'~') && b != b'"' && b != b'\\';
        parts.push(if self.title.bytes().all(plain) {
            format!("title=\"{}\"", self.title)
        } else {
            format!("title*=UTF-8''{}", encode(&self.title))
        });
        parts.join("; ")
    }
}

/// Encodes what would end an address or a quoted value, or the header itself.
fn header_safe(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |safe, c| match c {
            '!'..='~' if !matches!(c, '<' | '>' | '"' | '\\') => safe + c.encode_utf8(&mut [0; 4]),
            _ => safe + &encode(c.encode_utf8(&mut [0; 4])).to_string(),
        })
}

impl LinkContext {
    /// The thing, by its uncompressed address, with its default link: there is exactly one.
    pub fn new(anchor: impl Into<String>, default: Target) -> Self {
        Self::below(anchor).link(LinkType::DEFAULT, default)
    }

    /// A thing whose default link is that of another one in the same linkset.
    pub fn below(anchor: impl Into<String>) -> Self {
        Self {
            anchor: anchor.into(),
            description: None,
            relations: Vec::new(),
        }
    }

    /// With words about the thing.
    #[must_use]
    pub fn describe(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// With one more link. A second default takes the place of the first.
    #[must_use]
    pub fn link(mut self, link_type: LinkType, target: Target) -> Self {
        self.add(link_type.address(), target, link_type == LinkType::DEFAULT);
        self
    }

    /// With one more link of a registered relation (RFC 8288) such as `canonical`, or of another vocabulary by address.
    #[must_use]
    pub fn relation(mut self, relation: impl Into<String>, target: Target) -> Self {
        let relation = relation.into();
        // These two are members of their own in the format.
        if !matches!(relation.as_str(), "anchor" | "itemDescription") {
            self.add(relation, target, false);
        }
        self
    }

    fn add(&mut self, relation: String, target: Target, only_one: bool) {
        match self.relations.iter_mut().find(|(known, _)| *known == relation) {
            Some((_, targets)) if only_one => *targets = vec![target],
            Some((_, targets)) => targets.push(target),
            None => self.relations.push((relation, vec![target])),
        }
    }

    /// The address of the thing.
    pub fn anchor(&self) -> &str {
        &self.anchor
    }

    /// The links of a type: none means 404, several that a client has to choose.
    pub fn targets(&self, link_type: LinkType) -> &[Target] {
        let address = link_type.address();
        self.relations
            .iter()
            .find(|(r, _)| *r == address)
            .map_or(&[], |(_, targets)| targets)
    }
}

impl Linkset {
    /// The links about one thing and, after it, about the wider things: batch, then model.
    pub fn new(contexts: impl IntoIterator<Item = LinkContext>) -> Self {
        Self {
            contexts: contexts.into_iter().collect(),
        }
    }

    /// The links of a type at the narrowest thing that has any.
    pub fn targets(&self, link_type: LinkType) -> &[Target] {
        self.contexts
            .iter()
            .map(|c| c.targets(link_type))
            .find(|t| !t.is_empty())
            .unwrap_or_default()
    }

    /// Its things.
    pub fn contexts(&self) -> &[LinkContext] {
        &self.contexts
    }
}

impl Serialize for Linkset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_struct("Linkset", 1)?;
        document.serialize_field("linkset", &self.contexts)?;
        document.end()
    }
}

impl Serialize for LinkContext {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("anchor", &self.anchor)?;
        if let Some(description) = &self.description {
            map.serialize_entry("itemDescription", description)?;
        }
        for (relation, targets) in &self.relations {
            map.serialize_entry(relation, targets)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    fn page(n: u8) -> Target {
        Target::new(format!("https://dpp.example/{n}"), format!("Page {n}"))
    }

    #[test]
    fn a_linkset_has_the_shape_of_gs1s_model() {
        let item = LinkContext::below("https://dpp.example/01/09520123456788/21/1234")
            .describe("Shirt, number 1234")
            .link(LinkType::DPP, page(1).media_type("application/vc").context("DE"));
        let model = LinkContext::new("https://dpp.example/01/09520123456788", page(0))
            .link(LinkType::DEFAULT, page(2))
            .link(
                LinkType::PIP,
                page(3).media_type("text/html").language("de").language("en"),
            )
            .link(LinkType::PIP, page(4))
            .relation("canonical", page(5))
            .relation("anchor", page(6));
        assert_eq!(
            to_value(Linkset::new([item, model])).unwrap(),
            json!({ "linkset": [
                {
                    "anchor": "https://dpp.example/01/09520123456788/21/1234",
                    "itemDescription": "Shirt, number 1234",
                    "https://ref.gs1.org/voc/dpp": [{
                        "href": "https://dpp.example/1", "title": "Page 1",
                        "type": "application/vc", "context": ["DE"]
                    }]
                },
                {
                    "anchor": "https://dpp.example/01/09520123456788",
                    "https://ref.gs1.org/voc/defaultLink": [{ "href": "https://dpp.example/2", "title": "Page 2" }],
                    "https://ref.gs1.org/voc/pip": [
                        {
                            "href": "https://dpp.example/3", "title": "Page 3",
                            "type": "text/html", "hreflang": ["de", "en"]
                        },
                        { "href": "https://dpp.example/4", "title": "Page 4" }
                    ],
                    "canonical": [{ "href": "https://dpp.example/5", "title": "Page 5" }]
                }
            ]})
        );
    }

    #[test]
    fn a_header_cannot_be_broken_out_of() {
        let target = Target::new("https://a/>; rel=\"x\"\r\nSet-Cookie: a=b", "A \"title\"\r\n")
            .language("de")
            .language("e\"n");
        assert_eq!(
            target.link_header("https://ref.gs1.org/voc/dpp"),
            "<https://a/%3E;%20rel=%22x%22%0D%0ASet-Cookie:%20a=b>; rel=\"https://ref.gs1.org/voc/dpp\"; \
             hreflang=\"de\"; hreflang=\"e%22n\"; title*=UTF-8''A%20%22title%22%0D%0A"
        );
        let plain = Target::new("https://a/b?c=d&e=%2F#f", "A title").link_header("linkset");
        assert_eq!(
            plain,
            "<https://a/b?c=d&e=%2F#f>; rel=\"linkset\"; title=\"A title\""
        );
    }

    #[test]
    fn links_are_found_at_the_narrowest_thing_that_has_them() {
        let set = Linkset::new([
            LinkContext::below("https://a/01/1/21/2").link(LinkType::DPP, page(1)),
            LinkContext::new("https://a/01/1", page(2))
                .link(LinkType::DPP, page(3))
                .link(LinkType::PIP, page(4)),
        ]);
        let hrefs = |t| set.targets(t).iter().map(Target::href).collect::<Vec<_>>();
        assert_eq!(hrefs(LinkType::DPP), ["https://dpp.example/1"]);
        assert_eq!(hrefs(LinkType::PIP), ["https://dpp.example/4"]);
        assert_eq!(hrefs(LinkType::DEFAULT), ["https://dpp.example/2"]);
        assert_eq!(hrefs(LinkType::EPCIS), [""; 0]);
        assert_eq!(set.contexts()[1].anchor(), "https://a/01/1");
    }
}
