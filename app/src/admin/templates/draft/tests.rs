//! Editing, step by step.

use super::*;

const NIL: &str = "00000000-0000-0000-0000-000000000000";

fn en() -> Locale {
    Locale::parse("en_US").unwrap()
}

fn section(title: &str, codes: &[&str]) -> Section {
    Section {
        title: [(en(), title.to_owned())].into(),
        fields: codes
            .iter()
            .map(|c| Field {
                attribute: (*c).to_owned(),
                ..Field::default()
            })
            .collect(),
    }
}

fn draft() -> TemplateDraft {
    TemplateDraft::open(TemplateView {
        id: NIL.parse().unwrap(),
        connection: NIL.parse().unwrap(),
        family: "chairs".into(),
        revision: 3,
        design: TemplateDesign {
            name: "Chairs".into(),
            channel: "ecommerce".into(),
            locales: vec![en()],
            sections: vec![
                section("Materials", &["wood", "fabric"]),
                section("Care", &["cleaning"]),
            ],
            ..TemplateDesign::default()
        },
        warnings: Vec::new(),
        passports: 0,
        updated_at: crate::ui::time::from_ms(0).unwrap(),
    })
}

/// The page as `Materials: wood fabric | Care: cleaning`.
fn page(d: &TemplateDraft) -> String {
    let sections: Vec<_> = d
        .section_keys()
        .into_iter()
        .map(|k| {
            format!(
                "{}: {}",
                d.section(k).unwrap().title[&en()],
                d.field_codes(k).join(" ")
            )
        })
        .collect();
    sections.join(" | ")
}

#[test]
fn a_field_moves_over_the_border_of_its_section_and_stops_at_the_end() {
    let mut d = draft();
    assert!(d.move_field("fabric", Step::Up));
    assert_eq!(page(&d), "Materials: fabric wood | Care: cleaning");
    assert!(d.move_field("wood", Step::Down));
    assert_eq!(page(&d), "Materials: fabric | Care: wood cleaning");
    assert!(d.move_field("wood", Step::Up));
    assert_eq!(page(&d), "Materials: fabric wood | Care: cleaning");
    assert!(!d.move_field("cleaning", Step::Down));
    assert!(!d.move_field("unknown", Step::Down));
}

#[test]
fn sections_move_with_their_fields_and_keep_their_keys() {
    let mut d = draft();
    let [materials, care] = d.section_keys()[..] else {
        panic!("two sections")
    };
    assert!(d.move_section(care, Step::Up));
    assert_eq!(page(&d), "Care: cleaning | Materials: wood fabric");
    assert_eq!(d.section_keys(), [care, materials]);
    assert!(!d.move_section(care, Step::Up));
    d.move_section_to(care, materials);
    assert_eq!(page(&d), "Materials: wood fabric | Care: cleaning");
}

#[test]
fn an_attribute_stands_on_the_page_once() {
    let mut d = draft();
    let care = d.section_keys()[1];
    assert!(!d.add_field(care, "wood"));
    assert!(d.add_field(care, "warranty"));
    d.move_field_to_section("wood", care);
    assert_eq!(page(&d), "Materials: fabric | Care: cleaning warranty wood");
    d.move_field_before("origin", "cleaning");
    d.move_field_before("wood", "cleaning");
    assert_eq!(
        page(&d),
        "Materials: fabric | Care: origin wood cleaning warranty"
    );
    assert_eq!(d.to_command().design.check(), Ok(()));
}

#[test]
fn what_is_removed_comes_back_where_it_was() {
    let mut d = draft();
    let before = page(&d);
    let field = d.remove_field("wood").unwrap();
    assert_eq!(page(&d), "Materials: fabric | Care: cleaning");
    assert!(d.is_dirty());
    d.restore(field);
    assert_eq!(page(&d), before);
    assert!(!d.is_dirty());
    let materials = d.section_keys()[0];
    let section = d.remove_section(materials).unwrap();
    assert_eq!(page(&d), "Care: cleaning");
    d.restore(section);
    assert_eq!(page(&d), before);
    assert!(!d.is_dirty());
}

#[test]
fn coming_back_never_doubles_an_attribute() {
    let mut d = draft();
    let [materials, care] = d.section_keys()[..] else {
        panic!("two sections")
    };
    let section = d.remove_section(materials).unwrap();
    d.add_field(care, "wood");
    d.restore(section);
    assert_eq!(page(&d), "Materials: fabric | Care: cleaning wood");
    let field = d.remove_field("wood").unwrap();
    d.add_field(materials, "wood");
    d.restore(field);
    assert_eq!(page(&d), "Materials: fabric wood | Care: cleaning");
}

#[test]
fn there_are_at_most_six_key_facts() {
    let mut d = draft();
    let care = d.section_keys()[1];
    for i in 0..KEY_FACTS_MAX {
        let code = format!("fact{i}");
        d.add_field(care, &code);
        assert!(d.set_key_fact(&code, true));
    }
    assert!(!d.set_key_fact("wood", true));
    assert!(d.set_key_fact("fact0", false));
    assert!(d.set_key_fact("wood", true));
    assert_eq!(d.key_facts(), KEY_FACTS_MAX);
}

#[test]
fn an_emptied_label_gives_the_name_of_the_pim_back() {
    let mut d = draft();
    d.set_field_label("wood", &en(), "Timber");
    assert_eq!(d.field("wood").unwrap().label[&en()], "Timber");
    d.set_field_label("wood", &en(), "");
    assert!(!d.is_dirty());
}

#[test]
fn another_channel_keeps_only_languages_that_it_has() {
    let mut d = draft();
    let de = Locale::parse("de_DE").unwrap();
    d.set_locale(&de, true);
    assert!(d.move_locale(&de, Step::Up));
    assert_eq!(d.design().locales, [de.clone(), en()]);
    d.set_channel("print", std::slice::from_ref(&de));
    assert_eq!(d.design().locales, [de]);
    let fr = Locale::parse("fr_FR").unwrap();
    d.set_channel("mobile", std::slice::from_ref(&fr));
    assert_eq!(d.design().locales, [fr]);
}

#[test]
fn what_is_typed_during_a_save_stays_unsaved() {
    let mut d = draft();
    d.change(|design| design.name = "Desk chairs".into());
    let sent = d.to_command();
    d.change(|design| design.name = "Desk chairs of oak".into());
    let stored = TemplateView {
        revision: 4,
        design: sent.design.clone(),
        ..view_of(&d)
    };
    d.stored(&stored, &sent.design);
    assert!(d.is_dirty());
    assert_eq!(d.to_command().revision, 4);
    d.change(|design| design.name = "Desk chairs".into());
    assert!(!d.is_dirty());
}

fn view_of(d: &TemplateDraft) -> TemplateView {
    TemplateView {
        id: NIL.parse().unwrap(),
        connection: d.connection(),
        family: d.family().to_owned(),
        revision: 0,
        design: TemplateDesign::default(),
        warnings: Vec::new(),
        passports: 0,
        updated_at: crate::ui::time::from_ms(0).unwrap(),
    }
}
