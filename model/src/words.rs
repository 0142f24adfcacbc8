//! AWS's constants as words in a sentence.

use crate::service::Strategy;

/// A launch type or capacity provider in its usual spelling; other names as they are.
pub fn capacity(name: &str) -> String {
    match name {
        "FARGATE" => "Fargate".to_owned(),
        "FARGATE_SPOT" => "Fargate Spot".to_owned(),
        "EXTERNAL" => "External".to_owned(),
        "MANAGED_INSTANCES" => "Managed Instances".to_owned(),
        other => other.to_owned(),
    }
}

/// A deployment strategy in lower case, as `blue/green`.
pub fn strategy(strategy: &Strategy) -> String {
    match strategy {
        Strategy::Rolling => "rolling".to_owned(),
        Strategy::BlueGreen => "blue/green".to_owned(),
        Strategy::Linear => "linear".to_owned(),
        Strategy::Canary => "canary".to_owned(),
        Strategy::Unknown(word) => constant(word),
    }
}

/// Any AWS constant as lower-case words: `ROLLBACK_IN_PROGRESS` becomes `rollback in progress`.
pub fn constant(word: &str) -> String {
    word.replace('_', " ").to_ascii_lowercase()
}

/// A constant with a capital first letter: `RUNNING` becomes `Running`.
pub fn title(word: &str) -> String {
    capital(&constant(word))
}

/// Words with a capital first letter. AWS's words are ASCII; tables of all letters would be several
/// kilobytes of what browsers load.
pub fn capital(words: &str) -> String {
    let mut words = words.to_owned();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

/// Names in a sentence, as `a`, `a and b` or `a, b and c`.
pub fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// A count with its noun, as `1 task`, `2 tasks`.
pub fn count(number: i64, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

/// Bytes in binary units, as `12.3 MiB`.
pub fn bytes(bytes: u64) -> String {
    let mut unit = "B";
    let mut size = 1_u64;
    for larger in ["KiB", "MiB", "GiB", "TiB"] {
        if bytes / size < 1024 {
            break;
        }
        size *= 1024;
        unit = larger;
    }
    if unit == "B" {
        return format!("{bytes} B");
    }
    // Tenths, rounded; as integers, because browsers would load much code to print fractions.
    let tenths = bytes / size * 10 + (bytes % size * 10 + size / 2) / size;
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

/// ECS CPU units as vCPU, as `0.25 vCPU`; other texts as they are.
pub fn cpu(units: &str) -> String {
    units.parse::<u32>().map_or_else(
        |_| units.to_owned(),
        |units| format!("{} vCPU", of_1024(units)),
    )
}

/// MiB as MiB or GiB, as `512 MiB`, `2 GiB`; other texts as they are.
pub fn memory(mib: &str) -> String {
    match mib.parse::<u32>() {
        Ok(mib) if mib >= 1024 && mib.is_multiple_of(512) => format!("{} GiB", of_1024(mib)),
        Ok(mib) => format!("{mib} MiB"),
        Err(_) => mib.to_owned(),
    }
}

/// A number of 1024ths as a decimal fraction of at most three places, as `0.25`.
fn of_1024(number: u32) -> String {
    let thousandths = u64::from(number % 1024) * 1000 / 1024;
    let text = format!("{}.{thousandths:03}", number / 1024);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert_eq!(title("ROLLBACK_IN_PROGRESS"), "Rollback in progress");
        assert_eq!(title(""), "");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(count(1, "task"), "1 task");
        assert_eq!(count(0, "task"), "0 tasks");
        assert_eq!(bytes(1023), "1023 B");
        assert_eq!(bytes(1536), "1.5 KiB");
        assert_eq!(bytes(1024 * 1024 - 1), "1024.0 KiB");
        assert_eq!(bytes(u64::MAX), "16777216.0 TiB");
        assert_eq!(cpu("256"), "0.25 vCPU");
        assert_eq!(cpu("4096"), "4 vCPU");
        assert_eq!(cpu("10"), "0.009 vCPU");
        assert_eq!(cpu("1 vCPU"), "1 vCPU");
        assert_eq!(memory("512"), "512 MiB");
        assert_eq!(memory("1536"), "1.5 GiB");
        assert_eq!(memory("1025"), "1025 MiB");
    }
}
