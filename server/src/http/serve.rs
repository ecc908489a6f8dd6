//! Serving until told to stop, within bounds that clients who are slow on purpose run into.

use crate::{
    app::App,
    http::{
        answering::Answering,
        error::TURNED_AWAY,
        fronts::Fronts,
        guests::{Guest, Guests},
        router,
    },
};
use axum::extract::ConnectInfo;
use hyper::{Request, body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
};
use ipnet::IpNet;
use std::{
    future::{Future, pending},
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Handle,
    sync::Semaphore,
    time::{sleep, timeout},
};

/// How long the head of a request may take, the wait for the next one on an open connection included.
const HEAD: Duration = Duration::from_secs(30);
/// One address may have this part of the connections.
const SHARE: usize = 4;
/// How long what was written may wait for its reader, in milliseconds.
#[cfg(target_os = "linux")]
const STALL_MS: u32 = 30_000;
/// Requests of one connection of HTTP/2 at the same time.
const STREAMS: u32 = 64;
/// How long a connection waits for a place.
const WAIT: Duration = Duration::from_secs(2);
/// One may wait for so many that are served: each takes a file descriptor.
const QUEUE_PART: usize = 8;
/// How long it may take to tell a client that there is no place.
const FAREWELL: Duration = Duration::from_secs(1);
/// How long to wait where no connection can be taken, as when there are no file descriptors left.
const RECOVERY: Duration = Duration::from_secs(1);
/// How often a client of HTTP/2 is asked whether it is still there.
const PING: Duration = Duration::from_secs(30);

/// What clients may hold.
#[derive(Clone, Debug)]
struct Bounds {
    head: Duration,
    /// Connections that are served; further ones wait.
    connections: usize,
    /// Connections that wait; further ones are closed at once.
    queue: usize,
    /// How long they wait before they are told to come back.
    wait: Duration,
    /// Connections of one address (IPv6: one /64); further ones are closed at once.
    per_address: usize,
    /// Proxies, which bring everybody's requests from one address.
    unbounded: Vec<IpNet>,
}

/// Serves on `listener` until `shutdown` is done, then finishes the requests in flight.
pub async fn serve(
    app: App,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let connections = app.config.limits.connections;
    let bounds = Bounds {
        head: HEAD,
        connections,
        queue: connections / QUEUE_PART + 1,
        wait: WAIT,
        per_address: (connections / SHARE).max(1),
        unbounded: app.config.trusted_proxies().to_vec(),
    };
    let answering = Answering {
        router: router(app.clone()),
        app: Some(app),
        workers: Handle::current(),
    };
    within(bounds, answering, listener, shutdown).await
}

async fn within(
    bounds: Bounds,
    answering: Answering,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let fronts = Fronts::start()?;
    let places = Arc::new(Semaphore::new(bounds.connections));
    let queue = Arc::new(Semaphore::new(bounds.queue));
    let guests = Guests::default();
    let graceful = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let (stream, peer) = tokio::select! {
            taken = take(&listener) => taken,
            () = &mut shutdown => break,
        };
        let Some(guest) = guests.admit(peer.ip(), bounds.per_address, &bounds.unbounded) else {
            tracing::debug!("an address has too many connections; one is closed");
            continue;
        };
        let seat = Arc::clone(&places).try_acquire_owned().ok();
        let turn = match &seat {
            Some(_) => None,
            None => Arc::clone(&queue).try_acquire_owned().ok(),
        };
        if seat.is_none() && turn.is_none() {
            tracing::debug!("there is no room for more connections to wait; one is closed");
            continue;
        }
        let connection = Connection {
            answering: answering.clone(),
            peer,
            head: bounds.head,
            _guest: guest,
        };
        let (places, wait, watcher) = (Arc::clone(&places), bounds.wait, graceful.watcher());
        fronts.spawn(async move {
            // From now on it is this thread that is told of what comes.
            let Ok(stream) = TcpStream::from_std(stream) else {
                return;
            };
            let seat = match seat {
                Some(seat) => Some(seat),
                None => timeout(wait, places.acquire_owned())
                    .await
                    .ok()
                    .and_then(Result::ok),
            };
            if let Some(_seat) = seat {
                drop(turn);
                connection.serve(stream, watcher).await;
            } else {
                drop(watcher);
                turn_away(stream).await;
            }
        });
    }
    // From now on the system refuses connections.
    drop(listener);
    graceful.shutdown().await;
    Ok(())
}

/// The next connection.
async fn take(listener: &TcpListener) -> (std::net::TcpStream, SocketAddr) {
    loop {
        let taken = listener.accept().await;
        match taken.and_then(|(stream, peer)| Ok((stream.into_std()?, peer))) {
            Ok((stream, peer)) => {
                // An answer is written at once and waits for no more of it.
                let _ = stream.set_nodelay(true);
                // Who does not take what is written is left.
                #[cfg(target_os = "linux")]
                let _ = rustix::net::sockopt::set_tcp_user_timeout(&stream, STALL_MS);
                // An IPv4 client of a socket for both kinds is one of IPv4.
                return (stream, SocketAddr::new(peer.ip().to_canonical(), peer.port()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                sleep(RECOVERY).await;
            }
        }
    }
}

/// Tells a client for whom there is no place when to come back.
async fn turn_away(mut stream: TcpStream) {
    let told = timeout(FAREWELL, async {
        // What is not read when a connection is closed makes the system throw away what was written.
        let _ = stream.read(&mut [0; 4096]).await?;
        stream.write_all(TURNED_AWAY.as_bytes()).await?;
        stream.shutdown().await
    });
    if !matches!(told.await, Ok(Ok(()))) {
        tracing::debug!("a client could not be told that there is no place");
    }
}

struct Connection {
    answering: Answering,
    peer: SocketAddr,
    head: Duration,
    _guest: Guest,
}

impl Connection {
    async fn serve(self, stream: TcpStream, watcher: hyper_util::server::graceful::Watcher) {
        let came = Arc::new(AtomicBool::new(false));
        // Of its own, so that connections do not meet where references are counted.
        let answering = Arc::new(self.answering);
        let (peer, seen) = (self.peer, Arc::clone(&came));
        let service = service_fn(move |mut request: Request<Incoming>| {
            seen.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(ConnectInfo(peer));
            let answering = Arc::clone(&answering);
            async move { answering.answer(request, peer.ip()).await }
        });
        let mut builder = auto::Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(self.head);
        builder
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(Some(PING))
            .max_concurrent_streams(STREAMS);
        let connection = builder
            .serve_connection(TokioIo::new(stream), service)
            .into_owned();
        tokio::select! {
            served = watcher.watch(connection) => {
                if let Err(error) = served {
                    tracing::debug!(%error, "a connection broke off");
                }
            }
            // Until it is known which protocol the client speaks, no timeout of the library runs.
            () = silence(self.head, &came) => tracing::debug!("a client sent no request"),
        }
    }
}

/// Returns where no request has come in time, else never.
async fn silence(head: Duration, came: &AtomicBool) {
    sleep(head).await;
    if came.load(Ordering::Relaxed) {
        pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, http::Uri, response::Response};
    use futures::stream;
    use std::{convert::Infallible, thread};
    use tokio::{sync::oneshot, task::JoinHandle};

    const SOON: Duration = Duration::from_secs(10);
    const GET: &[u8] = b"GET /where HTTP/1.1\r\nhost: localhost\r\n\r\n";

    struct Site {
        address: SocketAddr,
        stop: oneshot::Sender<()>,
        serving: JoinHandle<()>,
    }

    async fn open(change: impl FnOnce(&mut Bounds)) -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let router = Router::new().fallback(async |ConnectInfo(peer): ConnectInfo<SocketAddr>, uri: Uri| {
            if uri.path() == "/slow" {
                sleep(Duration::from_millis(600)).await;
            }
            if uri.path() == "/parts" {
                let part =
                    |_| Ok::<_, Infallible>(thread::current().name().unwrap_or_default().to_owned() + " ");
                return Response::new(Body::from_stream(stream::iter((0..3).map(part))));
            }
            if uri.path() == "/broken" {
                let part = |n| {
                    if n < 2 {
                        Ok::<_, Infallible>("part ")
                    } else {
                        panic!("in the middle of a body")
                    }
                };
                return Response::new(Body::from_stream(stream::iter((0..3).map(part))));
            }
            Response::new(Body::from(format!("{} is done", peer.ip())))
        });
        let mut bounds = Bounds {
            head: SOON,
            connections: 9,
            queue: 9,
            wait: SOON,
            per_address: 9,
            unbounded: Vec::new(),
        };
        change(&mut bounds);
        let answering = Answering {
            router,
            app: None,
            workers: Handle::current(),
        };
        let serving = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            within(bounds, answering, listener, stopped).await.unwrap();
        });
        Site {
            address,
            stop,
            serving,
        }
    }

    impl Site {
        async fn connect(&self) -> TcpStream {
            TcpStream::connect(self.address).await.unwrap()
        }
    }

    /// What comes until the end of the first answer, or of the connection.
    async fn answer(stream: &mut TcpStream) -> String {
        let mut all = Vec::new();
        let mut part = [0; 1024];
        while !String::from_utf8_lossy(&all).contains("127.0.0.1") {
            match timeout(SOON, stream.read(&mut part)).await.expect("in time") {
                Ok(n) if n > 0 => all.extend_from_slice(&part[..n]),
                _ => break,
            }
        }
        String::from_utf8(all).unwrap()
    }

    #[tokio::test]
    async fn a_request_tells_where_it_comes_from_and_the_next_one_needs_no_new_connection() {
        let site = open(|_| {}).await;
        let mut client = site.connect().await;
        for _ in 0..2 {
            client.write_all(GET).await.unwrap();
            assert!(answer(&mut client).await.starts_with("HTTP/1.1 200"));
        }
    }

    #[tokio::test]
    async fn what_takes_time_is_not_done_by_the_thread_of_the_connection() {
        let site = open(|_| {}).await;
        let mut client = site.connect().await;
        let request = b"GET /parts HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        client.write_all(request).await.unwrap();
        let mut all = String::new();
        let read = timeout(SOON, client.read_to_string(&mut all)).await;
        read.expect("in time").unwrap();
        let name = thread::current().name().unwrap_or_default().to_owned();
        assert_eq!(all.matches(&name).count(), 3, "{all}");
        assert!(all.ends_with("0\r\n\r\n"), "{all}");

        // What breaks off is not taken for the whole.
        let mut client = site.connect().await;
        client
            .write_all(b"GET /broken HTTP/1.1\r\nhost: localhost\r\n\r\n")
            .await
            .unwrap();
        let mut all = Vec::new();
        let read = timeout(SOON, client.read_to_end(&mut all)).await;
        drop(read.expect("the connection ends"));
        let all = String::from_utf8(all).unwrap();
        assert!(all.contains("part") && !all.ends_with("0\r\n\r\n"), "{all}");
    }

    #[tokio::test]
    async fn a_client_that_trickles_its_head_is_left() {
        let site = open(|bounds| bounds.head = Duration::from_millis(300)).await;
        // Silent, in the middle of a head, and where it may yet become HTTP/2.
        for begin in ["", "GET /where HTTP/1.1\r\nhost: l", "PRI * HT"] {
            let mut client = site.connect().await;
            client.write_all(begin.as_bytes()).await.unwrap();
            let mut rest = Vec::new();
            let end = timeout(SOON, client.read_to_end(&mut rest)).await;
            assert!(end.is_ok(), "{begin:?} holds the connection");
            assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
        }
        // Who is served and then keeps silent is left as well.
        let mut client = site.connect().await;
        client.write_all(GET).await.unwrap();
        assert!(answer(&mut client).await.starts_with("HTTP/1.1 200"));
        let end = timeout(SOON, client.read(&mut [0])).await.expect("in time");
        assert_eq!(end.unwrap(), 0);
    }

    #[tokio::test]
    async fn connections_beyond_the_bound_wait_for_their_turn() {
        let site = open(|bounds| bounds.connections = 2).await;
        let holders = [site.connect().await, site.connect().await];
        let mut third = site.connect().await;
        third.write_all(GET).await.unwrap();
        let early = timeout(Duration::from_millis(300), third.read(&mut [0])).await;
        assert!(early.is_err(), "no place yet");
        drop(holders);
        assert!(answer(&mut third).await.starts_with("HTTP/1.1 200"));
    }

    #[tokio::test]
    async fn who_waits_too_long_is_told_when_to_come_back() {
        let site = open(|bounds| {
            (bounds.connections, bounds.queue) = (1, 1);
            bounds.wait = Duration::from_secs(1);
        })
        .await;
        let mut holder = site.connect().await;
        holder.write_all(GET).await.unwrap();
        assert!(answer(&mut holder).await.starts_with("HTTP/1.1 200"));
        let (mut second, mut third) = (site.connect().await, site.connect().await);
        second.write_all(GET).await.unwrap();
        let told = answer(&mut second).await;
        assert!(told.starts_with("HTTP/1.1 503"), "{told}");
        assert!(told.contains("\r\nretry-after: 3\r\n"), "{told}");
        let (head, body) = told.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("content-length: {}", body.len())));
        // There is no room for a third one to wait.
        assert_eq!(answer(&mut third).await, "");
    }

    #[tokio::test]
    async fn one_address_does_not_take_all_places_unless_it_is_a_proxy() {
        let site = open(|bounds| bounds.per_address = 1).await;
        let mut first = site.connect().await;
        first.write_all(GET).await.unwrap();
        assert!(answer(&mut first).await.starts_with("HTTP/1.1 200"));
        let mut second = site.connect().await;
        assert_eq!(answer(&mut second).await, "");
        drop(first);
        for _ in 0..100 {
            let mut third = site.connect().await;
            let _ = third.write_all(GET).await;
            if answer(&mut third).await.starts_with("HTTP/1.1 200") {
                break;
            }
            sleep(Duration::from_millis(20)).await;
        }

        let proxied = open(|bounds| {
            bounds.per_address = 1;
            bounds.unbounded = vec!["127.0.0.0/8".parse().unwrap()];
        })
        .await;
        let mut clients = [proxied.connect().await, proxied.connect().await];
        for client in &mut clients {
            client.write_all(GET).await.unwrap();
            assert!(answer(client).await.starts_with("HTTP/1.1 200"));
        }
    }

    #[tokio::test]
    async fn a_stop_waits_for_the_requests_in_flight_and_for_nobody_else() {
        let site = open(|_| {}).await;
        let mut idle = site.connect().await;
        idle.write_all(GET).await.unwrap();
        assert!(answer(&mut idle).await.starts_with("HTTP/1.1 200"));
        let mut busy = site.connect().await;
        busy.write_all(b"GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n")
            .await
            .unwrap();
        sleep(Duration::from_millis(200)).await;
        site.stop.send(()).unwrap();
        let mut rest = String::new();
        timeout(SOON, busy.read_to_string(&mut rest))
            .await
            .expect("in time")
            .unwrap();
        assert!(rest.ends_with("127.0.0.1 is done"), "{rest}");
        timeout(SOON, site.serving).await.expect("it ends").unwrap();
        assert!(TcpStream::connect(site.address).await.is_err());
    }
}
