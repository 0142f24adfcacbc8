//! A proxy's access log.

use crate::{
    clock::{Millis, rfc3339},
    logs::lines::http::request,
    random::Noise,
};

/// One entry.
pub(super) fn entry(at: Millis, noise: &mut Noise) -> Vec<String> {
    let time = rfc3339(at);
    if noise.below(80) == 0 {
        return vec![format!(
            "[{time}][14][warning][upstream] ejecting host 10.0.{}.{}:8080, consecutive 5xx",
            noise.below(4),
            4 + noise.below(240)
        )];
    }
    let (method, status, ms) = request(noise);
    let path = noise.choose(&["/todos", "/lists", "/session", "/health", "/admin/users"]);
    let flags = if status == 503 { "UF" } else { "-" };
    vec![format!(
        "[{time}] \"{method} {path} HTTP/1.1\" {status} {flags} {} {ms} \"10.0.{}.{}\" \"{:08x}-{:04x}\"",
        120 + noise.below(9_000),
        noise.below(4),
        4 + noise.below(240),
        noise.next() >> 32,
        noise.next() >> 48
    )]
}
