//! Exit packs as files that are made in the background.

use super::{Out, write};
use crate::{
    app::App,
    context::Person,
    services::exports::{self, Maker, Order, Sink, Stop, Wanted},
};
use async_trait::async_trait;
use chrono::TimeDelta;
use domain::{Error, ExportId, Permission, export::ExportView};
use serde_json::json;

/// The word of the kind.
const KIND: &str = "exit_pack";
/// For how long a pack can be fetched.
const KEPT: TimeDelta = TimeDelta::days(7);

/// Makes exit packs.
pub struct ExitPacks;

#[async_trait]
impl Maker for ExitPacks {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn permission(&self) -> Permission {
        Permission::ManageBrand
    }

    fn is_guarded(&self) -> bool {
        true
    }

    fn remedy(&self) -> &'static str {
        "There is no pack of a part. Ask whoever runs this site for it: the command “tessera pack make” knows no such limit."
    }

    async fn make(&self, app: &App, order: &Order, sink: &mut Sink) -> Result<(), Stop> {
        Box::pin(write(app, order.brand, &mut ToSink(sink))).await
    }
}

/// A pack that goes into the database piece by piece.
struct ToSink<'s>(&'s mut Sink);

#[async_trait]
impl Out for ToSink<'_> {
    type Stop = Stop;

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.0.write(bytes).await
    }

    async fn progress(&mut self, done: u32, total: u32) -> Result<(), Stop> {
        self.0.progress(done, total).await
    }

    fn note(&mut self, words: String) {
        self.0.note(words);
    }
}

/// Has a pack of the caller's brand made. It holds what not everybody may read, so they have just proved who they are.
pub async fn start(app: &App, person: &Person) -> Result<ExportId, Error> {
    let op = person.op()?;
    op.require(Permission::ManageBrand)?;
    person.require_fresh(app.clock.now())?;
    let wanted = Wanted {
        kind: KIND,
        payload: json!({}),
        name: format!("exit-pack-{}.zip", app.clock.now().format("%Y-%m-%d")),
        mime: "application/zip",
        kept: KEPT,
    };
    exports::start(app, &op, &wanted).await
}

/// The latest packs of the caller's brand.
pub async fn list(app: &App, person: &Person) -> Result<Vec<ExportView>, Error> {
    exports::list(app, &person.op()?, KIND).await
}
