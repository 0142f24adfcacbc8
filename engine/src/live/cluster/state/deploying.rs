//! Services whose deployment is on a screen: what starts there is found by listing the tasks of each,
//! in the interval of what somebody has open, rather than by the slower lists of the whole cluster.

use super::{Attention, State};
use crate::live::cluster::pace;

/// Whose tasks are to be listed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::live::cluster) struct Lists {
    /// The services that are due, by name.
    pub(in crate::live::cluster) due: Vec<String>,
    /// In how many milliseconds the next ones are; `None` while no deployment is on a screen.
    pub(in crate::live::cluster) next_in_ms: Option<u64>,
}

impl State {
    /// The services whose tasks are to be listed now because their deployment is on a screen. Those
    /// count as listed.
    pub(in crate::live::cluster) fn deploying_lists(
        &mut self,
        now_ms: u64,
        per_s: f64,
        attention: &Attention<'_>,
    ) -> Lists {
        let focused = attention.focused.iter();
        let deploying: Vec<String> = focused
            .filter(|name| self.is_deploying(name))
            .cloned()
            .collect();
        let interval = pace::deploying_list_ms(deploying.len(), per_s);
        let listed = std::mem::take(&mut self.deploying_listed_ms);
        let mut lists = Lists::default();
        for name in deploying {
            let last = listed.get(&name).copied();
            let next_ms = last.map_or(now_ms, |at| at + interval);
            let is_due = next_ms <= now_ms;
            let wait_ms = if is_due { interval } else { next_ms - now_ms };
            lists.next_in_ms = Some(lists.next_in_ms.map_or(wait_ms, |ms| ms.min(wait_ms)));
            let at = if is_due { now_ms } else { next_ms - interval };
            self.deploying_listed_ms.insert(name.clone(), at);
            if is_due {
                lists.due.push(name);
            }
        }
        lists
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::live::cluster::state::tests::service;
    use crate::live::cluster::visible::Visible;

    #[test]
    fn only_deployments_on_screens_are_listed_in_their_interval() {
        let mut state = State::default();
        let mut services = vec![service("web", 2, 0, 0), service("api", 2, 0, 0)];
        services[0].0.deployments[0].rollout_state = Some("IN_PROGRESS".into());
        state.take_services(&[], services, 0);
        let both: HashSet<String> = ["web", "api"].map(str::to_owned).into();
        let none = HashSet::new();
        let visible = Visible::default();
        let mut lists = |now_ms, focused| {
            let attention = Attention {
                focused,
                visible: &visible,
            };
            let Lists { due, next_in_ms } = state.deploying_lists(now_ms, 10.0, &attention);
            (due.join(","), next_in_ms)
        };
        let interval = pace::FOCUSED_MS;
        for (now_ms, focused, due, next_in_ms) in [
            (1_000, &none, "", None),
            (1_000, &both, "web", Some(interval)),
            (1_300, &both, "", Some(interval - 300)),
            (1_000 + interval, &both, "web", Some(interval)),
            // Who comes back sees it at once.
            (2_000, &none, "", None),
            (2_010, &both, "web", Some(interval)),
        ] {
            assert_eq!(
                lists(now_ms, focused),
                (due.to_owned(), next_in_ms),
                "{now_ms}"
            );
        }
    }
}
