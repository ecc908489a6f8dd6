//! Runs the simulator by hand.

use std::io::{self, Write as _};
use std::net::SocketAddr;

use akeneo_sim::{Sim, SimConfig, credentials};
use clap::Parser;

/// A PIM look-alike for demonstrations and tests.
#[derive(Parser)]
struct Options {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8099")]
    bind: SocketAddr,
    /// Number of products, 300 to 1000000.
    #[arg(long, env = "AKENEO_SIM_PRODUCTS", default_value_t = 320)]
    products: usize,
    /// Lifetime of access tokens in seconds.
    #[arg(long, default_value_t = 3600)]
    token_ttl: u64,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    let options = Options::parse();
    let config = SimConfig {
        bind: options.bind,
        products: options.products,
        token_ttl_s: options.token_ttl,
    };
    let sim = Sim::start(config).await?;
    writeln!(io::stdout(), "Simulated PIM at {}", sim.base_url())?;
    writeln!(
        io::stdout(),
        "client {} secret {}",
        credentials::CLIENT_ID,
        credentials::SECRET
    )?;
    writeln!(
        io::stdout(),
        "user {} password {}",
        credentials::USERNAME,
        credentials::PASSWORD
    )?;
    tokio::signal::ctrl_c().await?;
    sim.shutdown().await;
    Ok(())
}
