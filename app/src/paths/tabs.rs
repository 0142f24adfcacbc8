//! The tabs of pages, by the last segments of their addresses.

/// A tab of a cluster's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClusterTab {
    /// Its services.
    Services,
    /// Its tasks, those of services and those run on their own.
    Tasks,
}

impl ClusterTab {
    /// All tabs, in their order.
    pub(crate) const ALL: [Self; 2] = [Self::Services, Self::Tasks];

    /// The last segment of the address; none for the first tab.
    pub(crate) fn segment(self) -> &'static str {
        match self {
            Self::Services => "",
            Self::Tasks => "tasks",
        }
    }

    /// The tab's name.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Services => "Services",
            Self::Tasks => "Tasks",
        }
    }

    /// The tab of a last segment.
    pub(crate) fn from_segment(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.segment() == segment)
    }
}

/// A tab of a service's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ServiceTab {
    /// What the newest deployment does.
    Deployment,
    /// Running and stopped tasks.
    Tasks,
    /// Lines of all containers.
    Logs,
    /// What ECS says it did.
    Events,
    /// Every deployment that ECS keeps.
    History,
    /// How the service is set up.
    Configuration,
}

impl ServiceTab {
    /// All tabs, in their order.
    pub(crate) const ALL: [Self; 6] = [
        Self::Deployment,
        Self::Tasks,
        Self::Logs,
        Self::Events,
        Self::History,
        Self::Configuration,
    ];

    /// The last segment of the address; none for the first tab.
    pub(crate) fn segment(self) -> &'static str {
        match self {
            Self::Deployment => "",
            Self::Tasks => "tasks",
            Self::Logs => "logs",
            Self::Events => "events",
            Self::History => "history",
            Self::Configuration => "configuration",
        }
    }

    /// The tab's name.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Deployment => "Deployment",
            Self::Tasks => "Tasks",
            Self::Logs => "Logs",
            Self::Events => "Events",
            Self::History => "History",
            Self::Configuration => "Configuration",
        }
    }

    /// The tab of a last segment.
    pub(crate) fn from_segment(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.segment() == segment)
    }
}

/// A tab of a task's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TaskTab {
    /// Containers, timeline, network.
    Overview,
    /// Lines of its containers.
    Logs,
}

impl TaskTab {
    /// All tabs, in their order.
    pub(crate) const ALL: [Self; 2] = [Self::Overview, Self::Logs];

    /// The last segment of the address; none for the first tab.
    pub(crate) fn segment(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Logs => "logs",
        }
    }

    /// The tab's name.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Logs => "Logs",
        }
    }

    /// The tab of a last segment.
    pub(crate) fn from_segment(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.segment() == segment)
    }
}
