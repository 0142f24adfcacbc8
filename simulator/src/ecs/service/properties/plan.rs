//! Random plans: the settings of services in one cluster, and what is done to them.

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

use crate::ecs::lambda::HookStatus;

/// What happens in a cluster from its start on.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) services: Vec<Settings>,
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
    pub(super) way: Way,
    /// Whether it is behind a load balancer.
    pub(super) balanced: bool,
    /// `bakeTimeInMinutes`
    pub(super) bake: i64,
    /// Whether an alarm is watched, and then whether it rolls back.
    pub(super) alarm: Option<bool>,
    pub(super) hooks: Vec<Hook>,
}

/// How a service is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Rolling,
    BlueGreen,
    Linear,
    Canary,
}

/// A lifecycle hook.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hook {
    pub(super) pauses: bool,
    pub(super) stage: &'static str,
    pub(super) minutes: i64,
    /// Whether its time-out lets the deployment go on.
    pub(super) continues: bool,
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

/// Something that happens, or time that passes.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// To one of the services.
    Act(usize, Act),
    /// The alarm is raised or over.
    Alarm(bool),
    /// What the functions of hooks answer from now on.
    Functions(HookStatus),
    Drain(usize),
    Activate(usize),
    Wait(i64),
}

/// Something that is done to a service.
#[derive(Debug, Clone)]
pub(super) enum Act {
    Deploy(Kind),
    Force,
    Scale(i64),
    Percents(i64, i64),
    StopTask(usize),
    ContainerExits(usize),
    FailsChecks(usize),
    RollBack,
    Abort,
    /// A pause ends by going on, or by going back.
    Answer(bool),
    Protect(usize),
}

impl Way {
    /// Whether both revisions run side by side.
    pub(super) fn shifts(self) -> bool {
        self != Self::Rolling
    }
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

/// A service that is deployed task by task.
fn rolling() -> impl Strategy<Value = Settings> {
    let place = prop_oneof![
        3 => Just(Place::Fargate),
        2 => Just(Place::Instances),
        1 => Just(Place::Daemon),
    ];
    (
        (place, 0..=6_i64, percents(), any::<(bool, bool)>(), kind()),
        (any::<bool>(), select(vec![0, 0, 2]), alarm()),
    )
        .prop_map(
            |((place, desired, percents, breaker, first), (balanced, bake, alarm))| Settings {
                place,
                desired,
                percents,
                breaker,
                first,
                way: Way::Rolling,
                balanced: balanced && place == Place::Fargate,
                bake,
                alarm,
                hooks: Vec::new(),
            },
        )
}

fn alarm() -> impl Strategy<Value = Option<bool>> {
    select(vec![None, None, Some(false), Some(true)])
}

fn hook() -> impl Strategy<Value = Hook> {
    let functions = select(vec![
        "RECONCILE_SERVICE",
        "PRE_SCALE_UP",
        "POST_SCALE_UP",
        "TEST_TRAFFIC_SHIFT",
        "POST_TEST_TRAFFIC_SHIFT",
        "PRE_PRODUCTION_TRAFFIC_SHIFT",
        "PRODUCTION_TRAFFIC_SHIFT",
        "POST_PRODUCTION_TRAFFIC_SHIFT",
    ]);
    let pauses = select(vec![
        "PRE_SCALE_UP",
        "POST_SCALE_UP",
        "PRE_PRODUCTION_TRAFFIC_SHIFT",
        "POST_PRODUCTION_TRAFFIC_SHIFT",
    ]);
    let target = prop_oneof![
        functions.prop_map(|stage| (false, stage)),
        pauses.prop_map(|stage| (true, stage)),
    ];
    (target, 1..=5_i64, any::<bool>()).prop_map(|((pauses, stage), minutes, continues)| Hook {
        pauses,
        stage,
        minutes,
        continues,
    })
}

/// A service whose deployments run both revisions side by side.
fn shifting() -> impl Strategy<Value = Settings> {
    let way = select(vec![Way::BlueGreen, Way::Linear, Way::Canary]);
    (rolling(), way, 0..=2_i64, vec(hook(), 0..3), any::<bool>()).prop_map(
        |(base, way, bake, hooks, balanced)| {
            let place = match base.place {
                Place::Instances => Place::Instances,
                _ => Place::Fargate,
            };
            Settings {
                place,
                way,
                bake,
                hooks,
                balanced: balanced && place == Place::Fargate,
                ..base
            }
        },
    )
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => kind().prop_map(Act::Deploy),
        1 => Just(Act::Force),
        2 => (0..=8_i64).prop_map(Act::Scale),
        1 => percents().prop_map(|(minimum, maximum)| Act::Percents(minimum, maximum)),
        2 => (0..8_usize).prop_map(Act::StopTask),
        2 => (0..8_usize).prop_map(Act::ContainerExits),
        1 => (0..8_usize).prop_map(Act::FailsChecks),
        1 => Just(Act::RollBack),
        1 => any::<bool>().prop_map(Act::Answer),
        1 => (0..8_usize).prop_map(Act::Protect),
        1 => Just(Act::Abort),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let functions = select(vec![
        HookStatus::Succeeded,
        HookStatus::Failed,
        HookStatus::InProgress,
    ]);
    prop_oneof![
        16 => (0..8_usize, act()).prop_map(|(service, act)| Step::Act(service, act)),
        1 => (0..3_usize).prop_map(Step::Drain),
        1 => (0..3_usize).prop_map(Step::Activate),
        1 => any::<bool>().prop_map(Step::Alarm),
        1 => functions.prop_map(Step::Functions),
        10 => (1..=240_i64).prop_map(Step::Wait),
    ]
}

fn plan_of(
    services: impl Strategy<Value = Vec<Settings>>,
    steps: usize,
) -> impl Strategy<Value = Plan> {
    (services, vec(step(), 1..steps)).prop_map(|(services, steps)| Plan { services, steps })
}

/// One service that is deployed task by task.
pub(super) fn alone() -> impl Strategy<Value = Plan> {
    plan_of(vec(rolling(), 1), 14)
}

/// One service whose deployments shift traffic.
pub(super) fn shifted() -> impl Strategy<Value = Plan> {
    plan_of(vec(shifting(), 1), 14)
}

/// Several services of all kinds in one cluster.
pub(super) fn together() -> impl Strategy<Value = Plan> {
    let any_service = prop_oneof![rolling(), shifting()];
    plan_of(vec(any_service, 2..=4), 24)
}
