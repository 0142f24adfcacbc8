//! Random plans: the settings of a service, and what is done to it.

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

/// What happens to one service from its start on.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) settings: Settings,
    pub(super) steps: Vec<Step>,
}

/// How the service is made.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) place: Place,
    pub(super) desired: i64,
    /// `minimumHealthyPercent` and `maximumPercent`
    pub(super) percents: (i64, i64),
    /// `enable` and `rollback` of the circuit breaker.
    pub(super) breaker: (bool, bool),
    pub(super) first: Kind,
}

/// Where tasks run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Fargate,
    Instances,
    /// One task on each instance.
    Daemon,
}

/// How the tasks of a revision behave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Good,
    Checked,
    Ordered,
    CrashesAtOnce,
    CrashesLater,
    RunsOutOfMemory,
    FailsChecks,
    MissingImage,
    NeverStarts,
}

/// Something that is done, or time that passes.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Deploy(Kind),
    Force,
    Scale(i64),
    Percents(i64, i64),
    StopTask(usize),
    ContainerExits(usize),
    FailsChecks(usize),
    RollBack,
    Drain(usize),
    Activate(usize),
    Protect(usize),
    Wait(i64),
}

impl Kind {
    /// Whether its tasks go on running once they run.
    pub(super) fn is_good(self) -> bool {
        matches!(self, Self::Good | Self::Checked | Self::Ordered)
    }

    /// The container definitions of such a revision.
    pub(super) fn containers(self) -> Value {
        let mut main = json!({ "name": "main", "image": "nginx", "memory": 256, "cpu": 128 });
        let check =
            json!({ "command": ["CMD", "true"], "interval": 10, "retries": 2, "startPeriod": 5 });
        let label = |name: &str, value: &str| json!({ format!("ecscope.simulator/{name}"): value });
        match self {
            Self::Good => {}
            Self::Checked => main["healthCheck"] = check,
            Self::Ordered => {
                main["dependsOn"] = json!([{ "containerName": "init", "condition": "SUCCESS" }]);
                let init = json!({
                    "name": "init", "image": "busybox", "memory": 64, "essential": false,
                    "dockerLabels": label("exit", "0@2s-6s"),
                });
                return json!([main, init]);
            }
            Self::CrashesAtOnce => main["dockerLabels"] = label("exit", "1@1s-5s"),
            Self::CrashesLater => main["dockerLabels"] = label("exit", "1@2m-4m"),
            Self::RunsOutOfMemory => {
                let exit = "137:OutOfMemoryError: Container killed due to memory usage@90s";
                main["dockerLabels"] = label("exit", exit);
            }
            Self::FailsChecks => {
                main["healthCheck"] = check;
                main["dockerLabels"] = label("health", "unhealthy@0s");
            }
            Self::MissingImage => {
                main["image"] = json!("123456789012.dkr.ecr.us-east-1.amazonaws.com/absent:1");
            }
            Self::NeverStarts => {
                main["dockerLabels"] =
                    label("start-error", "ResourceInitializationError: no secret");
            }
        }
        json!([main])
    }
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        4 => select(vec![Kind::Good, Kind::Checked, Kind::Ordered]),
        3 => select(vec![
            Kind::CrashesAtOnce,
            Kind::CrashesLater,
            Kind::RunsOutOfMemory,
            Kind::FailsChecks,
            Kind::MissingImage,
            Kind::NeverStarts,
        ]),
    ]
}

/// Percentages that AWS accepts, and that leave a way to go on for most counts.
fn percents() -> impl Strategy<Value = (i64, i64)> {
    select(vec![
        (100, 200),
        (100, 150),
        (50, 100),
        (50, 200),
        (0, 100),
        (0, 200),
        (66, 133),
        (75, 125),
    ])
}

fn settings() -> impl Strategy<Value = Settings> {
    let place = prop_oneof![
        3 => Just(Place::Fargate),
        2 => Just(Place::Instances),
        1 => Just(Place::Daemon),
    ];
    (place, 0..=6_i64, percents(), any::<(bool, bool)>(), kind()).prop_map(
        |(place, desired, percents, breaker, first)| Settings {
            place,
            desired,
            percents,
            breaker,
            first,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => kind().prop_map(Step::Deploy),
        1 => Just(Step::Force),
        2 => (0..=8_i64).prop_map(Step::Scale),
        1 => percents().prop_map(|(minimum, maximum)| Step::Percents(minimum, maximum)),
        2 => (0..8_usize).prop_map(Step::StopTask),
        2 => (0..8_usize).prop_map(Step::ContainerExits),
        1 => (0..8_usize).prop_map(Step::FailsChecks),
        1 => Just(Step::RollBack),
        1 => (0..3_usize).prop_map(Step::Drain),
        1 => (0..3_usize).prop_map(Step::Activate),
        1 => (0..8_usize).prop_map(Step::Protect),
        8 => (1..=240_i64).prop_map(Step::Wait),
    ]
}

/// A plan.
pub(super) fn plan() -> impl Strategy<Value = Plan> {
    (settings(), vec(step(), 1..14)).prop_map(|(settings, steps)| Plan { settings, steps })
}
