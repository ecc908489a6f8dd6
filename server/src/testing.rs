//! An application on a database of its own, with a clock that tests move and mail that tests read.

use crate::{
    app::App,
    auth::{Cost, Passwords},
    clock::{ManualClock, SystemRandom, token_256},
    config::Config,
    context::{OpContext, Person, Visitor},
    crypto::Ring,
    jobs::{Job, outbox::Outbox},
    mail::{Parcel, SendError, Transport},
    services::account,
};
use async_trait::async_trait;
use chrono::{TimeDelta, TimeZone, Utc};
use domain::account::{SignIn, SignUp, VerifyEmail};
use secrecy::ExposeSecret;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex},
};
use test_support::TestDb;

/// A password that every rule accepts.
pub(crate) const PASSWORD: &str = "copper lantern drifts sideways";
/// Another one.
pub(crate) const OTHER_PASSWORD: &str = "seventeen quiet otters negotiate";

/// An application and what it lives on.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) post: Arc<Post>,
    pub(crate) db: TestDb,
}

/// Keeps what is sent, or refuses it.
#[derive(Default)]
pub(crate) struct Post {
    sent: Mutex<Vec<Parcel>>,
    pub(crate) refusal: Mutex<Option<SendError>>,
}

#[async_trait]
impl Transport for Post {
    async fn send(&self, parcel: &Parcel) -> Result<(), SendError> {
        if let Some(refusal) = self.refusal.lock().unwrap().clone() {
            return Err(refusal);
        }
        self.sent.lock().unwrap().push(parcel.clone());
        Ok(())
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With more variables.
    pub(crate) async fn with(more: &[(&str, &str)]) -> Self {
        let db = TestDb::new().await;
        let keys = Ring::generate(&SystemRandom).to_text();
        let mut variables: HashMap<String, String> = HashMap::from([
            ("TESSERA_DATABASE_URL".to_owned(), db.login_url()),
            ("TESSERA_KEYS".to_owned(), keys.expose_secret().to_owned()),
            (
                "TESSERA_BASE_URL".to_owned(),
                "https://dpp.example.com".to_owned(),
            ),
            ("TESSERA_AUTH_ATTEMPTS".to_owned(), "1000".to_owned()),
        ]);
        variables.extend(
            more.iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let config = Config::read(&|name| variables.get(name).cloned()).unwrap();
        let clock = Arc::new(ManualClock::at(
            Utc.with_ymd_and_hms(2026, 11, 21, 9, 0, 0).unwrap(),
        ));
        let post = Arc::new(Post::default());
        let passwords = Passwords::new(Cost {
            memory_kib: 64,
            passes: 1,
        });
        let builder = App::builder(config)
            .clock(clock.clone())
            .mailer(post.clone())
            .passwords(passwords);
        Self {
            app: builder.build().await.unwrap(),
            clock,
            post,
            db,
        }
    }

    pub(crate) fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// Runs the outbox and takes everything that was sent since.
    pub(crate) async fn mails(&self) -> Vec<Parcel> {
        Outbox.run(&self.app).await.unwrap();
        std::mem::take(&mut *self.post.sent.lock().unwrap())
    }

    /// The token of the link in the one mail that is due.
    pub(crate) async fn mailed_token(&self) -> String {
        let mails = self.mails().await;
        assert_eq!(mails.len(), 1, "one mail");
        token_in(&mails[0].text)
    }

    pub(crate) async fn sign_up(&self, email: &str) {
        let cmd = SignUp {
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
            brand_name: "Northwind".to_owned(),
        };
        account::sign_up(&self.app, &visitor(), cmd).await.unwrap();
    }

    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Result<String, domain::Error> {
        let cmd = SignIn {
            email: email.to_owned(),
            password: password.to_owned(),
        };
        account::sign_in(&self.app, &visitor(), cmd)
            .await
            .map(|session| session.token)
    }

    /// Somebody with a confirmed address and a session: its token and its operations.
    pub(crate) async fn member(&self, email: &str) -> (String, OpContext) {
        self.sign_up(email).await;
        let token = self.mailed_token().await;
        let cmd = VerifyEmail {
            token,
            password: PASSWORD.to_owned(),
        };
        let session = account::verify_email(&self.app, &visitor(), cmd).await.unwrap();
        let token = session.token;
        let op = self.op(&token).await.unwrap();
        (token, op)
    }

    /// The operations of a session, while it lives.
    pub(crate) async fn op(&self, token: &str) -> Option<OpContext> {
        self.person(token).await?.op().ok()
    }

    /// Whose session it is, while it lives.
    pub(crate) async fn person(&self, token: &str) -> Option<Person> {
        account::authenticate(&self.app, token, &visitor()).await.unwrap()
    }
}

pub(crate) fn visitor() -> Visitor {
    visitor_from([192, 0, 2, 1].into())
}

pub(crate) fn visitor_from(ip: IpAddr) -> Visitor {
    Visitor {
        country: None,
        ip,
        user_agent: "Test/1.0".to_owned(),
        request_id: "test".to_owned(),
    }
}

/// The token in a mail's link.
pub(crate) fn token_in(text: &str) -> String {
    let (_, rest) = text.split_once("?token=").expect("a link with a token");
    rest.split_whitespace().next().unwrap().to_owned()
}

/// A token that nobody has.
pub(crate) fn nobodys_token() -> String {
    token_256(&SystemRandom)
}
