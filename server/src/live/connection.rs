//! One socket, from hello to close.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::Message;
use engine::access::Principal;
use futures::{Sink, SinkExt, Stream, StreamExt};
use model::Timestamp;
use model::live::{Hello, ServerMessage};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};
use tokio::time::MissedTickBehavior;
use tower_sessions::session::Id;

use super::ending::Ending;
use super::following::Following;
use super::lookups::Lookups;
use super::subscriptions::{Subscriptions, encode};
use super::writer::{Pings, Queues, write};
use super::{LiveSettings, Sockets};
use crate::session::Sessions;
use crate::shutdown::Shutdown;
use crate::state::AppState;

/// Answers that wait for a slow page.
const URGENT: usize = 128;

/// A look at the session may be as old as this share of the time between two of them.
const SHARED_LOOK: u32 = 10;

/// How long the close message may take.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// A socket of a signed-in user.
pub(super) struct Connection {
    sessions: Sessions,
    session: Id,
    principal: Principal,
    settings: LiveSettings,
    sockets: Sockets,
    shutdown: Shutdown,
    ended: broadcast::Receiver<Id>,
    subscriptions: Subscriptions,
    pings: Pings,
    queues: Queues,
}

impl Connection {
    pub(super) fn new(state: &AppState, session: Id, principal: Principal) -> Self {
        let following = Arc::<Following>::default();
        let (urgent, urgent_receiver) = mpsc::channel(URGENT);
        let hello = Hello {
            build: state.engine.build().to_owned(),
            epoch: state.engine.epoch().to_owned(),
            time: Timestamp(now_ms()),
        };
        // The queue is empty, so the hello has room.
        let _ = urgent.try_send(encode(&ServerMessage::Hello(hello)));
        Self {
            ended: state.sessions.ended(),
            sessions: state.sessions.clone(),
            session,
            principal,
            settings: state.live,
            sockets: state.sockets.clone(),
            shutdown: state.shutdown.clone(),
            subscriptions: Subscriptions::new(state.engine.clone(), Arc::clone(&following), urgent),
            pings: Pings::default(),
            queues: Queues {
                urgent: urgent_receiver,
                following,
            },
        }
    }

    /// Runs the socket to its end.
    pub(super) async fn run<O, I, E>(self, mut outgoing: O, incoming: I)
    where
        O: Sink<Message> + Unpin,
        I: Stream<Item = Result<Message, E>> + Unpin,
        E: std::error::Error,
    {
        let Self {
            sessions,
            session,
            principal,
            settings,
            sockets,
            shutdown,
            ended,
            subscriptions,
            pings,
            mut queues,
        } = self;
        let mut reader = Reader {
            sessions,
            session,
            principal,
            subscriptions,
            pings: &pings,
            lookups: &sockets.lookups,
            recheck: settings.recheck,
        };
        let ending = tokio::select! {
            ending = reader.read(incoming, ended, &shutdown) => ending,
            ending = write(&mut outgoing, &mut queues, &sockets.texts, &pings, settings.ping) => ending,
        };
        drop(reader);
        tracing::debug!(?ending, "a live socket ended");
        if let Some(message) = ending.message() {
            // Whether it arrives or not, this socket is over.
            let _ = tokio::time::timeout(CLOSE_TIMEOUT, outgoing.send(message)).await;
        }
    }
}

/// The reading half, which decides when the socket ends.
struct Reader<'a> {
    sessions: Sessions,
    session: Id,
    principal: Principal,
    subscriptions: Subscriptions,
    pings: &'a Pings,
    lookups: &'a Lookups,
    recheck: Duration,
}

impl Reader<'_> {
    async fn read<I, E>(
        &mut self,
        mut incoming: I,
        mut ended: broadcast::Receiver<Id>,
        shutdown: &Shutdown,
    ) -> Ending
    where
        I: Stream<Item = Result<Message, E>> + Unpin,
        E: std::error::Error,
    {
        let mut rechecks = tokio::time::interval(self.recheck);
        rechecks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        rechecks.reset();
        loop {
            let done = tokio::select! {
                message = incoming.next() => self.hear(message),
                id = ended.recv() => match id {
                    Ok(id) if id == self.session => Err(Ending::SessionOver),
                    Ok(_) => Ok(()),
                    Err(RecvError::Lagged(_)) => self.recheck().await,
                    Err(RecvError::Closed) => Err(Ending::Restarting),
                },
                _ = rechecks.tick() => self.recheck().await,
                () = shutdown.begun() => Err(Ending::Restarting),
            };
            if let Err(ending) = done {
                return ending;
            }
        }
    }

    fn hear<E: std::error::Error>(
        &mut self,
        message: Option<Result<Message, E>>,
    ) -> Result<(), Ending> {
        let message = match message {
            None | Some(Ok(Message::Close(_))) => return Err(Ending::Gone),
            Some(Err(error)) => return Err(broken(&error)),
            Some(Ok(message)) => message,
        };
        self.pings.heard();
        match message {
            Message::Text(text) => {
                let message =
                    serde_json::from_str(text.as_str()).map_err(|_| Ending::Misunderstood)?;
                self.subscriptions.handle(&self.principal, message)
            }
            Message::Binary(_) => Err(Ending::Misunderstood),
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => Ok(()),
        }
    }

    /// Looks at the session and the grants again. An open socket does not keep a session alive.
    async fn recheck(&mut self) -> Result<(), Ending> {
        let age = self.recheck / SHARED_LOOK;
        let look = self.lookups.look(&self.sessions, self.session, age);
        match look.await {
            Ok(Some(principal)) => {
                self.principal = principal;
                self.subscriptions.recheck(&self.principal)
            }
            Ok(None) => Err(Ending::SessionOver),
            Err(error) => {
                tracing::error!("the session of a socket can't be read: {error}");
                Err(Ending::Failed)
            }
        }
    }
}

/// Why reading failed: the page went away, or sent more than a message may hold.
fn broken<E: std::error::Error>(error: &E) -> Ending {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.to_string().contains("too long") {
            return Ending::TooLarge;
        }
        cause = error.source();
    }
    Ending::Gone
}

fn now_ms() -> i64 {
    let now = time::OffsetDateTime::now_utc();
    (now.unix_timestamp_nanos() / 1_000_000) as i64
}
