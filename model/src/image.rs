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

/// A reference to an image, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageReference<'a> {
    /// Registry and repository, as `host:5000/team/app`.
    pub repository: &'a str,
    /// The tag, when one is named.
    pub tag: Option<&'a str>,
    /// The digest, when one is named, as `sha256:…`.
    pub digest: Option<&'a str>,
}

/// Where Amazon ECR keeps an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EcrRepository<'a> {
    /// The account.
    pub registry: &'a str,
    /// The region.
    pub region: &'a str,
    /// The repository's name.
    pub name: &'a str,
}

impl<'a> ImageReference<'a> {
    /// Takes a reference apart.
    pub fn of(image: &'a str) -> Self {
        let (name, digest) = match image.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (image, None),
        };
        // A colon before the last slash belongs to the registry's port.
        let path = name.rfind('/').map_or(0, |slash| slash + 1);
        let (repository, tag) = match name[path..].split_once(':') {
            Some((short, tag)) => (&name[..path + short.len()], Some(tag)),
            None => (name, None),
        };
        Self {
            repository,
            tag,
            digest,
        }
    }

    /// The tag that is pulled when there is no digest.
    pub fn tag_or_latest(&self) -> &'a str {
        self.tag.unwrap_or("latest")
    }

    /// The reference to exactly this digest, which ECS resolves to nothing else later.
    pub fn pinned_to(&self, digest: &str) -> String {
        format!("{}@{digest}", self.repository)
    }

    /// The private ECR repository it is in; `None` for other registries.
    pub fn ecr(&self) -> Option<EcrRepository<'a>> {
        let (host, name) = self.repository.split_once('/')?;
        let (registry, rest) = host.split_once(".dkr.ecr.")?;
        let is_account = registry.len() == 12 && registry.bytes().all(|b| b.is_ascii_digit());
        let (region, domain) = rest.split_once('.')?;
        (is_account && domain.starts_with("amazonaws.com")).then_some(EcrRepository {
            registry,
            region,
            name,
        })
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

    #[test]
    fn takes_apart() {
        let of = |image| {
            let image = ImageReference::of(image);
            (image.repository, image.tag, image.digest)
        };
        assert_eq!(of("nginx"), ("nginx", None, None));
        assert_eq!(of("nginx:1.27"), ("nginx", Some("1.27"), None));
        assert_eq!(of("host:5000/app"), ("host:5000/app", None, None));
        assert_eq!(
            of("host:5000/team/app:1@sha256:ab"),
            ("host:5000/team/app", Some("1"), Some("sha256:ab"))
        );
        assert_eq!(
            ImageReference::of("host/app:1").pinned_to("sha256:ab"),
            "host/app@sha256:ab"
        );
    }

    #[test]
    fn knows_ecr() {
        let ecr = |image| ImageReference::of(image).ecr();
        assert_eq!(
            ecr("123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:1"),
            Some(EcrRepository {
                registry: "123456789012",
                region: "eu-west-1",
                name: "team/app"
            })
        );
        for other in [
            "nginx:1",
            "public.ecr.aws/nginx/nginx:1",
            "me.dkr.ecr.eu-west-1.amazonaws.com/app",
            "123456789012.dkr.ecr.eu-west-1.example.com/app",
        ] {
            assert_eq!(ecr(other), None, "{other}");
        }
    }
}
