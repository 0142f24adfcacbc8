//! Answers as bytes, with the headers AWS sends.

use std::{io, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, stream};
use tokio::time::sleep;

use crate::{
    clock::{Millis, http_date},
    error::AwsError,
    wire::{
        query::{self, escape},
        route::Protocol,
    },
    world,
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// In how many pieces a slow body comes.
const PIECES: usize = 10;

/// An answer in one of the protocols.
#[derive(Debug)]
pub(crate) enum Reply {
    /// awsJson 1.1.
    Json(Result<world::Body, AwsError>),
    /// The query protocol.
    Xml {
        /// The namespace.
        space: &'static str,
        /// The operation and the XML inside its result.
        result: Result<(String, String), AwsError>,
    },
}

impl Reply {
    /// An error in a protocol.
    pub(super) fn error(protocol: Protocol, error: AwsError) -> Self {
        match protocol {
            Protocol::Json => Self::Json(Err(error)),
            Protocol::Query(space) => Self::Xml {
                space,
                result: Err(query::error(error)),
            },
        }
    }

    /// An answer of an operation in the query protocol.
    pub(super) fn xml(protocol: Protocol, operation: String, inner: String) -> Self {
        let space = match protocol {
            Protocol::Query(space) => space,
            Protocol::Json => "",
        };
        Self::Xml {
            space,
            result: Ok((operation, inner)),
        }
    }

    /// The answer as it should be, dated by the simulator's clock.
    pub(super) fn whole(self, at: Millis, id: String) -> Response {
        let (head, body) = self.finish(id);
        head.with(at, Body::from(body))
    }

    /// The answer with a body that comes in pieces over a time.
    pub(super) fn slow(self, at: Millis, id: String, span: Duration) -> Response {
        let (head, body) = self.finish(id);
        let size = body.len().div_ceil(PIECES).max(1);
        let pieces: Vec<Bytes> = (0..body.len())
            .step_by(size)
            .map(|from| body.slice(from..(from + size).min(body.len())))
            .collect();
        let pause = span / PIECES as u32;
        let pieces = stream::iter(pieces).then(move |piece| async move {
            sleep(pause).await;
            Ok::<_, io::Error>(piece)
        });
        head.with(at, Body::from_stream(pieces))
    }

    /// The answer with the first half of its body, as if that were all.
    pub(super) fn truncated(self, at: Millis, id: String) -> Response {
        let (head, mut body) = self.finish(id);
        body.truncate(body.len() / 2);
        head.with(at, Body::from(body))
    }

    fn finish(self, id: String) -> (Head, Bytes) {
        let (status, content_type, body) = match self {
            Self::Json(result) => {
                let (status, body) = match result {
                    Ok(body) => (200, body.into_bytes()),
                    Err(error) => (error.status, error.body().to_string().into_bytes()),
                };
                (status, "application/x-amz-json-1.1", body)
            }
            Self::Xml { space, result } => {
                let (status, body) = xml(space, result, &id);
                (status, "text/xml", body.into_bytes())
            }
        };
        let head = Head {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST),
            content_type,
            id,
        };
        (head, Bytes::from(body))
    }
}

/// What an answer says before its body.
#[derive(Debug)]
struct Head {
    status: StatusCode,
    content_type: &'static str,
    id: String,
}

impl Head {
    fn with(self, at: Millis, body: Body) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        let text = |text: String| {
            HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
        };
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(self.content_type),
        );
        headers.insert(header::DATE, text(http_date(at)));
        headers.insert(REQUEST_ID, text(self.id));
        response
    }
}

fn xml(space: &str, result: Result<(String, String), AwsError>, id: &str) -> (u16, String) {
    match result {
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
                "<ErrorResponse xmlns=\"{space}\"><Error><Type>{}</Type><Code>{}</Code><Message>{}</Message>\
                 </Error><RequestId>{id}</RequestId></ErrorResponse>",
                if error.status < 500 {
                    "Sender"
                } else {
                    "Receiver"
                },
                escape(&error.code),
                escape(&error.message)
            ),
        ),
    }
}

/// An error page in HTML, as a proxy in front of AWS would send it.
pub(super) fn html(status: StatusCode) -> Response {
    let body =
        "<html><head><title>Error</title></head><body><h1>Internal Server Error</h1></body></html>";
    (status, [(header::CONTENT_TYPE, "text/html")], body).into_response()
}

/// An answer whose connection breaks before its body is complete.
pub(super) fn broken() -> Response {
    let failure = io::Error::new(
        io::ErrorKind::ConnectionReset,
        "connection reset by a fault",
    );
    let pieces = stream::once(async move { Err::<Bytes, _>(failure) });
    ([(header::CONTENT_LENGTH, "64")], Body::from_stream(pieces)).into_response()
}
