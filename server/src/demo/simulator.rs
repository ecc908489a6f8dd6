//! The simulated PIM on a port that stays the same, because the stored connection names it.

use crate::cli::CliError;
use akeneo_sim::{Sim, SimConfig};
use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};

/// Starts it where asked, else where it was the last time, else on a free port.
pub(super) async fn start(data_dir: &Path, bind: Option<SocketAddr>) -> Result<Sim, CliError> {
    if let Some(bind) = bind {
        return at(bind).await.map_err(|error| {
            CliError::Other(format!("The simulated PIM cannot listen on {bind}: {error}. Set TESSERA_AKENEO_SIM_BIND to another address."))
        });
    }
    let note = data_dir.join("demo-akeneo-port");
    let before = fs::read_to_string(&note)
        .ok()
        .and_then(|text| text.trim().parse().ok());
    let local = |port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let sim = match at(local(before.unwrap_or(0))).await {
        // Somebody else has the port today: the connection is told of the new one.
        Err(_) if before.is_some() => at(local(0)).await,
        sim => sim,
    };
    let sim = sim.map_err(|error| CliError::Other(format!("The simulated PIM cannot start: {error}.")))?;
    if let Some(port) = url::Url::parse(&sim.base_url()).ok().and_then(|url| url.port()) {
        // Without the note the next run takes another port, which works too.
        let _ = fs::write(note, port.to_string());
    }
    Ok(sim)
}

async fn at(bind: SocketAddr) -> io::Result<Sim> {
    Sim::start(SimConfig {
        bind,
        ..SimConfig::default()
    })
    .await
}
