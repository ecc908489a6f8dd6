//! The files' form, and everything that a file must keep.

use domain::{
    Locale,
    profile::{
        Audiences, Category, CategoryId, DataPoint, Duty, Group, Law, PointId, PointKind, Profile, ProfileId,
        Requirement, Status, Supply,
    },
    record::Granularity,
    text::Labels,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A profile's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    id: ProfileId,
    name: String,
    status: Status,
    summary: String,
    credit: String,
    applies_from: Option<String>,
    granularity: Option<Granularity>,
    law: Vec<Law>,
    categories: Vec<Category>,
    groups: Vec<Group>,
    points: Vec<PointFile>,
}

/// A data point in a file: the point, and the words by which attributes are matched with it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PointFile {
    id: PointId,
    number: String,
    group: String,
    name: String,
    labels: Labels,
    meaning: String,
    kind: PointKind,
    requirements: BTreeMap<CategoryId, Requirement>,
    granularity: Granularity,
    audience: Audiences,
    source: String,
    supplied_by: Option<Supply>,
    note: Option<String>,
    unconfirmed: Option<String>,
    hints: Vec<String>,
}

/// A profile with its matching words.
#[derive(Debug)]
pub struct Loaded {
    /// The profile.
    pub profile: Profile,
    /// Names under which PIMs know a data point, in English; other languages come from the word list.
    pub hints: BTreeMap<PointId, Vec<String>>,
}

/// Reads and checks a file.
pub fn read(json: &str) -> Result<Loaded, String> {
    let file: ProfileFile = serde_json::from_str(json).map_err(|e| e.to_string())?;
    let hints = file
        .points
        .iter()
        .map(|p| (p.id.clone(), p.hints.clone()))
        .collect();
    let loaded = Loaded {
        profile: profile(file),
        hints,
    };
    let flaws = flaws(&loaded);
    if flaws.is_empty() {
        Ok(loaded)
    } else {
        Err(format!("{}: {}", loaded.profile.id, flaws.join("; ")))
    }
}

fn profile(file: ProfileFile) -> Profile {
    Profile {
        id: file.id,
        name: file.name,
        status: file.status,
        summary: file.summary,
        law: file.law,
        credit: file.credit,
        applies_from: file.applies_from,
        granularity: file.granularity,
        categories: file.categories,
        groups: file.groups.into_iter().map(group).collect(),
        points: file.points.into_iter().map(point).collect(),
    }
}

fn group(mut group: Group) -> Group {
    group.labels = with_english(group.labels, &group.title);
    group
}

/// Adds the English name, which the files write once.
fn with_english(mut labels: Labels, english: &str) -> Labels {
    labels.extend(Locale::parse("en").map(|en| (en, english.to_owned())));
    labels
}

fn point(file: PointFile) -> DataPoint {
    DataPoint {
        id: file.id,
        number: file.number,
        group: file.group,
        labels: with_english(file.labels, &file.name),
        name: file.name,
        meaning: file.meaning,
        kind: file.kind,
        requirements: file.requirements,
        granularity: file.granularity,
        audience: file.audience,
        source: file.source,
        supplied_by: file.supplied_by,
        note: file.note,
        unconfirmed: file.unconfirmed,
    }
}

/// What is wrong with a profile that could be read.
fn flaws(loaded: &Loaded) -> Vec<String> {
    let profile = &loaded.profile;
    let mut flaws = Vec::new();
    let categories: BTreeSet<_> = profile.categories.iter().map(|c| &c.id).collect();
    let groups: BTreeSet<_> = profile.groups.iter().map(|g| g.id.as_str()).collect();
    if categories.is_empty() || categories.len() < profile.categories.len() {
        flaws.push("categories are missing or repeated".into());
    }
    if profile.law.is_empty() || profile.summary.is_empty() || profile.credit.is_empty() {
        flaws.push("law, summary or credit is missing".into());
    }
    let mut ids = BTreeSet::new();
    for point in &profile.points {
        let mut flaw = |text: String| flaws.push(format!("{}: {text}", point.id));
        if !ids.insert(&point.id) {
            flaw("stands twice".into());
        }
        // Each category is written out: "looked up, and the same" must not look like "not looked up".
        if point.requirements.keys().collect::<BTreeSet<_>>() != categories {
            flaw("must name its duty for each category, and for no other".into());
        }
        for requirement in point.requirements.values() {
            if requirement.duty == Duty::Conditional && requirement.note.is_none() {
                flaw("a condition is not named".into());
            }
        }
        if !groups.contains(point.group.as_str()) {
            flaw(format!("there is no group {}", point.group));
        }
        if point.audience.0.is_empty() {
            flaw("nobody may read it".into());
        }
        for (what, text) in [
            ("name", &point.name),
            ("meaning", &point.meaning),
            ("source", &point.source),
        ] {
            if text.trim().is_empty() {
                flaw(format!("the {what} is missing"));
            }
        }
        if let Some(text) = point.kind.flaw() {
            flaw(text);
        }
        if let (Some(Supply::Category), PointKind::Codes { codes, .. }) = (point.supplied_by, &point.kind)
            && !categories
                .iter()
                .all(|id| codes.iter().any(|c| c.code == id.as_str()))
        {
            flaw("its codes must hold every category".into());
        }
    }
    flaws
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: &str = r#"{"id": "weight", "number": "1", "group": "all", "name": "Weight", "labels": {}, "meaning": "The weight.",
        "kind": {"type": "quantity", "unit": "kg"}, "requirements": {"any": "mandatory"}, "granularity": "model",
        "audience": ["public"], "source": "Art. 1", "hints": []}"#;

    fn file(points: &str) -> String {
        format!(
            r#"{{"id": "sample@1", "name": "Sample", "status": "draft", "summary": "S.", "credit": "None.",
            "applies_from": null, "granularity": null, "law": [{{"title": "L", "url": "https://example.com"}}],
            "categories": [{{"id": "any", "name": "Any", "meaning": "Any."}}],
            "groups": [{{"id": "all", "title": "All", "labels": {{}}}}], "points": [{points}]}}"#
        )
    }

    #[test]
    fn a_sound_file_is_read() {
        assert_eq!(read(&file(POINT)).unwrap().profile.points.len(), 1);
    }

    #[test]
    fn each_flaw_of_a_file_is_told() {
        for (from, to, told) in [
            (r#""unit": "kg""#, r#""unit": "stone""#, "unit stone is not known"),
            (
                r#""any": "mandatory""#,
                r#""other": "mandatory""#,
                "each category",
            ),
            (
                r#""any": "mandatory""#,
                r#""any": "conditional""#,
                "condition is not named",
            ),
            (r#""group": "all""#, r#""group": "none""#, "no group none"),
            (r#"["public"]"#, "[]", "nobody may read it"),
            (r#""Art. 1""#, r#"" ""#, "source is missing"),
            (r#""hints""#, r#""hint""#, "unknown field"),
            (r#""mandatory""#, r#""required""#, "did not match"),
            (
                r#"{"type": "quantity", "unit": "kg"}"#,
                r#"{"type": "codes", "codes": []}"#,
                "code list is short",
            ),
        ] {
            let error = read(&file(&POINT.replace(from, to))).unwrap_err();
            assert!(error.contains(told), "{to}: {error}");
        }
        let twice = read(&file(&format!("{POINT}, {POINT}"))).unwrap_err();
        assert!(twice.contains("stands twice"), "{twice}");
    }
}
