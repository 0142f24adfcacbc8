//! The targets: AWS accounts and roles by name.

use engine::settings::{CredentialSource, Target};
use url::Url;

use super::error::ConfigError;
use super::keys::TargetKeys;
use super::source::Read;

/// A target as it is configured.
#[derive(Debug, Clone)]
pub struct TargetSettings {
    /// Its name.
    pub name: String,
    /// Its regions; empty means the region of the AWS environment.
    pub regions: Vec<String>,
    /// Where its credentials come from.
    pub credentials: CredentialSource,
    /// The endpoint of all services, instead of AWS's.
    pub endpoint: Option<String>,
    /// Whether rolling back and deploying ask for the service's name to be typed.
    pub protected: bool,
}

impl TargetSettings {
    /// The target of a console whose configuration names none.
    pub fn of_environment() -> Self {
        Self {
            name: "default".to_owned(),
            regions: Vec::new(),
            credentials: CredentialSource::Chain { profile: None },
            endpoint: None,
            protected: false,
        }
    }

    /// The profile that its credentials and region come from.
    pub(crate) fn profile(&self) -> Option<&str> {
        match &self.credentials {
            CredentialSource::Chain { profile } | CredentialSource::Role { profile, .. } => {
                profile.as_deref()
            }
            CredentialSource::Static { .. } => None,
        }
    }

    /// The target with its regions, or the given one when none is configured.
    pub fn into_target(self, default_region: Option<&str>) -> Option<Target> {
        let regions = if self.regions.is_empty() {
            vec![default_region?.to_owned()]
        } else {
            self.regions
        };
        Some(Target {
            name: self.name,
            regions,
            credentials: self.credentials,
            endpoint: self.endpoint,
            protected: self.protected,
        })
    }
}

pub(super) fn from_keys(read: &Read) -> Result<Vec<TargetSettings>, ConfigError> {
    let mut targets: Vec<TargetSettings> = Vec::new();
    for (index, keys) in read.keys.targets.iter().enumerate() {
        let target = checked(keys).map_err(|(member, expected)| {
            read.error(&format!("targets[{index}].{member}"), expected)
        })?;
        if targets.iter().any(|other| other.name == target.name) {
            return Err(read.error(
                &format!("targets[{index}].name"),
                "expected a name that no other target has",
            ));
        }
        targets.push(target);
    }
    Ok(targets)
}

/// The checked target; the error is the member and what was expected.
fn checked(keys: &TargetKeys) -> Result<TargetSettings, (&'static str, &'static str)> {
    let is_name = |text: &str, others: &str| {
        (1..=64).contains(&text.len())
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || others.contains(c))
    };
    if !is_name(&keys.name, "-_.") {
        return Err((
            "name",
            "expected 1 to 64 letters, digits, dots, dashes and underscores",
        ));
    }
    if keys.regions.iter().any(|region| !is_name(region, "-")) {
        return Err(("regions", "expected names of AWS regions, as eu-central-1"));
    }
    if let Some(endpoint) = &keys.endpoint {
        let http = Url::parse(endpoint).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if !http {
            return Err(("endpoint", "expected a URL, as http://127.0.0.1:4566"));
        }
    }
    let credentials = match (&keys.role_arn, &keys.external_id) {
        (None, Some(_)) => {
            return Err((
                "external_id",
                "expected role_arn beside it, which it belongs to",
            ));
        }
        (None, None) => CredentialSource::Chain {
            profile: keys.profile.clone(),
        },
        (Some(arn), _) if !(arn.starts_with("arn:") && arn.contains(":role/")) => {
            return Err((
                "role_arn",
                "expected the ARN of a role, as arn:aws:iam::123456789012:role/ecscope",
            ));
        }
        (Some(arn), external_id) => CredentialSource::Role {
            arn: arn.clone(),
            external_id: external_id.clone(),
            profile: keys.profile.clone(),
        },
    };
    Ok(TargetSettings {
        name: keys.name.clone(),
        regions: keys.regions.clone(),
        credentials,
        endpoint: keys.endpoint.clone(),
        protected: keys.protected,
    })
}
