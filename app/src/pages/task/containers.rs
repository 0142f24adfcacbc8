//! The containers of a task.

use leptos::prelude::*;
use model::image::short_image;
use model::task::{Container, Health, Task};

use crate::ui::chip::{Chip, Tone};
use crate::ui::facts::{code, fact, list};
use crate::ui::part::{IntoPart, Part};

fn tone(container: &Container) -> Tone {
    match (
        container.status.as_deref(),
        &container.health,
        container.exit_code,
    ) {
        (Some("STOPPED"), _, Some(0) | None) => Tone::Idle,
        (Some("STOPPED"), ..) => Tone::Bad,
        (Some("RUNNING"), Some(Health::Unhealthy), _) => Tone::Warn,
        (Some("RUNNING"), ..) => Tone::Ok,
        _ => Tone::Busy,
    }
}

fn words(container: &Container) -> String {
    let status = container
        .status
        .as_deref()
        .map_or_else(|| "Unknown".to_owned(), model::words::title);
    match (&container.health, container.exit_code) {
        (_, Some(code)) => format!("{status}, exit code {code}"),
        (Some(Health::Healthy), None) => format!("{status}, healthy"),
        (Some(Health::Unhealthy), None) => format!("{status}, unhealthy"),
        _ => status,
    }
}

fn ports(container: &Container) -> String {
    let ports: Vec<String> = container
        .bindings
        .iter()
        .filter_map(|binding| {
            let inside = binding.container_port?;
            let protocol = binding.protocol.as_deref().unwrap_or("tcp");
            Some(match binding.host_port {
                Some(outside) => format!("{outside} → {inside}/{protocol}"),
                None => format!("{inside}/{protocol}"),
            })
        })
        .collect();
    ports.join(", ")
}

fn card(container: &Container) -> Part {
    let image = container.image.as_deref().map(short_image);
    view! {
        <section class="card container">
            <header>
                <h3 class="wrap">{container.name.clone()}</h3>
                <Chip tone=tone(container) words=words(container) />
            </header>
            {list([
                code("Image", image),
                code("Full image", container.image.clone()),
                code("Digest", container.digest.clone()),
                fact("Reason", container.reason.clone()),
                code("Ports", Some(ports(container))),
                code("Address", Some(container.private_ips.join(", "))),
                fact("CPU", container.cpu.clone().filter(|cpu| cpu != "0").map(|cpu| format!("{cpu} units"))),
                fact("Memory limit", container.memory.as_deref().map(model::words::memory)),
                code("Runtime id", container.runtime_id.clone()),
            ])}
        </section>
    }
    .into_part()
}

/// A card for each container.
pub(super) fn containers(task: &Task) -> Part {
    if task.containers.is_empty() {
        return crate::ui::notice::empty(
            "No containers yet.",
            "They appear once the task has a place to run.",
        );
    }
    let cards: Vec<_> = task.containers.iter().map(card).collect();
    view! { <div class="grid">{cards}</div> }.into_part()
}
