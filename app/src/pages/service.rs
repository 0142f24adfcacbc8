//! A service: header with the actions, and its tabs.

mod actions;
mod configuration;
mod deploy;
mod deployment;
mod events;
mod failures;
mod fields;
mod history;
mod hooks;
mod lanes;
mod last_lines;
mod monitors;
mod notify;
mod pause;
mod restart;
mod roll_back;
mod run_task;
mod scale;
mod started_by;
mod tasks;
mod traffic;
mod verdict;
mod what_changed;

use leptos::prelude::*;
use model::live::{First, LogScope, ServiceView, Topic};
use model::place::ServiceRef;

use self::actions::Actions;
use self::configuration::ConfigurationTab;
use self::deployment::DeploymentTab;
use self::events::EventsTab;
use self::history::HistoryTab;
use self::roll_back::RollBackRequest;
use self::tasks::TasksTab;
use super::{cluster_param, param};
use crate::api::loaded::load_with;
use crate::api::service::ReadService;
use crate::components::heading::Heading;
use crate::components::live_indicator::StaleBanner;
use crate::components::load::{load, until_ended};
use crate::components::log_tail::LogTail;
use crate::components::state_chip::StateChip;
use crate::live::follow_view;
use crate::pages::not_found::NotFoundPage;
use crate::paths::{self, ServiceTab};
use crate::state::memo::memo;
use crate::state::service::ServiceState;
use crate::ui::part::IntoPart;
use crate::ui::tabs::{Tab, Tabs};

/// The page.
#[component]
pub(crate) fn ServicePage() -> impl IntoView {
    let (cluster, name, segment) = (cluster_param(), param("service"), param("tab"));
    let service = memo(move || cluster.get().service(name.get()));
    let tab = memo(move || segment.with(|segment| ServiceTab::from_segment(segment)));
    if tab.get_untracked().is_none() {
        return view! { <NotFoundPage /> }.into_part();
    }
    let resource = load_with(move || {
        let ServiceRef { cluster, service } = service.get();
        ReadService {
            target: cluster.place.target,
            region: cluster.place.region,
            cluster: cluster.cluster,
            service,
        }
    });
    load("service", resource, move |first: First<ServiceView>| {
        let service = service.get_untracked();
        let live = follow_view(Topic::Service(service.clone()), first);
        let state = ServiceState::new(live);
        until_ended(live.ended, move || {
            view! { <Content service=service.clone() state tab /> }.into_part()
        })
    })
}

#[component]
fn Content(
    service: ServiceRef,
    state: ServiceState,
    tab: Memo<Option<ServiceTab>>,
) -> impl IntoView {
    let words = move || {
        state.service.with(|service| {
            format!(
                "{} of {} running, {}",
                service.running,
                service.desired,
                service.kind_words()
            )
        })
    };
    let at = service.clone();
    let tabs = Signal::derive(move || {
        ServiceTab::ALL
            .into_iter()
            .map(|one| Tab {
                title: one.title(),
                href: paths::service(&at, one),
                current: tab.get() == Some(one),
            })
            .collect::<Vec<_>>()
    });
    notify::tell_of_end(service.service.clone(), state);
    let roll_back = RollBackRequest::new();
    let at = service.clone();
    let content = move || match tab.get() {
        Some(ServiceTab::Deployment) => {
            view! { <DeploymentTab service=at.clone() state /> }.into_part()
        }
        Some(ServiceTab::Tasks) => view! { <TasksTab service=at.clone() state /> }.into_part(),
        Some(ServiceTab::Logs) => {
            let scope = LogScope::Service(at.service.clone());
            view! { <LogTail cluster=at.cluster.clone() scope /> }.into_part()
        }
        Some(ServiceTab::Events) => view! { <EventsTab service=at.clone() state /> }.into_part(),
        Some(ServiceTab::History) => {
            view! { <HistoryTab service=at.clone() state roll_back /> }.into_part()
        }
        Some(ServiceTab::Configuration) => {
            view! { <ConfigurationTab service=at.clone() state /> }.into_part()
        }
        None => view! { <NotFoundPage /> }.into_part(),
    };
    view! {
        <div class="row head">
            <Heading title=service.service.clone() progress=state.progress() />
            <StateChip state=state.state() />
            <span class="muted">{words}</span>
            <span class="grow"></span>
            <Actions service=service.clone() state roll_back />
        </div>
        <StaleBanner />
        <Tabs label="Service" tabs />
        {content}
    }
    .into_part()
}
