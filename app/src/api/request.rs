//! Calling server functions from pages.

use leptos::server_fn::ServerFn;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::ApiError;

/// What server functions answer.
pub(crate) trait RequestValue:
    Serialize + DeserializeOwned + Clone + Send + Sync + 'static
{
}

impl<T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static> RequestValue for T {}

/// A server function's arguments: what can be called.
pub(crate) trait Request:
    ServerFn<Error = ApiError, Output = Self::Answer> + Serialize + Send + 'static
{
    /// What it answers.
    type Answer: RequestValue;
}

impl<F, T> Request for F
where
    F: ServerFn<Error = ApiError, Output = T> + Serialize + Send + 'static,
    T: RequestValue,
{
    type Answer = T;
}

/// Reads: calls a server function that is a `GET`.
pub(crate) async fn read<R: Request>(request: R) -> Result<R::Answer, ApiError> {
    #[cfg(feature = "hydrate")]
    {
        super::encoding::answer(&super::fetch::get(address(&request)).await?)
    }
    #[cfg(not(feature = "hydrate"))]
    {
        request.run_body().await
    }
}

/// Acts: calls a server function that is a `POST`.
pub(crate) async fn act<R: Request>(request: R) -> Result<R::Answer, ApiError> {
    #[cfg(feature = "hydrate")]
    {
        let body = serde_json::to_string(&request).unwrap_or_default();
        super::encoding::answer(&super::fetch::post(R::PATH.to_owned(), body).await?)
    }
    #[cfg(not(feature = "hydrate"))]
    {
        request.run_body().await
    }
}

/// Path and query of a reading request.
pub(crate) fn address<R: Request>(request: &R) -> String {
    with_query(R::PATH, serde_json::to_value(request).unwrap_or_default())
}

/// A path with the members of an object as its query: texts, whole numbers and yes or no; others,
/// as null, are left out.
fn with_query(path: &str, arguments: serde_json::Value) -> String {
    let mut address = path.to_owned();
    let serde_json::Value::Object(arguments) = arguments else {
        return address;
    };
    let mut sign = '?';
    for (name, value) in arguments {
        let value = match value {
            serde_json::Value::String(text) => text,
            serde_json::Value::Bool(value) => value.to_string(),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(number) => number.to_string(),
                None => continue,
            },
            _ => continue,
        };
        address.push(sign);
        address.push_str(&name);
        address.push('=');
        address.push_str(&crate::paths::encode(&value));
        sign = '&';
    }
    address
}

#[cfg(test)]
mod tests {
    use super::with_query;

    #[test]
    fn queries_hold_any_text_and_leave_out_what_is_absent() {
        for (arguments, address) in [
            (serde_json::json!({}), "/api/x"),
            (
                serde_json::json!({"a": "b", "none": null, "n": 7}),
                "/api/x?a=b&n=7",
            ),
            (
                serde_json::json!({"a": "a b&c=d+ü/ä?#%"}),
                "/api/x?a=a%20b%26c%3Dd%2B%C3%BC%2F%C3%A4%3F%23%25",
            ),
        ] {
            assert_eq!(with_query("/api/x", arguments), address);
        }
    }
}
