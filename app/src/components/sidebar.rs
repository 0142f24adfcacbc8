//! The sidebar: the pages there are from here.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::place::ClusterRef;

use crate::paths::{self, ClusterTab, ServiceTab, Subject, TaskTab};
use crate::state::memo::memo;
use crate::state::session::SessionResource;
use crate::ui::children::PartFn;
use crate::ui::part::{IntoPart, Part, changing};
use crate::ui::suspended::suspended;

/// A link, marked when it is the page that is shown.
fn link(text: String, href: String, current: bool) -> Part {
    view! {
        <a href=href aria-current=current.then_some("page")>
            <span class="clip">{text}</span>
        </a>
    }
    .into_part()
}

/// A link to what the shown page belongs to.
fn part(text: String, href: String, current: bool) -> Part {
    view! {
        <a href=href aria-current=current.then_some("true")>
            <span class="clip">{text}</span>
        </a>
    }
    .into_part()
}

/// The link to the service or task that is shown, below the list it is in.
fn own(text: String, href: String) -> Part {
    view! { <div class="sub">{part(text, href, true)}</div> }.into_part()
}

fn cluster_links(cluster: &ClusterRef, subject: &Subject) -> Part {
    let at = |tab: ClusterTab| {
        let current = matches!(subject, Subject::Cluster(_, shown) if *shown == tab);
        let href = paths::cluster_tab(cluster, tab);
        link(tab.title().to_owned(), href, current)
    };
    let (service, task) = match subject {
        Subject::Service(service) => {
            let href = paths::service(service, ServiceTab::Deployment);
            (Some(own(service.service.clone(), href)), None)
        }
        Subject::Task(task) => {
            let href = paths::task(task, TaskTab::Overview);
            (None, Some(own(paths::short_task(&task.task), href)))
        }
        _ => (None, None),
    };
    view! {
        <h2>"Cluster"</h2>
        {at(ClusterTab::Services)}
        {service}
        {at(ClusterTab::Tasks)}
        {task}
    }
    .into_part()
}

/// The sidebar.
#[component]
pub(crate) fn Sidebar() -> impl IntoView {
    let path = use_location().pathname;
    let subject = memo(move || path.with(|path| Subject::of(path)));
    let session = expect_context::<SessionResource>().0;
    let cluster = move || {
        subject.with(|subject| {
            subject
                .cluster()
                .map(|cluster| cluster_links(cluster, subject))
        })
    };
    let is = move |wanted: Subject| subject.with(|subject| *subject == wanted);
    let activity = suspended(PartFn::default(), move || {
        let here = is(Subject::Activity);
        async move {
            let session = session.get().await;
            let may = session.is_ok_and(|session| session.may_view_activity());
            may.then(|| link("Activity".to_owned(), paths::activity(), here))
                .into_part()
        }
    });
    view! {
        <nav class="nav" id="nav" aria-label="Pages">
            <h2>"Console"</h2>
            {changing(move || link("Clusters".to_owned(), paths::clusters(), is(Subject::Clusters)))}
            {activity}
            {changing(cluster)}
        </nav>
    }
    .into_part()
}
