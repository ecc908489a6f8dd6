//! What was read most lately is made ready before anybody asks for it: a process that has just begun has nothing in memory.

use super::{
    found::{Found, latest},
    rendered,
};
use crate::{app::App, http::site::Site};
use chrono::TimeDelta;
use db::queries::most_read;
use domain::Error;

/// Passports that are made ready.
const PASSPORTS: i64 = 200;
/// Languages of each.
const LANGUAGES: usize = 3;
/// For how long it is looked back.
const BACK: TimeDelta = TimeDelta::days(2);

/// Makes the pages of the most read passports ready, one after the other; how many there are now.
pub async fn warm_up(app: &App) -> Result<usize, Error> {
    let day = (app.clock.now() - BACK).date_naive();
    let mut tx = app.db.system("make the most read pages ready").await?;
    let paths = most_read::since(&mut tx, day, PASSPORTS).await?;
    tx.commit().await?;
    let mut ready = 0;
    for path in paths {
        let Ok(Found::Passport(passport)) = latest(app, &Site::Anywhere, &path).await else {
            continue;
        };
        for locale in passport.document.content.locales.iter().take(LANGUAGES) {
            // One that cannot be made hinders no other.
            ready += usize::from(rendered::page(app, &passport, locale).await.is_ok());
        }
    }
    Ok(ready)
}
