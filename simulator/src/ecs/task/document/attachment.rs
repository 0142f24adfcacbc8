//! The network interface of a task as AWS answers it.

use std::borrow::Cow;

use serde::Serialize;

use crate::ecs::task::{NetworkInterface, Phase, Task};

/// An attachment of a task.
#[derive(Debug, Serialize)]
pub(super) struct AttachmentDocument<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    status: &'static str,
    details: Vec<Detail<'a>>,
}

#[derive(Debug, Serialize)]
struct Detail<'a> {
    name: &'static str,
    value: Cow<'a, str>,
}

impl<'a> AttachmentDocument<'a> {
    /// The attachments of a task: its network interface, if it has one of its own.
    pub(super) fn of(task: &'a Task) -> Vec<Self> {
        let interface = task.interface.iter();
        interface
            .map(|interface| Self::of_interface(interface, task.phase))
            .collect()
    }

    fn of_interface(interface: &'a NetworkInterface, phase: Phase) -> Self {
        let detail = |name, value: &'a str| Detail {
            name,
            value: Cow::Borrowed(value),
        };
        let mut details = vec![detail("subnetId", &interface.subnet)];
        if phase != Phase::Provisioning {
            details.extend([
                detail("networkInterfaceId", &interface.eni_id),
                detail("macAddress", &interface.mac),
                Detail {
                    name: "privateDnsName",
                    value: format!("ip-{}.ec2.internal", interface.ip.replace('.', "-")).into(),
                },
                detail("privateIPv4Address", &interface.ip),
            ]);
        }
        Self {
            id: &interface.attachment_id,
            kind: "ElasticNetworkInterface",
            status: match phase {
                Phase::Provisioning => "PRECREATED",
                Phase::Deprovisioning => "DETACHING",
                Phase::Stopped => "DELETED",
                _ => "ATTACHED",
            },
            details,
        }
    }
}
