//! Lifecycle stages of deployments that shift traffic, and their order.

use serde::{Deserialize, Serialize};

/// A `lifecycleStage`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Stage {
    ReconcileService,
    PreScaleUp,
    ScaleUp,
    PostScaleUp,
    TestTrafficShift,
    PostTestTrafficShift,
    PreProductionTrafficShift,
    ProductionTrafficShift,
    PostProductionTrafficShift,
    BakeTime,
    CleanUp,
}

/// All stages in the order a deployment goes through them.
const ALL: [Stage; 11] = [
    Stage::ReconcileService,
    Stage::PreScaleUp,
    Stage::ScaleUp,
    Stage::PostScaleUp,
    Stage::TestTrafficShift,
    Stage::PostTestTrafficShift,
    Stage::PreProductionTrafficShift,
    Stage::ProductionTrafficShift,
    Stage::PostProductionTrafficShift,
    Stage::BakeTime,
    Stage::CleanUp,
];

impl Stage {
    /// AWS's name of the stage.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::ReconcileService => "RECONCILE_SERVICE",
            Self::PreScaleUp => "PRE_SCALE_UP",
            Self::ScaleUp => "SCALE_UP",
            Self::PostScaleUp => "POST_SCALE_UP",
            Self::TestTrafficShift => "TEST_TRAFFIC_SHIFT",
            Self::PostTestTrafficShift => "POST_TEST_TRAFFIC_SHIFT",
            Self::PreProductionTrafficShift => "PRE_PRODUCTION_TRAFFIC_SHIFT",
            Self::ProductionTrafficShift => "PRODUCTION_TRAFFIC_SHIFT",
            Self::PostProductionTrafficShift => "POST_PRODUCTION_TRAFFIC_SHIFT",
            Self::BakeTime => "BAKE_TIME",
            Self::CleanUp => "CLEAN_UP",
        }
    }

    /// The stage of a name.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        ALL.into_iter().find(|stage| stage.as_str() == text)
    }

    /// Whether Lambda hooks may run at it.
    pub(crate) fn takes_hooks(self) -> bool {
        !matches!(self, Self::ScaleUp | Self::BakeTime | Self::CleanUp)
    }

    /// Whether the deployment may pause at it.
    pub(crate) fn takes_pauses(self) -> bool {
        self.takes_hooks()
            && !matches!(
                self,
                Self::ReconcileService | Self::TestTrafficShift | Self::ProductionTrafficShift
            )
    }

    /// The stage after this one; the last one has none. `before_shift` says whether the production
    /// traffic shift has a stage of its own before it, and `more` whether another shift follows this one.
    pub(crate) fn next(self, before_shift: bool, more: bool) -> Option<Self> {
        let shift = if before_shift {
            Self::PreProductionTrafficShift
        } else {
            Self::ProductionTrafficShift
        };
        match self {
            Self::PostTestTrafficShift => Some(shift),
            Self::ProductionTrafficShift if more => Some(shift),
            stage => {
                let index = ALL.iter().position(|known| *known == stage)?;
                ALL.get(index + 1).copied()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, Stage};

    fn walk(before_shift: bool, shifts: usize) -> Vec<&'static str> {
        let (mut stage, mut left, mut names) = (Stage::PreScaleUp, shifts, Vec::new());
        loop {
            names.push(stage.as_str());
            if stage == Stage::ProductionTrafficShift {
                left -= 1;
            }
            match stage.next(before_shift, left > 0) {
                Some(next) => stage = next,
                None => return names,
            }
        }
    }

    #[test]
    fn blue_green_goes_through_every_stage_once() {
        assert_eq!(
            walk(false, 1),
            [
                "PRE_SCALE_UP",
                "SCALE_UP",
                "POST_SCALE_UP",
                "TEST_TRAFFIC_SHIFT",
                "POST_TEST_TRAFFIC_SHIFT",
                "PRODUCTION_TRAFFIC_SHIFT",
                "POST_PRODUCTION_TRAFFIC_SHIFT",
                "BAKE_TIME",
                "CLEAN_UP",
            ]
        );
    }

    #[test]
    fn several_shifts_repeat_the_stage_before_them() {
        let names = walk(true, 3);
        assert_eq!(
            names[4..11],
            [
                "POST_TEST_TRAFFIC_SHIFT",
                "PRE_PRODUCTION_TRAFFIC_SHIFT",
                "PRODUCTION_TRAFFIC_SHIFT",
                "PRE_PRODUCTION_TRAFFIC_SHIFT",
                "PRODUCTION_TRAFFIC_SHIFT",
                "PRE_PRODUCTION_TRAFFIC_SHIFT",
                "PRODUCTION_TRAFFIC_SHIFT",
            ]
        );
    }

    #[test]
    fn names_round_trip_and_pauses_are_a_part_of_hooks() {
        for stage in ALL {
            assert_eq!(Stage::parse(stage.as_str()), Some(stage));
            assert!(stage.takes_hooks() || !stage.takes_pauses());
        }
        assert!(!Stage::TestTrafficShift.takes_pauses() && Stage::TestTrafficShift.takes_hooks());
        assert_eq!(Stage::parse("SOON"), None);
    }
}
