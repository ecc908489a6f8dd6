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

/// A connection of its own that listens.
pub struct Changes {
    client: Client,
    told: mpsc::UnboundedReceiver<BrandId>,
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

    /// The next brand whose pages have changed; none once the connection is lost.
    pub async fn next(&mut self) -> Option<BrandId> {
        self.told.recv().await
    }

    /// The next one that has arrived already.
    pub fn arrived(&mut self) -> Option<BrandId> {
        self.told.try_recv().ok()
    }

    /// Asks whether the other side is there. Whatever was committed before it answers has arrived by then.
    pub async fn beat(&self) -> Result<(), DbError> {
        self.client
            .batch_execute("SELECT 1")
            .await
            .map_err(DbError::other)
    }
}

async fn drive<S, T>(mut connection: Connection<S, T>, sender: mpsc::UnboundedSender<BrandId>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    let mut messages = stream::poll_fn(move |cx| connection.poll_message(cx));
    while let Some(Ok(message)) = messages.next().await {
        let AsyncMessage::Notification(told) = message else {
            continue;
        };
        let gone = told
            .payload()
            .parse()
            .is_ok_and(|brand| sender.send(brand).is_err());
        if gone {
            return;
        }
    }
}
