//! Follows the key file: reads it again when it changes, and moves the secrets to its primary key.

use super::{Job, Outcome};
use crate::{app::App, crypto::reencrypt};
use async_trait::async_trait;
use domain::Error;
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// The job. It remembers the key that everything was moved to.
#[derive(Default)]
pub struct Keys(Mutex<String>);

#[async_trait]
impl Job for Keys {
    fn name(&self) -> &'static str {
        "keys"
    }

    fn rest(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn run(&self, app: &App) -> Result<Outcome, Error> {
        app.keys.reload_if_changed();
        let primary = app.keys.primary_id();
        if *self.0.lock().unwrap_or_else(PoisonError::into_inner) != primary {
            reencrypt(app).await?;
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = primary;
        }
        Ok(Outcome::Idle)
    }
}
