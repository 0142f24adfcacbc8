//! What is done to one service of a plan.

use serde_json::{Value, json};

use crate::{
    clock::MINUTE,
    ecs::{
        Plan as TroublePlan, Trouble,
        service::properties::{
            plan::{Act, Place},
            run::{NAME, REGION, Run},
        },
        service_deployment::hook,
        trouble,
    },
};

impl Run {
    /// Does something to a service.
    pub(super) fn do_to(&mut self, lane: usize, act: &Act) {
        let daemon = self.lanes[lane].settings.place == Place::Daemon;
        match act {
            Act::Deploy(kind) => {
                self.register(lane, *kind);
                let family = self.lanes[lane].name.clone();
                self.update(lane, json!({ "taskDefinition": family }));
            }
            Act::Force => self.update(lane, json!({ "forceNewDeployment": true })),
            // The count and the maximum of a DAEMON service aren't its own.
            Act::Scale(_) | Act::Percents(..) if daemon => {}
            Act::Scale(desired) => self.update(lane, json!({ "desiredCount": desired })),
            Act::Percents(minimum, maximum) => {
                let configuration = self.lanes[lane]
                    .settings
                    .configuration((*minimum, *maximum));
                self.update(lane, json!({ "deploymentConfiguration": configuration }));
            }
            Act::StopTask(index) => {
                if let Some(id) = self.wanted(lane, *index) {
                    self.call("StopTask", json!({ "cluster": NAME, "task": id }));
                }
            }
            Act::ContainerExits(index) => {
                let (code, reason) = (1, None);
                self.trouble(lane, *index, Trouble::Exit { code, reason });
            }
            Act::FailsChecks(index) => {
                self.trouble(lane, *index, Trouble::Health { fails: true });
            }
            Act::RollBack => self.stop_deployment(lane, "ROLLBACK"),
            Act::Abort => self.stop_deployment(lane, "ABORT"),
            Act::Answer(goes_on) => self.answer(lane, *goes_on),
            Act::Protect(index) => self.protect(lane, *index),
        }
    }

    fn update(&mut self, lane: usize, mut members: Value) {
        members["cluster"] = json!(NAME);
        members["service"] = json!(self.lanes[lane].name);
        self.call("UpdateService", members);
    }

    fn stop_deployment(&mut self, lane: usize, kind: &str) {
        self.lanes[lane].asked_to_stop = true;
        let record = self.with(lane, |service, _, _| {
            service.records.first().map(|record| record.arn.clone())
        });
        self.call(
            "StopServiceDeployment",
            json!({ "serviceDeploymentArn": record, "stopType": kind }),
        );
    }

    /// Ends the pause that a deployment is in, if it is in one.
    fn answer(&mut self, lane: usize, goes_on: bool) {
        let pause = self.with(lane, |service, _, _| {
            let record = service.records.first()?;
            let mut hooks = record.progress.as_ref()?.hooks.iter();
            let open = hooks.find(|hook| hook.status == hook::Status::AwaitingAction)?;
            Some((record.arn.clone(), open.id.clone()))
        });
        if let Some((record, hook)) = pause {
            self.lanes[lane].asked_to_stop |= !goes_on;
            let action = if goes_on { "CONTINUE" } else { "ROLLBACK" };
            self.call(
                "ContinueServiceDeployment",
                json!({ "serviceDeploymentArn": record, "hookId": hook, "action": action }),
            );
        }
    }

    /// The id of one of the wanted tasks.
    fn wanted(&mut self, lane: usize, index: usize) -> Option<String> {
        self.with(lane, |service, cluster, _| {
            let tasks: Vec<String> = service
                .live_tasks(cluster)
                .filter(|task| task.is_wanted())
                .map(|task| task.id.clone())
                .collect();
            tasks.get(index % tasks.len().max(1)).cloned()
        })
    }

    fn trouble(&mut self, lane: usize, index: usize, trouble: Trouble) {
        let Some(id) = self.wanted(lane, index) else {
            return;
        };
        let plan = TroublePlan {
            container: None,
            trouble,
        };
        self.world.within(REGION, |region, context| {
            if let Some(cluster) = region.ecs.clusters.get_mut(NAME) {
                // A task that isn't running yet can't be troubled.
                let _ = trouble::make(cluster, &id, &plan, &mut region.logs, context);
            }
        });
    }

    fn protect(&mut self, lane: usize, index: usize) {
        let until = self.world.now() + 10 * MINUTE;
        let Some(id) = self.wanted(lane, index) else {
            return;
        };
        self.world.within(REGION, |region, _| {
            let cluster = region.ecs.clusters.get_mut(NAME);
            if let Some(task) = cluster.and_then(|cluster| cluster.tasks.get_mut(&id)) {
                task.protected_until = Some(until);
            }
        });
    }
}
