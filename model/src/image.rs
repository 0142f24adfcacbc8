//! Container images by their reference.

/// The image's repository name and tag without the registry, as `todo-app:1.8.2`; a digest is
/// shortened to its first twelve digits.
pub fn short_image(image: &str) -> String {
    let (reference, digest) = match image.split_once('@') {
        Some((reference, digest)) => (reference, Some(digest)),
        None => (image, None),
    };
    let name = reference.rsplit('/').next().unwrap_or(reference);
    match digest {
        Some(digest) => {
            let hex = digest.strip_prefix("sha256:").unwrap_or(digest);
            let short: String = hex.chars().take(12).collect();
            format!("{name}@{short}")
        }
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortens() {
        let hex = "0123456789abcdef".repeat(4);
        for (image, short) in [
            ("nginx", "nginx".to_owned()),
            (
                "123456789012.dkr.ecr.us-east-1.amazonaws.com/todo-app:1.8.2",
                "todo-app:1.8.2".into(),
            ),
            ("host:5000/team/app:1", "app:1".into()),
            (&format!("repo/app@sha256:{hex}"), "app@0123456789ab".into()),
            (
                &format!("repo/app:1@sha256:{hex}"),
                "app:1@0123456789ab".into(),
            ),
            ("", String::new()),
        ] {
            assert_eq!(short_image(image), short);
        }
    }
}
