//! The audit log.

use model::Timestamp;
use model::audit::{AuditEntry, Outcome};
use model::history::STARTING;
use model::place::Place;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Store, StoreError, now_ms};
use crate::audit::NewEntry;

/// The most characters of any text of an entry.
const LONGEST_TEXT: usize = 1_000;

impl Store {
    /// Writes that an action has started, and answers the entry's number.
    pub async fn audit_start(&self, entry: &NewEntry) -> Result<i64, StoreError> {
        self.audit_insert(entry, Outcome::Started, None).await
    }

    /// Writes an action that was over at once, as a refused one.
    pub async fn audit_note(
        &self,
        entry: &NewEntry,
        outcome: Outcome,
        message: Option<&str>,
    ) -> Result<i64, StoreError> {
        self.audit_insert(entry, outcome, message).await
    }

    /// Writes how an action that had started ended, and when AWS accepted it by its own clock.
    pub async fn audit_end(
        &self,
        id: i64,
        outcome: Outcome,
        message: Option<&str>,
        request_id: Option<&str>,
        aws_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE audit SET outcome = $1, message = $2, request_id = $3, aws_at = $4 \
             WHERE id = $5",
        )
        .bind(word(outcome))
        .bind(message.map(bounded))
        .bind(request_id)
        .bind(aws_at.map(|at| at.0))
        .bind(id)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The newest entries, newest first.
    pub async fn audit_list(&self, limit: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, at, user_name, action, target, region, resource, parameters, outcome, \
             message, request_id, aws_at, ended FROM audit ORDER BY id DESC LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(read).collect()
    }

    /// The newest entries about a resource at a place, newest first.
    pub async fn audit_of(
        &self,
        place: &Place,
        resource: &str,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, at, user_name, action, target, region, resource, parameters, outcome, \
             message, request_id, aws_at, ended FROM audit \
             WHERE target = $1 AND region = $2 AND resource = $3 ORDER BY id DESC LIMIT $4",
        )
        .bind(&place.target)
        .bind(&place.region)
        .bind(resource)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(read).collect()
    }

    /// Entries since a point of time whose action starts a deployment that is not known to have ended.
    pub async fn audit_open(&self, since: Timestamp) -> Result<Vec<AuditEntry>, StoreError> {
        let [first, second, third] = STARTING;
        let rows = sqlx::query(
            "SELECT id, at, user_name, action, target, region, resource, parameters, outcome, \
             message, request_id, aws_at, ended FROM audit \
             WHERE ended IS NULL AND outcome = 'succeeded' AND at >= $1 \
             AND action IN ($2, $3, $4) ORDER BY id",
        )
        .bind(since.0)
        .bind(first)
        .bind(second)
        .bind(third)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(read).collect()
    }

    /// Writes how the deployment that an action started ended.
    pub async fn audit_ended(&self, id: i64, words: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE audit SET ended = $1 WHERE id = $2")
            .bind(bounded(words))
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn audit_insert(
        &self,
        entry: &NewEntry,
        outcome: Outcome,
        message: Option<&str>,
    ) -> Result<i64, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // Writing first makes the others wait for this number.
        let number =
            sqlx::query("UPDATE numbers SET last = last + 1 WHERE name = 'audit' RETURNING last")
                .fetch_one(&mut *transaction)
                .await?;
        let id: i64 = number.try_get(0)?;
        sqlx::query(
            "INSERT INTO audit (id, at, user_name, action, target, region, resource, parameters, \
             outcome, message) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(id)
        .bind(now_ms())
        .bind(bounded(&entry.user))
        .bind(bounded(&entry.action))
        .bind(bounded(&entry.target))
        .bind(bounded(&entry.region))
        .bind(bounded(&entry.resource))
        .bind(bounded(&entry.parameters))
        .bind(word(outcome))
        .bind(message.map(bounded))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(id)
    }
}

/// The beginning of a text. Refused requests are recorded too, and hold whatever was sent.
fn bounded(text: &str) -> &str {
    let end = text
        .char_indices()
        .nth(LONGEST_TEXT)
        .map_or(text.len(), |(at, _)| at);
    &text[..end]
}

fn read(row: &AnyRow) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        id: row.try_get(0)?,
        at: Timestamp(row.try_get(1)?),
        user: row.try_get(2)?,
        action: row.try_get(3)?,
        target: row.try_get(4)?,
        region: row.try_get(5)?,
        resource: row.try_get(6)?,
        parameters: row.try_get(7)?,
        outcome: outcome(row.try_get(8)?),
        message: row.try_get(9)?,
        request_id: row.try_get(10)?,
        aws_at: row.try_get::<Option<i64>, _>(11)?.map(Timestamp),
        ended: row.try_get(12)?,
    })
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Started => "started",
        Outcome::Succeeded => "succeeded",
        Outcome::Failed => "failed",
        Outcome::Refused => "refused",
    }
}

/// The outcome of a word; one this version does not know reads as not known to have ended.
fn outcome(word: String) -> Outcome {
    match word.as_str() {
        "succeeded" => Outcome::Succeeded,
        "failed" => Outcome::Failed,
        "refused" => Outcome::Refused,
        _ => Outcome::Started,
    }
}
