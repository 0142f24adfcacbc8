//! Tasks as dots: the shape says the phase, the colour says it again.

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
    /// Its page, when the dot is a link.
    pub(crate) href: Option<String>,
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
        let href = self.href.as_deref().unwrap_or_default();
        format!("{} {} {href}", self.class(), self.id)
    }

    fn view(self) -> Part {
        let (class, name) = (self.class(), self.name());
        match self.href {
            Some(href) => {
                view! { <a class=class href=href aria-label=name.clone() title=name></a> }
                    .into_part()
            }
            None => view! { <i class=class role="img" aria-label=name.clone() title=name></i> }
                .into_part(),
        }
    }
}

/// A group of dots. A task that changes changes its dot alone.
#[component]
pub(crate) fn Dots(
    /// The dots.
    #[prop(into)]
    dots: Signal<Vec<Dot>>,
    /// Whether they are large, one row and links.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let class = if large { "dots large" } else { "dots" };
    let more = move || dots.with(Vec::len).saturating_sub(MOST_DOTS);
    view! {
        <span class=class>
            {rows(move || {
                dots.with(|dots| {
                    let shown = dots.iter().take(MOST_DOTS).cloned();
                    shown.map(|dot| Row::new(dot.identity(), move || dot.view())).collect()
                })
            })}
            {changing(move || {
                (more() > 0)
                    .then(|| view! { <span class="more">{format!("+{}", more())}</span> }.into_part())
            })}
        </span>
    }
    .into_part()
}
