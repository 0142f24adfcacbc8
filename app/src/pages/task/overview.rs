//! What a task is and how it does.

use leptos::prelude::*;
use model::place::TaskRef;
use model::task::Task;

use super::containers::containers;
use super::timeline::timeline;
use crate::components::stopped_task::cause;
use crate::ui::card::Card;
use crate::ui::copy::Copy;
use crate::ui::facts::{code, fact, list};
use crate::ui::part::{IntoPart, Part};
use crate::ui::tags::tags;

fn details(task: &Task) -> Part {
    let arn = task.arn.clone();
    let capacity = task
        .capacity_provider
        .as_deref()
        .or(task.launch_type.as_deref());
    let health = task
        .health
        .as_ref()
        .map(|health| health.as_str().to_owned());
    list([
        Some((
            "ARN",
            view! { <code class="wrap">{arn.clone()}</code> <Copy text=arn what="ARN" /> }
                .into_part(),
        )),
        fact("Health", health.as_deref().map(model::words::title)),
        fact(
            "Wanted",
            task.desired_status.as_deref().map(model::words::title),
        ),
        fact("CPU", task.cpu.as_deref().map(model::words::cpu)),
        fact("Memory", task.memory.as_deref().map(model::words::memory)),
        fact("Capacity", capacity.map(model::words::capacity)),
        fact("Platform version", task.platform_version.clone()),
        fact("Group", task.group.clone()),
        code("Started by", task.started_by.clone()),
        fact("ECS Exec", task.exec_enabled.then(|| "on".to_owned())),
    ])
}

fn network(task: &Task) -> Part {
    list([
        code("Private address", task.private_ip.clone()),
        code("Network interface", task.network_interface.clone()),
        code("Subnet", task.subnet.clone()),
        fact("Availability zone", task.zone.clone()),
        code("Container instance", task.container_instance.clone()),
    ])
}

/// The tab.
#[component]
pub(super) fn OverviewTab(
    /// The task's address.
    at: TaskRef,
    /// The task.
    task: Memo<Task>,
) -> impl IntoView {
    let show = move |part: fn(&Task) -> Part| move || task.with(part);
    let why = move || {
        let stopping = task.with(|task| task.stop_code.is_some() || task.is_stopped());
        stopping.then(|| {
            view! { <Card title="Why it stopped".to_owned()><div class="pad">{show(cause)}</div></Card> }
        })
    };
    let name = format!("Containers of task {}", at.task);
    view! {
        {why}
        <div class="two">
            <section class="column plain" aria-label=name>
                <h2>"Containers"</h2>
                {show(containers)}
            </section>
            <div class="column">
                <Card title="Timeline".to_owned()>{show(timeline)}</Card>
                <Card title="Details".to_owned()>{show(details)}</Card>
                <Card title="Network".to_owned()>{show(network)}</Card>
                <Card title="Tags".to_owned()>{show(|task| tags(&task.tags))}</Card>
            </div>
        </div>
    }
    .into_part()
}
