//! Who started deployments, from CloudTrail.

mod known;

use std::time::{Duration, Instant};

use aws_sdk_cloudtrail::primitives::DateTime;
use aws_sdk_cloudtrail::types::{LookupAttribute, LookupAttributeKey};
use model::history::{Started, TrailAnswer};
use model::place::ServiceRef;
use model::service_deployment::ServiceDeployment;
use model::trail::{AFTER_MS, BEFORE_MS, LATE_MS, TrailEvent, starter, starting_call};
use model::{Error, ErrorKind, Timestamp};

pub(super) use known::Known;

use self::known::Found;
use super::Client;
use super::error::Subject;
use super::operation::LOOKUP_EVENTS;

/// The most deployments that one request asks about.
const MOST: usize = 20;
/// How long one request begins to ask about further ones: AWS allows two lookups a second.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long a request waits for one lookup, and for others that ask.
const WAIT: Duration = Duration::from_secs(8);
/// The most pages of a lookup, of 50 events each: a minute of one operation in one region.
const MOST_PAGES: usize = 4;

impl Client {
    /// Who started these deployments of a service (newest first), as far as CloudTrail tells. What is
    /// known stays known; the rest is asked for within a time that somebody may wait.
    pub async fn started_by(
        &self,
        service: &ServiceRef,
        deployments: &[ServiceDeployment],
    ) -> TrailAnswer {
        let (known, now) = (&self.inner.trail_known, self.now());
        let tell_known =
            |one: &ServiceDeployment, answer: &mut TrailAnswer| tell_known(known, one, now, answer);
        let mut answer = TrailAnswer::default();
        if deployments.iter().all(|one| tell_known(one, &mut answer)) {
            return answer;
        }
        answer = TrailAnswer::default();
        if let Some(why) = known.refusal() {
            for one in deployments {
                tell_known(one, &mut answer);
            }
            answer.unavailable = Some(why);
            return answer;
        }
        // One at a time: what another request finds need not be asked for again.
        let Ok(_turn) = tokio::time::timeout(WAIT, known.turn()).await else {
            answer.more = true;
            return answer;
        };
        let (began, mut asked) = (Instant::now(), 0);
        for one in deployments {
            if tell_known(one, &mut answer) {
                continue;
            }
            if answer.more || answer.unavailable.is_some() {
                continue;
            }
            if asked == MOST || began.elapsed() > PATIENCE {
                answer.more = true;
                continue;
            }
            asked += 1;
            self.ask(service, one, &mut answer).await;
        }
        answer
    }

    /// Asks about one deployment.
    async fn ask(
        &self,
        service: &ServiceRef,
        deployment: &ServiceDeployment,
        answer: &mut TrailAnswer,
    ) {
        let arn = deployment.arn.clone();
        let Some(at) = deployment.created_at else {
            answer.found.push((arn, None));
            return;
        };
        let lookup = self.look_up(service, deployment, at);
        let found = tokio::time::timeout(WAIT, lookup).await;
        let found = found.unwrap_or_else(|_| {
            let words = "CloudTrail did not answer in time.";
            Err(Error::new(ErrorKind::Unreachable, words))
        });
        let known = &self.inner.trail_known;
        match found {
            Ok(None) if self.now().since_ms(at) < LATE_MS => {
                known.waits(&arn, self.now());
                answer.waiting.push(arn);
            }
            Ok(found) => {
                known.learn(&arn, found.clone());
                answer.found.push((arn, found));
            }
            // Others use up AWS's rate as well; the next request goes on.
            Err(error) if error.kind == ErrorKind::Throttled => answer.more = true,
            Err(error) => {
                if matches!(error.kind, ErrorKind::AccessDenied | ErrorKind::Unavailable) {
                    known.refused(&error.message);
                }
                answer.unavailable = Some(error.message);
            }
        }
    }

    /// The starter among the calls around the beginning of a deployment.
    async fn look_up(
        &self,
        service: &ServiceRef,
        deployment: &ServiceDeployment,
        at: Timestamp,
    ) -> Result<Option<Started>, Error> {
        let (from, until) = (at.plus_ms(-BEFORE_MS), at.plus_ms(AFTER_MS));
        let call = LookupAttribute::builder()
            .attribute_key(LookupAttributeKey::EventName)
            .attribute_value(starting_call(deployment))
            .build()
            .map_err(|error| Error::new(ErrorKind::Internal, error.to_string()))?;
        let (mut events, mut token) = (Vec::new(), None);
        for _ in 0..MOST_PAGES {
            let answer = self
                .call(LOOKUP_EVENTS, Subject::Nothing, || {
                    let request = self.inner.trail.lookup_events();
                    request
                        .lookup_attributes(call.clone())
                        .start_time(DateTime::from_millis(from.0))
                        .end_time(DateTime::from_millis(until.0))
                        .set_next_token(token.clone())
                        .send()
                })
                .await?;
            events.extend(answer.events().iter().filter_map(|event| {
                let at = event.event_time()?.to_millis().ok().map(Timestamp)?;
                let text = event.cloud_trail_event()?;
                TrailEvent::parse(text, at, &service.cluster.cluster, &service.service)
            }));
            token = answer.next_token;
            if token.is_none() {
                break;
            }
        }
        Ok(starter(deployment, &events))
    }
}

/// Adds what is known of a deployment; false when it must be asked about.
fn tell_known(
    known: &Known,
    deployment: &ServiceDeployment,
    now: Timestamp,
    answer: &mut TrailAnswer,
) -> bool {
    if known.is_waiting(&deployment.arn, now) {
        answer.waiting.push(deployment.arn.clone());
        return true;
    }
    let Some(Found(found)) = known.of(&deployment.arn) else {
        return false;
    };
    answer.found.push((deployment.arn.clone(), found));
    true
}
