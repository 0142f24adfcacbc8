//! Points in time and their words.

use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since the Unix epoch, UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// AWS's time in a JSON document: seconds since 1970 as a number, with a fraction. `None` for
    /// anything else.
    pub fn from_seconds(seconds: &serde_json::Value) -> Option<Self> {
        let seconds = seconds.as_f64()?;
        Some(Self((seconds * 1000.0).round() as i64))
    }

    /// Milliseconds from `earlier` to this; zero when `earlier` is later.
    pub fn since_ms(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).max(0)
    }

    /// This point moved by a number of milliseconds.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// The UTC date and time, as `2026-11-22 14:03:21 UTC`.
    pub fn to_utc(self) -> String {
        let (year, month, day) = self.civil();
        format!("{year:04}-{month:02}-{day:02} {} UTC", self.to_utc_clock())
    }

    /// The UTC time of day, as `14:03:21`.
    pub fn to_utc_clock(self) -> String {
        let seconds = self.0.div_euclid(1000).rem_euclid(86_400);
        format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        )
    }

    /// The UTC time of day with milliseconds, as `14:03:21.402`.
    pub fn to_utc_clock_ms(self) -> String {
        format!("{}.{:03}", self.to_utc_clock(), self.0.rem_euclid(1000))
    }

    /// RFC 3339 in UTC with milliseconds, for `<time datetime>`.
    pub fn to_rfc3339(self) -> String {
        let (year, month, day) = self.civil();
        format!("{year:04}-{month:02}-{day:02}T{}Z", self.to_utc_clock_ms())
    }

    /// Year, month and day in the proleptic Gregorian calendar (days-to-civil algorithm over
    /// 400-year eras that start in March).
    fn civil(self) -> (i64, i64, i64) {
        let days = self.0.div_euclid(86_400_000) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day)
    }
}

/// A length of time in the two largest units, as `40 s`, `1 min 12 s`, `3 h 5 min`, `2 d`.
pub fn duration_words(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let two = |large: i64, large_unit: &str, small: i64, small_unit: &str| {
        if small == 0 {
            format!("{large} {large_unit}")
        } else {
            format!("{large} {large_unit} {small} {small_unit}")
        }
    };
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => two(seconds / 60, "min", seconds % 60, "s"),
        3600..86_400 => two(seconds / 3600, "h", seconds % 3600 / 60, "min"),
        _ => two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h"),
    }
}

/// An age in its largest unit alone, as `40 s`, `4 min`, `3 h`, `2 d`: short enough for a table.
pub fn age_words(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_civil_dates() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_392_201_402, "2026-11-23T00:03:21.402Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(Timestamp(ms).to_rfc3339(), text);
        }
    }

    #[test]
    fn ages_are_never_negative() {
        assert_eq!(Timestamp(5).since_ms(Timestamp(9)), 0);
        assert_eq!(age_words(-5), "0 s");
    }

    #[test]
    fn lengths_use_the_two_largest_units() {
        for (seconds, long, short) in [
            (0, "0 s", "0 s"),
            (59, "59 s", "59 s"),
            (60, "1 min", "1 min"),
            (72, "1 min 12 s", "1 min"),
            (3 * 3600 + 5 * 60 + 9, "3 h 5 min", "3 h"),
            (2 * 86_400, "2 d", "2 d"),
            (2 * 86_400 + 3 * 3600 + 59, "2 d 3 h", "2 d"),
        ] {
            assert_eq!(duration_words(seconds * 1000), long);
            assert_eq!(age_words(seconds * 1000), short);
        }
    }
}
