//! Moves every secret to the primary key after a rotation.

use super::Place;
use crate::app::App;
use db::queries::secrets::{Sealed, SecretColumn, replace, stale};
use domain::Error;
use uuid::Uuid;

/// Envelopes of one transaction.
const BATCH: u32 = 100;

/// What a pass over all secrets did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reencrypted {
    /// Envelopes that were sealed anew.
    pub moved: usize,
    /// Envelopes that do not open, because their key is gone or they were changed.
    pub unreadable: usize,
}

/// Seals every envelope of an older key with the primary one. Safe while the server runs, and to repeat.
pub async fn reencrypt(app: &App) -> Result<Reencrypted, Error> {
    let mut total = Reencrypted::default();
    for column in SecretColumn::ALL {
        let mut after = Uuid::nil();
        while let Some(last) = batch(app, column, after, &mut total).await? {
            after = last;
        }
    }
    if total != Reencrypted::default() {
        tracing::info!(
            moved = total.moved,
            unreadable = total.unreadable,
            "secrets were moved to the primary key"
        );
    }
    Ok(total)
}

/// One batch; answers the last row that it looked at.
async fn batch(
    app: &App,
    column: SecretColumn,
    after: Uuid,
    total: &mut Reencrypted,
) -> Result<Option<Uuid>, Error> {
    let prefix = app.keys.primary_prefix();
    let mut tx = app.db.system("move secrets to the primary key").await?;
    let found = stale(&mut tx, column, &prefix, after, BATCH).await?;
    for sealed in &found {
        let place = place(column, sealed);
        let Ok(plain) = app.keys.open_at(&place, &sealed.envelope) else {
            tracing::error!(table = place.table, column = place.column, row = %place.row, "a secret does not open");
            total.unreadable += 1;
            continue;
        };
        let fresh = app.keys.seal(&place, &plain);
        if replace(&mut tx, column, sealed.row, &sealed.envelope, &fresh).await? {
            total.moved += 1;
        }
    }
    tx.commit().await?;
    Ok(found.last().map(|sealed| sealed.row))
}

fn place(column: SecretColumn, sealed: &Sealed) -> Place {
    Place {
        table: column.table(),
        column: column.column(),
        brand: sealed.brand,
        row: sealed.row,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{mail::open_body, testing::World};
    use db::queries::outbox;

    #[tokio::test]
    async fn secrets_move_to_the_primary_key_and_stay_readable() {
        let folder = std::env::temp_dir().join(format!("tessera-rotate-{}", std::process::id()));
        let file = folder.join("keys");
        let ring = crate::crypto::Ring::generate(&crate::clock::SystemRandom);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&file, secrecy::ExposeSecret::expose_secret(&ring.to_text())).unwrap();
        let world = World::with(&[
            ("TESSERA_KEYS", ""),
            ("TESSERA_KEYS_FILE", file.to_str().unwrap()),
        ])
        .await;
        world.sign_up("ada@example.com").await;
        assert_eq!(reencrypt(&world.app).await.unwrap(), Reencrypted::default());

        world.app.keys.rotate().unwrap();
        assert_eq!(
            reencrypt(&world.app).await.unwrap(),
            Reencrypted {
                moved: 1,
                unreadable: 0
            }
        );
        assert_eq!(reencrypt(&world.app).await.unwrap(), Reencrypted::default());
        let mut tx = world.app.db.system("test").await.unwrap();
        let mail = outbox::latest(&mut tx, 1).await.unwrap().remove(0);
        assert!(world.app.keys.is_current(&mail.body));
        assert!(open_body(&world.app, &mail).unwrap().text.contains("token="));

        let client = world.db.superuser().await;
        client
            .execute(
                "UPDATE outbox SET body = set_byte(body, length(body) - 1, 0) || '\\x00'",
                &[],
            )
            .await
            .unwrap();
        world.app.keys.rotate().unwrap();
        assert_eq!(
            reencrypt(&world.app).await.unwrap(),
            Reencrypted {
                moved: 0,
                unreadable: 1
            }
        );
        std::fs::remove_dir_all(folder).unwrap();
    }
}
