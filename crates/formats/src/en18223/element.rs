//! Data elements and how each of the two forms writes them.

use serde_json::{Map, Value as Json, json};

/// A data element.
pub(super) struct Element {
    /// Unique among its siblings.
    pub(super) id: String,
    /// What it means: an address.
    pub(super) dictionary: String,
    pub(super) body: Body,
}

/// What it holds.
pub(super) enum Body {
    /// One value of an XML Schema type.
    Single(&'static str, Json),
    /// Several values of one type.
    Multi(&'static str, Vec<Json>),
    /// Several groups of elements.
    Groups(Vec<Vec<Element>>),
    /// A text per language tag.
    Languages(Vec<(String, String)>),
    /// Elements that belong together.
    Collection(Vec<Element>),
    /// A document or a picture.
    Resource(Resource),
    /// Several of them.
    Resources(Vec<Resource>),
}

/// A document or a picture elsewhere.
#[derive(Default)]
pub(super) struct Resource {
    pub(super) url: String,
    pub(super) content_type: String,
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
}

impl Resource {
    fn members(&self) -> Map<String, Json> {
        let mut map = Map::new();
        map.insert("contentType".to_owned(), self.content_type.as_str().into());
        map.insert("url".to_owned(), self.url.as_str().into());
        for (name, text) in [("resourceTitle", &self.title), ("language", &self.language)] {
            if let Some(text) = text {
                map.insert(name.to_owned(), text.as_str().into());
            }
        }
        map
    }
}

impl Element {
    pub(super) fn full(&self) -> Json {
        let mut map = Map::new();
        let mut add = |name: &str, value: Json| map.insert(name.to_owned(), value);
        add("elementId", self.id.as_str().into());
        add("objectType", self.object_type().into());
        add("dictionaryReference", self.dictionary.as_str().into());
        match &self.body {
            Body::Single(kind, value) => {
                add("valueDataType", (*kind).into());
                add("value", value.clone());
            }
            Body::Multi(kind, values) => {
                add("valueDataType", (*kind).into());
                add("value", values.clone().into());
            }
            Body::Groups(groups) => {
                let group = |group: &Vec<Self>| group.iter().map(Self::full).collect::<Json>();
                add("value", groups.iter().map(group).collect());
            }
            Body::Languages(texts) => {
                add("value", languages(texts));
            }
            Body::Collection(elements) => {
                add("elements", elements.iter().map(Self::full).collect());
            }
            Body::Resource(resource) => map.extend(resource.members()),
            Body::Resources(resources) => {
                let one = |r: &Resource| {
                    let mut map = r.members();
                    map.insert("objectType".to_owned(), "RelatedResource".into());
                    Json::Object(map)
                };
                add("value", resources.iter().map(one).collect());
            }
        }
        map.into()
    }

    pub(super) fn compressed(&self) -> Json {
        let group = |elements: &[Self]| {
            let members = elements.iter().map(|e| (e.id.clone(), e.compressed()));
            Json::Object(members.collect())
        };
        match &self.body {
            Body::Single(_, value) => value.clone(),
            Body::Multi(_, values) => values.clone().into(),
            Body::Groups(groups) => groups.iter().map(|g| group(g)).collect(),
            Body::Languages(texts) => languages(texts),
            Body::Collection(elements) => group(elements),
            Body::Resource(resource) => resource.members().into(),
            Body::Resources(resources) => resources.iter().map(|r| Json::Object(r.members())).collect(),
        }
    }

    fn object_type(&self) -> &'static str {
        match &self.body {
            Body::Single(..) => "SingleValuedDataElement",
            Body::Multi(..) | Body::Groups(_) | Body::Resources(_) => "MultiValuedDataElement",
            Body::Languages(_) => "MultiLanguageDataElement",
            Body::Collection(_) => "DataElementCollection",
            Body::Resource(_) => "RelatedResource",
        }
    }
}

fn languages(texts: &[(String, String)]) -> Json {
    texts
        .iter()
        .map(|(language, value)| json!({ "value": value, "language": language }))
        .collect()
}
