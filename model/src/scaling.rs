//! The bounds that Application Auto Scaling keeps a service's desired count in.

use serde::{Deserialize, Serialize};

use crate::live::Offered;

/// The bounds of a service, as a scalable target has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// The fewest tasks.
    pub min: i32,
    /// The most tasks.
    pub max: i32,
    /// What is suspended.
    pub suspended: Suspended,
}

/// Which activities of auto scaling are suspended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspended {
    /// Scaling in by policies.
    pub scale_in: bool,
    /// Scaling out by policies.
    pub scale_out: bool,
    /// Scheduled actions.
    pub scheduled: bool,
}

/// The bounds of a service, `None` within when it has none.
pub type Scaling = Offered<Option<Bounds>>;

impl Suspended {
    /// What is suspended, in words; `None` when nothing is.
    fn words(self) -> Option<String> {
        let Self {
            scale_in,
            scale_out,
            scheduled,
        } = self;
        let parts: Vec<String> = [
            (scale_in, "scaling in"),
            (scale_out, "scaling out"),
            (scheduled, "scheduled scaling"),
        ]
        .into_iter()
        .filter(|(suspended, _)| *suspended)
        .map(|(_, words)| words.to_owned())
        .collect();
        match parts.len() {
            0 => None,
            1 => Some(format!("{} is suspended", parts.concat())),
            3 => Some("all of it is suspended".to_owned()),
            _ => Some(format!("{} are suspended", crate::words::list(&parts))),
        }
    }
}

impl Bounds {
    /// The bounds in a sentence.
    pub fn sentence(&self) -> String {
        let Self { min, max, .. } = *self;
        let between = if min == max {
            format!("at {}", crate::words::count(i64::from(min), "task"))
        } else {
            format!("between {min} and {max} tasks")
        };
        let suspended = self.suspended.words();
        let suspended = suspended.map_or_else(String::new, |words| format!("; {words}"));
        format!("Auto scaling keeps it {between}{suspended}.")
    }

    /// What auto scaling will do with a desired count that somebody sets, in a sentence. AWS leaves a
    /// count outside the bounds alone until an activity in the direction of the bounds, which first
    /// moves it to the nearer one; an activity away from them does nothing.
    pub fn effect(&self, desired: i32) -> String {
        let Self {
            min,
            max,
            suspended,
        } = *self;
        let (side, out, bound, moves, stays, stopped) = if desired < min {
            let stopped = suspended.scale_out;
            ("below", "scale-out", min, "raises", "scale-in", stopped)
        } else if desired > max {
            let stopped = suspended.scale_in;
            ("above", "scale-in", max, "lowers", "scale-out", stopped)
        } else {
            let Suspended {
                scale_in,
                scale_out,
                scheduled,
            } = suspended;
            let what = if scale_in && scale_out && scheduled {
                "while it is suspended, auto scaling leaves it alone"
            } else {
                "auto scaling may change it again"
            };
            return format!("{desired} is within: {what}.");
        };
        match (stopped, suspended.scheduled) {
            (false, _) => format!(
                "{desired} is {side}: the next {out} {moves} it to {bound} first, a {stays} leaves it."
            ),
            (true, false) => format!(
                "{desired} is {side}: no {out} changes it while that is suspended, a scheduled action may."
            ),
            (true, true) => {
                format!(
                    "{desired} is {side}: while that is suspended, auto scaling leaves it alone."
                )
            }
        }
    }
}

/// What somebody who sets a desired count should know of auto scaling; `None` when there is nothing to
/// know, or nothing known yet. Without a count, what the bounds are.
pub fn advice(scaling: &Scaling, desired: Option<i32>) -> Option<String> {
    match scaling {
        Offered::Loading | Offered::Known(None) => None,
        Offered::Known(Some(bounds)) => {
            let sentence = bounds.sentence();
            Some(match desired {
                Some(desired) => format!("{sentence} {}", bounds.effect(desired)),
                None => sentence,
            })
        }
        Offered::Unavailable(why) => Some(format!(
            "Whether auto scaling changes it again is not known. {why}"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn suspended(scale_in: bool, scale_out: bool, scheduled: bool) -> Suspended {
        Suspended {
            scale_in,
            scale_out,
            scheduled,
        }
    }

    fn bounds(min: i32, max: i32, suspended: Suspended) -> Bounds {
        Bounds {
            min,
            max,
            suspended,
        }
    }

    #[test]
    fn bounds_in_a_sentence() {
        for (min, max, state, words) in [
            (
                2,
                5,
                suspended(false, false, false),
                "between 2 and 5 tasks.",
            ),
            (1, 1, suspended(false, false, false), "at 1 task."),
            (0, 0, suspended(false, false, false), "at 0 tasks."),
            (
                2,
                5,
                suspended(true, false, false),
                "between 2 and 5 tasks; scaling in is suspended.",
            ),
            (
                2,
                5,
                suspended(false, true, true),
                "between 2 and 5 tasks; scaling out and scheduled scaling are suspended.",
            ),
            (
                2,
                5,
                suspended(true, true, true),
                "between 2 and 5 tasks; all of it is suspended.",
            ),
        ] {
            let sentence = bounds(min, max, state).sentence();
            assert_eq!(sentence, format!("Auto scaling keeps it {words}"));
        }
    }

    #[test]
    fn what_happens_to_a_count() {
        let none = Suspended::default();
        let may = "auto scaling may change it again.";
        let alone = "while that is suspended, auto scaling leaves it alone.";
        for (desired, state, words) in [
            (2, none, format!("2 is within: {may}")),
            (5, none, format!("5 is within: {may}")),
            (3, suspended(true, true, false), format!("3 is within: {may}")),
            (
                3,
                suspended(true, true, true),
                "3 is within: while it is suspended, auto scaling leaves it alone.".to_owned(),
            ),
            (
                1,
                none,
                "1 is below: the next scale-out raises it to 2 first, a scale-in leaves it."
                    .to_owned(),
            ),
            // Scaling in has nothing to do with a count that is too low.
            (
                0,
                suspended(true, false, true),
                "0 is below: the next scale-out raises it to 2 first, a scale-in leaves it."
                    .to_owned(),
            ),
            (
                0,
                suspended(false, true, false),
                "0 is below: no scale-out changes it while that is suspended, a scheduled action may."
                    .to_owned(),
            ),
            (0, suspended(false, true, true), format!("0 is below: {alone}")),
            (
                6,
                none,
                "6 is above: the next scale-in lowers it to 5 first, a scale-out leaves it."
                    .to_owned(),
            ),
            (
                i32::MAX,
                suspended(true, false, false),
                "2147483647 is above: no scale-in changes it while that is suspended, a scheduled action may."
                    .to_owned(),
            ),
            (9, suspended(true, false, true), format!("9 is above: {alone}")),
        ] {
            let effect = bounds(2, 5, state).effect(desired);
            assert_eq!(effect, words, "{desired} {state:?}");
        }
    }

    #[test]
    fn advice_is_given_where_there_is_something_to_know() {
        let known = Scaling::Known(Some(bounds(2, 5, Suspended::default())));
        for (scaling, desired, words) in [
            (Scaling::Loading, Some(3), None),
            (Scaling::Known(None), Some(3), None),
            (
                known.clone(),
                None,
                Some("Auto scaling keeps it between 2 and 5 tasks."),
            ),
            (
                known,
                Some(3),
                Some(
                    "Auto scaling keeps it between 2 and 5 tasks. 3 is within: auto scaling may change it again.",
                ),
            ),
            (
                Scaling::Unavailable("Nobody may.".to_owned()),
                Some(3),
                Some("Whether auto scaling changes it again is not known. Nobody may."),
            ),
        ] {
            assert_eq!(advice(&scaling, desired).as_deref(), words);
        }
    }
}
