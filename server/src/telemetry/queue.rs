//! What waits to be sent to a collector: bounded, so that a collector that is away costs neither memory nor anybody's time.

use crate::{metrics::Sent, shutdown::Shutdown};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

/// A queue with one reader.
#[derive(Debug)]
pub(super) struct Queue<T> {
    inlet: mpsc::Sender<T>,
    outlet: Mutex<Option<mpsc::Receiver<T>>>,
}

impl<T> Queue<T> {
    pub(super) fn new(places: usize) -> Self {
        let (inlet, outlet) = mpsc::channel(places);
        Self {
            inlet,
            outlet: Mutex::new(Some(outlet)),
        }
    }

    /// Takes it along, or drops it at once where there is no place.
    pub(super) fn put(&self, item: T, sent: &Sent) {
        if self.inlet.try_send(item).is_err() {
            sent.dropped.inc();
        }
    }

    /// The reader, once.
    pub(super) fn outlet(&self) -> Option<mpsc::Receiver<T>> {
        self.outlet.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The next items: up to `most` of what comes within `pause` of the first one. None once the process is asked to stop and nothing is left.
pub(super) async fn batch<T>(
    outlet: &mut mpsc::Receiver<T>,
    shutdown: &Shutdown,
    (most, pause): (usize, Duration),
) -> Option<Vec<T>> {
    let first = tokio::select! {
        biased;
        item = outlet.recv() => item?,
        () = shutdown.requested() => outlet.try_recv().ok()?,
    };
    let mut items = vec![first];
    let until = Instant::now()
        + if shutdown.is_requested() {
            Duration::ZERO
        } else {
            pause
        };
    while items.len() < most {
        tokio::select! {
            biased;
            item = timeout_at(until, outlet.recv()) => match item {
                Ok(Some(item)) => items.push(item),
                Ok(None) | Err(_) => break,
            },
            () = shutdown.requested() => match outlet.try_recv() {
                Ok(item) => items.push(item),
                Err(_) => break,
            },
        }
    }
    Some(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_finds_no_place_is_dropped_and_counted_and_the_rest_goes_in_batches() {
        let (queue, sent, shutdown) = (Queue::new(3), Sent::default(), Shutdown::default());
        for n in 0..5 {
            queue.put(n, &sent);
        }
        assert_eq!(sent.dropped.get(), 2);
        let mut outlet = queue.outlet().unwrap();
        assert!(queue.outlet().is_none());
        let bounds = (2, Duration::from_millis(5));
        assert_eq!(batch(&mut outlet, &shutdown, bounds).await, Some(vec![0, 1]));
        shutdown.request();
        assert_eq!(batch(&mut outlet, &shutdown, bounds).await, Some(vec![2]));
        assert_eq!(batch(&mut outlet, &shutdown, bounds).await, None);
    }
}
