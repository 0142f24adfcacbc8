//! What the server gives the engine after parsing its configuration.

/// The engine's settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The AWS accounts and roles to look at; names are unique.
    pub targets: Vec<Target>,
    /// Whether every change is refused.
    pub read_only: bool,
    /// Whether this is the demo on the embedded simulator.
    pub demo: bool,
    /// The build, as the browser must have it too.
    pub build: String,
    /// The part of AWS's published rates that work which nobody waits for may take: above 0, at
    /// most 1.
    pub background_share: f64,
}

/// The usual [`Settings::background_share`].
pub const BACKGROUND_SHARE: f64 = 0.5;

/// A named AWS account and role.
#[derive(Debug, Clone)]
pub struct Target {
    /// The name, as it stands in addresses and grants.
    pub name: String,
    /// The regions to look at, as `us-east-1`.
    pub regions: Vec<String>,
    /// Where its credentials come from.
    pub credentials: CredentialSource,
    /// An endpoint that overrides those of all services, as `http://127.0.0.1:4566`.
    pub endpoint: Option<String>,
    /// Whether rolling back and deploying ask for the service's name to be typed.
    pub protected: bool,
}

/// Where a target's credentials come from.
#[derive(Clone)]
pub enum CredentialSource {
    /// The SDK's standard chain: environment, profile files, container, instance metadata.
    Chain {
        /// The profile to use instead of the default one.
        profile: Option<String>,
    },
    /// A role assumed with the credentials of the chain.
    Role {
        /// The role's ARN.
        arn: String,
        /// The external id that the role's trust policy asks for.
        external_id: Option<String>,
        /// The profile whose credentials assume the role.
        profile: Option<String>,
    },
    /// Fixed keys, and nothing else: no environment, no profile files, no instance metadata.
    Static {
        /// The access key id.
        access_key: String,
        /// The secret access key.
        secret_key: String,
    },
}

impl std::fmt::Debug for CredentialSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Chain { profile } => f.debug_struct("Chain").field("profile", profile).finish(),
            // The external id is a shared secret of sorts; keys certainly are.
            Self::Role { arn, profile, .. } => f
                .debug_struct("Role")
                .field("arn", arn)
                .field("profile", profile)
                .finish_non_exhaustive(),
            Self::Static { .. } => f.debug_struct("Static").finish_non_exhaustive(),
        }
    }
}
