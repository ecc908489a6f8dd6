//! The tables as CSV: what the page tells, to the last row, and nothing that it hides.

use super::{Asked, mistaken, refused};
use crate::{
    app::App,
    context::Person,
    http::{csv, page::private},
    services::insight,
};
use app::desk::named_row;
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    Error, Kind,
    insight::{Insight, Table, What},
};

/// `/insight.csv?what=country`
pub(super) async fn send(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Query(asked): Query<Asked>,
) -> Response {
    let query = asked.query();
    let answer = async {
        let op = person.op()?;
        let what = What::parse(&asked.what).ok_or(Error::NotFound(Kind::Page))?;
        let found = insight::read(&app, &op, &query).await?;
        file(&found, what)
    };
    match answer.await {
        Ok(response) => response,
        Err(error @ Error::Invalid(_)) => mistaken(&app, &person, &query, error).await,
        Err(error) => refused(&app, &person, error).await,
    }
}

fn file(insight: &Insight, what: What) -> Result<Response, Error> {
    let text = if what == What::Time {
        over_time(insight)
    } else {
        let table = insight.tables.iter().find(|table| table.what == what);
        by(insight, table.ok_or(Error::NotFound(Kind::Page))?)
    };
    let range = insight.period.range;
    let name = format!(
        "attachment; filename=\"tessera-insight-{}-{}-{}.csv\"",
        what.word(),
        range.first,
        range.last
    );
    let mut response = ([(header::CONTENT_TYPE, csv::MIME)], text).into_response();
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(private(response))
}

/// A number, or that it is too small to tell.
fn told(number: Option<u64>) -> String {
    number.map_or_else(|| "few".to_owned(), |number| number.to_string())
}

fn over_time(insight: &Insight) -> String {
    let mut text = String::from("from,to,scans,programs,before_from,before_to,before_scans\r\n");
    for point in &insight.points {
        let [from, to, scans] = point.before.map_or_else(Default::default, |before| {
            [
                before.range.first.to_string(),
                before.range.last.to_string(),
                told(before.scans),
            ]
        });
        text.push_str(&csv::line([
            point.range.first.to_string(),
            point.range.last.to_string(),
            told(point.scans),
            point.bots.to_string(),
            from,
            to,
            scans,
        ]));
    }
    text
}

fn by(insight: &Insight, table: &Table) -> String {
    let mut text = String::from("key,name,detail,scans,before_scans\r\n");
    for row in &table.rows {
        let before = insight.before.map(|_| told(row.before)).unwrap_or_default();
        let name = named_row(row);
        let mut detail = row.detail.clone();
        if name != row.name {
            detail = [row.name.clone(), detail]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ");
        }
        text.push_str(&csv::line([
            row.key.clone(),
            name,
            detail,
            row.scans.to_string(),
            before,
        ]));
    }
    // Without a key: "other" might be somebody's.
    for (name, scans) in [
        ("All others", table.further),
        ("Other, few scans each", table.other),
    ] {
        if scans > 0 {
            let cells = ["", name, "", &scans.to_string(), ""];
            text.push_str(&csv::line(cells.map(str::to_owned)));
        }
    }
    text
}
