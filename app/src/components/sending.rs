//! How a dialog ends that sends something: the reason why not, and its buttons.

use leptos::prelude::*;
use model::{Error, ErrorKind};

use crate::api::error::ApiError;
use crate::state::effect::effect;
use crate::ui::notice;
use crate::ui::part::{IntoPart, Part, changing};
use crate::ui::show::Show;

/// What a dialog sends: it closes when that succeeds, and stays as it is with the reason when it does
/// not. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sending {
    open: RwSignal<bool>,
    failed: RwSignal<Option<Error>>,
    pending: Memo<bool>,
}

/// The button that sends.
pub(crate) struct Submit {
    /// Its class.
    pub(crate) class: &'static str,
    /// Whether it may be pressed, as far as the fields go.
    pub(crate) ready: Signal<bool>,
    /// Its words.
    pub(crate) words: Signal<String>,
}

impl Sending {
    /// Follows `send`; `done` is what comes after the dialog has closed.
    pub(crate) fn new<I: 'static, O: Send + Sync + 'static>(
        open: RwSignal<bool>,
        send: Action<I, Result<O, ApiError>>,
        done: impl Fn(&O) + 'static,
    ) -> Self {
        let failed = RwSignal::new(None::<Error>);
        effect(move || {
            if open.get() {
                failed.set(None);
            }
        });
        effect(move || {
            send.value().with(|value| match value {
                Some(Ok(answer)) => {
                    open.set(false);
                    done(answer);
                }
                Some(Err(ApiError(error))) => failed.set(Some(error.clone())),
                None => {}
            });
        });
        Self {
            open,
            failed,
            pending: send.pending(),
        }
    }

    /// Whether it may begin now; it forgets the reason of the last time if it may.
    pub(crate) fn begin(self) -> bool {
        let may = !self.pending.get_untracked();
        if may {
            self.failed.set(None);
        }
        may
    }

    /// Says why it can't be sent.
    pub(crate) fn refuse(self, error: Error) {
        self.failed.set(Some(error));
    }

    /// Whether it is on its way.
    pub(crate) fn is_pending(self) -> bool {
        self.pending.get()
    }

    /// Whether somebody else was faster, so that it must be looked at again.
    fn is_conflict(self) -> bool {
        let conflict = |error: &Error| error.kind == ErrorKind::Conflict;
        self.failed
            .with(|error| error.as_ref().is_some_and(conflict))
    }

    /// The reason why not, and the buttons. After a conflict, nothing can be sent until `look` has
    /// taken what is there now.
    pub(crate) fn ending(self, look: Option<Callback<()>>, submit: Submit) -> Part {
        let Submit {
            class,
            ready,
            words,
        } = submit;
        let stale = move || look.is_some() && self.is_conflict();
        let again = move |_| {
            if let Some(look) = look {
                look.run(());
            }
            self.failed.set(None);
        };
        view! {
            {changing(move || self.failed.get().map(|error| notice::error(&error)))}
            <div class="actions">
                <button type="button" class="btn" on:click=move |_| self.open.set(false)>
                    "Cancel"
                </button>
                <Show when=stale>
                    <button type="button" class="btn" on:click=again>
                        "Look again"
                    </button>
                </Show>
                <button
                    class=class
                    disabled=changing(move || !ready.get() || self.is_pending() || stale())
                >
                    {changing(move || words.get())}
                </button>
            </div>
        }
        .into_part()
    }
}
