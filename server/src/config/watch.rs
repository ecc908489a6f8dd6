//! How whoever runs the house watches it.

use super::{Server, reader::Reader};
use secrecy::{ExposeSecret, SecretString};
use std::net::SocketAddr;
use url::Url;

/// Where numbers can be read, and what is told to whom.
#[derive(Clone, Debug)]
pub struct Watch {
    /// `TESSERA_METRICS_BIND`: IP address and port where `/metrics` and `/healthz` are served to Prometheus, for nobody else to reach;
    /// default none.
    pub metrics: Option<SocketAddr>,
    /// Spans for OpenTelemetry.
    pub traces: Option<Traces>,
    /// Failures for Sentry.
    pub errors: Option<Errors>,
}

/// Where spans go.
#[derive(Clone, Debug)]
pub struct Traces {
    /// `TESSERA_OTLP_ENDPOINT`: a collector that takes OTLP over HTTP with JSON, such as `http://localhost:4318`; `/v1/traces` is added. Default none.
    pub url: Url,
    /// `TESSERA_OTLP_HEADERS`: headers for it, as `name=value` separated by commas.
    pub headers: Vec<(String, SecretString)>,
    /// `TESSERA_OTLP_RATIO`: the part of requests and jobs that is told of, from 0 to 1; default 1.
    pub ratio: f64,
}

/// Where failures go.
#[derive(Clone, Debug)]
pub struct Errors {
    /// `TESSERA_SENTRY_DSN`: `https://KEY@HOST/PROJECT`, as Sentry shows it. Default none. This is the address for envelopes in it.
    pub url: Url,
    /// The key in it.
    pub key: SecretString,
}

impl Watch {
    /// The addresses that are named here.
    pub fn collectors(&self) -> Vec<Url> {
        let traces = self.traces.iter().map(|traces| &traces.url);
        traces
            .chain(self.errors.iter().map(|errors| &errors.url))
            .cloned()
            .collect()
    }
}

pub(super) fn read(reader: &mut Reader<'_>, server: &Server) -> Watch {
    Watch {
        metrics: metrics(reader, server.bind),
        traces: traces(reader),
        errors: errors(reader),
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

fn traces(reader: &mut Reader<'_>) -> Option<Traces> {
    const VARIABLE: &str = "TESSERA_OTLP_ENDPOINT";
    const REMEDY: &str = "Write the address of a collector, such as http://localhost:4318.";
    let headers = headers(reader);
    let ratio = reader.parse("TESSERA_OTLP_RATIO", 1.0, "Write a number from 0 to 1.");
    if !(0.0..=1.0).contains(&ratio) {
        reader.mistake(
            "TESSERA_OTLP_RATIO",
            "is out of range",
            "Write a number from 0 to 1.",
        );
    }
    let text = reader.text(VARIABLE)?;
    let url = text
        .parse::<Url>()
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(mut url) = url.filter(|url| url.username().is_empty() && url.query().is_none()) else {
        reader.mistake(VARIABLE, "is not the address of a collector", REMEDY);
        return None;
    };
    let path = url.path().trim_end_matches('/').to_owned();
    if !path.ends_with("/v1/traces") {
        url.set_path(&format!("{path}/v1/traces"));
    }
    Some(Traces { url, headers, ratio })
}

fn headers(reader: &mut Reader<'_>) -> Vec<(String, SecretString)> {
    const VARIABLE: &str = "TESSERA_OTLP_HEADERS";
    let header = |text: &str| {
        let (name, value) = text.split_once('=')?;
        let sound = !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let printable = value.bytes().all(|b| (b' '..=b'~').contains(&b));
        (sound && printable).then(|| (name.to_ascii_lowercase(), SecretString::from(value.to_owned())))
    };
    reader.list(VARIABLE, header, "Write name=value, separated by commas.")
}

fn errors(reader: &mut Reader<'_>) -> Option<Errors> {
    const VARIABLE: &str = "TESSERA_SENTRY_DSN";
    let dsn = reader.secret(VARIABLE)?;
    let errors = envelopes(dsn.expose_secret());
    if errors.is_none() {
        reader.mistake(
            VARIABLE,
            "is not a DSN",
            "Write it as Sentry shows it: https://KEY@HOST/PROJECT.",
        );
    }
    errors
}

/// `https://KEY@HOST/PATH/PROJECT` is `https://HOST/PATH/api/PROJECT/envelope/` with a key.
fn envelopes(dsn: &str) -> Option<Errors> {
    let mut url = dsn.parse::<Url>().ok()?;
    let (path, project) = url.path().rsplit_once('/')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let key = url.username().to_owned();
    let sound = matches!(url.scheme(), "http" | "https") && digits(project) && url.query().is_none();
    if !sound || key.is_empty() || !key.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let path = format!("{path}/api/{project}/envelope/");
    url.set_path(&path);
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(Errors { url, key: key.into() })
}
