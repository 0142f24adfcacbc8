//! What must hold for every service whatever happens: properties over random settings, operations
//! and failures, looked at after every single event.

mod act;
mod balancing;
mod plan;
mod rules;
mod run;
mod traffic;

use proptest::{prelude::*, test_runner::Config};

use crate::{
    clock::{HOUR, MINUTE},
    ecs::service::properties::run::Run,
};

/// Few enough to stay quick without optimisation; a failure prints its plan. `ECSCOPE_CASES=50`
/// makes fifty times as many.
fn cases(cases: u32) -> Config {
    let times = std::env::var("ECSCOPE_CASES").ok();
    let times = times.and_then(|times| times.parse::<u32>().ok());
    Config {
        cases: cases * times.unwrap_or(1),
        failure_persistence: None,
        ..Config::default()
    }
}

/// Carries out a plan and lets an hour pass.
fn run(seed: u64, plan: &plan::Plan) -> Result<(), TestCaseError> {
    let mut run = Run::new(seed, plan);
    for step in &plan.steps {
        run.take(step)?;
    }
    run.pass(10 * MINUTE)?;
    run.pass_in_pieces(HOUR, 1);
    (0..plan.services.len()).try_for_each(|lane| rules::settled(&mut run, lane))
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn bounds_counts_and_events_hold_and_every_service_settles(seed in any::<u64>(), plan in plan::alone()) {
        run(seed, &plan)?;
    }
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn traffic_never_goes_where_no_tasks_are_kept_for_it(seed in any::<u64>(), plan in plan::shifted()) {
        run(seed, &plan)?;
    }
}

proptest! {
    #![proptest_config(cases(10))]

    #[test]
    fn services_that_share_a_cluster_keep_out_of_each_others_way(seed in any::<u64>(), plan in plan::together()) {
        run(seed, &plan)?;
    }
}

proptest! {
    #![proptest_config(cases(8))]

    #[test]
    fn one_step_and_a_thousand_steps_give_the_same_history(seed in any::<u64>(), plan in plan::together()) {
        let history = |pieces| {
            let mut run = Run::new(seed, &plan);
            for step in &plan.steps {
                run.take_in_pieces(step, pieces);
            }
            run.pass_in_pieces(HOUR / 4, pieces);
            run.state()
        };
        prop_assert_eq!(history(1), history(1_000));
    }
}
