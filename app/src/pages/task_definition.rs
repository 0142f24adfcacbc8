//! A task definition, for reading.

mod container;

use leptos::prelude::*;
use model::task_definition::TaskDefinition;

use self::container::container_card;
use super::{param, place_param};
use crate::api::loaded::load_with;
use crate::api::task_definition::ReadTaskDefinition;
use crate::components::heading::Heading;
use crate::components::load::load;
use crate::ui::age::utc;
use crate::ui::card::Card;
use crate::ui::chip::{Chip, Tone};
use crate::ui::copy::Copy;
use crate::ui::facts::{code, fact, list};
use crate::ui::part::{IntoPart, Part};
use crate::ui::tags::tags;

/// The page.
#[component]
pub(crate) fn TaskDefinitionPage() -> impl IntoView {
    let (place, family, revision) = (place_param(), param("family"), param("revision"));
    let resource = load_with(move || {
        let (place, family, revision) = (place.get(), family.get(), revision.get());
        ReadTaskDefinition {
            target: place.target,
            region: place.region,
            task_definition: if revision.is_empty() {
                family
            } else {
                format!("{family}:{revision}")
            },
        }
    });
    load("task definition", resource, |definition: TaskDefinition| {
        content(&definition)
    })
}

fn status_tone(status: &str) -> Tone {
    match status {
        "ACTIVE" => Tone::Ok,
        "DELETE_IN_PROGRESS" => Tone::Busy,
        _ => Tone::Idle,
    }
}

fn basics(definition: &TaskDefinition) -> Part {
    let arn = definition.arn.clone();
    list([
        Some((
            "ARN",
            view! { <code class="wrap">{arn.clone()}</code> <Copy text=arn what="ARN" /> }
                .into_part(),
        )),
        fact("CPU", definition.cpu.as_deref().map(model::words::cpu)),
        fact(
            "Memory",
            definition.memory.as_deref().map(model::words::memory),
        ),
        fact("Network mode", definition.network_mode.clone()),
        fact("Platform", definition.platform.clone()),
        fact("Valid for", Some(definition.compatibilities.join(", "))),
        code("Task role", definition.task_role.clone()),
        code("Execution role", definition.execution_role.clone()),
        fact("Volumes", Some(definition.volumes.join(", "))),
        definition
            .registered_at
            .map(|at| ("Registered", utc(Some(at)))),
        code("Registered by", definition.registered_by.clone()),
    ])
}

fn content(definition: &TaskDefinition) -> Part {
    let name = format!("{}:{}", definition.family, definition.revision);
    let containers: Vec<_> = definition.containers.iter().map(container_card).collect();
    let count = model::words::count(containers.len() as i64, "container");
    let parts = (basics(definition), tags(&definition.tags));
    view! {
        <div class="row head">
            <Heading title=name />
            <Chip
                tone=status_tone(&definition.status)
                words=model::words::title(&definition.status)
            />
            <span class="muted">{count}</span>
        </div>
        <div class="two">
            <section class="column plain" aria-label="Containers">
                <h2>"Containers"</h2>
                {containers}
            </section>
            <div class="column">
                <Card title="Task definition".to_owned()>{parts.0}</Card>
                <Card title="Tags".to_owned()>{parts.1}</Card>
            </div>
        </div>
    }
    .into_part()
}
