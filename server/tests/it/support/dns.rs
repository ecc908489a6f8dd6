//! A DNS server of the tests' own: real questions over UDP, answers as the test sets them.

use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::net::UdpSocket;

const A: u16 = 1;
const TXT: u16 = 16;

type Records = HashMap<(String, u16), Vec<Vec<u8>>>;

/// The server; it ends with the test.
#[derive(Clone)]
pub struct StubDns {
    /// Where it listens.
    pub address: SocketAddr,
    records: Arc<Mutex<Records>>,
    broken: Arc<AtomicBool>,
}

impl StubDns {
    /// Without any record.
    pub async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a free port");
        let stub = Self {
            address: socket.local_addr().expect("an address"),
            records: Arc::default(),
            broken: Arc::default(),
        };
        let answering = stub.clone();
        tokio::spawn(async move {
            let mut bytes = [0; 1500];
            while let Ok((length, from)) = socket.recv_from(&mut bytes).await {
                if let Some(answer) = answering.answer(&bytes[..length]) {
                    _ = socket.send_to(&answer, from).await;
                }
            }
        });
        stub
    }

    /// Sets the TXT record of a name, in two pieces as providers cut long ones.
    pub fn set_txt(&self, name: &str, text: &str) {
        let (head, tail) = text.split_at(text.len() / 2);
        let mut data = Vec::new();
        for piece in [head, tail] {
            data.push(u8::try_from(piece.len()).expect("a short text"));
            data.extend_from_slice(piece.as_bytes());
        }
        self.set(name, TXT, data);
    }

    /// Sets the address of a name.
    pub fn set_a(&self, name: &str, address: Ipv4Addr) {
        self.set(name, A, address.octets().to_vec());
    }

    fn set(&self, name: &str, kind: u16, data: Vec<u8>) {
        let mut records = self.records.lock().expect("nobody panics here");
        records.insert((name.to_owned(), kind), vec![data]);
    }

    /// Removes all records of a name.
    pub fn remove(&self, name: &str) {
        let mut records = self.records.lock().expect("nobody panics here");
        records.retain(|(known, _), _| known != name);
    }

    /// Answers that it cannot answer, or no longer.
    pub fn break_down(&self, broken: bool) {
        self.broken.store(broken, Ordering::Relaxed);
    }

    /// RFC 1035, 4.1: the question is sent back with what is known.
    fn answer(&self, query: &[u8]) -> Option<Vec<u8>> {
        let (name, end) = name(query)?;
        let kind = u16::from_be_bytes([*query.get(end)?, *query.get(end + 1)?]);
        let records = self.records.lock().expect("nobody panics here");
        let found = records.get(&(name.clone(), kind)).cloned().unwrap_or_default();
        let code = if self.broken.load(Ordering::Relaxed) {
            2
        } else if records.keys().any(|(known, _)| *known == name) {
            0
        } else {
            3
        };
        let found = if code == 0 { found } else { Vec::new() };
        let count = u8::try_from(found.len()).ok()?;
        let mut answer = vec![query[0], query[1], 0x81, 0x80 | code, 0, 1, 0, count, 0, 0, 0, 0];
        answer.extend_from_slice(query.get(12..end + 4)?);
        for data in found {
            answer.extend_from_slice(&[0xc0, 12]);
            answer.extend_from_slice(&kind.to_be_bytes());
            answer.extend_from_slice(&[0, 1, 0, 0, 0, 60]);
            answer.extend_from_slice(&u16::try_from(data.len()).ok()?.to_be_bytes());
            answer.extend_from_slice(&data);
        }
        Some(answer)
    }
}

/// The name of the question in lower case, and where it ends.
fn name(query: &[u8]) -> Option<(String, usize)> {
    let (mut at, mut labels) = (12, Vec::new());
    loop {
        let length = usize::from(*query.get(at)?);
        at += 1;
        if length == 0 {
            return Some((labels.join("."), at));
        }
        let label = query.get(at..at + length)?;
        labels.push(String::from_utf8_lossy(label).to_ascii_lowercase());
        at += length;
    }
}
