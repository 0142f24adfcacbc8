//! What must hold for every service whatever happens: properties over random settings, operations
//! and failures, looked at after every single event.

mod plan;
mod rules;
mod run;

use proptest::{prelude::*, test_runner::Config};

use crate::{
    clock::{HOUR, MINUTE},
    ecs::service::properties::run::Run,
};

/// Few enough to stay quick without optimisation; a failure prints its plan.
fn cases(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    }
}

/// Carries out a plan and lets an hour pass.
fn run(seed: u64, plan: &plan::Plan) -> Result<(), TestCaseError> {
    let mut run = Run::new(seed, &plan.settings);
    for step in &plan.steps {
        run.take(step)?;
    }
    run.pass(10 * MINUTE)?;
    run.pass_in_pieces(HOUR, 1);
    rules::settled(&mut run)
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn bounds_counts_and_events_hold_and_every_service_settles(seed in any::<u64>(), plan in plan::plan()) {
        run(seed, &plan)?;
    }
}

proptest! {
    #![proptest_config(cases(16))]

    #[test]
    fn one_step_and_a_thousand_steps_give_the_same_history(seed in any::<u64>(), plan in plan::plan()) {
        let history = |pieces| {
            let mut run = Run::new(seed, &plan.settings);
            for step in &plan.steps {
                run.take_in_pieces(step, pieces);
            }
            run.pass_in_pieces(HOUR / 4, pieces);
            run.state()
        };
        prop_assert_eq!(history(1), history(1_000));
    }
}
