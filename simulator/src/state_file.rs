//! The state in a file, so that a simulator goes on where an earlier one stopped.
//!
//! The file is JSON: a version, the simulated time, and the state. It is written beside its place
//! and then renamed, so that it is whole at any moment; only its owner may read it.

use std::{
    fs,
    hash::{DefaultHasher, Hasher},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use serde::Deserialize;
use tempfile::NamedTempFile;

use crate::{clock::Millis, simulator::State};

/// Version of the format, which rises when older programs can't read it or the other way round.
const VERSION: u32 = 1;

/// Why a state file can't be used. The file is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum StateFileError {
    /// It can't be read or written.
    #[error("cannot use the state file {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is of another version of the program.
    #[error(
        "the state file {} has version {found}, but this program reads version {VERSION}: move it away to start anew",
        path.display()
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// The version in the file.
        found: u32,
    },
    /// It is no state file, or not a whole one.
    #[error("{} is not a state file of the simulator ({source}): move it away to start anew", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// Where reading it failed.
        source: serde_json::Error,
    },
}

/// A place for the state, and what was last written there.
#[derive(Debug)]
pub(crate) struct StateFile {
    path: PathBuf,
    written: Option<u64>,
}

/// A state as it is kept.
#[derive(Debug, Deserialize)]
pub(crate) struct Kept {
    /// The simulated time.
    pub(crate) now_ms: Millis,
    /// Whether the clock stood still.
    pub(crate) paused: bool,
    pub(crate) state: State,
}

/// What is read of any version.
#[derive(Debug, Deserialize)]
struct Head {
    version: u32,
}

/// A state on its way to the file.
#[derive(Debug)]
pub(crate) struct Draft {
    now_ms: Millis,
    paused: bool,
    state: Vec<u8>,
}

impl Draft {
    /// The state as it is now.
    pub(crate) fn of(state: &State) -> serde_json::Result<Self> {
        Ok(Self {
            now_ms: state.world.now(),
            paused: state.clock.is_paused(),
            state: serde_json::to_vec(state)?,
        })
    }

    fn write(&self, mut file: impl Write) -> io::Result<()> {
        let Self { now_ms, paused, .. } = self;
        write!(
            file,
            "{{\"version\":{VERSION},\"now_ms\":{now_ms},\"paused\":{paused},\"state\":"
        )?;
        file.write_all(&self.state)?;
        file.write_all(b"}\n")?;
        file.flush()
    }

    /// Tells states apart whatever their time.
    fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        hasher.write(&self.state);
        hasher.finish()
    }
}

impl StateFile {
    /// A file that may not exist yet.
    pub(crate) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            written: None,
        }
    }

    /// Reads what the file holds; `None` when there is none.
    pub(crate) fn read(&self) -> Result<Option<Kept>, StateFileError> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(self.failed(source)),
        };
        let broken = |source| StateFileError::Broken {
            path: self.path.clone(),
            source,
        };
        // Another version may have other members, so that it is looked at first and alone.
        let Head { version } = serde_json::from_slice(&text).map_err(broken)?;
        if version != VERSION {
            return Err(StateFileError::Version {
                path: self.path.clone(),
                found: version,
            });
        }
        serde_json::from_slice(&text).map(Some).map_err(broken)
    }

    /// Writes a draft, unless nothing but time has changed since the last one.
    pub(crate) fn keep(&mut self, draft: &Draft) -> Result<(), StateFileError> {
        if self.written == Some(draft.fingerprint()) {
            return Ok(());
        }
        self.write(draft)
    }

    /// Writes a draft.
    pub(crate) fn write(&mut self, draft: &Draft) -> Result<(), StateFileError> {
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // A temporary file can be read and written by its owner only, and so can what becomes of it.
        let written = NamedTempFile::new_in(folder).and_then(|file| {
            draft.write(BufWriter::new(file.as_file()))?;
            file.as_file().sync_all()?;
            file.persist(&self.path)?;
            Ok(())
        });
        written.map_err(|source| self.failed(source))?;
        self.written = Some(draft.fingerprint());
        Ok(())
    }

    /// The error when the file can't be used.
    pub(crate) fn failed(&self, source: io::Error) -> StateFileError {
        StateFileError::Io {
            path: self.path.clone(),
            source,
        }
    }
}
