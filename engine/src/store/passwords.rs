//! Hashing and checking passwords.

use tokio::sync::Semaphore;

use super::StoreError;

/// Argon2id needs 19 MiB and much of a core for a hash; more at once would let strangers at the
/// sign-in form exhaust the machine.
const HASHES_AT_ONCE: usize = 2;

const MIN_CHARACTERS: usize = 8;
const MAX_BYTES: usize = 1024;

/// Hashes passwords, at most two at once.
pub(super) struct Passwords {
    permits: Semaphore,
    /// Checked for users that don't exist, so that they take as long as those who do.
    decoy: tokio::sync::OnceCell<String>,
}

impl Passwords {
    pub(super) fn new() -> Self {
        Self {
            permits: Semaphore::new(HASHES_AT_ONCE),
            decoy: tokio::sync::OnceCell::new(),
        }
    }

    /// Whether a password may be set.
    pub(super) fn check_new(password: &str) -> Result<(), StoreError> {
        if password.chars().count() < MIN_CHARACTERS || password.len() > MAX_BYTES {
            return Err(StoreError::Password);
        }
        Ok(())
    }

    /// The Argon2id hash of a password in PHC string format.
    pub(super) async fn hash(&self, password: &str) -> Result<String, StoreError> {
        let password = password.to_owned();
        self.blocking(move || password_auth::generate_hash(password))
            .await
    }

    /// Whether the password is the one of the hash. Without a hash the same work is done and the
    /// answer is no.
    pub(super) async fn verify(
        &self,
        password: &str,
        hash: Option<String>,
    ) -> Result<bool, StoreError> {
        if password.len() > MAX_BYTES {
            return Ok(false);
        }
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => self.decoy().await?,
        };
        let password = password.to_owned();
        let fits = self
            .blocking(move || password_auth::verify_password(password, &hash).is_ok())
            .await?;
        Ok(fits && known)
    }

    async fn decoy(&self) -> Result<String, StoreError> {
        let decoy = self
            .decoy
            .get_or_try_init(|| self.hash("nobody has this one"));
        decoy.await.cloned()
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let failed = |error: &dyn std::fmt::Display| StoreError::Hashing(error.to_string());
        let _permit = self
            .permits
            .acquire()
            .await
            .map_err(|error| failed(&error))?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| failed(&error))
    }
}
