//! Tasks as dots: the shape says the phase, the colour says it again.

use std::sync::Arc;

use leptos::prelude::*;
use model::task::TaskPhase;

use crate::ui::part::{IntoPart, Part, changing};
use crate::ui::rows::{Row, rows};

/// The most dots in one group; the rest is a number.
const MOST_DOTS: usize = 60;

/// A task's dot.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Dot {
    /// The task's id.
    pub(crate) id: String,
    /// Its phase.
    pub(crate) phase: TaskPhase,
    /// Whether it is of the new one of two revisions.
    pub(crate) next: bool,
}

impl Dot {
    fn class(&self) -> String {
        let side = if self.next { " next" } else { "" };
        format!("dot {}{side}", self.phase.words())
    }

    fn name(&self) -> String {
        let side = if self.next { ", new revision" } else { "" };
        let id = crate::paths::short_task(&self.id);
        format!("Task {id}, {}{side}", self.phase.words())
    }

    /// The dot as a row's key: another one where anything on it differs.
    fn identity(&self) -> String {
        format!("{} {}", self.class(), self.id)
    }
}

/// How many dots are not shown, when any are.
fn more(dots: &[Dot]) -> Option<impl IntoView + use<>> {
    let more = dots.len().saturating_sub(MOST_DOTS);
    (more > 0).then(|| view! { <span class="more">{format!("+{more}")}</span> })
}

/// A group of small dots, as they are now.
pub(crate) fn dots(dots: &[Dot]) -> impl IntoView + use<> {
    let shown = dots.iter().take(MOST_DOTS).map(|dot| {
        let (class, name) = (dot.class(), dot.name());
        view! { <i class=class role="img" aria-label=name.clone() title=name></i> }
    });
    let class = if dots.len() > MOST_DOTS {
        "dots many"
    } else {
        "dots"
    };
    view! { <span class=class>{shown.collect_view()} {more(dots)}</span> }
}

/// A row of large dots, each the link of its task. A task that changes changes its dot alone.
#[component]
pub(crate) fn DotLinks(
    /// The dots.
    #[prop(into)]
    dots: Signal<Vec<Dot>>,
    /// The address of a task's page.
    path: Arc<dyn Fn(&str) -> String + Send + Sync>,
) -> impl IntoView {
    let links = move || {
        dots.with(|dots| {
            let shown = dots.iter().take(MOST_DOTS).cloned();
            shown
                .map(|dot| Row::new(dot.identity(), link(dot, &path)))
                .collect()
        })
    };
    view! { <span class="dots large">{rows(links)} {changing(move || dots.with(|dots| more(dots)))}</span> }
        .into_part()
}

fn link(
    dot: Dot,
    path: &Arc<dyn Fn(&str) -> String + Send + Sync>,
) -> impl FnOnce() -> Part + use<> {
    let path = Arc::clone(path);
    move || {
        let (class, name, href) = (dot.class(), dot.name(), path(&dot.id));
        view! { <a class=class href=href aria-label=name.clone() title=name></a> }.into_part()
    }
}
