//! How whoever runs the house watches it.

use super::{Server, reader::Reader};
use std::net::SocketAddr;

/// Where numbers can be read.
#[derive(Clone, Debug)]
pub struct Watch {
    /// `TESSERA_METRICS_BIND`: IP address and port where `/metrics` and `/healthz` are served to Prometheus, for nobody else to reach;
    /// default none.
    pub metrics: Option<SocketAddr>,
}

pub(super) fn read(reader: &mut Reader<'_>, server: &Server) -> Watch {
    Watch {
        metrics: metrics(reader, server.bind),
    }
}

fn metrics(reader: &mut Reader<'_>, public: SocketAddr) -> Option<SocketAddr> {
    const VARIABLE: &str = "TESSERA_METRICS_BIND";
    const REMEDY: &str = "Write an IP address and a port of its own, such as 127.0.0.1:9464.";
    let Ok(bind) = reader.text(VARIABLE)?.parse::<SocketAddr>() else {
        reader.mistake(VARIABLE, "cannot be read", REMEDY);
        return None;
    };
    if bind.port() != 0 && bind.port() == public.port() {
        reader.mistake(
            VARIABLE,
            "has the port of TESSERA_BIND, which everybody reaches",
            REMEDY,
        );
    }
    Some(bind)
}
