//! How deployments and revisions are read: of the services in focus only.

use std::collections::HashSet;
use std::time::Duration;

use model::{Error, ErrorKind};

use super::state::Look;
use super::{ClusterWatcher, focus, pace};
use crate::aws::Client;
use crate::live::cadence;
use crate::live::channel::lock;

/// How often the history of a service without an ongoing deployment is read.
const CALM_PAUSE: Duration = Duration::from_secs(10);

/// How often that of a service with one is read.
const DEPLOYING_PAUSE: Duration = Duration::from_millis(pace::FOCUSED_MS);

impl ClusterWatcher {
    /// Deployments and revisions of the services in focus. An endpoint that does not offer them, or
    /// a role that may not read them, is shown there and nowhere else.
    pub(super) async fn look_at_histories(&self, client: &Client) -> Duration {
        let mut pause = CALM_PAUSE;
        let mut calls = 0;
        for service in focus::keys(&self.services) {
            let known = lock(&self.state).history(&service).ended();
            calls += 2;
            match self.look_at_history(client, &service, &known).await {
                Ok(()) => {}
                Err(error) => {
                    let words = match &error.code {
                        Some(code) => format!("{error} ({code})"),
                        None => error.to_string(),
                    };
                    let loaded = lock(&self.state).history(&service).is_loaded();
                    // What is known stays on screen while AWS throttles or can't be reached.
                    if !loaded || error.kind == ErrorKind::Unavailable {
                        lock(&self.state).history(&service).set_unavailable(words);
                    }
                }
            }
            self.changed.notify_one();
            if lock(&self.state).is_deploying(&service) {
                pause = DEPLOYING_PAUSE;
            }
        }
        cadence::after(calls, pause)
    }

    async fn look_at_history(
        &self,
        client: &Client,
        service: &str,
        ended: &HashSet<String>,
    ) -> Result<(), Error> {
        let cluster = &self.reference.cluster;
        let (order, described) = client.service_deployments(cluster, service, ended).await?;
        let unknown = {
            let mut state = lock(&self.state);
            state.history(service).unknown_revisions(&described)
        };
        let revisions = if unknown.is_empty() {
            Ok(Vec::new())
        } else {
            client.service_revisions(&unknown).await
        };
        // Together: a page that has a deployment without its revisions would say that nothing changed.
        let mut state = lock(&self.state);
        let history = state.history(service);
        let look = Look {
            now: client.now(),
            at_ms: self.now_ms(),
        };
        history.take_deployments(order, described, look);
        history.take_revisions(revisions?);
        Ok(())
    }
}
