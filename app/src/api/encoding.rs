//! The JSON between the server and its pages.

use leptos::server::codee::{Decoder, Encoder};
use leptos::server_fn::codec::Post;
use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

#[cfg(any(feature = "hydrate", test))]
mod tree;

/// What is wrong with a text that can't be read.
#[cfg(feature = "hydrate")]
type Unreadable = tree::Misshapen;
/// What is wrong with a text that can't be read.
#[cfg(not(feature = "hydrate"))]
type Unreadable = serde_json::Error;

/// JSON as text, in answers, documents and the socket alike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextJson;

/// Arguments and answers as JSON in bodies.
pub(crate) type JsonBody = Post<TextJson>;

/// Reads a text. Browsers read it through a tree, for the size of their program.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    #[cfg(feature = "hydrate")]
    {
        tree::from_tree(serde_json::from_str(text).map_err(|_| tree::Misshapen)?)
    }
    #[cfg(not(feature = "hydrate"))]
    {
        serde_json::from_str(text)
    }
}

/// Reads a tree.
pub(crate) fn from_tree<T: DeserializeOwned>(tree: Value) -> Result<T, Unreadable> {
    #[cfg(feature = "hydrate")]
    {
        tree::from_tree(tree)
    }
    #[cfg(not(feature = "hydrate"))]
    {
        serde_json::from_value(tree)
    }
}

/// Reads an answer.
#[cfg(feature = "hydrate")]
pub(crate) fn answer<T: DeserializeOwned>(text: &str) -> Result<T, super::error::ApiError> {
    read(text).map_err(|_| super::error::ApiError::unexpected())
}

impl ContentType for TextJson {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for TextJson {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for TextJson {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<leptos::server_fn::Bytes, Self::Error> {
        serde_json::to_string(output).map(Into::into)
    }
}

impl<T: DeserializeOwned> Decodes<T> for TextJson {
    type Error = Unreadable;

    fn decode(bytes: leptos::server_fn::Bytes) -> Result<T, Self::Error> {
        // Text that is not UTF-8 becomes text that is not the JSON expected.
        read(&String::from_utf8_lossy(&bytes))
    }
}

impl<T: Serialize> Encoder<T> for TextJson {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for TextJson {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        read(text)
    }
}
