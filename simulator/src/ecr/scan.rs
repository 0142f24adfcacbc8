//! Scans of images: what they find is a function of the image's digest.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    arn::ACCOUNT,
    clock::{DAY, Millis, SECOND, seconds},
    document::Document,
    ecr::{Ecr, image},
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
    random::{Noise, hash},
    world::Context,
};

/// How long a scan takes.
const DURATION: Millis = 20 * SECOND;

/// An image can be scanned once in this time.
const AGAIN: Millis = DAY;

/// Software that the findings are about, with a version of it.
const PACKAGES: [(&str, &str); 8] = [
    ("openssl", "3.0.11-1~deb12u2"),
    ("zlib", "1:1.2.13.dfsg-1"),
    ("glibc", "2.36-9+deb12u4"),
    ("curl", "7.88.1-10+deb12u5"),
    ("expat", "2.5.0-1"),
    ("krb5", "1.20.1-2+deb12u1"),
    ("perl", "5.36.0-7+deb12u1"),
    ("systemd", "252.22-1~deb12u1"),
];

/// Severities with how many findings of them an image has at most.
const SEVERITIES: [(&str, u64); 5] = [
    ("CRITICAL", 1),
    ("HIGH", 3),
    ("MEDIUM", 6),
    ("LOW", 9),
    ("INFORMATIONAL", 4),
];

/// AWS's word for a scan that began at a time.
pub(super) fn status(began: Millis, now: Millis) -> Value {
    if now - began < DURATION {
        json!({ "status": "IN_PROGRESS" })
    } else {
        json!({ "status": "COMPLETE", "description": "The scan was completed successfully." })
    }
}

/// The findings of an image, worst first, by their names.
fn findings(digest: &str) -> Vec<(String, Value)> {
    let mut noise = Noise::new(hash(5, digest));
    let mut found = Vec::new();
    for (rank, (severity, most)) in SEVERITIES.into_iter().enumerate() {
        for _ in 0..noise.below(most + 1) {
            let year = 2_021 + noise.below(5);
            let name = format!("CVE-{year}-{}", 1_000 + noise.below(48_000));
            let (package, version) = PACKAGES[noise.below(PACKAGES.len() as u64) as usize];
            let finding = json!({
                "name": name,
                "description": format!("A flaw in {package} lets an attacker do more than intended."),
                "uri": format!("https://security-tracker.debian.org/tracker/{name}"),
                "severity": severity,
                "attributes": [
                    { "key": "package_name", "value": package },
                    { "key": "package_version", "value": version },
                ],
            });
            found.push((format!("{rank} {name}"), finding));
        }
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found.dedup_by(|one, other| one.0 == other.0);
    found
}

/// How many findings there are of each severity, and when the scan was done.
pub(super) fn summary(digest: &str, began: Millis, now: Millis) -> Option<Map<String, Value>> {
    let done = began + DURATION;
    if done > now {
        return None;
    }
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for (_, finding) in findings(digest) {
        let severity = finding["severity"].as_str().unwrap_or_default();
        *counts.entry(severity.to_owned()).or_default() += 1;
    }
    let summary = Document::new()
        .set("imageScanCompletedAt", seconds(done))
        .set("vulnerabilitySourceUpdatedAt", seconds(done - done % DAY))
        .set("findingSeverityCounts", json!(counts));
    match summary.build() {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// `StartImageScan`.
pub(super) fn start(ecr: &mut Ecr, input: &Input, context: &Context<'_>) -> Answer {
    let repository = ecr.repository_mut(input)?;
    let id = input.get("imageId").cloned().unwrap_or_default();
    let digest = image::named(repository, &id)?.to_owned();
    let name = repository.name.clone();
    let image = repository.images.get_mut(&digest);
    let image = image.ok_or_else(|| image::not_found(&id, &name))?;
    if image.is_index() {
        return Err(AwsError::new(
            "UnsupportedImageTypeException",
            format!("The image type '{}' can't be scanned.", image.media_type()),
        ));
    }
    if image
        .scanned
        .is_some_and(|began| context.now - began < AGAIN)
    {
        return Err(AwsError::new(
            "LimitExceededException",
            "The scan quota per image has been exceeded. Wait and try again.",
        ));
    }
    image.scanned = Some(context.now);
    Ok(json!({
        "registryId": ACCOUNT,
        "repositoryName": name,
        "imageId": image::with_digest(&id, &digest),
        "imageScanStatus": status(context.now, context.now),
    }))
}

/// `DescribeImageScanFindings`.
pub(super) fn describe(ecr: &Ecr, input: &Input, context: &Context<'_>) -> Answer {
    let repository = ecr.repository(input)?;
    let id = input.get("imageId").cloned().unwrap_or_default();
    let digest = image::named(repository, &id)?;
    let began = repository
        .images
        .get(digest)
        .and_then(|image| image.scanned);
    let began = began.ok_or_else(|| {
        AwsError::new(
            "ScanNotFoundException",
            format!(
                "Image scan does not exist for the image with '{{imageDigest:'{digest}'}}' in the repository with name '{}' in the registry with id '{ACCOUNT}'",
                repository.name
            ),
        )
    })?;
    let answer = Document::new()
        .set("registryId", ACCOUNT)
        .set("repositoryName", repository.name.as_str())
        .set("imageId", image::with_digest(&id, digest))
        .set("imageScanStatus", status(began, context.now));
    let Some(summary) = summary(digest, began, context.now) else {
        return Ok(answer.build());
    };
    let size = PageSize {
        default: 100,
        most: 1_000,
    };
    let (found, token) = page(findings(digest), input, size, "DescribeImageScanFindings")?;
    let details = Document::with(summary).set("findings", found);
    Ok(answer
        .set("imageScanFindings", details.build())
        .maybe("nextToken", token)
        .build())
}

#[cfg(test)]
mod tests {
    use super::findings;

    #[test]
    fn the_same_image_has_the_same_findings() {
        assert_eq!(findings("sha256:1"), findings("sha256:1"));
        assert_ne!(findings("sha256:1"), findings("sha256:2"));
    }
}
