//! Seeded randomness: one generator for what happens, and pure noise for what is made when read.

use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, LogNormal};

use crate::clock::Millis;

/// The largest mean latency, a minute: no client waits longer.
const LONGEST_LATENCY_MS: u64 = 60_000;

/// The generator behind ids, durations and chances.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    /// A generator whose sequence depends on `seed` only.
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A span between `low` and `high`, both included.
    pub(crate) fn between(&mut self, low: Millis, high: Millis) -> Millis {
        if high <= low {
            low
        } else {
            self.0.random_range(low..=high)
        }
    }

    /// An index below `length`; 0 when there is nothing to choose from.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        if length == 0 {
            0
        } else {
            self.0.random_range(0..length)
        }
    }

    /// A real time to hold an answer back, log-normal around a mean: half of the answers take at most
    /// nine tenths of it, one in twenty more than twice, one in a thousand more than four times.
    pub(crate) fn latency(&mut self, mean_ms: u64) -> Duration {
        const SPREAD: f64 = 0.5;
        if mean_ms == 0 {
            return Duration::ZERO;
        }
        let mean = mean_ms.min(LONGEST_LATENCY_MS) as f64 / 1_000.0;
        let seconds = LogNormal::new(mean.ln() - SPREAD * SPREAD / 2.0, SPREAD)
            .map_or(mean, |distribution| distribution.sample(&mut self.0));
        Duration::from_secs_f64(seconds.min(mean * 10.0))
    }

    /// True in `rate` of the cases, `rate` from 0 to 1.
    pub(crate) fn chance(&mut self, rate: f64) -> bool {
        self.0.random::<f64>() < rate
    }

    /// `length` lower-case hexadecimal digits.
    pub(crate) fn hex(&mut self, length: usize) -> String {
        self.pick(b"0123456789abcdef", length)
    }

    /// A number of `length` decimal digits without a leading zero.
    pub(crate) fn digits(&mut self, length: usize) -> String {
        let first = self.pick(b"123456789", length.min(1));
        first + &self.pick(b"0123456789", length.saturating_sub(1))
    }

    /// `length` letters and digits.
    pub(crate) fn alphanumeric(&mut self, length: usize) -> String {
        self.pick(
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            length,
        )
    }

    /// An id in the form of a random UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let digits = self.hex(30);
        let (first, rest) = digits.split_at(12);
        format!(
            "{}-{}-4{}-a{}-{}",
            &first[..8],
            &first[8..],
            &rest[..3],
            &rest[3..6],
            &rest[6..]
        )
    }

    fn pick(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .map(|_| char::from(alphabet[self.index(alphabet.len())]))
            .collect()
    }
}

/// Mixes a number so that neighbouring inputs give unrelated outputs (SplitMix64's finalizer).
pub(crate) fn mix(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// A number that depends on a text and a seed, the same on every machine (FNV-1a, then mixed).
pub(crate) fn hash(seed: u64, text: &str) -> u64 {
    let folded = text
        .bytes()
        .fold(0xCBF2_9CE4_8422_2325_u64 ^ seed, |sum, byte| {
            (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
    mix(folded)
}

/// An endless sequence of numbers that is a pure function of where it starts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Noise(u64);

impl Noise {
    /// The sequence that starts at `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self(mix(seed))
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// The next number below `bound`; 0 when the bound is 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// The next fraction, from 0 up to but not including 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of the choices, which must not be empty.
    pub(crate) fn choose<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        let index = self.below(choices.len() as u64) as usize;
        choices.get(index).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Noise, Random, hash};

    #[test]
    fn the_same_seed_gives_the_same_sequence() {
        let (mut one, mut two) = (Random::new(7), Random::new(7));
        assert_eq!(one.hex(32), two.hex(32));
        assert_eq!(one.digits(19), two.digits(19));
        assert_ne!(Random::new(8).hex(32), Random::new(7).hex(32));
        assert_eq!(hash(1, "a"), hash(1, "a"));
        assert_ne!(hash(1, "a"), hash(2, "a"));
    }

    #[test]
    fn latencies_lie_around_their_mean_with_a_long_tail() {
        let mut random = Random::new(1);
        let mut ms: Vec<u128> = (0..10_000)
            .map(|_| random.latency(100).as_micros() / 100)
            .collect();
        ms.sort_unstable();
        let mean = ms.iter().sum::<u128>() / 100_000;
        assert!((97..=103).contains(&mean), "mean {mean} ms");
        for (share, low, high) in [
            (5_000, 850, 920),
            (9_500, 1_900, 2_150),
            (9_990, 3_400, 5_000),
        ] {
            let found = ms[share];
            assert!((low..=high).contains(&found), "{share}: {found}");
        }
        assert_eq!(random.latency(0), Duration::ZERO);
    }

    #[test]
    fn noise_stays_in_its_bounds() {
        let mut noise = Noise::new(3);
        for _ in 0..1_000 {
            assert!(noise.below(10) < 10);
            assert!((0.0..1.0).contains(&noise.fraction()));
        }
        assert_eq!(noise.below(0), 0);
    }
}
