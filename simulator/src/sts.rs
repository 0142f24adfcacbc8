//! Security Token Service: who the caller is, and roles.

use serde_json::Value;

use crate::{
    arn::ACCOUNT,
    clock::{Millis, SECOND, rfc3339},
    error::AwsError,
    random::{Noise, hash},
    trail::Identity,
    wire::query::{escape, member},
};

/// Answers an operation with its name and the XML inside its result.
pub(crate) fn call(
    operation: &str,
    body: &[u8],
    who: &Identity,
    now: Millis,
) -> Result<(String, String), AwsError> {
    let inner = match operation {
        "GetCallerIdentity" => format!(
            "<Arn>{}</Arn><UserId>{}</UserId><Account>{ACCOUNT}</Account>",
            escape(&who.arn()),
            escape(&who.id())
        ),
        "AssumeRole" => assume_role(body, now)?,
        "GetSessionToken" => session_token(body, now)?,
        "GetAccessKeyInfo" => {
            required(body, "AccessKeyId")?;
            format!("<Account>{ACCOUNT}</Account>")
        }
        other => {
            return Err(AwsError::new(
                "InvalidAction",
                format!("Could not find operation {other}: the simulator doesn't have it."),
            ));
        }
    };
    Ok((operation.to_owned(), inner))
}

/// A member of the form that must be there.
fn required(body: &[u8], name: &str) -> Result<String, AwsError> {
    let value = member(body, name).filter(|value| !value.is_empty());
    value.ok_or_else(|| {
        AwsError::new("ValidationError", format!("1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null"))
    })
}

/// `DurationSeconds` within its bounds in seconds, as a span.
fn duration(body: &[u8], default: Millis, longest: Millis) -> Result<Millis, AwsError> {
    let duration = member(body, "DurationSeconds")
        .map_or(Some(default), |text| text.parse::<Millis>().ok())
        .filter(|seconds| (900..=longest).contains(seconds));
    duration.map(|seconds| seconds * SECOND).ok_or_else(|| {
        AwsError::new(
            "ValidationError",
            format!("DurationSeconds must be between 900 and {longest}."),
        )
    })
}

/// Made-up credentials that end at a time. They differ by seed, so that a client that mixes
/// sessions up can be told.
fn credentials(prefix: &str, noise: &mut Noise, expires: Millis) -> String {
    format!(
        "<Credentials><AccessKeyId>ASIA{prefix}</AccessKeyId><SecretAccessKey>{:016x}{:016x}</SecretAccessKey>\
         <SessionToken>{:016x}{:016x}</SessionToken><Expiration>{}</Expiration></Credentials>",
        noise.next(),
        noise.next(),
        noise.next(),
        noise.next(),
        rfc3339(expires)
    )
}

fn session_token(body: &[u8], now: Millis) -> Result<String, AwsError> {
    let duration = duration(body, 43_200, 129_600)?;
    let mut noise = Noise::new(hash(now as u64, "session"));
    let key = format!("{:016X}", noise.next());
    Ok(credentials(&key, &mut noise, now + duration))
}

fn assume_role(body: &[u8], now: Millis) -> Result<String, AwsError> {
    let (role_arn, session) = (
        required(body, "RoleArn")?,
        required(body, "RoleSessionName")?,
    );
    let Some(role) = role_arn
        .rsplit_once(":role/")
        .map(|(_, path)| path.rsplit('/').next().unwrap_or(path))
    else {
        return Err(AwsError::new(
            "ValidationError",
            format!("{role_arn} is invalid"),
        ));
    };
    if let Some(policy) = member(body, "Policy")
        && !serde_json::from_str::<Value>(&policy).is_ok_and(|policy| policy.is_object())
    {
        return Err(AwsError::new(
            "MalformedPolicyDocument",
            "This policy contains invalid Json",
        ));
    }
    let duration = duration(body, 3_600, 43_200)?;
    let mut noise = Noise::new(hash(now as u64, &format!("{role_arn}/{session}")));
    let key = format!("{:016X}", noise.next());
    let (role, session) = (escape(role), escape(&session));
    let credentials = credentials(&key, &mut noise, now + duration);
    Ok(format!(
        "<AssumedRoleUser><AssumedRoleId>AROA{key}:{session}</AssumedRoleId>\
         <Arn>arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}</Arn></AssumedRoleUser>{credentials}"
    ))
}
