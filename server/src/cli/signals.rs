//! Ctrl-C and the service manager's request to stop.

use crate::shutdown::Shutdown;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// What the signals ask for.
#[derive(Clone, Default)]
pub(super) struct Signals {
    /// The first signal: finish what is going on.
    pub(super) shutdown: Shutdown,
    /// The second: leave at once.
    pub(super) hurry: Shutdown,
}

/// Listens from now on.
pub(super) fn listen() -> Signals {
    let signals = Signals::default();
    let (interrupt, terminate) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    if let (Ok(interrupt), Ok(terminate)) = (interrupt, terminate) {
        tokio::spawn(hear(signals.clone(), interrupt, terminate));
    } else {
        tracing::warn!("signals cannot be heard, so a stop is not graceful");
    }
    signals
}

async fn hear(signals: Signals, mut interrupt: Signal, mut terminate: Signal) {
    for ask in [&signals.shutdown, &signals.hurry] {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        ask.request();
    }
}
