//! One attempt at a connection.

use gloo_timers::callback::Timeout;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

/// One socket with its handlers, which live as long as it does.
pub(super) struct Attempt {
    pub(super) socket: WebSocket,
    pub(super) _timeout: Timeout,
    pub(super) _on_message: Closure<dyn FnMut(MessageEvent)>,
    pub(super) _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        drop(self.socket.close());
    }
}
