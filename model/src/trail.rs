//! Events of CloudTrail: who called ECS, and with what.

mod agent;

use serde_json::Value;

use crate::history::{Source, Started};
use crate::place::short_name;
use crate::service_deployment::ServiceDeployment;
use crate::time::Timestamp;

/// The longest name that is shown of an identity, in characters.
const LONGEST: usize = 128;

/// Events begin with whole seconds, and ECS records a deployment soon after it accepted the request.
pub const BEFORE_MS: i64 = 60_000;
/// How far an event's clock may be ahead of ECS's record of a deployment.
pub const AFTER_MS: i64 = 3_000;

/// Events can be missing so long after a call: what is not there later never will be.
pub const LATE_MS: i64 = 20 * 60_000;

/// The call that starts a deployment: the one that makes the service starts its first.
pub fn starting_call(deployment: &ServiceDeployment) -> &'static str {
    if deployment.sources.is_empty() {
        "CreateService"
    } else {
        "UpdateService"
    }
}

/// A call that may have started a deployment of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailEvent {
    /// When it was made, in whole seconds.
    pub at: Timestamp,
    /// Who made it, and by what.
    pub started: Started,
}

impl TrailEvent {
    /// Reads an event (`CloudTrailEvent`, JSON) of a time. `None` when it is no successful call that
    /// may start a deployment of this service, or can't be read.
    pub fn parse(text: &str, at: Timestamp, cluster: &str, service: &str) -> Option<Self> {
        let event: Value = serde_json::from_str(text).ok()?;
        let failed = ["errorCode", "errorMessage"];
        if failed.iter().any(|name| filled(&event[*name]).is_some())
            || event["eventSource"] != "ecs.amazonaws.com"
            || !starts(&event, cluster, service)
        {
            return None;
        }
        let (who, role) = who(&event["userIdentity"])?;
        let source = Source::CloudTrail {
            role,
            by: agent::program(&event),
        };
        Some(Self {
            at,
            started: Started { who, source },
        })
    }
}

/// Who started a deployment, of the events of its service: that which was made next to its beginning.
pub fn starter(deployment: &ServiceDeployment, events: &[TrailEvent]) -> Option<Started> {
    let at = deployment.created_at?;
    let distance = |event: &TrailEvent| {
        let later = at.0.saturating_sub(event.at.0);
        (-AFTER_MS..=BEFORE_MS)
            .contains(&later)
            .then(|| later.abs())
    };
    events
        .iter()
        .filter_map(|event| Some((distance(event)?, event)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, event)| event.started.clone())
}

/// Whether a call may start a deployment of a service. A change of the desired count alone doesn't.
fn starts(event: &Value, cluster: &str, service: &str) -> bool {
    let parameters = &event["requestParameters"];
    let name = match event["eventName"].as_str() {
        Some("CreateService") => "serviceName",
        Some("UpdateService") => {
            let quiet = ["cluster", "service", "desiredCount"];
            let Some(members) = parameters.as_object() else {
                return false;
            };
            let mut said = members.iter().filter(|(_, value)| !value.is_null());
            if !said.any(|(name, _)| !quiet.contains(&name.as_str())) {
                return false;
            }
            "service"
        }
        _ => return false,
    };
    let named = filled(&parameters["cluster"]).unwrap_or("default");
    let is_here = filled(&parameters[name]).is_some_and(|name| short_name(name) == service);
    is_here && short_name(named) == cluster
}

/// Who an identity is, and the role that was assumed.
fn who(identity: &Value) -> Option<(String, Option<String>)> {
    let text = |value: &Value| filled(value).map(printable);
    let arn_end = || {
        let arn = filled(&identity["arn"])?;
        Some(printable(arn.rsplit(['/', ':']).next()?))
    };
    let after_colon = || {
        let id = filled(&identity["principalId"])?;
        Some(printable(id.rsplit_once(':')?.1))
    };
    let issuer = &identity["sessionContext"]["sessionIssuer"];
    let name = match identity["type"].as_str()? {
        "Root" => Some("the root user".to_owned()),
        "AssumedRole" => after_colon().or_else(arn_end),
        "AWSService" => text(&identity["invokedBy"]),
        "AWSAccount" => text(&identity["accountId"]).map(|id| format!("account {id}")),
        _ => text(&identity["userName"])
            .or_else(after_colon)
            .or_else(arn_end)
            .or_else(|| text(&identity["invokedBy"])),
    };
    let role = text(&issuer["userName"]).map(|role| role_words(&role));
    Some((name.filter(|name| !name.is_empty())?, role))
}

/// The name of a role; of the roles of IAM Identity Center, that of the permission set.
fn role_words(role: &str) -> String {
    let set = role
        .strip_prefix("AWSReservedSSO_")
        .and_then(|rest| rest.rsplit_once('_'));
    set.map_or(role, |(set, _)| set).to_owned()
}

/// A text that is not empty.
fn filled(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

/// A text of bounded length without what could rearrange the text around it.
fn printable(text: &str) -> String {
    let odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let kept = text.chars().filter(|c| !odd(*c));
    kept.take(LONGEST).collect()
}

#[cfg(test)]
mod tests;
