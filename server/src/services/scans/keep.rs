//! What has to be done once a day so that scans are kept as long as they should be, and no longer.

use crate::app::App;
use chrono::Months;
use db::queries::scans as rows;
use domain::Error;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Partitions that were made.
    pub made: i32,
    /// Partitions that were dropped.
    pub dropped: i32,
    /// Counts that were deleted.
    pub forgotten: usize,
}

/// Makes the partitions of last month to the month after next, drops those of which everything is too old, and deletes old counts.
pub async fn keep(app: &App) -> Result<Kept, Error> {
    let today = app.clock.now().date_naive();
    let (last, next) = (today - Months::new(1), today + Months::new(2));
    let mut tx = app.db.system("make and drop the partitions of scans").await?;
    let made = rows::make_months(&mut tx, last, next).await?;
    let dropped = rows::drop_months(&mut tx, today).await?;
    tx.commit().await?;
    // By itself: whoever reads scans waits while a partition is dropped.
    let mut tx = app.db.system("forget old counts of scans").await?;
    let forgotten = rows::forget(&mut tx, today).await?;
    tx.commit().await?;
    Ok(Kept {
        made,
        dropped,
        forgotten,
    })
}
