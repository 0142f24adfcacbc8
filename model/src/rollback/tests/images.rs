//! Whether images come back.

use serde_json::json;

use crate::document::edits;
use crate::rollback::{ImageState, TagNow, image_returns, pinned, pins_by_default};
use crate::service_revision::ContainerImage;

fn image(container: &str, image: &str, digest: Option<&str>) -> ContainerImage {
    ContainerImage {
        container: container.to_owned(),
        image: image.to_owned(),
        digest: digest.map(str::to_owned),
    }
}

#[test]
fn states() {
    let moved = |now: Option<&str>| ImageState::Moved {
        now: now.map(str::to_owned),
    };
    let means = |digest: Option<&str>| TagNow::Means(digest.map(str::to_owned));
    let unknown = || "no answer".to_owned();
    let cases = [
        (
            "r/a:1",
            Some("d1"),
            means(Some("d1")),
            ImageState::Same,
            false,
            false,
        ),
        (
            "r/a:1",
            Some("d1"),
            means(Some("d2")),
            moved(Some("d2")),
            true,
            true,
        ),
        ("r/a:1", Some("d1"), means(None), moved(None), true, true),
        (
            "r/a:1",
            Some("d1"),
            TagNow::DigestGone,
            ImageState::Gone,
            false,
            false,
        ),
        (
            "r/a:1",
            None,
            means(Some("d2")),
            ImageState::Unrecorded,
            false,
            false,
        ),
        (
            "r/a@d1",
            Some("d1"),
            means(Some("d2")),
            ImageState::Pinned,
            false,
            false,
        ),
        (
            "r/a:1",
            Some("d1"),
            TagNow::Unknown(unknown()),
            ImageState::Unknown(unknown()),
            true,
            false,
        ),
    ];
    for (name, digest, now, state, can_be_pinned, by_default) in cases {
        let returns = image_returns(&[image("a", name, digest)], |_| now.clone());
        assert_eq!(returns[0].state, state, "{name} {now:?}");
        assert_eq!(returns[0].can_be_pinned(), can_be_pinned, "{name} {now:?}");
        assert_eq!(pins_by_default(&returns), by_default, "{name} {now:?}");
    }
}

#[test]
fn a_copy_changes_the_images_that_moved_and_nothing_else() {
    let definition = json!({"family": "web", "unknown": {"x": 1}, "containerDefinitions": [
        {"name": "proxy", "image": "h:5000/proxy:1"}, {"name": "web", "image": "r/web:2", "new": [1]}]});
    let images = [
        image("web", "r/web:2", Some("sha256:aa")),
        image("proxy", "h:5000/proxy:1", Some("sha256:bb")),
    ];
    let now = |image: &ContainerImage| match image.container.as_str() {
        "web" => TagNow::Means(Some("sha256:cc".to_owned())),
        _ => TagNow::Means(Some("sha256:bb".to_owned())),
    };
    let copy = pinned(&definition, &image_returns(&images, now)).unwrap_or_default();
    let changes = edits(&definition, &copy);
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(changes[0].after, Some(json!("r/web@sha256:aa")));
    let same = image_returns(&images, |image| TagNow::Means(image.digest.clone()));
    assert_eq!(pinned(&definition, &same), None);
}
