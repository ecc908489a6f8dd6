//! How often the brand's passports were opened, for a spreadsheet. It is not read back: another installation counts anew.

use super::{
    Out,
    package::{Package, db},
};
use crate::app::App;
use ::db::queries::scans::{self, Monthly};
use domain::BrandId;

/// Groups of fewer people are left out, as in every report.
const FEWEST: i64 = 5;

/// Writes a file for each month.
pub(super) async fn write<O: Out>(
    app: &App,
    brand: BrandId,
    package: &mut Package<'_, O>,
) -> Result<(), O::Stop> {
    let mut tx = app.db.brand(brand).await.map_err(db)?;
    let months = scans::months(&mut tx).await.map_err(db)?;
    tx.commit().await.map_err(db)?;
    for month in months {
        let mut tx = app.db.brand(brand).await.map_err(db)?;
        let counts = scans::of_month(&mut tx, month, FEWEST).await.map_err(db)?;
        tx.commit().await.map_err(db)?;
        let name = month.format("scans/%Y-%m.csv").to_string();
        package.add(&name, table(&counts).as_bytes()).await?;
    }
    Ok(())
}

/// RFC 4180. What is in the cells needs no quotes: words of ours, codes, hosts and ids.
fn table(counts: &[Monthly]) -> String {
    let line = |count: &Monthly| {
        let (of, key) = (&count.dimension, &count.key);
        format!("{of},{key},{},{}\r\n", count.scans, count.bots)
    };
    let head = "by,key,scans,programs\r\n".to_owned();
    counts.iter().map(line).fold(head, |all, line| all + &line)
}
