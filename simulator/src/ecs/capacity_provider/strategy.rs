//! Capacity provider strategies: which provider the next task gets, by base and weight.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ecs::{capacity_provider::is_fargate, task::launch::Capacity};

/// Where tasks go, and how many have gone there.
#[derive(Debug, Clone)]
pub(crate) struct CapacityPlan {
    /// Empty when a launch type decides.
    shares: Vec<Share>,
    /// The launch type is FARGATE.
    fargate: bool,
    /// Tasks by capacity provider.
    placed: BTreeMap<String, i64>,
}

/// One item of a strategy.
#[derive(Debug, Clone)]
struct Share {
    provider: String,
    base: i64,
    weight: i64,
}

impl CapacityPlan {
    /// A launch type decides, or a strategy, or the cluster's default strategy, in this order.
    pub(crate) fn new(launch_type: Option<&str>, strategy: &[Value], default: &[Value]) -> Self {
        let strategy = match (strategy.is_empty(), launch_type) {
            (false, _) => strategy,
            (true, Some(_)) => &[],
            (true, None) => default,
        };
        let number = |item: &Value, name: &str| item.get(name).and_then(Value::as_i64).unwrap_or(0);
        let shares = strategy.iter().filter_map(|item| {
            Some(Share {
                provider: item.get("capacityProvider")?.as_str()?.to_owned(),
                base: number(item, "base").max(0),
                weight: number(item, "weight").max(0),
            })
        });
        Self {
            shares: shares.collect(),
            fargate: launch_type == Some("FARGATE"),
            placed: BTreeMap::new(),
        }
    }

    /// A task is on a provider.
    pub(crate) fn count(&mut self, provider: &str) {
        *self.placed.entry(provider.to_owned()).or_default() += 1;
    }

    /// Whether any task may go to Fargate.
    pub(crate) fn uses_fargate(&self) -> bool {
        self.fargate || self.shares.iter().any(|share| is_fargate(&share.provider))
    }

    /// Where the next task goes: bases are filled first, then each provider gets its weight's share.
    pub(crate) fn next(&self) -> Capacity {
        let placed = |share: &Share| self.placed.get(&share.provider).copied().unwrap_or(0);
        let lacks_base = self.shares.iter().find(|share| placed(share) < share.base);
        let weighted = || {
            // The one whose share stays smallest with one task more; products instead of quotients.
            self.shares
                .iter()
                .filter(|share| share.weight > 0)
                .reduce(|best, share| {
                    let more = |share: &Share| (placed(share) - share.base).max(0) + 1;
                    let best_is_smaller = more(best).saturating_mul(share.weight)
                        <= more(share).saturating_mul(best.weight);
                    if best_is_smaller { best } else { share }
                })
        };
        match lacks_base.or_else(weighted).or(self.shares.first()) {
            Some(share) => Capacity {
                fargate: is_fargate(&share.provider),
                provider: Some(share.provider.clone()),
            },
            None => Capacity {
                provider: None,
                fargate: self.fargate,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::CapacityPlan;

    /// The providers of `count` tasks by a strategy of (provider, base, weight).
    fn places(strategy: &[(&str, i64, i64)], count: usize) -> Vec<String> {
        let strategy: Vec<Value> = strategy
            .iter()
            .map(|(provider, base, weight)| {
                json!({ "capacityProvider": provider, "base": base, "weight": weight })
            })
            .collect();
        let mut plan = CapacityPlan::new(None, &strategy, &[]);
        let mut places = Vec::new();
        for _ in 0..count {
            let provider = plan.next().provider.unwrap_or_default();
            plan.count(&provider);
            places.push(provider);
        }
        places
    }

    #[test]
    fn bases_come_first_and_weights_share_the_rest() {
        for (strategy, expected) in [
            (vec![("A", 0, 1)], vec!["A", "A"]),
            (vec![("A", 0, 1), ("B", 0, 1)], vec!["A", "B", "A", "B"]),
            (
                vec![("A", 0, 1), ("B", 0, 3)],
                vec!["B", "B", "A", "B", "B", "B", "A", "B"],
            ),
            (
                vec![("A", 0, 1), ("B", 2, 1)],
                vec!["B", "B", "A", "B", "A", "B"],
            ),
            (vec![("A", 1, 0), ("B", 0, 1)], vec!["A", "B", "B", "B"]),
            (vec![("A", 0, 0)], vec!["A"]),
        ] {
            assert_eq!(places(&strategy, expected.len()), expected, "{strategy:?}");
        }
    }

    #[test]
    fn a_launch_type_goes_before_the_default_strategy_and_a_strategy_before_both() {
        let on = |provider: &str| [json!({ "capacityProvider": provider, "weight": 1 })];
        let chosen = |launch_type, strategy: &[Value]| {
            let next = CapacityPlan::new(launch_type, strategy, &on("FARGATE")).next();
            (next.provider, next.fargate)
        };
        assert_eq!(chosen(Some("FARGATE"), &[]), (None, true));
        assert_eq!(chosen(Some("EC2"), &[]), (None, false));
        assert_eq!(chosen(None, &[]), (Some("FARGATE".to_owned()), true));
        let own = on("own");
        assert_eq!(
            chosen(Some("FARGATE"), &own),
            (Some("own".to_owned()), false)
        );
    }
}
