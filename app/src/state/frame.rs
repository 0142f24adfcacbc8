//! Heavy work in frames: one piece in each, so that no frame is late because two came together.

use std::cell::Cell;

use leptos::prelude::request_animation_frame;

thread_local! {
    static CLAIMED: Cell<bool> = const { Cell::new(false) };
}

/// Whether heavy work may be done in this frame, asked by what a frame has called. The first one to
/// ask may; others ask again in the next frame.
pub(crate) fn claim() -> bool {
    if CLAIMED.replace(true) {
        return false;
    }
    // What is asked for while a frame is made comes first in the next one.
    request_animation_frame(|| CLAIMED.set(false));
    true
}
