//! A server that sends to all sockets of `GET /live` what is posted to `/send`, and does nothing else.
//! `cargo xtask bench live` compares the console with it.

use axum::Router;
use axum::extract::ws::{Message, Utf8Bytes, WebSocketUpgrade};
use axum::extract::{DefaultBodyLimit, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::broadcast;

type Sockets = broadcast::Sender<Utf8Bytes>;

/// Messages that wait for a slow socket.
const QUEUE: usize = 1_024;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let router = Router::new()
        .route("/live", get(open))
        .route("/send", post(send).layer(DefaultBodyLimit::disable()))
        .with_state(broadcast::channel(QUEUE).0);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let listener = listener.tap_io(|stream| {
        // As the console does; without it the kernel holds small messages back.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await?;
    Ok(())
}

async fn send(State(sockets): State<Sockets>, message: String) {
    // Without a socket nobody gets it.
    let _ = sockets.send(message.into());
}

async fn open(State(sockets): State<Sockets>, upgrade: WebSocketUpgrade) -> Response {
    let mut messages = sockets.subscribe();
    upgrade.on_upgrade(async move |mut socket| {
        loop {
            tokio::select! {
                message = messages.recv() => {
                    let Ok(message) = message else { return };
                    if socket.send(Message::Text(message)).await.is_err() {
                        return;
                    }
                }
                received = socket.recv() => {
                    if !matches!(received, Some(Ok(_))) {
                        return;
                    }
                }
            }
        }
    })
}
