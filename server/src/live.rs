//! The live socket, `GET /live`: topics pushed to a page.
//!
//! * `connection`: one socket from hello to close: reads, session checks, shutdown
//! * `subscriptions`: the topics it follows, `following`: their news
//! * `writer`: the only place that writes, with pings
//! * `shared_text`: messages that many sockets send, `lookups`: sessions that many sockets have
//! * `ending`: why a socket ends, as a close code

mod connection;
mod ending;
mod following;
mod lookups;
mod shared_text;
mod subscriptions;
mod writer;

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::access::Principal;
use futures::{SinkExt, StreamExt};
use model::live::MAX_CLIENT_MESSAGE_BYTES;
use tokio::sync::Semaphore;

use crate::principal::SignedIn;
use crate::state::AppState;

use connection::Connection;
use ending::Ending;
use lookups::Lookups;
use shared_text::SharedTexts;

/// The socket's path.
pub(crate) const PATH: &str = "/live";

/// What a socket reads at once, in bytes. Pages say little; a longer message gets more room for itself.
/// Each socket keeps this much, and clears it before each read.
const READ_BUFFER_BYTES: usize = 1024;

/// What a socket may hold that is not sent yet, in bytes. It must hold the largest snapshot; more
/// is never in it, because each message is sent before the next is taken.
const WRITE_BUFFER_BYTES: usize = 64 * 1024 * 1024;

/// How live sockets are watched.
#[derive(Debug, Clone, Copy)]
pub struct LiveSettings {
    /// How often a socket's session and grants are looked at.
    pub recheck: Duration,
    /// How often a socket is pinged; one that misses two pings is dropped.
    pub ping: Duration,
    /// Sockets at once.
    pub sockets: usize,
}

impl Default for LiveSettings {
    fn default() -> Self {
        Self {
            recheck: Duration::from_secs(10),
            ping: Duration::from_secs(20),
            sockets: 2048,
        }
    }
}

/// What sockets share: their permits, texts of messages, and looks at sessions.
#[derive(Clone)]
pub(crate) struct Sockets {
    permits: Arc<Semaphore>,
    most: usize,
    texts: Arc<SharedTexts>,
    lookups: Arc<Lookups>,
}

impl Sockets {
    /// So many at once.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(most)),
            most,
            texts: Arc::default(),
            lookups: Arc::default(),
        }
    }

    /// How many are open.
    pub(crate) fn open(&self) -> usize {
        self.most - self.permits.available_permits()
    }
}

/// Opens a socket. One without a session is closed by [`Ending::SessionOver`] at once: scripts
/// can't see the status of a refused upgrade.
pub(crate) async fn handle(
    State(state): State<AppState>,
    signed_in: Option<Extension<SignedIn>>,
    principal: Option<Extension<Principal>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let Ok(permit) = state.sockets.permits.clone().try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "Too many live sockets.").into_response();
    };
    let upgrade = upgrade
        .max_message_size(MAX_CLIENT_MESSAGE_BYTES)
        .max_frame_size(MAX_CLIENT_MESSAGE_BYTES)
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER_BYTES);
    let tasks = state.shutdown.tasks().clone();
    upgrade.on_upgrade(move |socket| {
        tasks.track_future(async move {
            let (mut outgoing, incoming) = socket.split();
            if let (Some(Extension(SignedIn(session))), Some(Extension(principal))) =
                (signed_in, principal)
            {
                let connection = Connection::new(&state, session, principal);
                connection.run(outgoing, incoming).await;
            } else if let Some(message) = Ending::SessionOver.message() {
                // Whether it arrives or not, this socket is over.
                let _ = outgoing.send(message).await;
            }
            drop(permit);
        })
    })
}
