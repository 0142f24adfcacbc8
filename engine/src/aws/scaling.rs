//! The bounds of services in Application Auto Scaling.

use aws_sdk_applicationautoscaling::types::{ScalableDimension, ScalableTarget, ServiceNamespace};
use model::Error;
use model::scaling::{Bounds, Suspended};

use super::Client;
use super::error::Subject;
use super::operation::DESCRIBE_SCALABLE_TARGETS;

impl Client {
    /// The bounds of a service; `None` when it is no scalable target.
    pub async fn scaling_bounds(
        &self,
        cluster: &str,
        service: &str,
    ) -> Result<Option<Bounds>, Error> {
        let resource = format!("service/{cluster}/{service}");
        let answer = self
            .call(DESCRIBE_SCALABLE_TARGETS, Subject::Nothing, || {
                let request = self.inner.scaling.describe_scalable_targets();
                request
                    .service_namespace(ServiceNamespace::Ecs)
                    .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
                    .resource_ids(resource.clone())
                    .send()
            })
            .await?;
        let mut targets = answer.scalable_targets().iter();
        Ok(targets
            .find(|target| target.resource_id() == resource)
            .map(bounds))
    }
}

fn bounds(target: &ScalableTarget) -> Bounds {
    let suspended = target.suspended_state();
    Bounds {
        min: target.min_capacity(),
        max: target.max_capacity(),
        suspended: suspended.map_or_else(Suspended::default, |state| Suspended {
            scale_in: state.dynamic_scaling_in_suspended().unwrap_or(false),
            scale_out: state.dynamic_scaling_out_suspended().unwrap_or(false),
            scheduled: state.scheduled_scaling_suspended().unwrap_or(false),
        }),
    }
}
