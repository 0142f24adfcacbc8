//! Credentials that the SDK keeps, and forgetting them when AWS does not take them any more.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use aws_config::identity::IdentityCache;
use aws_smithy_runtime_api::client::identity::{
    IdentityFuture, ResolveCachedIdentity, SharedIdentityCache, SharedIdentityResolver,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

/// The credentials of a target, kept until they expire, or until AWS refuses them: a session that was
/// revoked, or keys that were taken away, would else be used up to an hour longer, while new ones are
/// there for the asking.
#[derive(Debug, Clone)]
pub(super) struct Identities(Arc<Mutex<Kept>>);

#[derive(Debug)]
struct Kept {
    cache: SharedIdentityCache,
    since: Instant,
}

impl Kept {
    fn nothing() -> Self {
        Self {
            cache: IdentityCache::lazy().build(),
            since: Instant::now(),
        }
    }
}

impl Identities {
    /// Nothing is kept yet.
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Kept::nothing())))
    }

    /// The cache as the SDK's configuration takes it.
    pub(super) fn cache(&self) -> SharedIdentityCache {
        SharedIdentityCache::new(self.clone())
    }

    /// Forgets what a call that began then was refused with; says whether it was still kept. Calls
    /// that are refused together forget once: what was fetched since then is good.
    pub(super) fn forget(&self, begun: Instant) -> bool {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_old = kept.since <= begun;
        if is_old {
            *kept = Kept::nothing();
        }
        is_old
    }
}

impl ResolveCachedIdentity for Identities {
    fn resolve_cached_identity<'a>(
        &'a self,
        resolver: SharedIdentityResolver,
        runtime_components: &'a RuntimeComponents,
        config_bag: &'a ConfigBag,
    ) -> IdentityFuture<'a> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let cache = kept.cache.clone();
        IdentityFuture::new(async move {
            cache
                .resolve_cached_identity(resolver, runtime_components, config_bag)
                .await
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn calls_that_are_refused_together_forget_once() {
        let identities = Identities::new();
        let begun = Instant::now();
        assert!(identities.forget(begun));
        assert!(!identities.forget(begun), "what is kept now is newer");
        assert!(identities.forget(Instant::now() + Duration::from_secs(1)));
    }
}
