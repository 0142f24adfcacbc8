//! Where the lines of a task's containers go.

use model::Timestamp;
use model::log::{LogDriver, LogSource};
use model::task::Task;
use model::task_definition::revision_number;
use serde_json::Value;

/// A log group in a region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Destination {
    pub(super) region: String,
    pub(super) group: String,
}

/// A container's lines: what pages know of them, and where to read them.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) log: LogSource,
    /// `None` when the lines can't be read.
    pub(super) destination: Option<Destination>,
    pub(super) stream: String,
    pub(super) created_at: Option<Timestamp>,
    pub(super) stopped_at: Option<Timestamp>,
}

/// The sources of a task's containers, by its task definition's document. A region that the options
/// name is read only when it is one of the target's.
pub(super) fn of(task: &Task, document: &Value, region: &str, regions: &[String]) -> Vec<Source> {
    let containers = document["containerDefinitions"].as_array();
    let containers = containers.map(Vec::as_slice).unwrap_or_default();
    containers
        .iter()
        .map(|container| source(task, container, region, regions))
        .collect()
}

fn source(task: &Task, container: &Value, region: &str, regions: &[String]) -> Source {
    let name = container["name"].as_str().unwrap_or_default();
    let log = &container["logConfiguration"];
    let option = |key: &str| log["options"][key].as_str();
    let found = match log["logDriver"].as_str().map(LogDriver::from) {
        None => Err("No log driver is configured, so its lines stay on the host.".to_owned()),
        Some(LogDriver::AwsLogs) => {
            let wanted = option("awslogs-region").unwrap_or(region);
            match (option("awslogs-group"), option("awslogs-stream-prefix")) {
                (None, _) => Err("The awslogs driver has no log group.".to_owned()),
                (_, None) => Err("The awslogs driver has no stream prefix, so the stream of a task can't be told.".to_owned()),
                _ if !regions.iter().any(|known| known == wanted) => {
                    Err("Its lines go to a region that is not configured for this target.".to_owned())
                }
                (Some(group), Some(prefix)) => Ok((
                    Destination { region: wanted.to_owned(), group: group.to_owned() },
                    format!("{prefix}/{name}/{}", task.id),
                )),
            }
        }
        Some(LogDriver::FireLens) => Err(
            "FireLens (awsfirelens): the task's log router decides where its lines go.".to_owned(),
        ),
        Some(LogDriver::Unknown(driver)) => {
            Err(format!("The log driver {driver} can't be read from here."))
        }
    };
    let (destination, stream, unreadable) = match found {
        Ok((destination, stream)) => (Some(destination), stream, None),
        Err(words) => (None, String::new(), Some(words)),
    };
    Source {
        log: LogSource {
            task: task.id.clone(),
            container: name.to_owned(),
            revision: revision_number(&task.task_definition),
            stopped: task.is_stopped(),
            unreadable,
        },
        destination,
        stream,
        created_at: task.created_at,
        stopped_at: task.stopped_at,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;
    use serde_json::json;

    fn unreadable(log: Value) -> Option<String> {
        let container = json!({"name": "app", "logConfiguration": log});
        let regions = ["us-east-1".to_owned()];
        let source = source(&task(), &container, "us-east-1", &regions);
        assert_eq!(
            source.destination.is_none(),
            source.log.unreadable.is_some()
        );
        source.log.unreadable
    }

    fn task() -> Task {
        serde_json::from_value(json!({
            "arn": "a", "id": "t1", "task_definition": "x:7", "status": "RUNNING", "version": 1,
            "containers": [], "exec_enabled": false, "tags": [],
        }))
        .unwrap()
    }

    #[test]
    fn only_awslogs_in_configured_regions_is_read() {
        let options = |region: &str| {
            json!({"logDriver": "awslogs", "options": {
                "awslogs-group": "/ecs/app", "awslogs-stream-prefix": "p", "awslogs-region": region,
            }})
        };
        assert_eq!(unreadable(options("us-east-1")), None);
        assert!(
            unreadable(options("attacker-1"))
                .unwrap()
                .contains("not configured")
        );
        assert!(
            unreadable(json!({"logDriver": "awslogs"}))
                .unwrap()
                .contains("no log group")
        );
        assert!(
            unreadable(json!({"logDriver": "awsfirelens"}))
                .unwrap()
                .contains("FireLens")
        );
        assert!(
            unreadable(json!({"logDriver": "splunk"}))
                .unwrap()
                .contains("splunk")
        );
        assert!(unreadable(json!(null)).unwrap().contains("No log driver"));
    }

    #[test]
    fn the_stream_is_prefix_container_task() {
        let document = json!({"containerDefinitions": [{"name": "app", "logConfiguration": {
            "logDriver": "awslogs",
            "options": {"awslogs-group": "/ecs/app", "awslogs-stream-prefix": "p"},
        }}]});
        let sources = of(&task(), &document, "eu-west-1", &["eu-west-1".to_owned()]);
        assert_eq!(sources[0].stream, "p/app/t1");
        assert_eq!(sources[0].destination.as_ref().unwrap().region, "eu-west-1");
        assert_eq!(sources[0].log.revision, Some(7));
    }
}
