//! Threads that speak HTTP and do nothing else.
//!
//! A connection stays with its thread, which waits for nobody: what is not answered at once is worked on elsewhere. A runtime
//! whose threads share their work would wake a second thread for every few requests, and where there are no more processors
//! than threads that are busy, that one waits for its turn for milliseconds.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};
use tokio::{
    runtime::{Builder, Handle},
    sync::oneshot,
};

/// One for so many processors; the others work.
const PROCESSORS: usize = 2;
/// More of them than this answer no more: each gives tens of thousands of pages a second.
const FRONTS_MAX: usize = 8;

/// The threads; they end when this is dropped.
pub(super) struct Fronts(Vec<Front>);

struct Front {
    runtime: Handle,
    /// Connections that it has.
    open: Arc<AtomicUsize>,
    _end: oneshot::Sender<()>,
}

impl Fronts {
    /// Starts them.
    pub(super) fn start() -> io::Result<Self> {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        let number = (processors / PROCESSORS).clamp(1, FRONTS_MAX);
        let fronts = (0..number).map(|_| Front::start());
        Ok(Self(fronts.collect::<Result<_, _>>()?))
    }

    /// Gives a connection to the one that has the fewest.
    pub(super) fn spawn(&self, connection: impl Future<Output = ()> + Send + 'static) {
        let front = self
            .0
            .iter()
            .min_by_key(|front| front.open.load(Ordering::Relaxed));
        if let Some(front) = front {
            let place = Place::take(&front.open);
            front.runtime.spawn(async move {
                let _place = place;
                connection.await;
            });
        }
    }
}

impl Front {
    fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (end, ended) = oneshot::channel();
        thread::Builder::new().name("front".to_owned()).spawn(move || {
            // Nothing is ever sent: the other side goes.
            let _ = runtime.block_on(ended);
        })?;
        Ok(Self {
            runtime: handle,
            open: Arc::default(),
            _end: end,
        })
    }
}

/// One connection of a thread.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(open: &Arc<AtomicUsize>) -> Self {
        open.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(open))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::HashSet, time::Duration};
    use tokio::{sync::mpsc, time::timeout};

    #[tokio::test]
    async fn connections_are_spread_and_end_with_the_threads() {
        let fronts = Fronts((0..3).map(|_| Front::start().unwrap()).collect());
        let (said, mut heard) = mpsc::unbounded_channel();
        for _ in 0..6 {
            let said = said.clone();
            fronts.spawn(async move {
                said.send(thread::current().id()).unwrap();
                std::future::pending::<()>().await;
            });
        }
        drop(said);
        let soon = Duration::from_secs(20);
        let mut threads = HashSet::new();
        for _ in 0..6 {
            threads.insert(timeout(soon, heard.recv()).await.unwrap().unwrap());
        }
        assert_eq!(threads.len(), 3);
        assert!(
            fronts
                .0
                .iter()
                .all(|front| front.open.load(Ordering::Relaxed) == 2)
        );
        // Who held the other end is gone with them.
        drop(fronts);
        assert_eq!(timeout(soon, heard.recv()).await.unwrap(), None);
    }
}
