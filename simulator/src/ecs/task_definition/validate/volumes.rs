//! Volumes and where containers mount them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    ecs::{
        name,
        task_definition::validate::{Draft, list, text},
    },
    error::AwsError,
};

/// What a volume can be made of; one at most.
const KINDS: [&str; 5] = [
    "dockerVolumeConfiguration",
    "efsVolumeConfiguration",
    "fsxWindowsFileServerVolumeConfiguration",
    "s3filesVolumeConfiguration",
    "configuredAtLaunch",
];

/// Checks volumes and mount points.
pub(super) fn check(draft: &Draft<'_>) -> Result<(), AwsError> {
    let mut names = BTreeSet::new();
    for volume in draft.input.list("volumes")? {
        let name = text(volume, "name");
        if !name::is_valid(name) {
            return Err(AwsError::client(
                "Volume.name should not be null, empty or contain invalid characters.",
            ));
        }
        if !names.insert(name) {
            return Err(AwsError::client(format!("Duplicate volume name '{name}'.")));
        }
        let host = volume.pointer("/host/sourcePath").is_some();
        let kinds = KINDS
            .iter()
            .filter(|kind| {
                volume
                    .get(**kind)
                    .is_some_and(|kind| *kind != Value::Bool(false))
            })
            .count();
        if kinds + usize::from(host) > 1 {
            return Err(AwsError::client(format!(
                "Volume '{name}' can only have one volume configuration."
            )));
        }
    }
    for container in draft.containers {
        let mut paths = BTreeSet::new();
        for mount in list(container, "mountPoints") {
            let source = text(mount, "sourceVolume");
            if !names.contains(source) {
                return Err(AwsError::client(format!("Unknown volume '{source}'.")));
            }
            let path = text(mount, "containerPath");
            if path.is_empty() {
                return Err(AwsError::client(
                    "MountPoint.containerPath should not be null or empty.",
                ));
            }
            if !paths.insert(path) {
                return Err(AwsError::client(format!(
                    "Duplicate mount point: '{path}' in container '{}'.",
                    text(container, "name")
                )));
            }
        }
    }
    Ok(())
}
