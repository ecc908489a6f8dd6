//! The tables of the page.

use super::{Counted, number};
use db::{
    AsyncPgConnection,
    queries::insight::{self as rows, Named},
};
use domain::{
    BrandId, Error, PassportId, TemplateId,
    insight::{
        NOT_RECORDED, ROWS_MAX, Row, Scope, Table, Target, What, groups::told_groups, name_of, tree::Told,
    },
    text::Labels,
};
use std::{cmp::Reverse, collections::HashMap};

const COUNTED: [What; 4] = [What::Country, What::Device, What::Language, What::Referrer];

/// All of which something is known.
pub(super) async fn all(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    counted: &Counted,
    templates: &[(TemplateId, String)],
    told: &[Told<'_>; 2],
) -> Result<Vec<Table>, Error> {
    let mut tables = Vec::new();
    if counted.scope == Scope::Brand {
        for what in COUNTED {
            tables.push(of_dimension(conn, brand, counted, what).await?);
        }
    }
    if matches!(counted.scope, Scope::Passport(_)) {
        return Ok(tables);
    }
    if counted.scope == Scope::Brand {
        tables.push(of_templates(counted, templates, told));
    }
    let names = templates.iter().cloned().collect();
    tables.push(of_products(conn, counted, &names, told).await?);
    tables.push(of_passports(conn, counted, &names, told).await?);
    Ok(tables)
}

/// Sorts the rows. `whole` is what all of them, what is `further` told and all that is hidden come to.
fn table(what: What, whole: u64, mut rows: Vec<Row>, further: u64) -> Table {
    rows.sort_by(|a, b| (Reverse(a.scans), &a.name, &a.key).cmp(&(Reverse(b.scans), &b.name, &b.key)));
    let further = further + rows.iter().skip(ROWS_MAX).map(|row| row.scans).sum::<u64>();
    rows.truncate(ROWS_MAX);
    let shown: u64 = rows.iter().map(|row| row.scans).sum();
    Table {
        what,
        rows,
        other: whole.saturating_sub(shown + further),
        further,
    }
}

fn row(what: What, key: &str, scans: u64, before: Option<u64>) -> Row {
    Row {
        key: key.to_owned(),
        name: name_of(what, key),
        labels: Labels::new(),
        detail: String::new(),
        target: None,
        scans,
        before,
    }
}

async fn of_dimension(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    counted: &Counted,
    what: What,
) -> Result<Table, Error> {
    let groups = rows::groups(conn, brand, what.word(), &counted.reading).await?;
    let found: Vec<(String, [u64; 2])> = groups
        .into_iter()
        .map(|group| (group.key, [number(group.scans), number(group.before)]))
        .collect();
    let [told, told_before] = [0, 1].map(|which| {
        let values: Vec<u64> = found.iter().map(|(_, scans)| scans[which]).collect();
        told_groups(&values)
    });
    let rows = found.iter().zip(told).zip(told_before);
    let rows = rows.filter(|((_, told), _)| *told);
    let rows = rows.map(|(((key, scans), _), before)| row(what, key, scans[0], before.then_some(scans[1])));
    let mut rows: Vec<Row> = rows.collect();
    let known = [0, 1].map(|which| found.iter().map(|(_, scans)| scans[which]).sum());
    rows.extend(not_recorded(what, counted, known));
    Ok(table(what, counted.whole[0], rows, 0))
}

/// Those who asked not to be tracked. How many they are is told as it is: nothing else is known of them.
fn not_recorded(what: What, counted: &Counted, known: [u64; 2]) -> Option<Row> {
    let [now, before] = [0, 1].map(|which| counted.whole[which].saturating_sub(known[which]));
    (counted.scope == Scope::Brand && now > 0).then(|| row(what, NOT_RECORDED, now, Some(before)))
}

fn of_templates(counted: &Counted, names: &[(TemplateId, String)], told: &[Told<'_>; 2]) -> Table {
    let what = What::Template;
    let rows = counted.templates.iter().filter(|(id, _)| told[0].template(*id));
    let mut rows: Vec<Row> = rows
        .map(|(id, scans)| {
            let name = names
                .iter()
                .find(|(known, _)| known == id)
                .map(|(_, name)| name.clone());
            let before = told[1].template(*id).then_some(scans[1]);
            Row {
                target: name.is_some().then_some(Target::Template(*id)),
                name: name.unwrap_or_else(|| "A template that was deleted".to_owned()),
                ..row(what, &id.to_string(), scans[0], before)
            }
        })
        .collect();
    rows.extend(not_recorded(what, counted, counted.known()));
    table(what, counted.whole[0], rows, 0)
}

/// What all rows of the tables of products and passports come to.
fn whole(counted: &Counted, told: &Told<'_>) -> u64 {
    match counted.template {
        None => counted.whole[0],
        Some(id) if told.template(id) => {
            let found = counted.templates.iter().find(|(known, _)| *known == id);
            found.map_or(0, |(_, scans)| scans[0])
        }
        Some(_) => 0,
    }
}

async fn of_products(
    conn: &mut AsyncPgConnection,
    counted: &Counted,
    templates: &HashMap<TemplateId, String>,
    told: &[Told<'_>; 2],
) -> Result<Table, Error> {
    let mut products: Vec<_> = told[0].products().collect();
    products.sort_by_key(|(product, scans)| (Reverse(*scans), *product));
    // Any of its passports knows what a product is called; that of the model knows it best, and is the oldest.
    let mut passports: HashMap<_, PassportId> = HashMap::new();
    for leaf in &counted.leaves {
        let product = (leaf.template(), leaf.product_key.as_str());
        let known = passports.entry(product).or_insert_with(|| leaf.passport());
        *known = (*known).min(leaf.passport());
    }
    let ids = products.iter().take(ROWS_MAX);
    let ids: Vec<PassportId> = ids
        .filter_map(|(product, _)| passports.get(product).copied())
        .collect();
    let found = rows::named(conn, &ids).await?;
    let further = products.iter().skip(ROWS_MAX).map(|(_, scans)| scans).sum();
    let rows = products.iter().take(ROWS_MAX).map(|(product, scans)| {
        let named = passports.get(product).and_then(|id| found.get(id));
        let before = told[1].product(*product);
        Row {
            name: named.map(|named| named.identifier.clone()).unwrap_or_default(),
            labels: named.map(|named| named.name.clone()).unwrap_or_default(),
            detail: templates.get(&product.0).cloned().unwrap_or_default(),
            target: Some(Target::Product(product.0, product.1.to_owned())),
            ..row(What::Product, product.1, *scans, before)
        }
    });
    Ok(table(
        What::Product,
        whole(counted, &told[0]),
        rows.collect(),
        further,
    ))
}

async fn of_passports(
    conn: &mut AsyncPgConnection,
    counted: &Counted,
    templates: &HashMap<TemplateId, String>,
    told: &[Told<'_>; 2],
) -> Result<Table, Error> {
    let mut shown: Vec<usize> = (0..counted.leaves.len())
        .filter(|at| told[0].passports[*at])
        .collect();
    shown.sort_by_key(|at| (Reverse(counted.leaves[*at].scans), counted.leaves[*at].passport()));
    let ids: Vec<PassportId> = shown
        .iter()
        .take(ROWS_MAX)
        .map(|at| counted.leaves[*at].passport())
        .collect();
    let found = rows::named(conn, &ids).await?;
    let further = shown.iter().skip(ROWS_MAX);
    let further = further.map(|at| number(counted.leaves[*at].scans)).sum();
    let rows = shown.iter().take(ROWS_MAX).map(|at| {
        let leaf = &counted.leaves[*at];
        let id = leaf.passport();
        let before = told[1].passports[*at].then(|| number(leaf.before));
        let plain = row(What::Passport, &id.to_string(), number(leaf.scans), before);
        let Some(named) = found.get(&id) else {
            return plain;
        };
        let template = templates.get(&leaf.template()).cloned().unwrap_or_default();
        Row {
            name: named.identifier.clone(),
            labels: named.name.clone(),
            detail: detail(named).unwrap_or(template),
            target: Some(if named.is_unit {
                Target::Unit(id)
            } else {
                Target::Passport(id)
            }),
            ..plain
        }
    });
    Ok(table(
        What::Passport,
        whole(counted, &told[0]),
        rows.collect(),
        further,
    ))
}

/// Which batch or item a passport is of.
pub(super) fn detail(named: &Named) -> Option<String> {
    let batch = named.batch.as_ref().map(|batch| format!("Batch {batch}"));
    let serial = named.serial.as_ref().map(|serial| format!("Item {serial}"));
    let parts: Vec<String> = [batch, serial].into_iter().flatten().collect();
    (named.is_unit && !parts.is_empty()).then(|| parts.join(", "))
}
