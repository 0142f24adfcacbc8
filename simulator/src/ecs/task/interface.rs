//! Network interfaces of tasks in network mode `awsvpc`, and the zones of subnets.

use serde::{Deserialize, Serialize};

use crate::{
    random::{Noise, hash},
    world::Context,
};

/// The network interface of a task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NetworkInterface {
    pub(super) attachment_id: String,
    pub(super) eni_id: String,
    pub(super) subnet: String,
    pub(super) mac: String,
    pub(super) ip: String,
}

impl NetworkInterface {
    /// A new interface in a subnet.
    pub(super) fn attach(subnet: &str, context: &mut Context<'_>) -> Self {
        let mut noise = Noise::new(hash(0, subnet));
        let network = noise.below(16);
        let octet = |context: &mut Context<'_>| context.random.between(4, 250);
        let pair = |context: &mut Context<'_>| context.random.hex(2);
        Self {
            attachment_id: context.random.uuid(),
            eni_id: format!("eni-0{}", context.random.hex(16)),
            subnet: subnet.to_owned(),
            mac: format!(
                "0a:{}:{}:{}:{}:{}",
                pair(context),
                pair(context),
                pair(context),
                pair(context),
                pair(context)
            ),
            ip: format!("10.0.{network}.{}", octet(context)),
        }
    }
}

/// Subnets are spread over three zones by their ids.
pub(crate) fn zone_of(subnet: &str, region: &str) -> String {
    let letter = match Noise::new(hash(1, subnet)).below(3) {
        0 => 'a',
        1 => 'b',
        _ => 'c',
    };
    format!("{region}{letter}")
}
