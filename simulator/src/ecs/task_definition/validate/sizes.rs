//! CPU and memory of the task and its containers.

use serde_json::Value;

use crate::{
    ecs::task_definition::validate::{Draft, invalid_setting},
    error::AwsError,
};

/// CPU units of a task, written as units or as `0.5 vCPU`.
fn cpu_units(text: &str) -> Option<i64> {
    amount(text, &["vcpu"], 1_024.0)
}

/// MiB of a task, written as MiB or as `1.5 GB`.
fn mebibytes(text: &str) -> Option<i64> {
    amount(text, &["gb"], 1_024.0)
}

fn amount(text: &str, units: &[&str], factor: f64) -> Option<i64> {
    let text = text.trim().to_lowercase();
    let unit = units.iter().find_map(|unit| text.strip_suffix(unit));
    match unit {
        None => text.parse().ok(),
        Some(number) => {
            let amount = number.trim().parse::<f64>().ok()? * factor;
            let plausible = amount.fract() == 0.0 && (0.0..1e9).contains(&amount);
            plausible.then_some(amount as i64)
        }
    }
}

/// The task's own sizes as plain numbers, by their members.
pub(super) fn checked(draft: &Draft<'_>) -> Result<Vec<(&'static str, i64)>, AwsError> {
    let mut sizes = Vec::new();
    for (member, parse) in [
        ("cpu", cpu_units as fn(&str) -> Option<i64>),
        ("memory", mebibytes),
    ] {
        if let Some(text) = draft.input.text(member)? {
            let size = parse(text).filter(|size| *size > 0);
            let size = size.ok_or_else(|| {
                AwsError::client(format!("Invalid '{member}' setting for task: '{text}'."))
            })?;
            sizes.push((member, size));
        }
    }
    let of_task = |member: &str| {
        let size = sizes.iter().find(|(name, _)| *name == member);
        size.map(|(_, size)| *size)
    };
    containers(draft, of_task("memory"))?;
    let total = |member: &str| {
        let amounts = draft
            .containers
            .iter()
            .filter_map(|container| container.get(member).and_then(Value::as_i64));
        amounts.fold(0, i64::saturating_add)
    };
    if of_task("cpu").is_some_and(|cpu| total("cpu") > cpu) {
        return Err(AwsError::client(
            "Invalid setting for container. The total 'cpu' of all containers must be lower than or equal to the task's 'cpu'.",
        ));
    }
    if of_task("memory").is_some_and(|memory| total("memoryReservation") > memory) {
        return Err(AwsError::client(
            "Invalid setting for container. The total 'memoryReservation' of all containers must be lower than or equal to the task's 'memory'.",
        ));
    }
    Ok(sizes)
}

fn containers(draft: &Draft<'_>, of_task: Option<i64>) -> Result<(), AwsError> {
    for container in draft.containers {
        let amount = |name: &str| container.get(name).and_then(Value::as_i64);
        let (hard, soft) = (amount("memory"), amount("memoryReservation"));
        if hard.or(soft).or(of_task).is_none() {
            return Err(invalid_setting(
                container,
                "At least one of 'memory' or 'memoryReservation' must be specified.",
            ));
        }
        if let (Some(hard), Some(soft)) = (hard, soft)
            && hard < soft
        {
            return Err(invalid_setting(
                container,
                "The 'memory' setting must be greater than or equal to 'memoryReservation'.",
            ));
        }
        if hard.or(soft).is_some_and(|memory| memory < 4) {
            return Err(invalid_setting(
                container,
                "The 'memory' and 'memoryReservation' settings must be at least 4 MiB.",
            ));
        }
        if amount("cpu").is_some_and(|cpu| cpu < 0) {
            return Err(invalid_setting(
                container,
                "The 'cpu' setting must not be negative.",
            ));
        }
        if hard.zip(of_task).is_some_and(|(hard, all)| hard > all) {
            return Err(invalid_setting(
                container,
                "The 'memory' setting must be lower than or equal to the task's 'memory'.",
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{cpu_units, mebibytes};

    #[test]
    fn sizes_are_units_or_amounts_with_a_unit() {
        assert_eq!(cpu_units("256"), Some(256));
        assert_eq!(cpu_units(".5 vCPU"), Some(512));
        assert_eq!(cpu_units("1vcpu"), Some(1_024));
        assert_eq!(cpu_units("half"), None);
        assert_eq!(mebibytes("512"), Some(512));
        assert_eq!(mebibytes("0.5 GB"), Some(512));
        assert_eq!(mebibytes("3GB"), Some(3_072));
        assert_eq!(mebibytes("NaN GB"), None);
    }
}
