//! A whole application with a database of its own, a clock that stands still, and no open port.

use super::{Client, PASSWORD};
use axum::Router;
use chrono::{DateTime, Duration};
use server::{
    app::App,
    auth::{Cost, Passwords},
    clock::{CountingRandom, ManualClock},
    config::Config,
    http::router,
};
use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};
use test_support::TestDb;

/// The application under test.
pub struct TestApp {
    /// Its parts.
    pub app: App,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// Its database; dropped with it.
    pub db: TestDb,
    router: Router,
    visitors: AtomicU8,
}

impl TestApp {
    /// An empty one.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// One with some variables set.
    pub async fn start_with(variables: &[(&str, &str)]) -> Self {
        let db = TestDb::new().await;
        let url = db.login_url();
        let key = format!("k1:{}", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        let lookup = |name: &str| {
            let given = variables
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, v)| (*v).to_owned());
            given.or_else(|| match name {
                "TESSERA_DATABASE_URL" => Some(url.clone()),
                "TESSERA_DATABASE_POOL" => Some("5".to_owned()),
                "TESSERA_KEYS" => Some(key.clone()),
                "TESSERA_BASE_URL" => Some("http://localhost:3000".to_owned()),
                "TESSERA_ALLOW_LOOPBACK_PIM" => Some("true".to_owned()),
                _ => None,
            })
        };
        let config = Config::read(&lookup).expect("the test's configuration is sound");
        let noon = DateTime::from_timestamp(1_790_000_000, 0).expect("a time");
        let clock = Arc::new(ManualClock::at(noon));
        let app = App::builder(config)
            .clock(clock.clone())
            .random(Arc::new(CountingRandom::default()))
            .passwords(Passwords::new(Cost {
                memory_kib: 8,
                passes: 1,
            }))
            .build()
            .await
            .expect("the application starts");
        Self::connected(&app).await;
        Self {
            router: router(app.clone()),
            app,
            clock,
            db,
            visitors: AtomicU8::new(1),
        }
    }

    /// Somebody who reads from another process on the same database.
    pub async fn beside(&self) -> Client {
        let app = App::builder(self.app.config.clone())
            .clock(self.clock.clone())
            .build()
            .await
            .expect("the application starts");
        Self::connected(&app).await;
        Client::new(router(app), [203, 0, 113, 250].into())
    }

    /// Waits ten seconds at most for Redis, where there is one.
    async fn connected(app: &App) {
        for _ in 0..200 {
            if app.config.redis_url.is_none() || app.cache.status().await == "redis" {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }

    /// Somebody with an address of their own and no cookie.
    pub fn visitor(&self) -> Client {
        let n = self.visitors.fetch_add(1, Ordering::Relaxed);
        Client::new(self.router.clone(), [203, 0, 113, n].into())
    }

    /// Somebody with this address and no cookie.
    pub fn visitor_at(&self, ip: std::net::IpAddr) -> Client {
        Client::new(self.router.clone(), ip)
    }

    /// Somebody who has signed up, confirmed the address and signed in: the owner of a new brand.
    pub async fn owner(&self, email: &str, brand: &str) -> Client {
        let mut client = self.visitor();
        let form = [("email", email), ("password", PASSWORD), ("brand_name", brand)];
        client
            .post_form("/sign-up", &form)
            .await
            .assert_redirect("/sign-up/sent");
        let token = self.mailed_token(email, "/verify-email?token=").await;
        client
            .post_form("/verify-email", &[("token", &token), ("password", PASSWORD)])
            .await
            .assert_redirect("/admin");
        client
    }

    /// The token in the latest mail to `email` with such a link.
    pub async fn mailed_token(&self, email: &str, link: &str) -> String {
        let mails = server::mail::local_outbox(&self.app)
            .await
            .expect("the outbox is readable");
        let found = mails
            .iter()
            .filter(|m| m.to == email)
            .find_map(|m| m.text.split(link).nth(1));
        let rest = found.unwrap_or_else(|| panic!("no mail to {email} with {link}"));
        rest.split_whitespace().next().unwrap_or_default().to_owned()
    }

    /// How many mails went to `email`.
    pub async fn mails_to(&self, email: &str) -> Vec<String> {
        let mails = server::mail::local_outbox(&self.app)
            .await
            .expect("the outbox is readable");
        mails
            .into_iter()
            .filter(|m| m.to == email)
            .map(|m| m.subject)
            .collect()
    }

    /// Every row of every table as text, as somebody who steals the database would read it.
    pub async fn dump(&self) -> String {
        let thief = self.db.superuser().await;
        let tables = thief
            .query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", &[])
            .await
            .expect("tables");
        let mut all = String::new();
        for table in tables {
            let name: String = table.get(0);
            let rows = thief
                .query(&format!("SELECT row_to_json(t)::text FROM {name} t"), &[])
                .await
                .expect("rows");
            for row in rows {
                all.push_str(&row.get::<_, String>(0));
                all.push('\n');
            }
        }
        all
    }

    /// Gives somebody another role in every brand.
    pub async fn set_role(&self, email: &str, role: &str) {
        let sql = "UPDATE members SET role = $2 WHERE user_id = (SELECT id FROM users WHERE email = $1)";
        self.db
            .superuser()
            .await
            .execute(sql, &[&email, &role])
            .await
            .expect("the role is changed");
    }

    /// Moves the clock.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Works on all jobs that are due.
    pub async fn work(&self) {
        server::jobs::publish::run_due(&self.app)
            .await
            .expect("the jobs run");
    }
}
