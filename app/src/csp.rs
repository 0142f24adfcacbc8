//! The content security policy.

/// The policy for a document whose inline scripts carry this nonce. Styles of elements may be set
/// (`style-src-attr`) because they can run nothing; everything loads from the console itself.
#[cfg_attr(
    not(any(feature = "ssr", test)),
    expect(dead_code, reason = "only documents carry it")
)]
pub(crate) fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src-elem 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn scripts_run_only_from_here_or_with_the_nonce() {
        let policy = policy("abc");
        let scripts = policy
            .split("; ")
            .find(|directive| directive.starts_with("script-src "));
        assert_eq!(
            scripts,
            Some("script-src 'self' 'nonce-abc' 'wasm-unsafe-eval'")
        );
        assert!(!policy.contains('\n') && !policy.contains("  "));
    }
}
