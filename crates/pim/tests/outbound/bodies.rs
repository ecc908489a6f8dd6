//! Bodies that are too large, too slow, packed too tightly, cut off, or elsewhere.

use std::io::Write as _;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use pim::OutboundError;
use reqwest::header::HeaderMap;

use crate::server::{Server, development};

const LIMIT: usize = 10_000;

async fn outcome(pieces: Vec<Vec<u8>>) -> Result<usize, OutboundError> {
    let server = Server::saying(pieces, Duration::from_millis(1)).await;
    let answer = development().get(&server.url(), HeaderMap::new(), LIMIT).await;
    answer.map(|answer| answer.body.len())
}

fn head(extra: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n{extra}\r\n").into_bytes()
}

#[tokio::test]
async fn an_announced_size_over_the_limit_is_not_read() {
    let got = outcome(vec![head("Content-Length: 10001\r\n"), vec![b'x'; 10_001]]).await;
    assert_eq!(got, Err(OutboundError::TooLarge { limit: LIMIT }));
}

#[tokio::test]
async fn an_endless_body_is_cut_at_the_limit() {
    let mut pieces = vec![head("Connection: close\r\n")];
    pieces.extend(std::iter::repeat_n(vec![b'x'; 4_000], 1_000));
    assert_eq!(
        outcome(pieces).await,
        Err(OutboundError::TooLarge { limit: LIMIT })
    );
}

#[tokio::test]
async fn a_gzip_bomb_is_measured_unpacked() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&vec![0_u8; 5_000_000]).unwrap();
    let packed = packed.finish().unwrap();
    assert!(packed.len() < LIMIT);
    let size = format!("Content-Encoding: gzip\r\nContent-Length: {}\r\n", packed.len());
    assert_eq!(
        outcome(vec![head(&size), packed]).await,
        Err(OutboundError::TooLarge { limit: LIMIT })
    );
}

#[tokio::test]
async fn a_body_of_the_limit_is_fine() {
    assert_eq!(
        outcome(vec![head("Content-Length: 10000\r\n"), vec![b'x'; LIMIT]]).await,
        Ok(LIMIT)
    );
}

#[tokio::test]
async fn a_body_that_ends_early_is_broken() {
    assert_eq!(
        outcome(vec![head("Content-Length: 100\r\n"), vec![b'x'; 50]]).await,
        Err(OutboundError::Broken)
    );
    assert_eq!(
        outcome(vec![b"GARBAGE\r\n\r\n".to_vec()]).await,
        Err(OutboundError::Broken)
    );
}

#[tokio::test]
async fn a_body_that_trickles_runs_out_of_time() {
    let mut pieces = vec![head("Content-Length: 1000\r\n")];
    pieces.extend(std::iter::repeat_n(vec![b'x'], 1_000));
    let server = Server::saying(pieces, Duration::from_millis(50)).await;
    let started = Instant::now();
    let impatient = development().with_timeout(Duration::from_millis(400));
    let got = impatient
        .get(&server.url(), HeaderMap::new(), LIMIT)
        .await
        .map(|answer| answer.body.len());
    assert_eq!(got, Err(OutboundError::Timeout));
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_nobody_follows_it() {
    let target = Server::saying(vec![head("Content-Length: 0\r\n")], Duration::ZERO).await;
    let redirect = format!(
        "HTTP/1.1 302 Found\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n",
        target.url()
    );
    let server = Server::saying(vec![redirect.into_bytes()], Duration::ZERO).await;
    let answer = development()
        .get(&server.url(), HeaderMap::new(), LIMIT)
        .await
        .unwrap();
    assert_eq!((answer.status.as_u16(), target.visits()), (302, 0));
}

#[tokio::test]
async fn the_media_type_is_read_without_parameters() {
    let server = Server::saying(vec![head("Content-Length: 0\r\n")], Duration::ZERO).await;
    let answer = development()
        .get(&server.url(), HeaderMap::new(), LIMIT)
        .await
        .unwrap();
    assert_eq!(answer.content_type.as_deref(), Some("text/plain"));
}
