//! Users and their grants.

use std::collections::BTreeMap;

use model::access::{Grant, Role};
use sqlx::error::DatabaseError;
use sqlx::{Any, Row as _, Transaction};

use super::passwords::Passwords;
use super::{Store, StoreError, now_ms};

impl Store {
    /// Adds a user with a password and grants.
    pub async fn add_user(
        &self,
        name: &str,
        password: &str,
        grants: &[Grant],
    ) -> Result<(), StoreError> {
        check_name(name)?;
        Passwords::check_new(password)?;
        if self.credential_version(name).await?.is_some() {
            return Err(StoreError::UserExists(name.to_owned()));
        }
        let hash = self.passwords.hash(password).await?;
        let mut transaction = self.pool.begin().await?;
        let added = sqlx::query(
            "INSERT INTO users (name, password, credential_version, created_at) \
             VALUES ($1, $2, $3, $4)",
        )
        .bind(name)
        .bind(hash)
        .bind(new_version())
        .bind(now_ms())
        .execute(&mut *transaction)
        .await;
        if let Err(error) = added {
            let taken = error
                .as_database_error()
                .is_some_and(DatabaseError::is_unique_violation);
            return Err(if taken {
                StoreError::UserExists(name.to_owned())
            } else {
                error.into()
            });
        }
        insert_grants(&mut transaction, name, grants).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Gives a user another password, which ends the user's sessions.
    pub async fn set_password(&self, name: &str, password: &str) -> Result<(), StoreError> {
        Passwords::check_new(password)?;
        let hash = self.passwords.hash(password).await?;
        let update =
            sqlx::query("UPDATE users SET password = $1, credential_version = $2 WHERE name = $3")
                .bind(hash)
                .bind(new_version())
                .bind(name)
                .execute(&self.pool)
                .await?;
        found(name, update.rows_affected())
    }

    /// Removes a user and the user's grants.
    pub async fn remove_user(&self, name: &str) -> Result<(), StoreError> {
        let removal = sqlx::query("DELETE FROM users WHERE name = $1")
            .bind(name)
            .execute(&self.pool)
            .await?;
        found(name, removal.rows_affected())
    }

    /// All users with their grants, by name.
    pub async fn list_users(&self) -> Result<Vec<(String, Vec<Grant>)>, StoreError> {
        let rows = sqlx::query(
            "SELECT users.name, grants.target, grants.role FROM users \
             LEFT JOIN grants ON grants.user_name = users.name",
        )
        .fetch_all(&self.pool)
        .await?;
        let mut users: BTreeMap<String, Vec<Grant>> = BTreeMap::new();
        for row in rows {
            let grants = users.entry(row.try_get(0)?).or_default();
            grants.extend(grant(row.try_get(1)?, row.try_get(2)?));
        }
        for grants in users.values_mut() {
            grants.sort_by(|a, b| a.target.cmp(&b.target));
        }
        Ok(users.into_iter().collect())
    }

    /// Replaces a user's grants.
    pub async fn set_grants(&self, name: &str, grants: &[Grant]) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        // Writing first takes the lock first, and tells whether the user exists.
        let touched = sqlx::query("UPDATE users SET name = name WHERE name = $1")
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        found(name, touched.rows_affected())?;
        sqlx::query("DELETE FROM grants WHERE user_name = $1")
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        insert_grants(&mut transaction, name, grants).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// A user's grants, `None` when there is no such user.
    pub async fn grants(&self, user: &str) -> Result<Option<Vec<Grant>>, StoreError> {
        let rows = sqlx::query(
            "SELECT grants.target, grants.role FROM users \
             LEFT JOIN grants ON grants.user_name = users.name \
             WHERE users.name = $1 ORDER BY grants.target",
        )
        .bind(user)
        .fetch_all(&self.pool)
        .await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let mut grants = Vec::new();
        for row in rows {
            grants.extend(grant(row.try_get(0)?, row.try_get(1)?));
        }
        Ok(Some(grants))
    }

    /// Whether the password is the user's. Takes as long for users that don't exist.
    pub async fn verify(&self, user: &str, password: &str) -> Result<bool, StoreError> {
        let hash = sqlx::query("SELECT password FROM users WHERE name = $1")
            .bind(user)
            .fetch_optional(&self.pool)
            .await?
            .map(|row| row.try_get(0))
            .transpose()?;
        self.passwords.verify(password, hash).await
    }

    /// A text that changes when the user's password does, `None` when there is no such user.
    /// Sessions keep it: one with another version has ended.
    pub async fn credential_version(&self, user: &str) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT credential_version FROM users WHERE name = $1")
            .bind(user)
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }
}

async fn insert_grants(
    transaction: &mut Transaction<'_, Any>,
    user: &str,
    grants: &[Grant],
) -> Result<(), StoreError> {
    // One role for each target: of several the strongest, as when they are read.
    let mut roles: BTreeMap<&str, Role> = BTreeMap::new();
    for Grant { target, role } in grants {
        if target.is_empty() || target.chars().count() > 128 {
            return Err(StoreError::GrantTarget);
        }
        let strongest = roles.entry(target).or_insert(*role);
        *strongest = (*strongest).max(*role);
    }
    for (target, role) in roles {
        sqlx::query("INSERT INTO grants (user_name, target, role) VALUES ($1, $2, $3)")
            .bind(user)
            .bind(target)
            .bind(role.as_str())
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// A grant of a row; `None` without one, and for a role this version does not know, which then
/// gives nothing.
fn grant(target: Option<String>, role: Option<String>) -> Option<Grant> {
    Some(Grant {
        target: target?,
        role: role?.parse().ok()?,
    })
}

fn found(name: &str, rows: u64) -> Result<(), StoreError> {
    if rows == 0 {
        Err(StoreError::NoUser(name.to_owned()))
    } else {
        Ok(())
    }
}

fn check_name(name: &str) -> Result<(), StoreError> {
    let length = name.chars().count();
    let good =
        (1..=64).contains(&length) && name.trim() == name && !name.chars().any(char::is_control);
    if good {
        Ok(())
    } else {
        Err(StoreError::UserName)
    }
}

fn new_version() -> String {
    uuid::Uuid::new_v4().to_string()
}
