//! Follows what the database tells of, so that [`Heads`](super::heads::Heads) can be trusted.

use super::purge;
use crate::app::App;
use db::{Changes, Told};
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// How often the other side is asked whether it is there.
const BEAT: Duration = Duration::from_millis(250);
/// How long after a question that was answered nothing is asked: what is shown may be older than the database by no more.
const TRUST: Duration = Duration::from_millis(900);
/// The pauses between attempts to listen.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(5)];

/// Listens until the process is asked to stop, and tells the CDN in front what it hears.
pub async fn follow(app: App) {
    tokio::select! {
        () = listen(&app) => {}
        () = purge::tell(&app) => {}
    }
}

/// Again and again where the connection is lost.
async fn listen(app: &App) {
    let mut pause = PAUSES[0];
    loop {
        tokio::select! {
            () = app.shutdown.requested() => return,
            trusted = attempt(app) => if trusted {
                tracing::warn!("the connection that tells of changes is lost; every page asks the database until it is back");
                pause = PAUSES[0];
            } else if pause == PAUSES[0] {
                // Once, and not at each of the attempts that follow.
                tracing::warn!("the database does not tell of changes; every page asks it until it does");
            },
        }
        app.pages.heads.trust(None);
        tokio::select! {
            () = app.shutdown.requested() => return,
            () = sleep(pause) => pause = (pause * 2).min(PAUSES[1]),
        }
    }
}

/// Listens until the connection is lost; whether what it told was trusted.
async fn attempt(app: &App) -> bool {
    match app.db.listen().await {
        Ok(changes) => {
            // What happened before it began was not heard.
            app.pages.heads.forget_all();
            if app.config.cdn.is_some() {
                app.pages.purges.all();
            }
            heed(app, changes).await
        }
        Err(error) => {
            tracing::debug!(%error, "nobody tells of changes");
            false
        }
    }
}

/// Whether a beat ever came back: a pooler may let us listen and pass nothing on.
async fn heed(app: &App, mut changes: Changes) -> bool {
    let heads = &app.pages.heads;
    // Nobody else's beat is ours.
    let (me, mut count) = (app.new_id(), 0_u64);
    let (mut asked, mut next, mut open) = (Instant::now(), Instant::now(), false);
    let mut trusted = false;
    loop {
        tokio::select! {
            told = changes.next() => match told {
                Some(Told::Pages(brand)) => {
                    heads.forget(brand);
                    if app.config.cdn.is_some() {
                        app.pages.purges.brand(brand);
                    }
                }
                Some(Told::Beat(text)) if open && text == format!("{me} {count}") => {
                    // What was committed before the question has come before the answer.
                    heads.trust(Some(asked + TRUST));
                    (open, next, trusted) = (false, asked + BEAT, true);
                }
                Some(Told::Beat(_)) => {}
                None => return trusted,
            },
            () = sleep_until(next) => {
                if open {
                    return trusted;
                }
                (asked, count) = (Instant::now(), count + 1);
                if !matches!(timeout(TRUST, changes.beat(&format!("{me} {count}"))).await, Ok(Ok(()))) {
                    return trusted;
                }
                (open, next) = (true, asked + TRUST);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use domain::BrandId;

    /// Waits until it holds.
    async fn until<F: Future<Output = bool>>(holds: impl Fn() -> F) {
        let waiting = async {
            while !holds().await {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(20), waiting).await.unwrap();
    }

    #[tokio::test]
    async fn what_is_kept_counts_while_the_database_tells_of_changes() {
        let world = World::new().await;
        let heads = &world.app.pages.heads;
        let following = tokio::spawn(follow(world.app.clone()));
        until(async || heads.is_trusted()).await;

        heads.put("/p/none", None, heads.mark()).await;
        assert_eq!(heads.get("/p/none").await, Some(None));
        let superuser = world.db.superuser().await;
        let brand = BrandId::from(uuid::Uuid::nil()).to_string();
        superuser
            .execute("SELECT pg_notify('tessera_pages', $1)", &[&brand])
            .await
            .unwrap();
        until(async || heads.is_trusted() && heads.get("/p/none").await.is_none()).await;

        // Nobody knows what happened while nobody listened.
        heads.put("/p/none", None, heads.mark()).await;
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'SELECT pg_notify($1, $2)%'";
        superuser.execute(end, &[]).await.unwrap();
        until(async || heads.get("/p/none").await.is_none()).await;
        until(async || heads.is_trusted()).await;
        assert_eq!(heads.get("/p/none").await, None);

        world.app.shutdown.request();
        following.await.unwrap();
    }
}
