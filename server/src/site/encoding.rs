//! Which compressed form of a file a browser takes.

/// A form in which files are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    /// The name in `Accept-Encoding` and `Content-Encoding`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The end of the file name.
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gz",
        }
    }
}

/// The forms that a request accepts, smallest first. Weights only matter where they are zero.
pub(super) fn preferred(accepted: Option<&str>) -> Vec<Encoding> {
    let accepted = accepted.unwrap_or_default();
    let accepts = |encoding: &Encoding| {
        accepted.split(',').any(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let named = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(encoding.name()));
            let refused = parts.any(|part| {
                part.strip_prefix("q=")
                    .and_then(|q| q.parse::<f32>().ok())
                    .is_some_and(|q| q <= 0.0)
            });
            named && !refused
        })
    };
    [Encoding::Brotli, Encoding::Gzip]
        .into_iter()
        .filter(accepts)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Encoding::*, *};

    #[test]
    fn takes_the_smallest_that_is_accepted() {
        for (accepted, expected) in [
            (Some("gzip, deflate, br, zstd"), vec![Brotli, Gzip]),
            (Some("gzip"), vec![Gzip]),
            (Some("BR;q=0.5"), vec![Brotli]),
            (Some("br;q=0, gzip;q=0.1"), vec![Gzip]),
            (Some("identity"), vec![]),
            (Some(""), vec![]),
            (None, vec![]),
        ] {
            assert_eq!(preferred(accepted), expected, "{accepted:?}");
        }
    }
}
