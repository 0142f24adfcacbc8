//! Connections: accepting them, their bounds, and letting them end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

use crate::shutdown::Shutdown;

/// Connections at once; further ones wait to be accepted.
pub(crate) const CONNECTIONS: usize = 2048;

/// How long a client may take to send a request's head, and keep a connection open unused.
const HEAD_TIMEOUT: Duration = Duration::from_mins(1);

/// The buffer of a connection, in bytes, which bounds a request's head too.
const BUFFER_BYTES: usize = 32 * 1024;

/// The pause after a failed accept, which mostly means that the process has too many files open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// Answers connections until the shutdown begins; those that are open go on as its tasks.
///
/// axum's own server sets no timeout for the head of a request, so one client could hold
/// connections open for ever.
pub(crate) async fn serve(listener: TcpListener, router: Router, shutdown: &Shutdown) {
    let permits = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            () = shutdown.begun() => return,
            accepted = accept(&listener, &permits) => accepted,
        };
        match accepted {
            Ok((stream, peer, permit)) => {
                let connection = connection(stream, peer, router.clone(), shutdown.clone());
                shutdown.tasks().spawn(async move {
                    connection.await;
                    drop(permit);
                });
            }
            Err(error) => {
                tracing::warn!("a connection can't be accepted: {error}");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn accept(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let permit = permits
        .clone()
        .acquire_owned()
        .await
        .map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, peer, permit))
}

async fn connection(stream: TcpStream, peer: SocketAddr, router: Router, shutdown: Shutdown) {
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(BUFFER_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = shutdown.begun() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, "a connection broke: {error}");
    }
}
