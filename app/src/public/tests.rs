//! The pages as a whole: what is in them, what never is, and how large they are.

use super::{
    Above, Newer, PageFormat, PassportPageInput, Reading, StatusPage, brand_style, home_page, languages,
    passport_page,
    sample::{HASH, PATH, URL, branding, document, labels, large_document, locale},
    status_page, stylesheet,
};
use domain::{
    Locale,
    record::{Document, Granularity, OptionValue, Value},
    state::State,
};
use flate2::{Compression, write::GzEncoder};
use std::{collections::BTreeMap, fs, io::Write, path::Path};

const HOSTILE: &str = "\"><img src=x onerror=alert(1)>'<!>";

pub(super) fn page_in(document: &Document, tag: &str, preview: bool) -> String {
    sized_page(document, tag, preview, false)
}

fn sized_page(document: &Document, tag: &str, preview: bool, sized: bool) -> String {
    let locale = locale(tag);
    let branding = branding();
    passport_page(&PassportPageInput {
        document,
        hash: HASH,
        above: &[],
        branding: &branding,
        logo: Some("/media/logo.png"),
        locale: &locale,
        url: URL,
        path: PATH,
        formats: &[],
        product: None,
        preview,
        live: false,
        reading: Reading::Public,
        sized,
        file_keys: &BTreeMap::new(),
        state: &State::default(),
        newer: None,
        past: "",
    })
}

fn page(tag: &str) -> String {
    page_in(&document(), tag, false)
}

pub(super) fn assert_holds(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "missing: {part}\n{html}");
    }
}

#[test]
fn the_head_tells_browsers_search_engines_and_messengers_what_this_is() {
    assert_holds(
        &page("en_US"),
        &[
            "<!DOCTYPE html><html lang=\"en-US\" dir=\"ltr\"><head><meta charset=\"utf-8\">",
            "<title>PowerTrail 625 e-bike battery · Digital Product Passport · Nordwind Mobility</title>",
            "<meta name=\"description\" content=\"Removable frame battery",
            "<link rel=\"canonical\" href=\"https://id.example.com/01/09520000000127\">",
            "<link rel=\"alternate\" hreflang=\"de-DE\" href=\"https://id.example.com/01/09520000000127?lang=de-DE\">",
            "<link rel=\"alternate\" hreflang=\"x-default\" href=\"https://id.example.com/01/09520000000127\">",
            "<link rel=\"alternate\" type=\"application/json\" href=\"/01/09520000000127.json\">",
            "property=\"og:image\"",
            "content=\"https://id.example.com/media/efef",
            "<meta name=\"theme-color\" content=\"#1f5f4a\">",
        ],
    );
    assert!(!page("en_US").contains("noindex"));
}

#[test]
fn pictures_come_in_sizes_on_the_site_and_as_they_are_elsewhere() {
    let html = sized_page(&document(), "en_US", false, true);
    let hash = document().content.image.expect("a picture").sha256;
    assert_holds(
        &html,
        &[
            "<picture><source type=\"image/webp\" srcset=\"/media/",
            &format!("/media/{hash}-480.webp 480w"),
            "sizes=\"(min-width:48rem) 20rem,92vw\"",
        ],
    );
    assert!(!page("en_US").contains(".webp"));
    assert!(!sized_page(&document(), "en_US", true, true).contains(".webp"));
}

#[test]
fn a_live_page_says_when_it_was_read_and_claims_no_proof() {
    let live = |preview| {
        let (document, branding, locale) = (document(), branding(), locale("de_DE"));
        passport_page(&PassportPageInput {
            document: &document,
            hash: HASH,
            above: &[],
            branding: &branding,
            logo: None,
            locale: &locale,
            url: URL,
            path: PATH,
            formats: &[],
            product: None,
            preview,
            live: true,
            reading: Reading::Public,
            sized: false,
            file_keys: &BTreeMap::new(),
            state: &State::default(),
            newer: None,
            past: "",
        })
    };
    let page = live(false);
    assert_holds(
        &page,
        &[
            "Aus dem Produktsystem der Marke gelesen: 21. November 2026, 03:34 UTC",
            "Diese Seite ist live",
            ".json\"",
            &format!("?of={PATH}\""),
        ],
    );
    for proof in ["Fingerabdruck", &HASH[..8], "Version <", "Version 1"] {
        assert!(!page.contains(proof), "{proof}");
    }
    let preview = live(true);
    assert!(preview.contains("Diese Seite ist live") && preview.contains("?of="));
}

#[test]
fn every_kind_of_value_is_shown_as_the_language_writes_it() {
    assert_holds(
        &page("de_DE"),
        &[
            "1.625\u{a0}Wh",
            "649,50\u{a0}€ · 12.000,00\u{a0}CHF",
            ">1. März 2026</time>",
            "Lithium-Eisenphosphat",
            "Stadt und Tour",
            ">Ja<",
            "<th scope=\"col\">CAS-Nummer</th>",
            "<th scope=\"row\">Lithium</th>",
            "<td></td>",
            "Hydropower only",
            "<small> (PDF,\u{a0}249\u{a0}kB)</small>",
            "loading=\"lazy\"",
            "21. November 2026, 03:34 UTC",
            "[ec_211]",
            "9f86 d081 884c 7d65",
        ],
    );
    assert_holds(
        &page("en_US"),
        &["1,625\u{a0}Wh", "€649.50 · CHF\u{a0}12,000.00", "18.5%"],
    );
}

#[test]
fn texts_of_another_language_say_so() {
    let english = page("en_US");
    assert_holds(
        &english,
        &[
            "<dt lang=\"de-DE\">Entsorgung</dt><dd lang=\"de-DE\">",
            "<li lang=\"fr-FR\">Hexafluorophosphate de lithium</li>",
        ],
    );
    // Japanese has no catalogue: the system's words are English, and marked as English.
    assert_holds(
        &page("ja_JP"),
        &[
            "<html lang=\"ja-JP\"",
            "<h2 id=\"glance\" lang=\"en\">At a glance</h2>",
        ],
    );
}

#[test]
fn scripts_that_run_from_right_to_left_turn_the_page() {
    let mut record = document();
    record.content.name.insert(locale("ar_SA"), "بطارية".into());
    record.content.locales.push(locale("ar_SA"));
    let html = page_in(&record, "ar_SA", false);
    assert_holds(
        &html,
        &[
            "<html lang=\"ar-SA\" dir=\"rtl\">",
            "<p lang=\"en-US\" dir=\"ltr\" class=\"line\">",
        ],
    );
}

#[test]
fn a_preview_says_so_and_is_not_linked_to() {
    let html = page_in(&document(), "en_US", true);
    assert_holds(&html, &["This passport is not published", "noindex, nofollow"]);
    for part in [
        "canonical",
        "hreflang=\"x-default\"",
        "og:",
        ".json",
        HASH,
        "?lang=",
    ] {
        assert!(!html.contains(part), "{part}");
    }
}

#[test]
fn the_first_two_sections_are_open_and_six_facts_stand_at_a_glance() {
    let html = page_in(&large_document(), "en_US", false);
    assert_eq!(html.matches("<details open class=\"section\"").count(), 2);
    assert_eq!(html.matches(" class=\"section\"").count(), 6);
    let tiles = html
        .split("<dl class=\"tiles\">")
        .nth(1)
        .unwrap()
        .split("</dl>")
        .next()
        .unwrap();
    assert!((1..=6).contains(&tiles.matches("<dt").count()));
}

#[test]
fn nothing_runs_and_nothing_comes_from_elsewhere() {
    let mut pages = vec![page("en_US"), page_in(&document(), "de_DE", true), home_page()];
    pages
        .extend([StatusPage::NotFound, StatusPage::Unavailable].map(|s| status_page(s, &locale("fr"), true)));
    for html in pages {
        for part in [
            "<script",
            "javascript:",
            " style=",
            " on",
            "src=\"http",
            "@import",
            "url(",
            "<!>",
        ] {
            let inside_text = part == " on" && !html.contains(" onload") && !html.contains(" onerror=");
            assert!(inside_text || !html.contains(part), "{part} in {html}");
        }
    }
}

#[test]
fn styles_stand_in_the_page_exactly_as_they_are_hashed() {
    let html = page("en_US");
    assert_holds(
        &html,
        &[
            &format!("<style>{}</style>", stylesheet()),
            &format!("<style>{}</style>", brand_style(&branding())),
        ],
    );
    assert_eq!(html.matches("<style").count(), 2);
    assert!(home_page().contains(&format!("<style>{}</style>", crate::account::stylesheet())));
}

#[test]
fn hostile_texts_stay_texts_wherever_they_stand() {
    let mut record = document();
    let evil = || labels(&[("en_US", HOSTILE)]);
    let content = &mut record.content;
    content.brand = HOSTILE.into();
    content.name = evil();
    content.description = evil();
    content.product_identifier = HOSTILE.into();
    content.gtin = Some(HOSTILE.into());
    record.identifier = HOSTILE.into();
    record.published_at = HOSTILE.into();
    for section in &mut content.sections {
        section.title = evil();
        for field in &mut section.fields {
            field.label = evil();
            field.attribute = HOSTILE.into();
            if let domain::record::Localized::All(value) = &mut field.value {
                poison(value);
            }
        }
    }
    let html = page_in(&record, "en_US", false);
    assert!(!html.contains("<img src=x"), "{html}");
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"));
}

/// Puts the hostile text wherever a value holds text that was not sanitised before.
fn poison(value: &mut Value) {
    let evil = || HOSTILE.to_owned();
    match value {
        Value::Text { text } => *text = evil(),
        Value::Number { value } => *value = evil(),
        Value::Metric { amount, unit, symbol } => (*amount, *unit, *symbol) = (evil(), evil(), evil()),
        Value::Prices { prices } => prices
            .iter_mut()
            .for_each(|p| (p.amount, p.currency) = (evil(), evil())),
        Value::Date { date } => *date = evil(),
        Value::Options { options } => options.push(OptionValue {
            code: evil(),
            labels: labels(&[]),
            media: None,
        }),
        Value::File { file } => (file.name, file.mime) = (evil(), evil()),
        Value::Table { rows, .. } => rows.push(vec![evil(), evil()]),
        Value::Raw { data } => *data = serde_json::json!({ HOSTILE: HOSTILE }),
        Value::Html { .. } | Value::Boolean { .. } | Value::Image { .. } => {}
    }
}

#[test]
fn a_page_of_sixty_fields_fits_the_first_round_trip() {
    let document = large_document();
    assert_eq!(
        document
            .content
            .sections
            .iter()
            .map(|s| s.fields.len())
            .sum::<usize>(),
        60
    );
    let html = page_in(&document, "en_US", false);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(html.as_bytes()).unwrap();
    let size = encoder.finish().unwrap().len();
    assert!(size < 14_000, "{size} bytes compressed, {} plain", html.len());
}

/// The large record as an item of a batch of a model: the sections of all three on one page.
fn composed() -> [Document; 3] {
    let model = large_document();
    let at = |level: Granularity, from: usize, to: usize| {
        let mut part = model.clone();
        part.content.granularity = level;
        part.content.sections = model.content.sections[from..to].to_vec();
        part
    };
    let mut item = at(Granularity::Item, 0, 1);
    item.content.serial = Some("A-000123".into());
    let mut batch = at(Granularity::Batch, 1, 2);
    batch.content.batch = Some("LOT-2026-11".into());
    [item, batch, at(Granularity::Model, 2, 6)]
}

#[test]
fn a_page_of_an_item_with_its_batch_and_its_model_fits_the_first_round_trip() {
    let [item, batch, model] = composed();
    let fields = [&item, &batch, &model].map(|document| document.content.fields().count());
    assert_eq!(fields.iter().sum::<usize>(), 60);
    let (batch_path, path) = (
        format!("{PATH}/10/LOT-2026-11"),
        format!("{PATH}/10/LOT-2026-11/21/A-000123"),
    );
    // Each says that it has changed since, which is the longest that such a page gets.
    let newer = Some(Newer {
        number: 12,
        published_at: "2026-11-21T03:34:00Z",
    });
    let above = [(&batch, batch_path.as_str()), (&model, PATH)].map(|(document, path)| Above {
        document,
        path,
        newer,
    });
    let format = |(title, ending, media_type)| PageFormat {
        title,
        ending,
        media_type,
    };
    let formats = [
        (
            "EN 18223, compressed",
            ".dpp.json",
            "application/vnd.tessera.dpp+json",
        ),
        (
            "EN 18223, full",
            ".dpp-full.json",
            "application/vnd.tessera.dpp-full+json",
        ),
        ("schema.org and GS1", ".jsonld", "application/ld+json"),
        (
            "All links (RFC 9264)",
            ".linkset.json",
            "application/linkset+json",
        ),
        (
            "Verifiable Credential (UNTP)",
            ".vc.json",
            "application/vc+ld+json+jwt",
        ),
        (
            "Saved passport with its proof",
            ".tessera.json",
            "application/vnd.tessera.passport+json",
        ),
        (
            "Battery Pass data model",
            ".batterypass.json",
            "application/vnd.tessera.batterypass+json",
        ),
    ]
    .map(format);
    for tag in ["en_US", "de_DE"] {
        let (locale, branding) = (locale(tag), branding());
        let html = passport_page(&PassportPageInput {
            document: &item,
            hash: HASH,
            above: &above,
            branding: &branding,
            logo: Some("/media/logo.png"),
            locale: &locale,
            url: URL,
            path: &path,
            formats: &formats,
            product: None,
            preview: false,
            live: false,
            reading: Reading::Public,
            sized: false,
            file_keys: &BTreeMap::new(),
            state: &State::default(),
            newer,
            past: "version=11",
        });
        assert_eq!(html.matches("<summary><h2").count(), 6);
        assert_eq!(
            html.matches("The latest is version 12").count(),
            if tag == "en_US" { 3 } else { 0 }
        );
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(html.as_bytes()).unwrap();
        let size = encoder.finish().unwrap().len();
        assert!(
            size < 14_000,
            "{tag}: {size} bytes compressed, {} plain",
            html.len()
        );
    }
}

#[test]
fn status_pages_speak_the_readers_language_and_lead_on() {
    for language in languages() {
        for status in [
            StatusPage::NotFound,
            StatusPage::NotListed,
            StatusPage::Gone,
            StatusPage::TooManyRequests,
            StatusPage::Unavailable,
            StatusPage::ServerError,
        ] {
            let html = status_page(status, &language, true);
            assert_holds(
                &html,
                &[
                    &format!("<html lang=\"{language}\""),
                    "<h1>",
                    "href=\"/\"",
                    "noindex",
                ],
            );
            let bare = status_page(status, &language, false);
            assert!(
                !bare.contains("<a "),
                "a brand's own host has no front page: {bare}"
            );
        }
    }
    let fallback = status_page(StatusPage::NotFound, &Locale::parse("ja_JP").unwrap(), true);
    assert_holds(
        &fallback,
        &["<html lang=\"en\"", "There is no passport at this address"],
    );
}

/// Writes the pages to `target/pages`, to be looked at in a browser: `cargo nextest run -p app --features ssr
/// --run-ignored only`.
#[test]
#[ignore = "writes files for the eye"]
fn draw_the_pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pages");
    fs::create_dir_all(&folder).unwrap();
    let mut bright = branding();
    bright.accent = "#ffd400".into();
    let mut arabic = document();
    arabic
        .content
        .name
        .insert(locale("ar_SA"), "بطارية دراجة كهربائية".into());
    arabic.content.locales.push(locale("ar_SA"));
    let pages = [
        ("passport-en", page("en_US")),
        ("passport-de", page("de_DE")),
        ("passport-large", page_in(&large_document(), "en_US", false)),
        ("passport-preview", page_in(&document(), "fr_FR", true)),
        ("passport-arabic", page_in(&arabic, "ar_SA", false)),
        (
            "passport-bright",
            page("en_US").replace(&brand_style(&branding()), &brand_style(&bright)),
        ),
        (
            "not-found",
            status_page(StatusPage::NotFound, &locale("en"), true),
        ),
        (
            "unavailable",
            status_page(StatusPage::Unavailable, &locale("de"), true),
        ),
        ("home", home_page()),
    ];
    for (name, html) in pages {
        fs::write(folder.join(format!("{name}.html")), html).unwrap();
    }
}
