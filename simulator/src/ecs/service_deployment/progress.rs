//! How far a deployment is that shifts traffic.

use serde::{Deserialize, Serialize};

use crate::{
    clock::{Millis, SECOND},
    ecs::service_deployment::{
        hook::Hook,
        stage::Stage,
        strategy::{Shift, Strategy},
    },
    random::Random,
};

/// Stage, traffic and hooks of a deployment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub(crate) stage: Stage,
    /// The stage lasts at least until then.
    pub(crate) until: Millis,
    /// Index of the production traffic shift that is made or comes next.
    pub(crate) shift: usize,
    /// Percent of the test traffic that the new revision has.
    pub(crate) test: f64,
    /// Percent of the production traffic that the new revision has.
    pub(crate) production: f64,
    /// Every hook that was reached.
    pub(crate) hooks: Vec<Hook>,
    /// Whether the new revision has the alternate target groups.
    pub(crate) alternate: bool,
    /// ARN of the revision that had the traffic before; a first deployment has none.
    pub(crate) source: Option<String>,
}

impl Progress {
    /// The beginning; `reconciles` when other revisions than the source must go first.
    pub(crate) fn new(source: Option<String>, reconciles: bool, alternate: bool) -> Self {
        Self {
            stage: if reconciles {
                Stage::ReconcileService
            } else {
                Stage::PreScaleUp
            },
            until: 0,
            shift: 0,
            test: 0.0,
            production: 0.0,
            hooks: Vec::new(),
            alternate,
            source,
        }
    }

    /// The production traffic shift that comes next; a first deployment takes all traffic at once.
    pub(crate) fn next_shift(&self, strategy: Strategy) -> Shift {
        if self.source.is_none() {
            return Strategy::BlueGreen.shift(0);
        }
        strategy.shift(self.shift)
    }

    /// The stage after the current one; `None` when the deployment is done.
    pub(crate) fn following(
        &self,
        strategy: Strategy,
        has_hooks_before_shift: bool,
    ) -> Option<Stage> {
        let before_shift = strategy.prepares_shifts() || has_hooks_before_shift;
        self.stage.next(before_shift, self.production < 100.0)
    }

    /// Enters a stage on the way forward: traffic moves, and the stage takes its time.
    pub(crate) fn enter(
        &mut self,
        stage: Stage,
        strategy: Strategy,
        bake: Millis,
        now: Millis,
        random: &mut Random,
    ) {
        if stage <= self.stage && self.stage == Stage::ProductionTrafficShift {
            self.shift += 1;
        }
        let stay = match stage {
            Stage::ReconcileService | Stage::ScaleUp | Stage::CleanUp => 0,
            Stage::TestTrafficShift => {
                self.test = 100.0;
                shifting(random)
            }
            Stage::ProductionTrafficShift => {
                let shift = self.next_shift(strategy);
                self.production = shift.weight;
                shifting(random) + shift.bake
            }
            Stage::BakeTime if self.source.is_some() => bake,
            _ => random.between(SECOND, 2 * SECOND),
        };
        self.stage = stage;
        self.until = now + stay;
    }

    /// Goes on with the way back: tasks first, then production traffic, then test traffic.
    /// `restored` says whether the source revision has its tasks.
    pub(crate) fn enter_back(&mut self, restored: bool, now: Millis, random: &mut Random) {
        let (stage, stay) = if !restored {
            (Stage::ScaleUp, 0)
        } else if self.production > 0.0 {
            self.production = 0.0;
            (Stage::ProductionTrafficShift, shifting(random))
        } else if self.test > 0.0 {
            self.test = 0.0;
            (Stage::TestTrafficShift, shifting(random))
        } else {
            (Stage::CleanUp, 0)
        };
        self.stage = stage;
        self.until = now + stay;
    }
}

/// How long a load balancer takes to follow new weights.
fn shifting(random: &mut Random) -> Millis {
    random.between(15 * SECOND, 30 * SECOND)
}

#[cfg(test)]
mod tests {
    use super::Progress;
    use crate::{
        clock::MINUTE,
        ecs::service_deployment::{stage::Stage, strategy::Strategy},
        random::Random,
    };

    const CANARY: Strategy = Strategy::Canary {
        percent: 10.0,
        bake: MINUTE,
    };

    #[test]
    fn a_canary_shifts_twice_and_a_first_deployment_once() {
        for (source, expected) in [
            (Some("blue".to_owned()), vec![10.0, 100.0]),
            (None, vec![100.0]),
        ] {
            let (mut progress, mut random) = (Progress::new(source, false, false), Random::new(1));
            let mut weights = Vec::new();
            while let Some(stage) = progress.following(CANARY, false) {
                progress.enter(stage, CANARY, MINUTE, 0, &mut random);
                if stage == Stage::ProductionTrafficShift {
                    weights.push(progress.production);
                }
            }
            assert_eq!(weights, expected);
            assert_eq!(progress.stage, Stage::CleanUp);
        }
    }

    #[test]
    fn the_way_back_undoes_production_before_test_traffic() {
        let (mut progress, mut random) = (Progress::new(None, false, false), Random::new(1));
        (progress.test, progress.production) = (100.0, 60.0);
        let mut stages = Vec::new();
        for restored in [false, true, true, true] {
            progress.enter_back(restored, 0, &mut random);
            stages.push(progress.stage);
        }
        assert_eq!(
            stages,
            [
                Stage::ScaleUp,
                Stage::ProductionTrafficShift,
                Stage::TestTrafficShift,
                Stage::CleanUp
            ]
        );
        assert_eq!((progress.test, progress.production), (0.0, 0.0));
    }
}
