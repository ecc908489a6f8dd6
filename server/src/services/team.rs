//! Who belongs to a brand: members and their roles, invitations, owners, and the brands of a person.
//!
//! Every change takes the lock of the brand's members first and reads the caller's role again behind it: of two owners who
//! take each other's role away at the same moment, the second is no owner any more, so one always remains.

mod brands;
mod change;
mod invite;
mod join;
mod list;
mod owners;
mod restored;

pub use brands::{brands, open_brand, switch_brand};
pub use change::{change_role, remove};
pub use invite::{Sent, invite, resend, revoke};
pub use join::{accept, invited, join};
pub use list::{list, member};
pub use owners::{candidates, leave, may_leave, transfer};
pub(in crate::services) use restored::invite_again;

use crate::{
    app::App,
    context::{OpContext, Person},
    mail::{self, Letter},
    services::audit,
};
use db::{
    AsyncPgConnection, Tx,
    queries::{brands as brand_rows, exports, invitations, jobs, members, sessions},
};
use domain::{BrandId, Error, Kind, Permission, Role, UserId};
use serde_json::json;

/// The operation of somebody who may do it and has just proved who they are.
fn sensitive(app: &App, person: &Person, permission: Permission) -> Result<OpContext, Error> {
    let op = person.op()?;
    op.require(permission)?;
    person.require_fresh(app.clock.now())?;
    Ok(op)
}

/// A change of a brand's members, while nobody else changes them.
struct Change<'a> {
    app: &'a App,
    op: OpContext,
    tx: Tx,
    /// The caller's role as it is behind the lock.
    role: Role,
    brand_name: String,
}

impl<'a> Change<'a> {
    async fn begin(app: &'a App, op: OpContext, reason: &'static str) -> Result<Self, Error> {
        let brand = op.caller.brand_id;
        let mut tx = app.db.system(reason).await?;
        members::lock(&mut tx, brand).await?;
        let role = members::role(&mut tx, brand, op.caller.user_id).await?;
        let brand_name = brand_rows::name(&mut tx, brand).await?;
        Ok(Self {
            app,
            op,
            tx,
            role: role.ok_or(Error::Forbidden)?,
            brand_name: brand_name.ok_or(Error::NotFound(Kind::Brand))?,
        })
    }

    fn brand(&self) -> BrandId {
        self.op.caller.brand_id
    }

    /// `Forbidden` unless the caller manages members of `role`.
    fn require_manages(&self, role: Role) -> Result<(), Error> {
        if self.role.manages(role) {
            Ok(())
        } else {
            tracing::warn!(request_id = %self.op.request_id, user = %self.op.caller.user_id, "a change of members was refused");
            Err(Error::Forbidden)
        }
    }

    /// Refuses to take the last owner from the brand.
    async fn require_another_owner(&mut self, leaving: Role) -> Result<(), Error> {
        let brand = self.brand();
        if leaving == Role::Owner && members::owners(&mut self.tx, brand).await? <= 1 {
            return Err(Error::conflict(
                "A brand keeps at least one owner. Make somebody else an owner first.",
            ));
        }
        Ok(())
    }

    async fn record(&mut self, action: &str, target: &str, detail: serde_json::Value) -> Result<(), Error> {
        audit::record(self.app, &mut self.tx, &self.op, action, target, detail).await
    }

    async fn mail(&mut self, to: &str, letter: &Letter) -> Result<(), Error> {
        mail::enqueue(self.app, &mut self.tx, to, letter).await
    }

    /// Withdraws the invitations that somebody sent who may no longer invite.
    async fn withdraw_invitations(&mut self, inviter: UserId) -> Result<(), Error> {
        let brand = self.brand();
        for (id, email) in invitations::delete_of_inviter(&mut self.tx, brand, inviter).await? {
            let detail = json!({ "email": email, "because": "inviter" });
            self.record("invitation.revoked", &id.to_string(), detail).await?;
        }
        Ok(())
    }

    /// Stops the publications, and the files under way, that somebody asked for who may no longer publish.
    async fn stop_publications(&mut self, of: UserId) -> Result<(), Error> {
        let (brand, now) = (self.brand(), self.app.clock.now());
        exports::cancel_of(&mut self.tx, brand, of, now).await?;
        for id in jobs::cancel_of(&mut self.tx, brand, of, now).await? {
            let detail = json!({ "because": "member" });
            self.record("publication.cancelled", &id.to_string(), detail)
                .await?;
        }
        Ok(())
    }

    /// Ends a membership with all that hangs on it; answers the brand that the user's sessions work for now.
    async fn end_membership(&mut self, user: UserId) -> Result<Option<BrandId>, Error> {
        let brand = self.brand();
        members::delete(&mut self.tx, brand, user).await?;
        let next = members::of_user(&mut self.tx, user).await?.into_iter().next();
        let next = next.map(|place| place.brand_id);
        sessions::leave_brand(&mut self.tx, user, brand, next).await?;
        self.withdraw_invitations(user).await?;
        self.stop_publications(user).await?;
        Ok(next)
    }
}

/// Tells the owners and admins that somebody can now do what they can.
async fn tell_admins(
    app: &App,
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    brand_name: &str,
    (email, role): (&str, Role),
) -> Result<(), Error> {
    let letter = Letter::new_admin(brand_name, email, role, app.config.link("/team"));
    for address in members::addresses(conn, brand, &[Role::Admin, Role::Owner]).await? {
        if address != email {
            mail::enqueue(app, conn, &address, &letter).await?;
        }
    }
    Ok(())
}
