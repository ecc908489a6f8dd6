//! Handing a brand over, and leaving it.

use super::{Change, list, sensitive, tell_admins};
use crate::{
    app::App,
    context::Person,
    mail::Letter,
    services::account::{NewSession, renewed},
};
use db::queries::{members, sessions, users};
use domain::{Error, Permission, Role, UserId, team::MemberView};
use serde_json::json;

/// The members whom the caller may hand the brand to.
pub async fn candidates(app: &App, person: &Person) -> Result<Vec<MemberView>, Error> {
    sensitive(app, person, Permission::TransferBrand)?;
    let members = list(app, person).await?.members;
    Ok(members.into_iter().filter(|m| !m.is_caller).collect())
}

/// Makes another member an owner and the caller an admin. `name` is the brand's name as the caller typed it.
pub async fn transfer(
    app: &App,
    person: &Person,
    to: Option<UserId>,
    name: &str,
) -> Result<NewSession, Error> {
    let op = sensitive(app, person, Permission::TransferBrand)?;
    let caller = op.caller.user_id;
    let mut change = Change::begin(app, op, "hand a brand over").await?;
    change.require_manages(Role::Owner)?;
    let brand = change.brand();
    let nobody = || Error::invalid("member", "Choose the member who becomes the owner.");
    let to = to.filter(|to| *to != caller).ok_or_else(nobody)?;
    let old = members::role(&mut change.tx, brand, to)
        .await?
        .ok_or_else(nobody)?;
    let user = users::by_id(&mut change.tx, to).await?.ok_or_else(nobody)?;
    if name.trim() != change.brand_name {
        return Err(Error::invalid(
            "name",
            "This is not the name of the brand. Type it exactly as it stands above.",
        ));
    }
    members::set_role(&mut change.tx, brand, to, Role::Owner).await?;
    members::set_role(&mut change.tx, brand, caller, Role::Admin).await?;
    sessions::rotate_soon(&mut change.tx, to).await?;
    sessions::rotate_soon(&mut change.tx, caller).await?;
    let detail = json!({ "email": user.email, "from": person.email, "old": old.word() });
    change
        .record("brand.transferred", &to.to_string(), detail)
        .await?;
    if old != Role::Owner {
        let letter = Letter::role_changed(
            &change.brand_name,
            &person.email,
            Role::Owner,
            app.config.link("/team"),
        );
        change.mail(&user.email, &letter).await?;
        tell_admins(
            app,
            &mut change.tx,
            brand,
            &change.brand_name,
            (&user.email, Role::Owner),
        )
        .await?;
    }
    let session = renewed(app, &mut change.tx, person).await?;
    change.tx.commit().await?;
    Ok(session)
}

/// Whether the caller may leave the brand in use: refused to its last owner.
pub async fn may_leave(app: &App, person: &Person) -> Result<(), Error> {
    sensitive(app, person, Permission::Read)?;
    if list(app, person).await?.may_leave() {
        Ok(())
    } else {
        Err(last_owner())
    }
}

fn last_owner() -> Error {
    Error::conflict(
        "You are the only owner of this brand. Hand it over or make somebody else an owner, then you can leave.",
    )
}

/// Ends the caller's own membership. Their sessions go on with another of their brands, or with none.
pub async fn leave(app: &App, person: &Person) -> Result<NewSession, Error> {
    let op = sensitive(app, person, Permission::Read)?;
    let id = op.caller.user_id;
    let mut change = Change::begin(app, op, "leave a brand").await?;
    let role = change.role;
    change
        .require_another_owner(role)
        .await
        .map_err(|error| match error {
            Error::Conflict { .. } => last_owner(),
            error => error,
        })?;
    change.end_membership(id).await?;
    let detail = json!({ "email": person.email, "role": role.word() });
    change.record("member.left", &id.to_string(), detail).await?;
    let session = renewed(app, &mut change.tx, person).await?;
    change.tx.commit().await?;
    Ok(session)
}
