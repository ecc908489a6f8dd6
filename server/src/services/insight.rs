//! Insight: how often passports were opened, for those who work for the brand. Read from what was counted by days and months;
//! what may be told of it is decided in `domain::insight`.

mod tables;

use crate::{app::App, context::OpContext};
use chrono::NaiveDate;
use db::{
    AsyncPgConnection,
    queries::insight::{self as rows, Day, Leaf},
};
use domain::{
    BrandId, Error, PassportId, Permission, TemplateId,
    insight::{
        Earlier, Insight, InsightQuery, Period, Point, Range, Reading, Scope, Table, change, groups, period,
        reading, tree::Told,
    },
    text::Labels,
};

/// The page.
pub async fn read(app: &App, op: &OpContext, query: &InsightQuery) -> Result<Insight, Error> {
    op.require(Permission::Read)?;
    let brand = op.caller.brand_id;
    let mut tx = app.db.brand(brand).await?;
    rows::prepare(&mut tx).await?;
    let (kept, is_new) = rows::kept(&mut tx, brand).await?;
    let period = period(query, app.clock.now().date_naive(), kept)?;
    let templates = rows::templates(&mut tx).await?;
    let (scope, about) = scope(&mut tx, query, &templates).await?;
    let counted = Counted::read(&mut tx, brand, &period, scope).await?;
    let told = [counted.told(0), counted.told(1)];
    let tables = tables::all(&mut tx, brand, &counted, &templates, &told).await?;
    tx.commit().await?;
    Ok(Insight {
        about,
        tables,
        is_new,
        ..counted.summed(&period, counted.tellable(&told), templates)
    })
}

/// The scans of the last seven days, and in words how many those are beside the seven days before; nothing where there were none.
pub(super) async fn week(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    today: NaiveDate,
) -> Result<(u32, String), Error> {
    const DAYS: u32 = 7;
    // A brand keeps its scans for a month at least.
    let period = Period::latest(DAYS, today, 4 * DAYS);
    let before = period.range.before();
    let days = rows::days(conn, brand, ("total", ""), &[period.range, before]).await?;
    let [now, before] = sums(&days, &period);
    let words = if before == 0 {
        String::new()
    } else {
        let words = change(now, before).words_before().replace('A', "a");
        format!(", {words} in the week before")
    };
    Ok((u32::try_from(now).unwrap_or(u32::MAX), words))
}

/// The templates to choose from, for a page that cannot show anything else.
pub async fn choices(app: &App, op: &OpContext) -> Result<Vec<(TemplateId, String)>, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let templates = rows::templates(&mut tx).await?;
    tx.commit().await?;
    Ok(templates)
}

/// What of the brand is asked for, and what it is called. A passport is more exact than a template.
async fn scope(
    conn: &mut AsyncPgConnection,
    query: &InsightQuery,
    templates: &[(TemplateId, String)],
) -> Result<(Scope, Option<(String, Labels)>), Error> {
    if !query.passport.is_empty() {
        let unknown = || Error::invalid("passport", "This passport does not exist, or it is not yours.");
        let id: PassportId = query.passport.parse().map_err(|_| unknown())?;
        let named = rows::name(conn, id).await?.ok_or_else(unknown)?;
        let code = tables::detail(&named).unwrap_or_else(|| named.identifier.clone());
        return Ok((Scope::Passport(id), Some((code, named.name))));
    }
    if query.template.is_empty() {
        return Ok((Scope::Brand, None));
    }
    let found = templates.iter().find(|(id, _)| id.to_string() == query.template);
    let (id, name) = found.ok_or_else(|| Error::invalid("template", "Choose a template of the list."))?;
    Ok((Scope::Template(*id), Some((name.clone(), Labels::new()))))
}

/// What was counted, before it is known what of it may be told.
struct Counted {
    scope: Scope,
    /// The days of the period and of the one before.
    days: Vec<Day>,
    /// Every template with its scans, and those of the period before.
    templates: Vec<(TemplateId, [u64; 2])>,
    /// The scans of the brand, and those of the period before.
    whole: [u64; 2],
    /// The passports in question.
    leaves: Vec<Leaf>,
    /// The template that alone is asked for, or that of the passport.
    template: Option<TemplateId>,
    /// What has to be read of the period and the one before.
    reading: Reading,
}

impl Counted {
    async fn read(
        conn: &mut AsyncPgConnection,
        brand: BrandId,
        period: &Period,
        scope: Scope,
    ) -> Result<Self, Error> {
        let ranges: Vec<Range> = [Some(period.range), period.before]
            .into_iter()
            .flatten()
            .collect();
        let total = rows::days(conn, brand, ("total", ""), &ranges).await?;
        let whole = sums(&total, period);
        let (template, days) = match scope {
            Scope::Brand => (None, total),
            Scope::Template(id) => {
                let key = id.to_string();
                (
                    Some(id),
                    rows::days(conn, brand, ("template", &key), &ranges).await?,
                )
            }
            Scope::Passport(id) => {
                let key = id.to_string();
                let days = rows::days(conn, brand, ("passport", &key), &ranges).await?;
                (rows::name(conn, id).await?.map(|named| named.template), days)
            }
        };
        let reading = reading(period);
        let groups = rows::groups(conn, brand, "template", &reading).await?;
        let templates = groups.iter().filter_map(|group| {
            let id = group.key.parse().ok()?;
            Some((id, [number(group.scans), number(group.before)]))
        });
        Ok(Self {
            scope,
            days,
            templates: templates.collect(),
            whole,
            leaves: rows::passports(conn, brand, template, &reading).await?,
            reading,
            template,
        })
    }

    /// The scans of which a template is known, and those of the period before.
    fn known(&self) -> [u64; 2] {
        [0, 1].map(|which| self.templates.iter().map(|(_, scans)| scans[which]).sum())
    }

    /// What may be told of the period (0) or the one before (1).
    fn told(&self, which: usize) -> Told<'_> {
        let templates: Vec<(TemplateId, u64)> = self
            .templates
            .iter()
            .map(|(id, scans)| (*id, scans[which]))
            .collect();
        let passports: Vec<_> = self
            .leaves
            .iter()
            .map(|leaf| {
                let scans = [leaf.scans, leaf.before][which];
                ((leaf.template(), leaf.product_key.as_str()), number(scans))
            })
            .collect();
        Told::of(&templates, &passports)
    }

    /// Whether the sums of the period and of the one before may be told.
    fn tellable(&self, told: &[Told<'_>; 2]) -> [bool; 2] {
        [0, 1].map(|which| match self.scope {
            Scope::Brand => true,
            Scope::Template(id) => told[which].template(id),
            Scope::Passport(id) => {
                let at = self.leaves.iter().position(|leaf| leaf.passport() == id);
                at.is_some_and(|at| told[which].passports[at])
            }
        })
    }

    fn summed(&self, period: &Period, tellable: [bool; 2], templates: Vec<(TemplateId, String)>) -> Insight {
        let [scans, before] = sums(&self.days, period);
        let tell = |sum: u64, yes: bool| (yes || sum == 0).then_some(sum);
        let within = |day: &&Day| period.range.first <= day.day && day.day <= period.range.last;
        Insight {
            period: *period,
            scope: self.scope,
            about: None,
            scans: tell(scans, tellable[0]),
            bots: self.days.iter().filter(within).map(|day| number(day.bots)).sum(),
            before: period.before.map(|range| Earlier {
                range,
                scans: tell(before, tellable[1]),
            }),
            points: self.points(period, tellable),
            tables: Vec::<Table>::new(),
            templates,
            is_new: false,
        }
    }

    fn points(&self, period: &Period, tellable: [bool; 2]) -> Vec<Point> {
        let steps = period.range.steps(period.step());
        let length = period.range.days();
        let earlier: Vec<Range> = steps.iter().map(|step| step.earlier(length)).collect();
        let [scans, before] = [(&steps, tellable[0]), (&earlier, tellable[1])].map(|(ranges, tellable)| {
            let values: Vec<u64> = ranges
                .iter()
                .map(|range| self.sum(*range, |day| day.scans))
                .collect();
            let told = match self.scope {
                Scope::Brand => vec![true; values.len()],
                _ if values.iter().all(|value| *value == 0) => vec![true; values.len()],
                _ if tellable => groups::told_points(&values),
                _ => vec![false; values.len()],
            };
            values
                .into_iter()
                .zip(told)
                .map(|(value, told)| told.then_some(value))
                .collect::<Vec<_>>()
        });
        let points = steps.iter().zip(earlier).zip(scans.into_iter().zip(before));
        points
            .map(|((range, earlier), (scans, before))| Point {
                range: *range,
                scans,
                bots: self.sum(*range, |day| day.bots),
                before: period.before.map(|_| Earlier {
                    range: earlier,
                    scans: before,
                }),
            })
            .collect()
    }

    fn sum(&self, range: Range, of: impl Fn(&Day) -> i64) -> u64 {
        let days = self
            .days
            .iter()
            .filter(|day| range.first <= day.day && day.day <= range.last);
        days.map(|day| number(of(day))).sum()
    }
}

/// The scans of the period and of the one before.
fn sums(days: &[Day], period: &Period) -> [u64; 2] {
    [Some(period.range), period.before].map(|range| {
        let within = |day: NaiveDate| range.is_some_and(|range| range.first <= day && day <= range.last);
        let days = days.iter().filter(|day| within(day.day));
        days.map(|day| number(day.scans)).sum()
    })
}

fn number(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
