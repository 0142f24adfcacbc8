//! Amazon resource names of the simulated account.

/// The simulated account.
pub(crate) const ACCOUNT: &str = "123456789012";

/// `arn:aws:ecs:<region>:<account>:<resource>`.
pub(crate) fn ecs(region: &str, resource: &str) -> String {
    format!("arn:aws:ecs:{region}:{ACCOUNT}:{resource}")
}

/// `arn:aws:ecr:<region>:<account>:repository/<name>`.
pub(crate) fn repository(region: &str, name: &str) -> String {
    format!("arn:aws:ecr:{region}:{ACCOUNT}:repository/{name}")
}

/// `arn:aws:logs:<region>:<account>:log-group:<name>`, without the trailing `:*`.
pub(crate) fn log_group(region: &str, name: &str) -> String {
    format!("arn:aws:logs:{region}:{ACCOUNT}:log-group:{name}")
}

/// Whether a text could be the name of a region.
pub(crate) fn is_region(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name.len() <= 32 && name.bytes().all(plain)
}

/// The name at the end of a full ARN, or the text itself when it is a short name.
pub(crate) fn short_name(identifier: &str) -> &str {
    if identifier.starts_with("arn:") {
        identifier.rsplit('/').next().unwrap_or(identifier)
    } else {
        identifier
    }
}

/// The parts of an ECS ARN's resource, e.g. `["service", "todo", "admin"]`; `None` for other texts
/// and for other regions and accounts.
pub(crate) fn ecs_resource<'a>(arn: &'a str, region: &str) -> Option<Vec<&'a str>> {
    let mut parts = arn.splitn(6, ':');
    let head = [
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
    ];
    if head != ["arn", "aws", "ecs", region, ACCOUNT] {
        return None;
    }
    Some(parts.next()?.split('/').collect())
}

#[cfg(test)]
mod tests {
    use super::{ecs, ecs_resource, short_name};

    #[test]
    fn names_come_out_of_arns_and_stay_as_they_are() {
        let arn = ecs("us-east-1", "service/todo/admin");
        assert_eq!(short_name(&arn), "admin");
        assert_eq!(short_name("admin"), "admin");
        assert_eq!(
            ecs_resource(&arn, "us-east-1"),
            Some(vec!["service", "todo", "admin"])
        );
        assert_eq!(ecs_resource(&arn, "eu-west-1"), None);
        assert_eq!(ecs_resource("admin", "us-east-1"), None);
    }
}
