//! DAEMON services: one task on each container instance that fits.

use serde_json::Value;

use crate::{
    ecs::{
        Cluster, TaskDefinition,
        placement::{self, Constraint},
        service::{Service, bounds::Bounds},
    },
    world::Context,
};

impl Service {
    /// Whether it keeps one task on each instance instead of a number of tasks.
    pub(super) fn is_daemon(&self) -> bool {
        self.scheduling_strategy() == "DAEMON"
    }

    /// REPLICA or DAEMON.
    pub(super) fn scheduling_strategy(&self) -> &str {
        let strategy = self.settings.get("schedulingStrategy");
        strategy.and_then(Value::as_str).unwrap_or("REPLICA")
    }

    /// The bounds of its deployments.
    pub(super) fn bounds(&self) -> Bounds {
        Bounds::of(self.desired, Some(&self.deployment_configuration()))
    }
}

/// Ids of the instances that shall have a task: active ones that its constraints allow.
pub(super) fn places(
    service: &Service,
    cluster: &Cluster,
    definition: &TaskDefinition,
) -> Vec<String> {
    let own = definition.document.get("placementConstraints");
    let of_service = service.settings.get("placementConstraints");
    let constraints: Vec<Value> = [own, of_service]
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .flatten()
        .filter(|constraint| constraint.get("type").and_then(Value::as_str) == Some("memberOf"))
        .cloned()
        .collect();
    let constraints = Constraint::parse(&constraints).unwrap_or_default();
    let instances = placement::allowed(cluster, &constraints);
    instances
        .into_iter()
        .map(|instance| instance.id.clone())
        .collect()
}

/// For a DAEMON service the instances where its next tasks belong: those without any task of it.
pub(super) fn free_places(
    service: &Service,
    cluster: &Cluster,
    definition: &TaskDefinition,
) -> Option<Vec<String>> {
    if !service.is_daemon() {
        return None;
    }
    let mut places = places(service, cluster, definition);
    for task in service.live_tasks(cluster) {
        let taken = task.container_instance().map(crate::arn::short_name);
        places.retain(|place| Some(place.as_str()) != taken);
    }
    Some(places)
}

/// Gives a DAEMON service as many desired tasks as there are instances for it.
pub(super) fn set_desired(service: &mut Service, cluster: &Cluster, definition: &TaskDefinition) {
    if service.is_daemon() {
        service.desired = places(service, cluster, definition).len() as i64;
    }
}

impl Cluster {
    /// Instances came, went or changed: services that use them look what that means.
    pub(crate) fn instances_changed(&mut self, context: &mut Context<'_>) {
        let services = self.services.values_mut();
        for service in services.filter(|service| service.launch_type() != "FARGATE") {
            service.wake_soon(&self.name, context);
        }
    }

    /// Whether a task is on an instance that takes no tasks any more.
    pub(super) fn is_stranded(&self, task: &crate::ecs::task::Task) -> bool {
        use crate::ecs::container_instance::Status;
        let instance = task.container_instance().map(crate::arn::short_name);
        instance.is_some_and(|id| {
            let instance = self.instances.get(id);
            instance.is_none_or(|instance| instance.status != Status::Active)
        })
    }
}
