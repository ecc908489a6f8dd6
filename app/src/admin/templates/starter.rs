//! A first design, so that nobody starts from an empty page without wanting to.

use domain::{
    Locale,
    catalog::{AttributeView, ChannelView, FamilyView},
    template::{FIELDS_MAX, Field, KEY_FACTS_MAX, SECTIONS_MAX, Section, TemplateDesign},
    text::Labels,
};

/// The kinds of value that read well as a fact "at a glance".
const FACTS: [&str; 4] = [
    "pim_catalog_metric",
    "pim_catalog_simpleselect",
    "pim_catalog_price_collection",
    "pim_catalog_number",
];

/// A design for a family: its basics are recognised, and with `from_groups` each of the PIM's groups becomes a section.
pub fn starting_design(
    name: &str,
    channel: &ChannelView,
    family: &FamilyView,
    attributes: &[AttributeView],
    from_groups: bool,
) -> TemplateDesign {
    let mut design = TemplateDesign {
        name: name.trim().to_owned(),
        channel: channel.code.clone(),
        locales: channel.locales.iter().take(30).cloned().collect(),
        gtin_attribute: gtin(attributes).map(|a| a.code.clone()),
        description_attribute: description(attributes).map(|a| a.code.clone()),
        ..TemplateDesign::default()
    };
    if from_groups {
        design.sections = sections(&design, family, attributes);
        mark_key_facts(&mut design, attributes);
    }
    design
}

/// The attribute that is called like a GTIN.
fn gtin(attributes: &[AttributeView]) -> Option<&AttributeView> {
    let named = |word: &str| {
        attributes
            .iter()
            .find(|a| a.code.to_ascii_lowercase().split(['_', '-']).any(|p| p == word))
    };
    named("gtin").or_else(|| named("ean"))
}

/// The attribute that is called like a short description.
fn description(attributes: &[AttributeView]) -> Option<&AttributeView> {
    let with = |word: &str| {
        attributes
            .iter()
            .find(|a| a.code.to_ascii_lowercase().contains(word))
    };
    with("short_description")
        .or_else(|| with("tagline"))
        .or_else(|| with("subtitle"))
}

fn sections(design: &TemplateDesign, family: &FamilyView, attributes: &[AttributeView]) -> Vec<Section> {
    let basics = [
        &design.gtin_attribute,
        &design.description_attribute,
        &family.label_attribute,
        &family.image_attribute,
    ];
    let mut groups: Vec<(&str, Section)> = Vec::new();
    let shown = attributes
        .iter()
        .filter(|a| a.kind != "pim_catalog_identifier")
        .filter(|a| !basics.iter().any(|b| b.as_deref() == Some(&a.code)))
        .take(FIELDS_MAX);
    for attribute in shown {
        let field = Field {
            attribute: attribute.code.clone(),
            ..Field::default()
        };
        match groups.iter_mut().find(|(code, _)| *code == attribute.group) {
            Some((_, section)) => section.fields.push(field),
            None => groups.push((
                &attribute.group,
                Section {
                    title: title(attribute, &design.locales),
                    fields: vec![field],
                },
            )),
        }
    }
    groups.into_iter().map(|(_, s)| s).take(SECTIONS_MAX).collect()
}

/// The group's names in the template's languages; its code where it has none.
fn title(attribute: &AttributeView, locales: &[Locale]) -> Labels {
    let mut title: Labels = attribute
        .group_labels
        .iter()
        .filter(|(locale, text)| locales.contains(locale) && !text.trim().is_empty())
        .map(|(locale, text)| (locale.clone(), text.chars().take(80).collect()))
        .collect();
    if title.is_empty()
        && let Some(first) = locales.first()
    {
        title.insert(first.clone(), attribute.group.clone());
    }
    title
}

fn mark_key_facts(design: &mut TemplateDesign, attributes: &[AttributeView]) {
    let is_fact = |code: &str| {
        attributes
            .iter()
            .any(|a| a.code == code && FACTS.contains(&a.kind.as_str()))
    };
    design
        .sections
        .iter_mut()
        .flat_map(|s| s.fields.iter_mut())
        .filter(|f| is_fact(&f.attribute))
        .take(KEY_FACTS_MAX.min(4))
        .for_each(|f| f.key_fact = true);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(code: &str, kind: &str, group: &str) -> AttributeView {
        AttributeView {
            code: code.into(),
            kind: format!("pim_catalog_{kind}"),
            labels: Labels::new(),
            group: group.into(),
            group_labels: [(en(), group.to_uppercase())].into(),
            localizable: false,
            scopable: false,
            unit: None,
        }
    }

    fn en() -> Locale {
        Locale::parse("en_US").unwrap()
    }

    #[test]
    fn groups_become_sections_and_the_basics_find_their_place() {
        let attributes = [
            attribute("sku", "identifier", "product"),
            attribute("ean_gtin", "text", "product"),
            attribute("name", "text", "product"),
            attribute("weight", "metric", "technical"),
            attribute("care", "textarea", "use"),
        ];
        let family = FamilyView {
            code: "chairs".into(),
            labels: Labels::new(),
            attributes: Vec::new(),
            label_attribute: Some("name".into()),
            image_attribute: None,
        };
        let channel = ChannelView {
            code: "ecommerce".into(),
            labels: Labels::new(),
            locales: vec![en()],
        };
        let design = starting_design(" Chairs ", &channel, &family, &attributes, true);
        assert_eq!(design.check(), Ok(()));
        assert_eq!(design.gtin_attribute.as_deref(), Some("ean_gtin"));
        let titles: Vec<_> = design.sections.iter().map(|s| s.title[&en()].as_str()).collect();
        assert_eq!(titles, ["TECHNICAL", "USE"]);
        let facts: Vec<_> = design.fields().map(|f| f.key_fact).collect();
        assert_eq!(facts, [true, false]);
        let empty = starting_design("Chairs", &channel, &family, &attributes, false);
        assert_eq!((empty.check(), empty.sections.len()), (Ok(()), 0));
    }
}
