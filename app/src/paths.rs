//! The addresses of the console: the one place that builds and reads them.

use model::place::{ClusterRef, Place, ServiceRef, TaskRef};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

mod tabs;

pub(crate) use tabs::{ClusterTab, ServiceTab, TaskTab};

/// Everything but the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Text as a segment or value of an address.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// All clusters.
pub(crate) fn clusters() -> String {
    "/".to_owned()
}

/// Sign in, and then go to the local address `next`.
pub(crate) fn sign_in(next: Option<&str>) -> String {
    match next {
        Some(next) if next != "/" => format!("/sign-in?next={}", encode(next)),
        _ => "/sign-in".to_owned(),
    }
}

/// The audit log.
pub(crate) fn activity() -> String {
    "/activity".to_owned()
}

fn place(place: &Place) -> String {
    format!("/t/{}/{}", encode(&place.target), encode(&place.region))
}

/// A cluster.
pub(crate) fn cluster(cluster: &ClusterRef) -> String {
    format!(
        "{}/clusters/{}",
        place(&cluster.place),
        encode(&cluster.cluster)
    )
}

/// A tab of a cluster.
pub(crate) fn cluster_tab(at: &ClusterRef, tab: ClusterTab) -> String {
    with_segment(cluster(at), tab.segment())
}

/// Path of a service's page, for links from elsewhere.
#[cfg(feature = "ssr")]
pub fn service_page(at: &ServiceRef) -> String {
    service(at, ServiceTab::Deployment)
}

/// A tab of a service.
pub(crate) fn service(service: &ServiceRef, tab: ServiceTab) -> String {
    let base = format!(
        "{}/services/{}",
        cluster(&service.cluster),
        encode(&service.service)
    );
    with_segment(base, tab.segment())
}

/// A tab of a task.
pub(crate) fn task(task: &TaskRef, tab: TaskTab) -> String {
    let base = format!("{}/tasks/{}", cluster(&task.cluster), encode(&task.task));
    with_segment(base, tab.segment())
}

/// A task definition by ARN or `family:revision`.
pub(crate) fn task_definition(at: &Place, arn: &str) -> String {
    let family = model::task_definition::family(arn);
    let base = format!("{}/task-definitions/{}", place(at), encode(family));
    match model::task_definition::revision_number(arn) {
        Some(revision) => format!("{base}/{revision}"),
        None => base,
    }
}

fn with_segment(base: String, segment: &str) -> String {
    if segment.is_empty() {
        base
    } else {
        format!("{base}/{segment}")
    }
}

/// A step of the way from the first page to the one at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Crumb {
    /// Its words.
    pub(crate) text: String,
    /// Its own page, when it has one.
    pub(crate) href: Option<String>,
}

/// The resource that an address is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// All clusters.
    Clusters,
    /// The audit log.
    Activity,
    /// The sign-in page.
    SignIn,
    /// A tab of a cluster.
    Cluster(ClusterRef, ClusterTab),
    /// A service.
    Service(ServiceRef),
    /// A task.
    Task(TaskRef),
    /// A task definition: place, family, revision.
    TaskDefinition(Place, String, String),
    /// Nothing.
    Unknown,
}

impl Subject {
    /// What the path of an address is about.
    pub(crate) fn of(path: &str) -> Self {
        let segments: Vec<String> = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect();
        let words: Vec<&str> = segments.iter().map(String::as_str).collect();
        let place = |target: &str, region: &str| Place {
            target: target.to_owned(),
            region: region.to_owned(),
        };
        match words.as_slice() {
            [] => Self::Clusters,
            ["activity"] => Self::Activity,
            ["sign-in"] => Self::SignIn,
            ["t", target, region, "clusters", cluster] => Self::Cluster(
                place(target, region).cluster(*cluster),
                ClusterTab::Services,
            ),
            ["t", target, region, "clusters", cluster, "tasks"] => {
                Self::Cluster(place(target, region).cluster(*cluster), ClusterTab::Tasks)
            }
            [
                "t",
                target,
                region,
                "clusters",
                cluster,
                "services",
                service,
                ..,
            ] => Self::Service(place(target, region).cluster(*cluster).service(*service)),
            ["t", target, region, "clusters", cluster, "tasks", task, ..] => {
                Self::Task(place(target, region).cluster(*cluster).task(*task))
            }
            ["t", target, region, "task-definitions", family, revision] => Self::TaskDefinition(
                place(target, region),
                (*family).to_owned(),
                (*revision).to_owned(),
            ),
            ["t", target, region, "task-definitions", family] => {
                Self::TaskDefinition(place(target, region), (*family).to_owned(), String::new())
            }
            _ => Self::Unknown,
        }
    }

    /// The cluster it is in.
    pub(crate) fn cluster(&self) -> Option<&ClusterRef> {
        match self {
            Self::Cluster(cluster, _) => Some(cluster),
            Self::Service(service) => Some(&service.cluster),
            Self::Task(task) => Some(&task.cluster),
            _ => None,
        }
    }

    /// Where it is.
    pub(crate) fn place(&self) -> Option<&Place> {
        match self {
            Self::TaskDefinition(place, ..) => Some(place),
            other => other.cluster().map(|cluster| &cluster.place),
        }
    }

    /// The way to it.
    pub(crate) fn crumbs(&self) -> Vec<Crumb> {
        let text = |text: &str| Crumb {
            text: text.to_owned(),
            href: None,
        };
        let link = |text: &str, href: String| Crumb {
            text: text.to_owned(),
            href: Some(href),
        };
        let at = |place: &Place| vec![text(&place.target), text(&place.region)];
        let in_cluster = |cluster: &ClusterRef| {
            let mut crumbs = at(&cluster.place);
            crumbs.push(link(&cluster.cluster, self::cluster(cluster)));
            crumbs
        };
        match self {
            Self::Clusters => vec![link("Clusters", clusters())],
            Self::Activity => vec![link("Activity", activity())],
            Self::SignIn | Self::Unknown => Vec::new(),
            Self::Cluster(cluster, _) => in_cluster(cluster),
            Self::Service(service) => {
                let mut crumbs = in_cluster(&service.cluster);
                let href = self::service(service, ServiceTab::Deployment);
                crumbs.push(link(&service.service, href));
                crumbs
            }
            Self::Task(task) => {
                let mut crumbs = in_cluster(&task.cluster);
                let href = self::task(task, TaskTab::Overview);
                crumbs.push(link(&short_task(&task.task), href));
                crumbs
            }
            Self::TaskDefinition(place, family, revision) => {
                let name = if revision.is_empty() {
                    family.clone()
                } else {
                    format!("{family}:{revision}")
                };
                let mut crumbs = at(place);
                crumbs.push(link(&name, task_definition(place, &name)));
                crumbs
            }
        }
    }
}

/// A task's id as people say it: its first eight characters.
pub(crate) fn short_task(id: &str) -> String {
    id.chars().take(8).collect()
}

/// A web address that may become a link: only `http` and `https`, so that data can't run script.
pub(crate) fn safe_link(text: &str) -> Option<&str> {
    (text.starts_with("https://") || text.starts_with("http://")).then_some(text)
}

/// The value of a key in the query of an address (without its `?`).
pub(crate) fn query_value(query: &str, key: &str) -> Option<String> {
    query
        .trim_start_matches('?')
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| *name == key)
        .map(|(_, value)| decode(value))
}

/// The query with a key set to a value, `?` included; an empty value takes the key away.
#[cfg_attr(
    not(any(feature = "hydrate", test)),
    expect(dead_code, reason = "only browsers change the address")
)]
pub(crate) fn with_query_value(query: &str, key: &str, value: &str) -> String {
    let mut pairs: Vec<String> = query
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(key))
        .map(str::to_owned)
        .collect();
    if !value.is_empty() {
        pairs.push(format!("{key}={}", encode(value)));
    }
    if pairs.is_empty() {
        String::new()
    } else {
        format!("?{}", pairs.join("&"))
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests;
