use super::*;
use crate::course::{Share, TrafficSteps};
use crate::hook::PlannedHook;
use crate::service_deployment::tests::deployment;

fn shifting(strategy: Strategy, status: &str, stage: &str) -> ServiceDeployment {
    let mut deployment = ServiceDeployment {
        strategy: Some(strategy),
        stage: Some(stage.to_owned()),
        updated_at: Some(Timestamp(160_000)),
        finished_at: (!status.contains("PROGRESS")).then_some(Timestamp(400_000)),
        ..deployment(status)
    };
    deployment.course.bake_min = Some(5);
    deployment
}

fn seen(stage: &str, at: i64) -> Begin {
    Begin {
        stage: stage.into(),
        back: false,
        at: Timestamp(at),
    }
}

/// The steps as `name, state, detail`.
fn shown(deployment: &ServiceDeployment, now: i64) -> Vec<String> {
    stages(deployment, Timestamp(now))
        .into_iter()
        .map(|step| format!("{}, {:?}, {}", step.name, step.state, step.detail))
        .collect()
}

#[test]
fn blue_green_passes_what_is_configured_only() {
    let mut blue_green = shifting(Strategy::BlueGreen, "IN_PROGRESS", "SCALE_UP");
    assert_eq!(
        shown(&blue_green, 170_000),
        [
            "Scale up, Now, ",
            "Production traffic, Ahead, ",
            "Bake time, Ahead, 5 min",
            "Clean up, Ahead, ",
        ]
    );
    blue_green.course.bake_min = Some(0);
    blue_green.course.planned = vec![PlannedHook {
        kind: "PAUSE".into(),
        target: None,
        stages: vec![Stage::PostTestTrafficShift],
    }];
    blue_green.stage = Some("POST_TEST_TRAFFIC_SHIFT".to_owned());
    blue_green.course.seen = vec![
        seen("TEST_TRAFFIC_SHIFT", 120_000),
        seen("POST_TEST_TRAFFIC_SHIFT", 140_000),
    ];
    assert_eq!(
        shown(&blue_green, 170_000),
        [
            // Its begin was not seen.
            "Scale up, Done, ",
            "Test traffic, Done, 20 s",
            "After test traffic, Now, 30 s",
            "Production traffic, Ahead, ",
            "Clean up, Ahead, ",
        ]
    );
    // A stage that only serves hooks is over at once where there are none.
    blue_green.course.planned.clear();
    blue_green.course.seen.clear();
    assert_eq!(shown(&blue_green, 170_000)[1], "Production traffic, Now, ");
}

#[test]
fn bake_time_counts_down_from_where_it_was_seen_to_begin() {
    let mut baking = shifting(Strategy::BlueGreen, "IN_PROGRESS", "BAKE_TIME");
    // Not seen: it began at the deployment's last change or earlier.
    assert_eq!(
        shown(&baking, 220_000)[2],
        "Bake time, Now, at most 4 min left"
    );
    baking.course.seen = vec![seen("BAKE_TIME", 150_000)];
    assert_eq!(
        shown(&baking, 220_000)[2],
        "Bake time, Now, 3 min 50 s left"
    );
    assert_eq!(shown(&baking, 451_000)[2], "Bake time, Now, about to end");
    let done = shifting(Strategy::BlueGreen, "SUCCESSFUL", "CLEAN_UP");
    assert!(
        shown(&done, 500_000)
            .iter()
            .all(|step| step.contains("Done"))
    );
}

#[test]
fn steps_of_traffic_count_down_to_the_next_one() {
    let mut linear = shifting(Strategy::Linear, "IN_PROGRESS", "PRODUCTION_TRAFFIC_SHIFT");
    linear.course.steps = Some(TrafficSteps {
        size: Some(200),
        bake_min: Some(2),
    });
    let share = |production| Share {
        revision: "rev/2".to_owned(),
        test: None,
        production: Some(production),
    };
    linear.course.traffic = vec![share(400)];
    assert_eq!(
        shown(&linear, 220_000)[1],
        "Production traffic, Now, at most 1 min to the next step"
    );
    linear.course.traffic = vec![share(1_000)];
    assert_eq!(shown(&linear, 220_000)[1], "Production traffic, Now, ");
}

#[test]
fn the_way_back_has_stages_of_its_own() {
    let back = shifting(
        Strategy::Canary,
        "ROLLBACK_IN_PROGRESS",
        "PRODUCTION_TRAFFIC_SHIFT",
    );
    assert_eq!(
        shown(&back, 220_000),
        [
            "Old tasks restored, Done, ",
            "Production traffic back, Now, ",
            "Test traffic back, Ahead, ",
            "New tasks stopped, Ahead, ",
        ]
    );
    let mut over = shifting(Strategy::Canary, "ROLLBACK_SUCCESSFUL", "CLEAN_UP");
    over.course.seen = vec![Begin {
        back: true,
        ..seen("CLEAN_UP", 390_000)
    }];
    assert_eq!(shown(&over, 500_000)[3], "New tasks stopped, Done, 10 s");
}

#[test]
fn what_is_not_known_stays_blank() {
    let mut odd = shifting(Strategy::BlueGreen, "IN_PROGRESS", "SOMETHING_NEW");
    let steps = stages(&odd, Timestamp(200_000));
    assert!(
        steps
            .iter()
            .all(|step| step.state == StepState::Ahead || step.detail.is_empty())
    );
    odd.stage = None;
    odd.strategy = Some(Strategy::Rolling);
    assert!(!has_stages(&odd));
}

#[test]
fn begins_are_known_of_stages_that_somebody_watched() {
    let at = |stage: &str, status: &str, updated: i64| ServiceDeployment {
        updated_at: Some(Timestamp(updated)),
        ..shifting(Strategy::BlueGreen, status, stage)
    };
    let first = at("SCALE_UP", "IN_PROGRESS", 100);
    let begins = |deployment: &ServiceDeployment| -> Vec<(String, bool, i64)> {
        let seen = deployment.course.seen.iter();
        seen.map(|begin| (begin.stage.as_str().to_owned(), begin.back, begin.at.0))
            .collect()
    };
    let scale_up = ("SCALE_UP".to_owned(), false, 200);
    let baking = ("BAKE_TIME".to_owned(), false, 300);
    for (stage, status, updated, watched, expected) in [
        (
            "BAKE_TIME",
            "IN_PROGRESS",
            300,
            true,
            vec![scale_up.clone(), baking.clone()],
        ),
        (
            "BAKE_TIME",
            "IN_PROGRESS",
            300,
            false,
            vec![scale_up.clone()],
        ),
        // A record without the time of its change: it was between two looks.
        (
            "BAKE_TIME",
            "IN_PROGRESS",
            100,
            true,
            vec![scale_up.clone(), ("BAKE_TIME".to_owned(), false, 350)],
        ),
        ("SCALE_UP", "IN_PROGRESS", 300, true, vec![scale_up.clone()]),
        (
            "SCALE_UP",
            "ROLLBACK_IN_PROGRESS",
            300,
            true,
            vec![scale_up.clone(), ("SCALE_UP".to_owned(), true, 300)],
        ),
    ] {
        let mut before = first.clone();
        before.course.seen = vec![seen("SCALE_UP", 200)];
        let mut after = at(stage, status, updated);
        note_begin(Some(&before), &mut after, Timestamp(350), watched);
        assert_eq!(begins(&after), expected, "{stage} {status} {watched}");
    }
    let mut new = first;
    note_begin(None, &mut new, Timestamp(350), true);
    assert_eq!(begins(&new), [("SCALE_UP".to_owned(), false, 100)]);
}
