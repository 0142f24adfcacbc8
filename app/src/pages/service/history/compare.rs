//! What differs between two revisions of the history.

use leptos::prelude::*;
use model::attention::revisions;
use model::history::RevisionChanges;
use model::place::{ServiceRef, short_name};

use super::row::Marks;
use crate::api::history::ReadRevisionChanges;
use crate::api::loaded::load_if;
use crate::components::load::load_part;
use crate::state::memo::memo;
use crate::state::service::ServiceState;
use crate::ui::card::Card;
use crate::ui::part::{IntoPart, Part};
use crate::ui::{diff, notice};

/// The card.
#[component]
pub(super) fn Compare(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
    /// Which two revisions.
    marks: Marks,
) -> impl IntoView {
    let pair = memo(move || {
        let arn = |id: String| state.revision_arn(&id);
        Some((arn(marks.marked(false))?, arn(marks.marked(true))?))
    });
    let title = Signal::derive(move || {
        let words = pair.get().and_then(|(before, after)| {
            let (from, to) = (state.definition_of(&before)?, state.definition_of(&after)?);
            Some(if from == to {
                format!("{} and {}", short_name(&before), short_name(&after))
            } else {
                revisions(&from, &to)
            })
        });
        match words {
            Some(words) => format!("Difference {words}"),
            None => "Difference".to_owned(),
        }
    });
    let changes = load_if(move || {
        let (before, after) = pair.get()?;
        let place = service.cluster.place.clone();
        Some(ReadRevisionChanges {
            target: place.target,
            region: place.region,
            cluster: service.cluster.cluster.clone(),
            service: service.service.clone(),
            before,
            after,
        })
    });
    let body = load_part("the difference", changes, |changes| match changes {
        Some(changes) => show(&changes),
        None => notice::empty(
            "Nothing to compare.",
            "Mark a revision before and one after in the list.",
        ),
    });
    view! { <Card title>{body}</Card> }.into_part()
}

fn show(changes: &RevisionChanges) -> Part {
    if changes.definition.is_empty() && changes.settings.is_empty() {
        return notice::empty(
            "Nothing differs.",
            "Both revisions run the same images with the same settings.",
        );
    }
    let part = |title: &'static str, changes: &[model::diff::Change]| {
        (!changes.is_empty()).then(|| {
            view! {
                <h3 class="pad small">{title}</h3>
                {diff::changes(changes)}
            }
        })
    };
    view! {
        {part("Task definition", &changes.definition)}
        {part("Service settings", &changes.settings)}
    }
    .into_part()
}
