//! The demo's owner: signs up, follows the link from the outbox and signs in, like anybody else.

use crate::{
    app::App,
    context::{OpContext, Visitor},
    mail::local_outbox,
    services::account,
};
use domain::{
    Error, Kind,
    account::{ForgotPassword, ResetPassword, SignIn, SignUp, VerifyEmail},
};
use std::net::Ipv4Addr;

/// The demo's brand.
const BRAND: &str = "Nordlys Collective";

/// Somebody who is signed in.
pub(super) struct Owner {
    /// Their operations.
    pub op: OpContext,
    token: String,
}

impl Owner {
    /// Signs in; opens the account where there is none, and sets the password where it is another one.
    pub(super) async fn sign_in(app: &App, email: &str, password: &str) -> Result<Self, Error> {
        if let Ok(owner) = Self::try_sign_in(app, email, password).await {
            return Ok(owner);
        }
        let cmd = SignUp {
            email: email.to_owned(),
            password: password.to_owned(),
            brand_name: BRAND.to_owned(),
        };
        account::sign_up(app, &visitor(), cmd).await?;
        if let Some(token) = mailed_token(app, email, "/verify-email?token=").await? {
            let cmd = VerifyEmail {
                token,
                password: password.to_owned(),
            };
            match account::verify_email(app, &visitor(), cmd).await {
                Ok(session) => return Self::of(app, session.token).await,
                // The link of an earlier run: the address is confirmed, the password is another one.
                Err(Error::NotFound(Kind::Link)) => {}
                Err(error) => return Err(error),
            }
        }
        if let Ok(owner) = Self::try_sign_in(app, email, password).await {
            return Ok(owner);
        }
        account::forgot_password(
            app,
            &visitor(),
            ForgotPassword {
                email: email.to_owned(),
            },
        )
        .await?;
        let token = mailed_token(app, email, "/reset-password?token=")
            .await?
            .ok_or(Error::NotFound(Kind::Link))?;
        let cmd = ResetPassword {
            token,
            password: password.to_owned(),
        };
        account::reset_password(app, &visitor(), cmd).await?;
        Self::try_sign_in(app, email, password).await
    }

    async fn try_sign_in(app: &App, email: &str, password: &str) -> Result<Self, Error> {
        let cmd = SignIn {
            email: email.to_owned(),
            password: password.to_owned(),
        };
        let token = account::sign_in(app, &visitor(), cmd).await?.token;
        Self::of(app, token).await
    }

    async fn of(app: &App, token: String) -> Result<Self, Error> {
        let person = account::authenticate(app, &token, &visitor())
            .await?
            .ok_or(Error::Unauthenticated)?;
        Ok(Self {
            op: person.op()?,
            token,
        })
    }

    /// Ends the session.
    pub(super) async fn sign_out(self, app: &App) -> Result<(), Error> {
        account::sign_out(app, &self.token).await
    }
}

/// The token of the latest mail with such a link.
async fn mailed_token(app: &App, email: &str, link: &str) -> Result<Option<String>, Error> {
    let mails = local_outbox(app).await?;
    let text = mails
        .into_iter()
        .filter(|mail| mail.to == email)
        .find_map(|mail| {
            let (_, rest) = mail.text.split_once(link)?;
            rest.split_whitespace().next().map(str::to_owned)
        });
    Ok(text)
}

/// Not 127.0.0.1: the attempts of the person at this machine are their own.
fn visitor() -> Visitor {
    Visitor {
        country: None,
        ip: Ipv4Addr::new(127, 0, 0, 9).into(),
        user_agent: "tessera demo".to_owned(),
        request_id: "demo".to_owned(),
    }
}
