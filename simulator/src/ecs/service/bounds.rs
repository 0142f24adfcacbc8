//! How many tasks a deployment must keep and may have.

use serde_json::Value;

/// The fewest healthy and the most tasks in all while a deployment is in progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) fewest: i64,
    pub(super) most: i64,
}

impl Bounds {
    /// The bounds of a desired count: the minimum is rounded up, the maximum down.
    pub(super) fn of(desired: i64, configuration: Option<&Value>) -> Self {
        let percent = |name: &str, default: i64| {
            configuration
                .and_then(|value| value.get(name)?.as_i64())
                .unwrap_or(default)
                .clamp(0, 10_000)
        };
        Self {
            fewest: (desired * percent("minimumHealthyPercent", 100) + 99) / 100,
            most: desired * percent("maximumPercent", 200) / 100,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Bounds;

    #[test]
    fn the_minimum_rounds_up_and_the_maximum_down() {
        for (desired, minimum, maximum, fewest, most) in [
            (4, 100, 200, 4, 8),
            (3, 100, 134, 3, 4),
            (3, 50, 150, 2, 4),
            (1, 50, 100, 1, 1),
            (5, 33, 133, 2, 6),
            (7, 0, 100, 0, 7),
            (10, 75, 125, 8, 12),
            (0, 100, 200, 0, 0),
            (1, 0, 199, 0, 1),
        ] {
            let configuration =
                json!({ "minimumHealthyPercent": minimum, "maximumPercent": maximum });
            assert_eq!(
                Bounds::of(desired, Some(&configuration)),
                Bounds { fewest, most },
                "{desired} {minimum} {maximum}"
            );
        }
    }

    #[test]
    fn without_configuration_aws_keeps_all_and_allows_twice_as_many() {
        assert_eq!(Bounds::of(3, None), Bounds { fewest: 3, most: 6 });
    }
}
