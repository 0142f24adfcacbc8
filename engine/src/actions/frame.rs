//! The frame of every change: check, audit, send, audit the outcome.

use std::future::Future;

use model::Error;
use model::access::Action;
use model::audit::Outcome;
use model::place::ServiceRef;
use model::scale::Seen;
use model::service::Service;
use model::time::duration_words;
use tokio::sync::OwnedMutexGuard;

use super::attempt::Attempt;
use crate::Engine;
use crate::access::Principal;
use crate::audit::NewEntry;
use crate::aws::{Client, Receipt};

/// How long a change of somebody else is worth telling those who come too late.
const LATELY_MS: i64 = 60 * 60_000;

/// A service that nobody else changes through this console as long as this is held, as it is now.
pub(super) struct Held {
    pub(super) client: Client,
    pub(super) now: Service,
    guard: OwnedMutexGuard<()>,
}

impl Held {
    /// Everything is checked; this is what is sent.
    pub(super) fn ready<P>(self, plan: P) -> Ready<P> {
        Ready {
            client: self.client,
            plan,
            words: None,
            guard: Some(self.guard),
        }
    }
}

/// A change that may be sent.
pub(super) struct Ready<P> {
    client: Client,
    plan: P,
    words: Option<String>,
    guard: Option<OwnedMutexGuard<()>>,
}

impl<P> Ready<P> {
    /// A change of something that needs no lock.
    pub(super) fn new(client: Client, plan: P) -> Self {
        Self {
            client,
            plan,
            words: None,
            guard: None,
        }
    }

    /// Says the change in other words, now that more is known about it.
    pub(super) fn in_words(mut self, words: String) -> Self {
        self.words = Some(words);
        self
    }
}

impl Engine {
    /// Holds a service for a change by this user, if they may make it and the service still is what
    /// they saw.
    pub(super) async fn hold(
        &self,
        who: &Principal,
        service: &ServiceRef,
        action: Action,
        seen: &Seen,
    ) -> Result<Held, Error> {
        let place = &service.cluster.place;
        self.authorise(who, place, action)?;
        let client = self.hub().client(place).await?;
        let guard = self.actions().locks.lock(service).await;
        let now = client
            .service(&service.cluster.cluster, &service.service)
            .await?;
        if let Err(conflict) = seen.check(&now) {
            return Err(self.say_who(service, conflict).await);
        }
        Ok(Held { client, now, guard })
    }

    /// A conflict with who changed the service last through this console, if anybody lately did.
    async fn say_who(&self, service: &ServiceRef, conflict: Error) -> Error {
        let resource = service.path();
        let place = &service.cluster.place;
        let entries = match self.store().audit_of(place, &resource, 20).await {
            Ok(entries) => entries,
            Err(error) => {
                tracing::error!(%error, "the audit log could not be read");
                return conflict;
            }
        };
        let last = entries
            .iter()
            .find(|entry| matches!(entry.outcome, Outcome::Succeeded | Outcome::Started));
        let now = crate::store::now();
        let Some(last) = last.filter(|entry| now.since_ms(entry.at) < LATELY_MS) else {
            return conflict;
        };
        let ago = duration_words(now.since_ms(last.at));
        Error {
            message: format!(
                "{} Last here: {}, {ago} ago: {}, {}.",
                conflict.message,
                last.user,
                last.action.replace('_', " "),
                last.parameters
            ),
            ..conflict
        }
    }

    /// Carries out a change: nothing is sent that is not in the audit log, whatever stops it is
    /// audited, and once sent it ends and is audited even when nobody waits for it any more.
    pub(super) async fn carry_out<P, T, F>(
        &self,
        entry: NewEntry,
        check: impl Future<Output = Result<Ready<P>, Error>> + Send,
        send: impl FnOnce(Client, P) -> F + Send + 'static,
    ) -> Result<T, Error>
    where
        P: Send + 'static,
        T: Send + 'static,
        F: Future<Output = Result<(Receipt, T), Error>> + Send + 'static,
    {
        let mut attempt = Attempt::new(self.store(), entry);
        let ready = match check.await {
            Ok(ready) => ready,
            Err(error) => return Err(attempt.refused(error).await),
        };
        if let Some(words) = ready.words {
            attempt.parameters(words);
        }
        let started = attempt.start().await?;
        let (client, plan, guard) = (ready.client, ready.plan, ready.guard);
        self.actions()
            .to_the_end(async move {
                let answer = send(client, plan).await;
                let result = started.end(answer).await;
                drop(guard);
                result
            })
            .await
    }
}
