//! Answers as bytes, with the headers AWS sends.

use std::io;

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use uuid::Uuid;

use crate::{
    clock::http_date,
    error::{Answer, AwsError},
    simulator::Simulator,
    wire::{Service, query::escape, route::Route},
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// An answer in one of the protocols.
#[derive(Debug)]
pub(crate) enum Reply {
    /// awsJson 1.1.
    Json(Answer),
    /// The query protocol; the inner XML of the result, by operation.
    Xml(Result<(String, String), AwsError>),
}

impl Reply {
    /// An error in the protocol of the route, or a JSON answer.
    pub(crate) fn of(route: &Route, result: Answer) -> Self {
        match (route.service, result) {
            (Service::Sts, Err(error)) => Self::Xml(Err(error)),
            (_, result) => Self::Json(result),
        }
    }

    /// The HTTP response, dated by the simulator's clock.
    pub(crate) fn into_response(self, simulator: &Simulator) -> Response {
        match self {
            Self::Json(result) => json(simulator, result),
            Self::Xml(result) => xml(simulator, result),
        }
    }
}

/// A JSON answer.
pub(crate) fn json(simulator: &Simulator, result: Answer) -> Response {
    let (status, body) = match result {
        Ok(value) => (200, value),
        Err(error) => (error.status, error.body()),
    };
    finish(
        simulator,
        status,
        "application/x-amz-json-1.1",
        &Uuid::new_v4().to_string(),
        body.to_string(),
    )
}

fn xml(simulator: &Simulator, result: Result<(String, String), AwsError>) -> Response {
    let id = Uuid::new_v4().to_string();
    let space = "https://sts.amazonaws.com/doc/2011-06-15/";
    let (status, body) = match result {
        Ok((operation, inner)) => (
            200,
            format!(
                "<{operation}Response xmlns=\"{space}\"><{operation}Result>{inner}</{operation}Result>\
                 <ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></{operation}Response>"
            ),
        ),
        Err(error) => (
            error.status,
            format!(
                "<ErrorResponse xmlns=\"{space}\"><Error><Type>Sender</Type><Code>{}</Code><Message>{}</Message>\
                 </Error><RequestId>{id}</RequestId></ErrorResponse>",
                escape(&error.code),
                escape(&error.message)
            ),
        ),
    };
    finish(simulator, status, "text/xml", &id, body)
}

fn finish(
    simulator: &Simulator,
    status: u16,
    content_type: &'static str,
    id: &str,
    body: String,
) -> Response {
    let date = simulator.with_state(|state| http_date(state.world.now()));
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    (
        status,
        [
            (header::CONTENT_TYPE, content_type.to_owned()),
            (header::DATE, date),
            (REQUEST_ID, id.to_owned()),
        ],
        body,
    )
        .into_response()
}

/// An error page in HTML, as a proxy in front of AWS would send it.
pub(crate) fn html(status: StatusCode) -> Response {
    let body =
        "<html><head><title>Error</title></head><body><h1>Internal Server Error</h1></body></html>";
    (status, [(header::CONTENT_TYPE, "text/html")], body).into_response()
}

/// An answer whose connection breaks before its body is complete.
pub(crate) fn broken() -> Response {
    let failure = io::Error::new(
        io::ErrorKind::ConnectionReset,
        "connection reset by a fault",
    );
    let pieces = futures::stream::once(async move { Err::<Bytes, _>(failure) });
    ([(header::CONTENT_LENGTH, "64")], Body::from_stream(pieces)).into_response()
}
