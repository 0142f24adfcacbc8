//! A task: its containers, its life, its network, its logs.

mod containers;
mod overview;
mod stop;
mod timeline;

use leptos::prelude::*;
use model::live::{First, LogScope, TaskView, Topic};
use model::place::TaskRef;
use model::task::Task;
use model::task_definition::family_revision;

use self::overview::OverviewTab;
use self::stop::StopButton;
use super::{cluster_param, param};
use crate::api::loaded::load_with;
use crate::api::task::ReadTask;
use crate::components::heading::Heading;
use crate::components::live_indicator::StaleBanner;
use crate::components::load::{load, until_ended};
use crate::components::log_tail::LogTail;
use crate::components::stopped_task::phase_tone;
use crate::live::follow_view;
use crate::pages::not_found::NotFoundPage;
use crate::paths::{self, ServiceTab, TaskTab};
use crate::state::memo::memo;
use crate::ui::chip::Chip;
use crate::ui::part::IntoPart;
use crate::ui::tabs::{Tab, Tabs};

/// The page.
#[component]
pub(crate) fn TaskPage() -> impl IntoView {
    let (cluster, id, segment) = (cluster_param(), param("task"), param("tab"));
    let at = memo(move || cluster.get().task(id.get()));
    let tab = memo(move || segment.with(|segment| TaskTab::from_segment(segment)));
    if tab.get_untracked().is_none() {
        return view! { <NotFoundPage /> }.into_part();
    }
    let resource = load_with(move || {
        let TaskRef { cluster, task } = at.get();
        ReadTask {
            target: cluster.place.target,
            region: cluster.place.region,
            cluster: cluster.cluster,
            task,
        }
    });
    load("task", resource, move |first: First<TaskView>| {
        let at = at.get_untracked();
        let live = follow_view(Topic::Task(at.clone()), first);
        let task = memo(move || live.view.with(|view| view.task.clone()));
        until_ended(live.ended, move || {
            view! { <Content at=at.clone() task tab /> }.into_part()
        })
    })
}

fn words(task: &Task) -> String {
    let status = model::words::title(task.status.as_str());
    match task.cause_words() {
        Some(cause) if task.stop_code.is_some() || task.is_stopped() => {
            format!("{status}: {cause}")
        }
        _ => status,
    }
}

#[component]
fn Content(at: TaskRef, task: Memo<Task>, tab: Memo<Option<TaskTab>>) -> impl IntoView {
    let stop = at.clone();
    let tone = Signal::derive(move || task.with(|task| phase_tone(task.phase())));
    let state_words = Signal::derive(move || task.with(words));
    let cluster = at.cluster.clone();
    let belongs = move || {
        task.with(|task| {
            let definition = paths::task_definition(&cluster.place, &task.task_definition);
            let service = task.service().map(|name| {
                let href = paths::service(&cluster.service(name), ServiceTab::Tasks);
                view! { "Service " <a class="link" href=href>{name.to_owned()}</a> ", " }
            });
            view! {
                <span class="muted">
                    {service}
                    <a class="link mono wrap" href=definition>
                        {family_revision(&task.task_definition).to_owned()}
                    </a>
                </span>
            }
        })
    };
    let address = at.clone();
    let tabs = Signal::derive(move || {
        TaskTab::ALL
            .into_iter()
            .map(|one| Tab {
                title: one.title(),
                href: paths::task(&address, one),
                current: tab.get() == Some(one),
            })
            .collect::<Vec<_>>()
    });
    let address = at.clone();
    let content = move || match tab.get() {
        Some(TaskTab::Overview) => view! { <OverviewTab at=address.clone() task /> }.into_part(),
        Some(TaskTab::Logs) => {
            let scope = LogScope::Task(address.task.clone());
            view! { <LogTail cluster=address.cluster.clone() scope /> }.into_part()
        }
        None => view! { <NotFoundPage /> }.into_part(),
    };
    view! {
        <div class="row head">
            <Heading title=format!("Task {}", paths::short_task(&at.task)) />
            <Chip tone words=state_words />
            {belongs}
            <span class="grow"></span>
            <StopButton at=stop task />
        </div>
        <StaleBanner />
        <Tabs label="Task" tabs />
        {content}
    }
    .into_part()
}
