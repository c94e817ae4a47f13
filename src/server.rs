//! The development server: pages from memory, for this machine, following every save.
//!
//! hyper by itself, not axum and tower-http: there are three addresses of our own and one map of pages, so
//! there is nothing to route and no folder to serve; and what matters here, the limits on headers, time and
//! connections, belongs to hyper's own builder. It reads no file because of what a request says: an address
//! is looked up among the pages of the site.

mod body;
mod content_type;
mod error_page;
mod handler;
mod host_check;
mod live_reload;
mod page_cache;
mod session;
mod shards;

pub use live_reload::{Audience, Live, Now, Reply, plain};
pub use page_cache::{SCRIPT, Site};
pub use session::{Follower, News};

use host_check::Gate;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs as _};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot};

/// The port to try first if none is requested.
pub const PORT: u16 = 4000;
/// Number of further ports to try.
const TRIES: u16 = 50;
/// Time limit for a browser to send a request, and between requests.
const HEADER_TIME: Duration = Duration::from_secs(5);
/// Maximum size of request headers.
const HEADER_BYTES: usize = 16 * 1024;
const MAX_HEADERS: usize = 64;
/// Maximum number of connections; further ones wait. Below the usual limit on open files.
const MAX_CONNECTIONS: usize = 768;
/// Number of rendering threads.
const RENDERERS: usize = 4;

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Binds a port: `port`, or the first free one from [`PORT`] on.
///
/// # Errors
/// The host is unknown, the port is taken, or all are.
pub fn bind(host: &str, port: Option<u16>) -> io::Result<TcpListener> {
    let ports = port.map_or(PORT..=PORT + TRIES, |port| port..=port);
    let mut refusal = io::Error::from(ErrorKind::AddrInUse);
    for port in ports {
        let addresses: Vec<SocketAddr> = (host, port).to_socket_addrs()?.collect();
        match TcpListener::bind(addresses.as_slice()) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => refusal = error,
            other => return other,
        }
    }
    Err(refusal)
}

impl Server {
    /// Serves `live` on a bound listener.
    ///
    /// # Errors
    /// The system has no more threads or files.
    pub fn start(listener: TcpListener, host: &str, live: Arc<Live>) -> io::Result<Server> {
        let address = listener.local_addr()?;
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .max_blocking_threads(RENDERERS)
            .build()?;
        let listener = {
            let _guard = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let gate = Arc::new(Gate::new(host));
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = move || {
            runtime.spawn(accept(listener, live, gate));
            // Ends when the sender is dropped, closing every connection.
            let _ = runtime.block_on(stopped);
            runtime.shutdown_background();
        };
        let thread = std::thread::Builder::new().name("server".into()).spawn(serve)?;
        Ok(Server { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Returns the listening address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(listener: tokio::net::TcpListener, live: Arc<Live>, gate: Arc<Gate>) {
    let seats = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(seat) = seats.clone().acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let connection = converse(stream, live.clone(), gate.clone());
                tokio::spawn(async move {
                    connection.await;
                    drop(seat);
                });
            }
            // Out of file descriptors; wait for a connection to close.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Serves one connection until it closes.
async fn converse(stream: TcpStream, live: Arc<Live>, gate: Arc<Gate>) {
    let Ok(local) = stream.local_addr() else { return };
    // A page is one write, so waiting for more data only delays it.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let (live, gate) = (live.clone(), gate.clone());
        async move { Ok::<_, Infallible>(handler::answer(request, live, gate, local).await) }
    });
    // A disconnect is not an error.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_headers(MAX_HEADERS)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
