//! What the database tells of by itself: whose public pages are not as they were (`LISTEN`, PostgreSQL 15 documentation, "NOTIFY").

use crate::DbError;
use domain::BrandId;
use futures::{StreamExt, stream};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::mpsc,
};
use tokio_postgres::{AsyncMessage, Client, Connection};

/// The channel that the triggers of the migration `changes` write to.
const CHANNEL: &str = "tessera_pages";

/// What was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The public pages of a brand are not as they were.
    Pages(BrandId),
    /// Somebody's [`Changes::beat`].
    Beat(String),
}

/// A connection of its own that listens.
pub struct Changes {
    client: Client,
    told: mpsc::UnboundedReceiver<Told>,
}

impl Changes {
    /// Begins to listen. `connection` is driven until it ends or this is dropped.
    pub(crate) async fn begin<S, T>(client: Client, connection: Connection<S, T>) -> Result<Self, DbError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (sender, told) = mpsc::unbounded_channel();
        tokio::spawn(drive(connection, sender));
        client
            .batch_execute(&format!("LISTEN {CHANNEL}"))
            .await
            .map_err(DbError::other)?;
        Ok(Self { client, told })
    }

    /// The next thing that is told, in the order in which it was committed; none once the connection is lost.
    pub async fn next(&mut self) -> Option<Told> {
        self.told.recv().await
    }

    /// Tells everybody `text`, this connection too: once it comes back, whatever was committed before has come. A pooler that
    /// keeps what is told to itself is found out by that.
    pub async fn beat(&self, text: &str) -> Result<(), DbError> {
        let sent = self
            .client
            .execute("SELECT pg_notify($1, $2)", &[&CHANNEL, &text])
            .await;
        sent.map(drop).map_err(DbError::other)
    }
}

async fn drive<S, T>(mut connection: Connection<S, T>, sender: mpsc::UnboundedSender<Told>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    let mut messages = stream::poll_fn(move |cx| connection.poll_message(cx));
    while let Some(Ok(message)) = messages.next().await {
        let AsyncMessage::Notification(told) = message else {
            continue;
        };
        let text = told.payload();
        let told = text
            .parse()
            .map_or_else(|_| Told::Beat(text.to_owned()), Told::Pages);
        if sender.send(told).is_err() {
            return;
        }
    }
}
