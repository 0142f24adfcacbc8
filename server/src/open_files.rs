//! How many files this process may have open: each connection is one.

/// What a console has open besides its connections: store, calls of AWS, listeners, the program itself.
const OTHERS: u64 = 256;

/// Raises the limit of open files to what the system allows the process, and says so in the log when
/// that is less than `connections` may need. Systems begin with a limit of 1,024 for the sake of old
/// programs, and a console that has reached it can't accept anybody any more.
#[cfg(unix)]
pub fn raise(connections: usize) {
    use rustix::process::{Resource, getrlimit, setrlimit};

    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        let before = limit.current;
        limit.current = limit.maximum;
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            tracing::debug!("the limit of open files can't be raised: {error}");
            limit.current = before;
        }
    }
    if let Some(files) = limit.current
        && !is_enough(files, connections)
    {
        tracing::warn!(
            files,
            connections,
            "the limit of open files (`ulimit -n`) is lower than what the console's connections \
             may need; further ones will wait"
        );
    }
}

/// Other systems have no such limit.
#[cfg(not(unix))]
pub fn raise(_connections: usize) {}

/// Whether so many files are enough for so many connections.
#[cfg(any(unix, test))]
fn is_enough(files: u64, connections: usize) -> bool {
    let connections = u64::try_from(connections).unwrap_or(u64::MAX);
    files >= connections.saturating_add(OTHERS)
}

#[cfg(test)]
mod tests {
    use super::is_enough;

    #[test]
    fn connections_are_not_all_that_is_open() {
        for (files, connections, expected) in [
            (1_024, 2_048, false),
            (2_048, 2_048, false),
            (4_096, 2_048, true),
            (u64::MAX, usize::MAX, true),
        ] {
            assert_eq!(is_enough(files, connections), expected, "{files}");
        }
    }
}
