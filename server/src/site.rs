//! The built files of the interface: script, styles, fonts.
//!
//! An optimised build holds them in the program; a development build reads them from `target/site`.

mod encoding;
mod manifest;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

use crate::state::AppState;

pub(crate) use manifest::{assets, build};

/// The files, with their compressed forms beside them.
#[derive(RustEmbed)]
#[folder = "../target/site"]
struct Site;

/// Names under `/pkg` carry a hash of the content, so they never change.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ONE_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// The routes of files.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route(
            "/pkg/{*path}",
            get(async |Path(path): Path<String>, headers: HeaderMap| {
                file(&format!("pkg/{path}"), &headers, FOREVER)
            }),
        )
        .route(
            "/favicon.svg",
            get(async |headers: HeaderMap| file("favicon.svg", &headers, ONE_HOUR)),
        )
        .route(
            "/robots.txt",
            get(async |headers: HeaderMap| file("robots.txt", &headers, ONE_HOUR)),
        )
}

fn file(path: &str, request: &HeaderMap, caching: HeaderValue) -> Response {
    let accepted = request
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let compressed = encoding::preferred(accepted)
        .into_iter()
        .find_map(|encoding| {
            Some((
                Site::get(&format!("{path}.{}", encoding.extension()))?,
                encoding,
            ))
        });
    let (content, encoding) = match compressed {
        Some((content, encoding)) => (content, Some(encoding)),
        None => match Site::get(path) {
            Some(content) => (content, None),
            None => return (StatusCode::NOT_FOUND, "There is no such file.").into_response(),
        },
    };
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let mut response = content.data.into_response();
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(kind.as_ref()) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    if let Some(encoding) = encoding {
        headers.insert(
            header::CONTENT_ENCODING,
            HeaderValue::from_static(encoding.name()),
        );
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CACHE_CONTROL, caching);
    response
}
