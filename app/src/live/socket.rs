//! The socket itself: connects, reconnects, and hands events to followers.

mod attempt;

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use model::live::{ClientMessage, Hello, Position, ServerMessageOf, Topic};
use serde_json::Value;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use self::attempt::Attempt;
use super::Connection;
use super::news::News;
use super::platform::{here, leave_to, monotonic_ms, page_build};
use super::reconnect::Backoff;

/// How long a socket may take to open, in milliseconds.
const CONNECT_TIMEOUT_MS: u32 = 10_000;

/// How long the first connection waits, in milliseconds: news that arrive while the browser still
/// makes sense of the server's page would change what it is about to compare.
const SETTLE_MS: u32 = 250;

/// A socket that said nothing for this long is not trusted after a wake, in milliseconds.
const SILENCE_MS: f64 = 15_000.0;

/// The server closes with this code when the session has ended.
const CLOSE_UNAUTHENTICATED: u16 = 4401;

/// The server closes with this code when it can't read what the page says: one is of another build.
const CLOSE_MISUNDERSTOOD: u16 = 1007;

type OnEvent = Rc<RefCell<dyn FnMut(News)>>;

/// Something that is followed.
struct Follower {
    topic: Topic,
    position: Option<Position>,
    /// Where a snapshot stands whose pieces are on their way, and how many of them are missing.
    arriving: Option<(Position, u32)>,
    visible: Vec<String>,
    on_event: OnEvent,
}

struct State {
    connection: RwSignal<Connection>,
    outdated: RwSignal<bool>,
    /// Rises with each attempt: handlers of an older one change nothing any more.
    generation: u32,
    backoff: Backoff,
    attempt: Option<Attempt>,
    retry: Option<Timeout>,
    next_id: u32,
    /// Few, by their numbers.
    followers: Vec<(u32, Follower)>,
    last_message_ms: f64,
    watches_wake: bool,
}

/// The tab's socket. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Handle(StoredValue<Rc<RefCell<State>>, LocalStorage>);

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State")
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

impl Handle {
    /// A socket that is opened with the first follower.
    pub(super) fn new(connection: RwSignal<Connection>, outdated: RwSignal<bool>) -> Self {
        Self(StoredValue::new_local(Rc::new(RefCell::new(State {
            connection,
            outdated,
            generation: 0,
            backoff: Backoff::default(),
            attempt: None,
            retry: None,
            next_id: 1,
            followers: Vec::new(),
            last_message_ms: 0.0,
            watches_wake: false,
        }))))
    }

    /// Follows a topic; the number is for [`Handle::unfollow`].
    pub(super) fn follow(
        self,
        topic: Topic,
        from: Position,
        on_event: Box<dyn FnMut(News)>,
    ) -> u32 {
        let state = self.state();
        let (id, first) = {
            let mut state = state.borrow_mut();
            let id = state.next_id;
            state.next_id += 1;
            let follower = Follower {
                topic,
                position: Some(from),
                arriving: None,
                visible: Vec::new(),
                on_event: Rc::new(RefCell::new(on_event)),
            };
            state.followers.push((id, follower));
            state.subscribe(id);
            (id, !std::mem::replace(&mut state.watches_wake, true))
        };
        if first {
            self.watch_wake();
        }
        let mut state = state.borrow_mut();
        if state.attempt.is_none() && state.retry.is_none() {
            state.retry = Some(Timeout::new(SETTLE_MS, move || self.retry()));
        }
        id
    }

    /// Tells which rows of a topic are on screen, so that the server keeps those freshest.
    pub(super) fn view(self, id: u32, visible: Vec<String>) {
        let state = self.state();
        let mut state = state.borrow_mut();
        if let Some(follower) = state.follower(id)
            && follower.visible != visible
        {
            follower.visible.clone_from(&visible);
            state.send(&ClientMessage::View { id, visible });
        }
    }

    /// Stops following.
    pub(super) fn unfollow(self, id: u32) {
        // The page's owner may be gone already when the document is being left.
        let Some(state) = self.0.try_get_value() else {
            return;
        };
        let mut state = state.borrow_mut();
        let followers = state.followers.len();
        state.followers.retain(|(other, _)| *other != id);
        if state.followers.len() < followers {
            state.send(&ClientMessage::Unsubscribe { id });
        }
    }

    fn state(self) -> Rc<RefCell<State>> {
        self.0.get_value()
    }

    fn connect(self) {
        let state = self.state();
        let generation = {
            let mut state = state.borrow_mut();
            state.attempt = None;
            state.retry = None;
            state.generation += 1;
            state.connection.set(if state.backoff.is_fresh() {
                Connection::Connecting
            } else {
                Connection::Lost
            });
            state.generation
        };
        let Ok(socket) = WebSocket::new("/live") else {
            self.lost(generation);
            return;
        };
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                self.received(generation, &text);
            }
        });
        let on_close = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
            match event.code() {
                CLOSE_UNAUTHENTICATED => leave_to(&crate::paths::sign_in(Some(&here()))),
                CLOSE_MISUNDERSTOOD => self.state().borrow_mut().not_understood(),
                _ => {}
            }
            self.lost(generation);
        });
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        let timeout = Timeout::new(CONNECT_TIMEOUT_MS, move || self.too_slow(generation));
        state.borrow_mut().attempt = Some(Attempt {
            socket,
            _timeout: timeout,
            _on_message: on_message,
            _on_close: on_close,
        });
    }

    fn too_slow(self, generation: u32) {
        let open = self.state().borrow().connection.get_untracked() == Connection::Open;
        if !open {
            self.lost(generation);
        }
    }

    /// Gives a socket up and plans the next attempt.
    fn lost(self, generation: u32) {
        let state = self.state();
        let mut state = state.borrow_mut();
        if state.generation != generation || state.retry.is_some() {
            return;
        }
        state.connection.set(Connection::Lost);
        let delay = state.backoff.next_ms(js_sys::Math::random());
        // The handlers of the lost socket may be running right now: they go when the next attempt
        // begins, and until then the raised generation keeps them from changing anything.
        state.generation += 1;
        state.retry = Some(Timeout::new(delay, move || self.retry()));
    }

    fn retry(self) {
        // The timer that calls this is over: it must not be cancelled while it runs.
        if let Some(timer) = self.state().borrow_mut().retry.take() {
            drop(timer.forget());
        }
        self.connect();
    }

    fn received(self, generation: u32, text: &str) {
        let state = self.state();
        let mut state = state.borrow_mut();
        if state.generation != generation {
            return;
        }
        state.last_message_ms = monotonic_ms();
        let Ok(message) = crate::api::encoding::read::<ServerMessageOf<Value, Value>>(text) else {
            // Only a server of another build says what this page can't read.
            state.outdated.set(true);
            return;
        };
        match message {
            ServerMessageOf::Hello(hello) => state.greeted(&hello),
            ServerMessageOf::Topic { id, event } => {
                state.backoff.forget();
                if let Some(on_event) = state.advance(id, &event) {
                    drop(state);
                    on_event.borrow_mut()(event);
                }
            }
        }
    }

    /// Reconnects at once when the machine wakes or the network returns.
    fn watch_wake(self) {
        for (name, trusted) in [
            ("online", false),
            ("pageshow", true),
            ("visibilitychange", true),
        ] {
            drop(window_event_listener_untyped(name, move |_| {
                self.woke(trusted);
            }));
        }
    }

    fn woke(self, may_be_alive: bool) {
        let hidden = web_sys::window()
            .and_then(|window| window.document())
            .is_some_and(|document| document.hidden());
        if hidden {
            return;
        }
        let state = self.state();
        let alive = {
            let mut state = state.borrow_mut();
            if matches!(
                state.connection.get_untracked(),
                Connection::Idle | Connection::Connecting
            ) {
                return;
            }
            state.backoff.forget();
            let silent_ms = monotonic_ms() - state.last_message_ms;
            state.connection.get_untracked() == Connection::Open
                && (may_be_alive && silent_ms < SILENCE_MS)
        };
        let follows = !state.borrow().followers.is_empty();
        if !alive && follows {
            self.connect();
        }
    }
}

impl State {
    fn follower(&mut self, id: u32) -> Option<&mut Follower> {
        let mut followers = self.followers.iter_mut();
        followers.find_map(|(other, follower)| (*other == id).then_some(follower))
    }

    fn send(&self, message: &ClientMessage) {
        let open = self.connection.get_untracked() == Connection::Open;
        if open
            && let Some(attempt) = &self.attempt
            && let Ok(text) = serde_json::to_string(message)
        {
            drop(attempt.socket.send_with_str(&text));
        }
    }

    fn subscribe(&self, id: u32) {
        if let Some((_, follower)) = self.followers.iter().find(|(other, _)| *other == id) {
            self.send(&ClientMessage::Subscribe {
                id,
                topic: follower.topic.clone(),
                from: follower.position.clone(),
            });
            if !follower.visible.is_empty() {
                self.send(&ClientMessage::View {
                    id,
                    visible: follower.visible.clone(),
                });
            }
        }
    }

    /// The server has closed because of what this page said, and would again.
    fn not_understood(&mut self) {
        self.outdated.set(true);
        self.backoff.give_time();
    }

    fn greeted(&mut self, hello: &Hello) {
        self.connection.set(Connection::Open);
        if page_build().is_some_and(|build| build != hello.build) {
            self.outdated.set(true);
        }
        let ids: Vec<u32> = self.followers.iter().map(|(id, _)| *id).collect();
        for id in ids {
            self.subscribe(id);
        }
    }

    /// Moves a follower's position by an event; gives who takes it, `None` when it was seen already
    /// or nobody wants it.
    fn advance(&mut self, id: u32, event: &News) -> Option<OnEvent> {
        let follower = self.follower(id)?;
        match event {
            News::Snapshot {
                epoch,
                revision,
                parts,
                ..
            } => {
                let position = Position {
                    epoch: epoch.clone(),
                    revision: *revision,
                };
                // Half a snapshot is no position to go on from.
                if *parts == 0 {
                    follower.position = Some(position);
                    follower.arriving = None;
                } else {
                    follower.position = None;
                    follower.arriving = Some((position, *parts));
                }
            }
            News::Part { .. } => {
                let (position, missing) = follower.arriving.take()?;
                if missing <= 1 {
                    follower.position = Some(position);
                } else {
                    follower.arriving = Some((position, missing - 1));
                }
            }
            News::Patch { revision, .. } => {
                let position = follower.position.as_mut()?;
                if *revision <= position.revision {
                    return None;
                }
                if *revision > position.revision + 1 {
                    // A patch is missing, so this one can't be taken: ask for everything.
                    follower.position = None;
                    self.subscribe(id);
                    return None;
                }
                position.revision = *revision;
            }
            News::Status(_) | News::Error(_) => {}
        }
        Some(Rc::clone(&follower.on_event))
    }
}
