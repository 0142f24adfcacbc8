//! Services that are paused.

use model::Timestamp;
use model::pause::Pause;
use model::place::ServiceRef;
use sqlx::Row as _;

use super::{Store, StoreError, now_ms};

impl Store {
    /// Notes that a user pauses a service that had this desired count.
    pub async fn put_pause(
        &self,
        service: &ServiceRef,
        desired: i32,
        user: &str,
    ) -> Result<(), StoreError> {
        let place = &service.cluster.place;
        sqlx::query(
            "INSERT INTO paused (target, region, resource, desired, user_name, at) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (target, region, resource) DO UPDATE \
             SET desired = $4, user_name = $5, at = $6",
        )
        .bind(&place.target)
        .bind(&place.region)
        .bind(service.path())
        .bind(i64::from(desired))
        .bind(user)
        .bind(now_ms())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The pause of a service, when somebody made one.
    pub async fn pause(&self, service: &ServiceRef) -> Result<Option<Pause>, StoreError> {
        let place = &service.cluster.place;
        let row = sqlx::query(
            "SELECT desired, user_name, at FROM paused \
             WHERE target = $1 AND region = $2 AND resource = $3",
        )
        .bind(&place.target)
        .bind(&place.region)
        .bind(service.path())
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        Ok(Some(Pause {
            desired: i32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(i32::MAX),
            user: row.try_get(1)?,
            at: Timestamp(row.try_get(2)?),
        }))
    }

    /// Forgets the pause of a service.
    pub async fn forget_pause(&self, service: &ServiceRef) -> Result<(), StoreError> {
        let place = &service.cluster.place;
        sqlx::query("DELETE FROM paused WHERE target = $1 AND region = $2 AND resource = $3")
            .bind(&place.target)
            .bind(&place.region)
            .bind(service.path())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
