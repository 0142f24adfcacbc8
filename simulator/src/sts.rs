//! Security Token Service: who the caller is, and roles.

use crate::{
    arn::ACCOUNT,
    clock::{HOUR, Millis, SECOND, rfc3339},
    error::AwsError,
    random::{Noise, hash},
    wire::query::{escape, member},
};

/// Answers an operation with its name and the XML inside its result.
pub(crate) fn call(
    operation: &str,
    body: &[u8],
    now: Millis,
) -> Result<(String, String), AwsError> {
    let inner = match operation {
        "GetCallerIdentity" => format!(
            "<Arn>arn:aws:iam::{ACCOUNT}:user/simulator</Arn><UserId>AIDASIMULATOR0000001</UserId><Account>{ACCOUNT}</Account>"
        ),
        "AssumeRole" => assume_role(body, now)?,
        other => {
            return Err(AwsError::new(
                "InvalidAction",
                format!("Could not find operation {other}: the simulator doesn't have it."),
            ));
        }
    };
    Ok((operation.to_owned(), inner))
}

fn assume_role(body: &[u8], now: Millis) -> Result<String, AwsError> {
    let required = |name: &str| {
        member(body, name).filter(|value| !value.is_empty()).ok_or_else(|| {
            AwsError::new("ValidationError", format!("1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null"))
        })
    };
    let (role_arn, session) = (required("RoleArn")?, required("RoleSessionName")?);
    let Some(role) = role_arn
        .rsplit_once(":role/")
        .map(|(_, path)| path.rsplit('/').next().unwrap_or(path))
    else {
        return Err(AwsError::new(
            "ValidationError",
            format!("{role_arn} is invalid"),
        ));
    };
    let duration = member(body, "DurationSeconds")
        .and_then(|text| text.parse::<Millis>().ok())
        .map_or(HOUR, |seconds| seconds.saturating_mul(SECOND));
    if !(900_000..=12 * HOUR).contains(&duration) {
        return Err(AwsError::new(
            "ValidationError",
            "DurationSeconds must be between 900 and 43200.",
        ));
    }
    // Keys are fake but differ by role and time, so that a client that mixes sessions up can be told.
    let mut noise = Noise::new(hash(now as u64, &format!("{role_arn}/{session}")));
    let key = format!("{:016X}", noise.next());
    let (role, session) = (escape(role), escape(&session));
    Ok(format!(
        "<AssumedRoleUser><AssumedRoleId>AROA{key}:{session}</AssumedRoleId>\
         <Arn>arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}</Arn></AssumedRoleUser>\
         <Credentials><AccessKeyId>ASIA{key}</AccessKeyId><SecretAccessKey>{:016x}{:016x}</SecretAccessKey>\
         <SessionToken>{:016x}{:016x}</SessionToken><Expiration>{}</Expiration></Credentials>",
        noise.next(),
        noise.next(),
        noise.next(),
        noise.next(),
        rfc3339(now + duration)
    ))
}
