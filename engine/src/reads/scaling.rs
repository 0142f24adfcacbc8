//! The bounds that auto scaling keeps a service in.

use model::access::Action;
use model::live::Offered;
use model::place::ServiceRef;
use model::scaling::Scaling;
use model::{Error, ErrorKind};

use crate::Engine;
use crate::access::Principal;

impl Engine {
    /// The bounds of a service in Application Auto Scaling. Scaling does not depend on them: where they
    /// may not be read, or the endpoint has none, that is part of the answer.
    pub async fn service_scaling(
        &self,
        who: &Principal,
        service: &ServiceRef,
    ) -> Result<Scaling, Error> {
        let place = &service.cluster.place;
        self.authorise(who, place, Action::View)?;
        let client = self.hub().client(place).await?;
        let bounds = client.scaling_bounds(&service.cluster.cluster, &service.service);
        match bounds.await {
            Ok(bounds) => Ok(Offered::Known(bounds)),
            Err(error) if says_nothing(error.kind) => Ok(Offered::Unavailable(error.message)),
            Err(error) => Err(error),
        }
    }
}

/// Whether a failure is about Application Auto Scaling alone, so that nothing else needs to fail.
fn says_nothing(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::AccessDenied
            | ErrorKind::Unavailable
            | ErrorKind::Unreachable
            | ErrorKind::Throttled
            | ErrorKind::NotFound
            | ErrorKind::Invalid
            | ErrorKind::Aws
    )
}
