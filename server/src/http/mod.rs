//! The HTTP side: routers, middleware, and the adapters between requests and services.
//!
//! There are two kinds of router. [`public`] has no session layer at all, so that a passport response cannot carry a cookie;
//! [`admin`] and [`account`] hold everything that knows who is asking.

mod account;
mod admin;
mod answering;
mod cookie;
mod csv;
mod desk;
pub mod error;
mod fronts;
mod guests;
mod health;
mod metrics;
mod middleware;
mod page;
mod public;
mod router;
mod serve;
mod site;

pub use metrics::{metrics_router, serve_metrics};
pub use public::{PageStore, follow, warm_up};
pub use router::router;
pub use serve::serve;
