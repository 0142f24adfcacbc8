//! How often somebody may try to sign in.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::{Quota, RateLimiter, state::keyed::DashMapStateStore};

type Limiter<K, C> = RateLimiter<K, DashMapStateStore<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// Users and addresses remembered before those that may try freely again are forgotten.
const REMEMBERED: usize = 10_000;

/// The limits of sign-in attempts: for a user from one address, for an address, and for a user
/// from anywhere. The last is wide, so that nobody can easily lock somebody else out, yet bounds
/// guessing from many addresses.
pub(crate) struct Attempts<C: Clock = DefaultClock> {
    pairs: Limiter<(String, IpAddr), C>,
    addresses: Limiter<IpAddr, C>,
    users: Limiter<String, C>,
}

impl Attempts {
    pub(crate) fn new() -> Self {
        Self::with_clock(&DefaultClock::default())
    }
}

impl<C: Clock + Clone> Attempts<C> {
    fn with_clock(clock: &C) -> Self {
        Self {
            pairs: RateLimiter::new(quota(5, 20), DashMapStateStore::default(), clock.clone()),
            addresses: RateLimiter::new(quota(30, 10), DashMapStateStore::default(), clock.clone()),
            users: RateLimiter::new(quota(100, 10), DashMapStateStore::default(), clock.clone()),
        }
    }

    /// Counts an attempt; whether it may be made.
    pub(crate) fn allow(&self, user: &str, address: IpAddr) -> bool {
        self.forget();
        let user = user.to_lowercase();
        self.addresses.check_key(&address).is_ok()
            && self.pairs.check_key(&(user.clone(), address)).is_ok()
            && self.users.check_key(&user).is_ok()
    }

    fn forget(&self) {
        if self.pairs.len() > REMEMBERED {
            self.pairs.retain_recent();
        }
        if self.addresses.len() > REMEMBERED {
            self.addresses.retain_recent();
        }
        if self.users.len() > REMEMBERED {
            self.users.retain_recent();
        }
    }
}

/// `burst` attempts at once, and one more every `seconds`.
fn quota(burst: u32, seconds: u64) -> Quota {
    Quota::with_period(Duration::from_secs(seconds))
        .unwrap_or(Quota::per_minute(NonZeroU32::MIN))
        .allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use governor::clock::FakeRelativeClock;

    use super::*;

    fn address(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    fn allowed(attempts: &Attempts<FakeRelativeClock>, user: &str, address: IpAddr) -> usize {
        (0..1000)
            .take_while(|_| attempts.allow(user, address))
            .count()
    }

    #[test]
    fn a_user_at_an_address_has_five_tries_then_one_every_20_seconds() {
        let clock = FakeRelativeClock::default();
        let attempts = Attempts::with_clock(&clock);
        assert_eq!(allowed(&attempts, "ada", address(1)), 5);
        clock.advance(Duration::from_secs(19));
        assert_eq!(allowed(&attempts, "Ada", address(1)), 0);
        clock.advance(Duration::from_secs(1));
        assert_eq!(allowed(&attempts, "ada", address(1)), 1);
    }

    #[test]
    fn others_are_not_locked_out() {
        let attempts = Attempts::with_clock(&FakeRelativeClock::default());
        assert_eq!(allowed(&attempts, "ada", address(1)), 5);
        assert!(attempts.allow("ada", address(2)));
        assert!(attempts.allow("grace", address(1)));
    }

    #[test]
    fn an_address_that_tries_many_users_is_stopped() {
        let attempts = Attempts::with_clock(&FakeRelativeClock::default());
        let tries = (0..1000)
            .take_while(|number| attempts.allow(&format!("user-{number}"), address(1)))
            .count();
        assert_eq!(tries, 30);
    }

    #[test]
    fn many_addresses_that_try_one_user_are_stopped() {
        let attempts = Attempts::with_clock(&FakeRelativeClock::default());
        let tries = (0..=255)
            .take_while(|last| attempts.allow("ada", address(*last)))
            .count();
        assert_eq!(tries, 100);
    }
}
