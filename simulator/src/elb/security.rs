//! What a listener's request says about encryption.

use crate::{
    elb::{invalid, quota},
    error::AwsError,
    input::Input,
};

/// The policy of listeners that name none.
pub(super) const DEFAULT_POLICY: &str = "ELBSecurityPolicy-2016-08";

const ALPN_POLICIES: [&str; 5] = [
    "HTTP1Only",
    "HTTP2Only",
    "HTTP2Optional",
    "HTTP2Preferred",
    "None",
];

/// Refuses policies that don't exist, trust stores, of which there are none, and too many certificates.
pub(super) fn check(input: &Input) -> Result<(), AwsError> {
    if let Some(policy) = input.text("SslPolicy")?
        && !policy.starts_with("ELBSecurityPolicy-")
    {
        return Err(AwsError::new(
            "SSLPolicyNotFound",
            format!("SSL policy '{policy}' not found"),
        ));
    }
    let alpn = input.texts("AlpnPolicy")?;
    if let Some(policy) = alpn.iter().find(|policy| !ALPN_POLICIES.contains(policy)) {
        return Err(AwsError::new(
            "ALPNPolicyNotFound",
            format!("ALPN policy '{policy}' not found"),
        ));
    }
    quota::CERTIFICATES.check(input.list("Certificates")?.len())?;
    let Some(mutual) = input.object("MutualAuthentication")? else {
        return Ok(());
    };
    match (
        mutual.text("Mode")?.unwrap_or("off"),
        mutual.text("TrustStoreArn")?,
    ) {
        (_, Some(arn)) => Err(trust_store_not_found(arn)),
        ("verify", None) => Err(invalid(
            "A trust store ARN must be specified for the mode 'verify'",
        )),
        ("off" | "passthrough", None) => Ok(()),
        (mode, None) => Err(invalid(format!(
            "The mutual authentication mode '{mode}' is not valid"
        ))),
    }
}

/// The error for a trust store: the simulator has none.
pub(super) fn trust_store_not_found(arn: &str) -> AwsError {
    AwsError::new(
        "TrustStoreNotFound",
        format!("Trust store '{arn}' not found"),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::check;
    use crate::input::Input;

    #[test]
    fn policies_must_exist_and_trust_stores_never_do() {
        let certificates: Vec<Value> = (0..26)
            .map(|number| json!({ "CertificateArn": format!("arn:{number}") }))
            .collect();
        for (request, expected) in [
            (json!({}), None),
            (
                json!({ "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06" }),
                None,
            ),
            (json!({ "SslPolicy": "mine" }), Some("SSLPolicyNotFound")),
            (json!({ "AlpnPolicy": ["HTTP2Only"] }), None),
            (
                json!({ "AlpnPolicy": ["HTTP9"] }),
                Some("ALPNPolicyNotFound"),
            ),
            (
                json!({ "Certificates": certificates }),
                Some("TooManyCertificates"),
            ),
            (json!({ "MutualAuthentication": { "Mode": "off" } }), None),
            (
                json!({ "MutualAuthentication": { "Mode": "verify", "TrustStoreArn": "a" } }),
                Some("TrustStoreNotFound"),
            ),
            (
                json!({ "MutualAuthentication": { "Mode": "verify" } }),
                Some("ValidationError"),
            ),
        ] {
            let found = check(&Input::from_value(request.clone())).err();
            let found = found.as_ref().map(|error| error.code.as_ref());
            assert_eq!(found, expected, "{request}");
        }
    }
}
