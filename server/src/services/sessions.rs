//! The caller's signed-in browsers: what there are, and ending them.

pub mod device;

use crate::{app::App, auth::sessions::IDLE, context::Person, services::audit};
use db::{AsyncPgConnection, queries::sessions, types::SignedIn};
use domain::{Error, Kind, SessionId, security::SessionView};
use serde_json::{Value, json};

/// The sessions in force, the one that asks first.
pub async fn list(app: &App, person: &Person) -> Result<Vec<SessionView>, Error> {
    let now = app.clock.now();
    let mut tx = app.db.system("list somebody's sessions").await?;
    let found = sessions::in_force(&mut tx, person.user_id, now, now - IDLE).await?;
    tx.commit().await?;
    let mut views: Vec<SessionView> = found
        .into_iter()
        .map(|session| view(session, person.session_id))
        .collect();
    views.sort_by_key(|view| !view.is_current);
    Ok(views)
}

fn view(session: SignedIn, current: SessionId) -> SessionView {
    SessionView {
        is_current: session.id == current,
        id: session.id,
        device: device::of(&session.user_agent).to_string(),
        country: session.country,
        ip: session.ip,
        methods: in_words(&session.methods),
        opened_at: session.created_at,
        used_at: session.last_seen_at,
    }
}

/// `password+totp` as people say it. A word that is not known here is shown as it is.
fn in_words(methods: &str) -> String {
    let words: Vec<&str> = methods
        .split('+')
        .map(|method| match method {
            "password" => "password",
            "totp" => "authenticator app",
            "backup_code" | "backup-code" => "backup code",
            "passkey" => "passkey",
            "google" => "Google",
            "microsoft" => "Microsoft",
            other => other,
        })
        .collect();
    words.join(" and ")
}

/// Ends one session of the caller, which may be the one that asks.
pub async fn revoke(app: &App, person: &Person, id: SessionId) -> Result<(), Error> {
    let mut tx = app.db.system("end a session").await?;
    if !sessions::delete_one(&mut tx, person.user_id, id).await? {
        return Err(Error::NotFound(Kind::Session));
    }
    record(
        app,
        &mut tx,
        person,
        "session.revoked",
        &id.to_string(),
        json!({}),
    )
    .await?;
    Ok(tx.commit().await?)
}

/// Ends all sessions of the caller but the one that asks, half-open ones included; answers how many.
pub async fn revoke_others(app: &App, person: &Person) -> Result<usize, Error> {
    let mut tx = app.db.system("end other sessions").await?;
    let ended = sessions::delete_of_user(&mut tx, person.user_id, Some(person.session_id)).await?;
    let detail = json!({ "ended": ended });
    let target = person.user_id.to_string();
    record(app, &mut tx, person, "session.others_revoked", &target, detail).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Tells the log of each brand of the caller.
pub(in crate::services) async fn record(
    app: &App,
    conn: &mut AsyncPgConnection,
    person: &Person,
    action: &str,
    target: &str,
    detail: Value,
) -> Result<(), Error> {
    audit::record_of_person(app, conn, person, action, target, detail).await
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn methods_are_told_in_words() {
        assert_eq!(in_words("password+totp"), "password and authenticator app");
        assert_eq!(in_words("passkey"), "passkey");
    }
}
