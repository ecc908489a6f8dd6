//! The pages as text.

use super::*;
use crate::{
    account::FormState,
    desk::{Frame, Tab},
};
use chrono::DateTime;
use domain::{
    Error, FieldError, Locale, Role,
    catalog::{AttributeView, ProductKey},
    profile::{
        Category, CategoryId, Code, DataPoint, Duty, Group, Mapping, PointId, PointKind, Precision, Profile,
        ProfileChoice, ProfileId, Readiness, Requirement, Source, Status, Suggestion, Transform,
    },
    readiness::{
        Board, BoardQuery, BoardRow, CheckState, Compliance, Entry, Fill, Gap, MappingView, PointState,
        ProductReadiness, Scope, Show, TemplateReadiness,
    },
    record::{Granularity, Localized},
};

const HOSTILE: &str = "\"><script>alert(1)</script>";
const ID: &str = "00000000-0000-7000-8000-000000000001";

fn frame(role: Role) -> Frame {
    Frame {
        role: Some(role),
        tab: Tab::Readiness,
        ..crate::desk::tests::frame()
    }
}

fn at() -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn point(id: &str, kind: PointKind, duty: Duty) -> DataPoint {
    let category = CategoryId::parse("lmt").unwrap();
    DataPoint {
        id: PointId::parse(id).unwrap(),
        number: "7".into(),
        group: "all".into(),
        name: format!("The {id}"),
        labels: domain::text::Labels::default(),
        meaning: "What it means".into(),
        kind,
        requirements: [(category, Requirement { duty, note: None })].into(),
        granularity: Granularity::Model,
        audience: [domain::profile::Audience::Public].into(),
        source: "Art. 77".into(),
        supplied_by: None,
        note: None,
        unconfirmed: None,
    }
}

fn profile() -> Profile {
    let code = |code: &str| Code {
        code: code.into(),
        name: code.to_uppercase(),
    };
    let codes = vec![code("lithium"), code("lead")];
    Profile {
        id: ProfileId::parse("battery@2026-07").unwrap(),
        name: "Battery passport".into(),
        status: Status::Draft,
        summary: "Batteries.".into(),
        law: Vec::new(),
        credit: String::new(),
        applies_from: None,
        granularity: Some(Granularity::Item),
        categories: vec![Category {
            id: CategoryId::parse("lmt").unwrap(),
            name: "Light means of transport".into(),
            meaning: "Bikes".into(),
        }],
        groups: vec![Group {
            id: "all".into(),
            title: "General".into(),
            labels: domain::text::Labels::default(),
        }],
        points: vec![
            point(
                "weight",
                PointKind::Quantity {
                    unit: "kg".into(),
                    min: None,
                },
                Duty::Mandatory,
            ),
            point(
                "made",
                PointKind::Date {
                    precision: Precision::Day,
                },
                Duty::Mandatory,
            ),
            point(
                "chemistry",
                PointKind::Codes {
                    codes: codes.clone(),
                    many: false,
                },
                Duty::Conditional,
            ),
            point("hazards", PointKind::Codes { codes, many: true }, Duty::Voluntary),
            point("notes", PointKind::LongText, Duty::Voluntary),
            point("recyclable", PointKind::Boolean, Duty::Voluntary),
        ],
    }
}

fn mapping(point: &str, source: Source, transform: Option<Transform>) -> Mapping {
    Mapping {
        point: PointId::parse(point).unwrap(),
        source,
        transform,
    }
}

fn editor() -> MappingView {
    let profile = profile();
    MappingView {
        template: ID.parse().unwrap(),
        name: "E-bike batteries".into(),
        family: "batteries".into(),
        profiles: vec![profile.row(false)],
        compliance: Some(Compliance {
            choice: ProfileChoice {
                id: profile.id.clone(),
                category: CategoryId::parse("lmt").unwrap(),
                granularity: Granularity::Model,
            },
            mappings: vec![mapping(
                "notes",
                Source::Constant {
                    value: Localized::All(HOSTILE.into()),
                },
                None,
            )],
            publish_from: 80,
        }),
        suggestions: vec![Suggestion {
            point: PointId::parse("weight").unwrap(),
            attribute: "weight_gross".into(),
            score: 90,
            why: "Its name and type agree.".into(),
        }],
        profile: Some(profile),
        attributes: vec![AttributeView {
            code: "weight_gross".into(),
            kind: "pim_catalog_metric".into(),
            labels: [(Locale::parse("en").unwrap(), "Gross weight".to_owned())].into(),
            group: "technical".into(),
            group_labels: [(Locale::parse("en").unwrap(), "Technical data".to_owned())].into(),
            localizable: false,
            scopable: false,
            unit: None,
        }],
        trouble: None,
        locales: vec![Locale::parse("en").unwrap(), Locale::parse("de_DE").unwrap()],
        may_edit: true,
    }
}

fn template(check: CheckState) -> TemplateReadiness {
    TemplateReadiness {
        template: ID.parse().unwrap(),
        name: "E-bike batteries".into(),
        family: "batteries".into(),
        profile: Some(profile().row(false)),
        mapped: 1,
        points: 6,
        products: 120,
        ready: 40,
        average: Some(71),
        check,
    }
}

fn board() -> Board {
    Board {
        template: template(CheckState::Running { seen: 12 }),
        publish_from: 80,
        rows: vec![BoardRow {
            key: ProductKey("a b&c".into()),
            identifier: HOSTILE.into(),
            percent: 50,
            missing: ["One", "Two", "Three", "Four"].map(str::to_owned).to_vec(),
            invalid: vec!["Wrong one".into()],
            checked_at: at(),
            passport: None,
        }],
        matches: 120,
        gaps: vec![Gap {
            point: PointId::parse("weight").unwrap(),
            name: "Weight".into(),
            missing: 80,
            invalid: 3,
        }],
        may_edit: true,
        may_publish: true,
    }
}

fn product() -> ProductReadiness {
    let state = |id: &str, state: Fill| PointState {
        point: PointId::parse(id).unwrap(),
        name: format!("The {id}"),
        meaning: String::new(),
        kind: PointKind::Text,
        group: "General".into(),
        duty: Duty::Mandatory,
        source: "Art. 77".into(),
        state,
        from: "No source yet".into(),
        values: Vec::new(),
        history: Vec::new(),
    };
    let entry = |value: Option<&str>| Entry {
        point: PointId::parse("notes").unwrap(),
        scope: Scope::Family,
        locale: None,
        value: value.map(str::to_owned),
        by: Some("ada@example.com".into()),
        at: at(),
    };
    let mut entered = state("notes", Fill::Filled);
    entered.history = vec![entry(Some(HOSTILE)), entry(Some("before")), entry(None)];
    ProductReadiness {
        template: ID.parse().unwrap(),
        template_name: "E-bike batteries".into(),
        connection: ID.parse().unwrap(),
        key: ProductKey("a b&c".into()),
        identifier: "SKU-1".into(),
        label: HOSTILE.into(),
        read_at: at(),
        readiness: Readiness {
            percent: 50,
            mandatory: 2,
            filled: 1,
            ..Readiness::default()
        },
        points: vec![
            state("chemistry", Fill::Undecided),
            state("made", Fill::Invalid("This is no date.".into())),
            state("weight", Fill::Missing),
            entered,
        ],
        locales: vec![Locale::parse("en").unwrap(), Locale::parse("de").unwrap()],
        publish_from: 80,
        passport: None,
        may_edit: true,
        may_publish: true,
    }
}

/// Every page carries one heading, no script, and nothing of what others typed as markup.
fn sound(html: &str) {
    assert!(
        !html.contains("<script") && !html.contains("style=") && !html.contains("<style"),
        "{html}"
    );
    assert_eq!(html.matches("<h1").count(), 1);
    assert!(html.contains("aria-current=\"page\""), "the rail marks the place");
    let mut ids: Vec<&str> = html
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice");
}

fn has(html: &str, parts: &[&str]) {
    sound(html);
    for part in parts {
        assert!(html.contains(part), "{part} is not in {html}");
    }
}

fn lacks(html: &str, parts: &[&str]) {
    sound(html);
    for part in parts {
        assert!(!html.contains(part), "{part} is in {html}");
    }
}

#[test]
fn the_list_tells_each_template_and_what_to_do_first() {
    let state = FormState::default();
    let mut bare = template(CheckState::Never);
    bare.profile = None;
    let rows = [template(CheckState::Done { at: at() }), bare];
    let html = list_page(&frame(Role::Editor), &state, &rows);
    has(
        &html,
        &[
            "Battery passport",
            "Draft",
            "40 of 120 products",
            "71 %",
            "1 of 6 data points",
            "No profile yet.",
            "Choose one",
        ],
    );
    lacks(&list_page(&frame(Role::Viewer), &state, &rows), &["Choose one"]);
    has(
        &list_page(&frame(Role::Editor), &state, &[]),
        &["No template yet", "/admin/templates/new"],
    );
    lacks(
        &list_page(&frame(Role::Viewer), &state, &[]),
        &["/admin/templates/new"],
    );
}

#[test]
fn the_board_names_what_is_missing_and_leads_to_the_fix() {
    let query = BoardQuery {
        show: Show::Missing,
        page: 2,
        ..BoardQuery::default()
    };
    let html = board_page(
        &frame(Role::Editor),
        &FormState::default(),
        &query,
        true,
        &board(),
    );
    has(
        &html,
        &[
            "A check is running: running, 12 products so far",
            "href=\"/readiness/00000000-0000-7000-8000-000000000001/product?key=a%20b%26c\"",
            "One, Two, Three",
            "1 more",
            "missing in 80, wrong in 3",
            "?point=weight",
            "<option value=\"missing\" selected",
            "Page 2 of 3, 120 products",
            "?show=missing&amp;page=3",
            "Publish the chosen ones",
            "value=\"a b&amp;c\" checked",
            "products.csv",
            "<progress max=\"100\" value=\"50\"",
        ],
    );
    lacks(&html, &["Check all products now"]);
}

#[test]
fn a_viewer_reads_the_board_and_changes_nothing() {
    let mut board = board();
    (board.may_edit, board.may_publish) = (false, false);
    board.template.check = CheckState::Failed {
        at: at(),
        why: "The PIM does not answer.".into(),
    };
    let html = board_page(
        &frame(Role::Viewer),
        &FormState::default(),
        &BoardQuery::default(),
        false,
        &board,
    );
    has(&html, &["could not go on. The PIM does not answer.", "Look at"]);
    lacks(
        &html,
        &[
            "Publish the chosen",
            "type=\"checkbox\"",
            "Check all products now",
        ],
    );
}

#[test]
fn an_empty_board_says_why() {
    let show = |query: &BoardQuery, check: CheckState, profile: bool| {
        let mut board = board();
        board.rows.clear();
        board.template.check = check;
        if !profile {
            board.template.profile = None;
        }
        board_page(&frame(Role::Editor), &FormState::default(), query, false, &board)
    };
    let all = BoardQuery::default();
    let search = BoardQuery {
        search: "x".into(),
        ..BoardQuery::default()
    };
    has(
        &show(&all, CheckState::Never, true),
        &["No product was checked yet", "Check all products now"],
    );
    has(
        &show(&all, CheckState::Running { seen: 0 }, true),
        &["are being looked at"],
    );
    has(&show(&all, CheckState::Done { at: at() }, true), &["No products"]);
    has(
        &show(&search, CheckState::Never, true),
        &["No product matches", "Clear the filters"],
    );
    has(
        &show(&all, CheckState::Never, false),
        &["follows no profile yet", "Choose a profile"],
    );
}

#[test]
fn the_editor_lists_points_sources_and_suggestions() {
    let filter = MappingFilter {
        ticked: true,
        ..MappingFilter::default()
    };
    let undo = Undo {
        point: PointId::parse("notes").unwrap(),
        before: Some(mapping("notes", Source::ByHand, None)),
    };
    let html = mapping_page(
        &frame(Role::Editor),
        &FormState::default(),
        &filter,
        Some(&undo),
        &editor(),
    );
    has(
        &html,
        &[
            "follows a proposal, not an act in force",
            "<optgroup label=\"Battery passport (2026-07, draft)\"",
            "<option value=\"battery@2026-07 lmt\" selected",
            "Gross weight (weight_gross)",
            "Its name and type agree.",
            "value=\"weight weight_gross\" checked",
            "A measure in kg",
            "Mandatory where it applies",
            "Undo",
            "was: Entered by hand.",
            "name=\"restore\" value=\"{&quot;point&quot;:&quot;notes&quot;",
            "value=\"80\"",
        ],
    );
}

#[test]
fn the_editor_filters_and_explains_itself_to_viewers() {
    let mut view = editor();
    view.may_edit = false;
    view.trouble = Some("The PIM does not answer.".into());
    let filter = |only: &str, search: &str| MappingFilter {
        only: only.into(),
        search: search.into(),
        ticked: false,
    };
    let show = |filter: &MappingFilter| {
        mapping_page(&frame(Role::Viewer), &FormState::default(), filter, None, &view)
    };
    let html = show(&filter("without", ""));
    has(
        &html,
        &[
            "Editors choose the profile",
            "The PIM does not answer.",
            "The made",
            "Look at",
        ],
    );
    lacks(&html, &["The notes", "Take the chosen", "name=\"profile\""]);
    lacks(&show(&filter("mandatory", "")), &["The chemistry"]);
    has(&show(&filter("", "CHEM")), &["The chemistry"]);
    has(&show(&filter("", "nothing like it")), &["No data point matches"]);
}

fn form_of(id: &str, typed: &[(&str, &str)], error: Option<&Error>) -> String {
    let view = editor();
    let profile = view.profile.clone().unwrap();
    let state = FormState {
        values: typed,
        error,
        ..FormState::default()
    };
    let point = profile.point(&PointId::parse(id).unwrap()).unwrap();
    point_page(&frame(Role::Editor), &state, &view, point)
}

#[test]
fn the_form_of_a_point_fits_its_kind() {
    let weight = form_of(
        "weight",
        &[("source", "attribute"), ("source.attribute", "weight_gross")],
        None,
    );
    has(
        &weight,
        &[
            "<optgroup label=\"Technical data\"",
            "value=\"weight_gross\" selected",
            "transform.from",
            "Leave it empty for kg",
            "Likely",
            "Art. 77",
            "Everybody",
        ],
    );
    lacks(
        &weight,
        &["does_not_apply", "No source</button>", "source.value.de_DE"],
    );
    has(
        &form_of("made", &[], None),
        &["type=\"date\"", "transform.pattern"],
    );
    has(
        &form_of("chemistry", &[], None),
        &["does_not_apply", "transform.table", "<option value=\"lead\""],
    );
    has(
        &form_of("hazards", &[("source.value", "lead")], None),
        &["type=\"checkbox\"", "value=\"lead\" checked"],
    );
    has(
        &form_of("recyclable", &[], None),
        &["<option value=\"true\"", "transform.table"],
    );
    has(
        &form_of("notes", &[("source.value.de_DE", HOSTILE)], None),
        &[
            "source.value.de_DE",
            "Only in de-DE",
            "No source</button>",
            "\n\">&lt;script>alert(1)&lt;/script></textarea>",
        ],
    );
}

#[test]
fn mistakes_stand_at_their_fields_and_nothing_typed_is_lost() {
    let error = Error::Invalid(vec![
        FieldError::new("source.attribute", "The family has no such attribute."),
        FieldError::new("transform.from", "The unit is not known."),
    ]);
    let typed = [
        ("source", "attribute"),
        ("source.attribute", "gone"),
        ("transform.from", "parsec"),
    ];
    has(
        &form_of("weight", &typed, Some(&error)),
        &[
            "<a href=\"#source.attribute\">",
            "id=\"source.attribute-error\"",
            "aria-describedby=\"transform.from-error transform.from-help\"",
            "value=\"parsec\"",
            "gone (not in the family)",
            "<title>Error: The weight",
        ],
    );
}

#[test]
fn a_mapping_survives_its_form() {
    let profile = profile();
    let all = [
        mapping(
            "weight",
            Source::Attribute {
                attribute: "w".into(),
            },
            Some(Transform::Unit {
                to: "kg".into(),
                from: Some("g".into()),
            }),
        ),
        mapping("weight", Source::ByHand, None),
        mapping(
            "made",
            Source::Attribute {
                attribute: "d".into(),
            },
            Some(Transform::Date {
                pattern: "DD.MM.YYYY".into(),
            }),
        ),
        mapping(
            "chemistry",
            Source::Attribute {
                attribute: "c".into(),
            },
            Some(Transform::Options {
                table: [("li".to_owned(), "lithium".to_owned())].into(),
            }),
        ),
        mapping(
            "chemistry",
            Source::DoesNotApply {
                reason: "No cell".into(),
            },
            None,
        ),
        mapping(
            "notes",
            Source::Constant {
                value: Localized::All("One\nTwo".into()),
            },
            None,
        ),
        mapping(
            "notes",
            Source::Constant {
                value: Localized::PerLocale {
                    locales: [(Locale::parse("de_DE").unwrap(), "Zwei".to_owned())].into(),
                },
            },
            None,
        ),
    ];
    for mapping in all {
        let point = profile.point(&mapping.point).unwrap();
        assert_eq!(read_source(point, &source_fields(&mapping)), Ok(mapping));
    }
}

#[test]
fn a_form_is_read_with_care() {
    let profile = profile();
    let read = |id: &str, fields: &[(&str, &str)]| {
        let fields: Vec<_> = fields
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        read_source(profile.point(&PointId::parse(id).unwrap()).unwrap(), &fields)
    };
    assert!(read("weight", &[]).unwrap_err().at("source").is_some());
    let unit = read("weight", &[("source", "attribute"), ("transform.from", "g")]).unwrap();
    assert_eq!(
        unit.transform,
        Some(Transform::Unit {
            to: "kg".into(),
            from: Some("g".into())
        })
    );
    for table in ["lithium", "a =", "= b", "a = lead\na = lithium"] {
        let error = read(
            "chemistry",
            &[("source", "attribute"), ("transform.table", table)],
        )
        .unwrap_err();
        assert!(
            error.at("transform.table").unwrap().starts_with("Line "),
            "{table}"
        );
    }
    let both = [
        ("source", "constant"),
        ("source.value", "a"),
        ("source.value.de", "b"),
    ];
    assert!(read("notes", &both).unwrap_err().at("source.value").is_some());
    let many = [
        ("source", "constant"),
        ("source.value", "lead"),
        ("source.value", "lithium"),
    ];
    assert_eq!(
        read("hazards", &many).unwrap().source,
        Source::Constant {
            value: Localized::All("lead, lithium".into())
        }
    );
}

#[test]
fn a_product_tells_first_what_is_missing_with_the_ways_to_fix_it() {
    let mut view = product();
    let html = product_page(&frame(Role::Editor), &FormState::default(), &view);
    has(
        &html,
        &[
            "1 of 2 data points",
            "cannot be published yet",
            "product/points/weight?key=a%20b%26c",
            "mapping/points/weight",
            "This is no date.",
            "To be decided",
        ],
    );
    let missing = html.find("The weight").unwrap();
    assert!(missing < html.find("The made").unwrap() && missing < html.find("The chemistry").unwrap());
    lacks(&html, &[">Publish<"]);
    view.publish_from = 0;
    has(
        &product_page(&frame(Role::Editor), &FormState::default(), &view),
        &[">Publish<"],
    );
    (view.may_edit, view.may_publish) = (false, false);
    let html = product_page(&frame(Role::Viewer), &FormState::default(), &view);
    has(&html, &["Editors choose sources and enter values."]);
    lacks(&html, &["Enter a value", "mapping/points", ">Publish<"]);
}

#[test]
fn a_value_is_entered_beside_its_history() {
    let mut view = product();
    let error = Error::invalid("value", "Use 10,000 characters at most.");
    let state = FormState {
        values: &[("value", "typed"), ("scope", "family"), ("locale", "de")],
        error: Some(&error),
        ..FormState::default()
    };
    let html = entry_page(&frame(Role::Editor), &state, &view, &view.points[3]);
    has(
        &html,
        &[
            "value=\"typed\"",
            "id=\"value-error\"",
            "value=\"family\" checked",
            "<option value=\"de\" selected",
            "Take back",
            "in use",
            "before",
            "Taken back",
        ],
    );
    assert_eq!(
        html.matches(">Take back<").count(),
        1,
        "only what counts is taken back"
    );
    view.may_edit = false;
    let html = entry_page(
        &frame(Role::Viewer),
        &FormState::default(),
        &view,
        &view.points[0],
    );
    has(
        &html,
        &["Editors enter values.", "Nothing was entered by hand so far."],
    );
    lacks(&html, &["<form class=\"form\""]);
}
