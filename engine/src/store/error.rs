//! What goes wrong with the store.

/// An error of the store: one clear sentence.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL is of a kind that the store does not know.
    #[error("the store URL “{0}” is neither sqlite:PATH nor postgres://…")]
    Url(String),
    /// The SQLite file can't be opened or created.
    #[error("the database file {path} can't be opened: {cause}")]
    File {
        /// The file.
        path: String,
        /// The operating system's or the database's words.
        cause: String,
    },
    /// The database server can't be reached or does not let us in.
    #[error("the database at {at} can't be opened: {cause}")]
    Server {
        /// Host and database name, without user and password.
        at: String,
        /// The database's words.
        cause: String,
    },
    /// The schema could not be brought up to date.
    #[error("the database's schema can't be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// There is a user of this name already.
    #[error("there is a user “{0}” already")]
    UserExists(String),
    /// There is no user of this name.
    #[error("there is no user “{0}”")]
    NoUser(String),
    /// The name can't be a user's.
    #[error("a user's name has 1 to 64 characters, no control characters and no spaces around it")]
    UserName,
    /// The password is too short or too long.
    #[error("a password has at least 8 characters and at most 1,024 bytes")]
    Password,
    /// A grant can't be stored.
    #[error("a grant's target has 1 to 128 characters")]
    GrantTarget,
    /// The password could not be hashed or checked.
    #[error("the password can't be processed: {0}")]
    Hashing(String),
    /// The database failed.
    #[error("the database does not answer as it should: {0}")]
    Database(#[from] sqlx::Error),
}
