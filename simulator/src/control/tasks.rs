//! Trouble for containers: `POST /_ecscope/tasks`.

use axum::{Json, Router, extract::State, routing::post};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    arn,
    clock::SECOND,
    control::{body::Body, refused::Refused, within},
    ecs::{Plan, Trouble, trouble},
    simulator::Simulator,
    world::{Context, Region},
};

/// The most tasks to come that one request can plan for.
const MOST_PLANNED: usize = 100;

/// The routes of this subject.
pub(super) fn routes() -> Router<Simulator> {
    Router::new().route("/_ecscope/tasks", post(make_trouble))
}

/// One task, all tasks of a service, or the next tasks of a service, and one thing to happen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    #[serde(default = "default_region")]
    region: String,
    cluster: String,
    task: Option<String>,
    service: Option<String>,
    /// How many tasks to come it is for, instead of those that run.
    next: Option<usize>,
    container: Option<String>,
    exit: Option<Exit>,
    health: Option<Health>,
    leak_memory: Option<Leak>,
    log_rate: Option<f64>,
    interrupt: Option<bool>,
    start_error: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exit {
    code: i32,
    reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Health {
    Fail,
    Pass,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Leak {
    ms: Option<u32>,
}

fn default_region() -> String {
    "us-east-1".to_owned()
}

impl Request {
    /// The one thing that is asked for.
    fn plan(&self) -> Result<Plan, String> {
        let exit = self.exit.as_ref().map(|exit| Trouble::Exit {
            code: exit.code,
            reason: exit.reason.clone(),
        });
        let health = self.health.as_ref().map(|health| Trouble::Health {
            fails: matches!(health, Health::Fail),
        });
        let leak = self.leak_memory.as_ref().map(|leak| Trouble::Leak {
            after: leak.ms.map_or(30 * SECOND, i64::from),
        });
        if self
            .log_rate
            .is_some_and(|rate| !(0.0..=50.0).contains(&rate))
        {
            return Err("log_rate must be between 0 and 50".to_owned());
        }
        let interrupt = self.interrupt.filter(|interrupt| *interrupt);
        let mut all = [
            exit,
            health,
            leak,
            self.log_rate.map(Trouble::LogRate),
            interrupt.map(|_| Trouble::Interrupt),
            self.start_error.clone().map(Trouble::StartError),
        ]
        .into_iter()
        .flatten();
        let (Some(trouble), None) = (all.next(), all.next()) else {
            return Err(
                "give one of exit, health, leak_memory, log_rate, interrupt and start_error"
                    .to_owned(),
            );
        };
        Ok(Plan {
            container: self.container.clone(),
            trouble,
        })
    }

    /// Carries it out; how many tasks it is for.
    fn apply(&self, region: &mut Region, context: &mut Context<'_>) -> Result<usize, String> {
        let plan = self.plan()?;
        let cluster = region
            .ecs
            .clusters
            .get_mut(arn::short_name(&self.cluster))
            .ok_or_else(|| format!("there is no cluster {}", self.cluster))?;
        let tasks = match (&self.task, &self.service, self.next) {
            (Some(task), None, None) => vec![arn::short_name(task).to_owned()],
            (None, Some(name), next) => {
                let service = cluster
                    .services
                    .get_mut(arn::short_name(name))
                    .ok_or_else(|| format!("there is no service {name}"))?;
                if let Some(next) = next {
                    if next > MOST_PLANNED {
                        return Err(format!("next must be at most {MOST_PLANNED}"));
                    }
                    service.plans = vec![plan; next];
                    return Ok(next);
                }
                let name = service.name.clone();
                cluster.running_tasks_of(&name)
            }
            _ => return Err("give task, or service with or without next".to_owned()),
        };
        for task in &tasks {
            trouble::make(cluster, task, &plan, &mut region.logs, context)?;
        }
        Ok(tasks.len())
    }
}

async fn make_trouble(
    State(simulator): State<Simulator>,
    Body(request): Body<Request>,
) -> Result<Json<Value>, Refused> {
    let tasks = simulator.with_state(|state| {
        within(state, &request.region, |region, context| {
            request.apply(region, context)
        })
    });
    Ok(Json(json!({ "tasks": tasks? })))
}
