//! A page of a list.

/// One page of a list of ARNs.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The ARNs.
    pub arns: Vec<String>,
    /// Asks for the page after this one; `None` at the end of the list.
    pub next: Option<String>,
}

impl Page {
    /// A page as AWS answers it, where an empty token is none.
    pub(super) fn new(arns: Option<Vec<String>>, next: Option<String>) -> Self {
        Self {
            arns: arns.unwrap_or_default(),
            next: next.filter(|token| !token.is_empty()),
        }
    }
}
