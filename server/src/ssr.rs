//! Pages, rendered on the server with their data.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::Engine;
use engine::access::Principal;
use leptos::config::LeptosOptions;
use leptos::context::provide_context;

use crate::auth::sign_in_path;
use crate::state::{AppState, Render};

/// What renders the interface's pages. A page waits for its data, so that its status is right and
/// it can be read without script.
pub(crate) fn renderer(engine: Engine, assets: Arc<app::Assets>) -> Arc<Render> {
    // Only the first call of a process can succeed; every one leaves Tokio in place.
    let _ = any_spawner::Executor::init_tokio();
    let options = LeptosOptions::builder().output_name("ecscope").build();
    let render = leptos_axum::render_app_async_with_context(
        move || {
            provide_context(engine.clone());
            provide_context((*assets).clone());
            provide_context(app::PageReads::default());
        },
        move || app::shell(options.clone()),
    );
    Arc::new(move |request| render(request))
}

/// Answers a page; those who are not signed in are sent to sign in first.
pub(crate) async fn page(State(state): State<AppState>, request: Request<Body>) -> Response {
    let signed_in = request.extensions().get::<Principal>().is_some();
    if !signed_in && request.uri().path() != "/sign-in" {
        let next = request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str());
        return (
            StatusCode::SEE_OTHER,
            [(header::LOCATION, sign_in_path(next))],
        )
            .into_response();
    }
    (state.render)(request).await
}
