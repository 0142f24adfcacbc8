//! Requests that browsers send to the console's own server, as texts.

use gloo_net::http::Request;
use send_wrapper::SendWrapper;

use super::error::ApiError;
use super::loaded::Answer;

/// What a `GET` answers.
pub(super) fn get(address: String) -> impl Future<Output = Answer> + Send {
    SendWrapper::new(async move { send(Request::get(&address).build()).await })
}

/// What a `POST` of JSON answers.
pub(super) fn post(path: String, body: String) -> impl Future<Output = Answer> + Send {
    SendWrapper::new(async move {
        let request = Request::post(&path).header("Content-Type", "application/json");
        send(request.body(body)).await
    })
}

async fn send(request: Result<Request, gloo_net::Error>) -> Answer {
    let unreachable = |_| ApiError::unreachable();
    let request = request.map_err(unreachable)?;
    let response = request.send().await.map_err(unreachable)?;
    let text = response.text().await.map_err(unreachable)?;
    if response.ok() {
        return Ok(text);
    }
    Err(super::encoding::read(&text).unwrap_or_else(|_| ApiError::unexpected()))
}
