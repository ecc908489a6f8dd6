//! Scans over time: bars for the period, a broken line for the one before, and every number in a table.

use super::{
    super::exports::grouped,
    words::{FEW, day, days, file},
};
use crate::ui::Look;
use domain::insight::{Insight, InsightQuery, Point, Step, What, groups::LEAST};
use leptos::prelude::*;
use std::fmt::Write;

/// The width that each point has in the picture, of which the bar leaves a share free.
const SLOT: usize = 10;
const BAR: usize = 7;
/// The height of the picture.
const HEIGHT: u64 = 1000;
/// The least height of a bar, so that one scan is seen beside a thousand.
const LEAST_HEIGHT: u64 = 12;

/// The chart in its card.
pub(super) fn over_time(query: &InsightQuery, insight: &Insight) -> impl IntoView + use<> {
    let points = &insight.points;
    let compared = insight.before.is_some();
    let picture = if points
        .iter()
        .all(|point| point.scans == Some(0) && before_of(point).is_none_or(|b| b == 0))
    {
        view! { <p>"No passport was scanned in these days."</p> }.into_any()
    } else {
        picture(insight).into_any()
    };
    let hidden = points.iter().any(|point| point.scans.is_none());
    let word = word_of(insight.period.step());
    let hidden = hidden.then(|| {
        view! { <p class="help">{format!("{word}s with fewer than {LEAST} scans are not told, and never one of them alone.")}</p> }
    });
    view! {
        <section class="card" aria-labelledby="over-time">
            <h2 id="over-time">"Scans over time"</h2>
            {picture}
            {hidden}
            <details>
                <summary>{format!("Every {} as a table", word.to_lowercase())}</summary>
                {numbers(points, word, compared)}
            </details>
            <p class="no-print"><a class=Look::Plain.class() href=file(query, What::Time) download>"Download CSV" <span class="visually-hidden">" of scans over time"</span></a></p>
        </section>
    }
}

fn word_of(step: Step) -> &'static str {
    match step {
        Step::Day => "Day",
        Step::Month => "Month",
    }
}

fn before_of(point: &Point) -> Option<u64> {
    point.before.and_then(|before| before.scans)
}

/// Where things stand in the picture.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Geometry {
    /// What the upper edge stands for.
    pub top: u64,
    /// How wide the picture is.
    pub width: usize,
    /// Place and height of the bar of each point; none where nothing is drawn.
    pub bars: Vec<Option<(usize, u64)>>,
    /// The line of the period before: a level for each point.
    pub line: String,
}

/// The next number of which a half is whole and which is easy to read.
fn ceiling(most: u64) -> u64 {
    let mut ten: u64 = 1;
    loop {
        for step in [2, 4, 6, 8, 10] {
            let top = ten.saturating_mul(step);
            if top >= most {
                return top;
            }
        }
        ten = ten.saturating_mul(10);
    }
}

fn height(value: u64, top: u64) -> u64 {
    let height = u128::from(value) * u128::from(HEIGHT) / u128::from(top.max(1));
    u64::try_from(height).unwrap_or(HEIGHT)
}

pub(super) fn geometry(points: &[Point]) -> Geometry {
    let most = points.iter().flat_map(|point| [point.scans, before_of(point)]);
    let top = ceiling(most.flatten().max().unwrap_or(0));
    let bars = points.iter().enumerate().map(|(at, point)| {
        let scans = point.scans.filter(|scans| *scans > 0)?;
        Some((at * SLOT + (SLOT - BAR) / 2, height(scans, top).max(LEAST_HEIGHT)))
    });
    let mut line = String::new();
    let mut is_down = false;
    for (at, point) in points.iter().enumerate() {
        let Some(scans) = before_of(point) else {
            is_down = false;
            continue;
        };
        let (x, y) = (at * SLOT, HEIGHT - height(scans, top));
        // Writing to a string cannot fail.
        _ = if is_down {
            write!(line, "V{y}H{}", x + SLOT)
        } else {
            write!(line, "M{x} {y}H{}", x + SLOT)
        };
        is_down = true;
    }
    Geometry {
        top,
        width: points.len().max(1) * SLOT,
        bars: bars.collect(),
        line,
    }
}

fn picture(insight: &Insight) -> impl IntoView + use<> {
    let points = &insight.points;
    let drawn = geometry(points);
    let bars: Vec<_> = points
        .iter()
        .zip(&drawn.bars)
        .map(|(point, bar)| bar_of(point, *bar))
        .collect();
    let compared = (!drawn.line.is_empty()).then(|| {
        view! { <path class="chart-before" d=drawn.line.clone() vector-effect="non-scaling-stroke" /> }
    });
    let grid = format!("M0 0H{0}M0 500H{0}M0 1000H{0}", drawn.width);
    let view_box = format!("0 0 {} {HEIGHT}", drawn.width);
    let marks = [0, points.len() / 2, points.len().saturating_sub(1)];
    let marks: Vec<_> = marks
        .iter()
        .take(points.len())
        .filter_map(|at| points.get(*at))
        .map(|point| view! { <span>{day(point.range.first)}</span> })
        .collect();
    let legend = compared.is_some().then(|| legend(insight));
    view! {
        <figure class="chart">
            <div class="chart-box">
                <div class="chart-scale" aria-hidden="true">
                    <span>{grouped(drawn.top)}</span>
                    <span>{grouped(drawn.top / 2)}</span>
                    <span>"0"</span>
                </div>
                <svg class="chart-marks" viewBox=view_box preserveAspectRatio="none" role="img" aria-labelledby="chart-title" aria-describedby="chart-desc">
                    <title id="chart-title">{format!("Scans from {}", days(insight.period.range))}</title>
                    <desc id="chart-desc">{described(insight)}</desc>
                    <path class="chart-grid" d=grid vector-effect="non-scaling-stroke" />
                    {bars}
                    {compared}
                </svg>
                <div class="chart-days" aria-hidden="true">{marks}</div>
            </div>
            {legend}
        </figure>
    }
}

fn bar_of(point: &Point, bar: Option<(usize, u64)>) -> Option<impl IntoView + use<>> {
    let (x, height) = bar?;
    let scans = point.scans.map(grouped).unwrap_or_default();
    let before = before_of(point).map(|before| format!(", {} before", grouped(before)));
    let told = format!("{}: {scans}{}", days(point.range), before.unwrap_or_default());
    Some(view! {
        <rect class="chart-bar" x=x y=HEIGHT - height width=BAR height=height>
            <title>{told}</title>
        </rect>
    })
}

fn legend(insight: &Insight) -> impl IntoView + use<> {
    let before = insight.before.map(|before| days(before.range));
    view! {
        <figcaption class="chart-legend">
            <span>
                <svg viewBox="0 0 20 10" width="20" height="10" aria-hidden="true"><rect class="chart-bar" x="4" y="1" width="12" height="9" /></svg>
                {days(insight.period.range)}
            </span>
            <span>
                <svg viewBox="0 0 20 10" width="20" height="10" aria-hidden="true"><path class="chart-before" d="M0 5H20" /></svg>
                {before}
            </span>
        </figcaption>
    }
}

/// What somebody who does not see the picture has to know of it.
fn described(insight: &Insight) -> String {
    let step = word_of(insight.period.step()).to_lowercase();
    let most = insight
        .points
        .iter()
        .filter_map(|point| Some((point.scans?, point.range)));
    // Of equal ones the first.
    let most = most.max_by_key(|(scans, range)| (*scans, std::cmp::Reverse(range.first)));
    let most = most.map(|(scans, range)| format!(" Most on {}: {}.", days(range), grouped(scans)));
    let before = insight
        .before
        .map_or("", |_| " The broken line is the period before.");
    format!(
        "A bar for each {step}.{}{before} The table below has every number.",
        most.unwrap_or_default()
    )
}

fn numbers(points: &[Point], word: &'static str, compared: bool) -> impl IntoView + use<> {
    let told = |scans: Option<u64>| scans.map_or_else(|| FEW.to_owned(), grouped);
    let rows: Vec<_> = points
        .iter()
        .rev()
        .map(|point| {
            let before = point.before.map(|before| {
                view! {
                    <td class="number">
                        {told(before.scans)}
                        <span class="drift-identifier">{days(before.range)}</span>
                    </td>
                }
            });
            view! {
                <tr>
                    <th scope="row">{days(point.range)}</th>
                    <td class="number">{told(point.scans)}</td>
                    {before}
                    <td class="number">{grouped(point.bots)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-box">
            <table class="table" aria-labelledby="over-time">
                <thead>
                    <tr>
                        <th scope="col">{word}</th>
                        <th scope="col" class="number">"Scans"</th>
                        {compared.then(|| view! { <th scope="col" class="number">"Before"</th> })}
                        <th scope="col" class="number">"Programs"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::insight::{Earlier, Range};

    fn points(values: &[(Option<u64>, Option<u64>)]) -> Vec<Point> {
        let first: chrono::NaiveDate = "2026-11-01".parse().unwrap();
        let at = |n: usize| {
            let day = first + chrono::Days::new(n.try_into().unwrap());
            Range {
                first: day,
                last: day,
            }
        };
        let point = |(n, (scans, before)): (usize, &(Option<u64>, Option<u64>))| Point {
            range: at(n),
            scans: *scans,
            bots: 0,
            before: Some(Earlier {
                range: at(n),
                scans: *before,
            }),
        };
        values.iter().enumerate().map(point).collect()
    }

    #[test]
    fn bars_fit_into_the_picture_and_the_line_has_gaps_where_nothing_is_told() {
        let drawn = geometry(&points(&[
            (Some(100), Some(50)),
            (Some(0), None),
            (None, Some(200)),
            (Some(1), Some(0)),
        ]));
        assert_eq!((drawn.top, drawn.width), (200, 40));
        assert_eq!(drawn.bars, [Some((1, 500)), None, None, Some((31, LEAST_HEIGHT))]);
        assert_eq!(drawn.line, "M0 750H10M20 0H30V1000H40");
    }

    #[test]
    fn the_scale_ends_at_an_easy_number() {
        for (most, top) in [
            (0, 2),
            (1, 2),
            (3, 4),
            (9, 10),
            (11, 20),
            (61, 80),
            (340, 400),
            (10_001, 20_000),
        ] {
            assert_eq!(ceiling(most), top, "{most}");
        }
        assert_eq!(ceiling(u64::MAX), u64::MAX);
    }

    #[test]
    fn nothing_breaks_the_picture() {
        assert_eq!(geometry(&[]).width, SLOT);
        let drawn = geometry(&points(&[(Some(u64::MAX), Some(u64::MAX)), (None, None)]));
        assert_eq!(drawn.bars, [Some((1, HEIGHT)), None]);
    }
}
