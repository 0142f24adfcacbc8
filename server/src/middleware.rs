//! What every request passes before anything answers it.

mod client;
mod compression;
mod headers;
mod host;
mod origin;
mod trace;

pub(crate) use client::{ClientAddress, attach as attach_client};
pub(crate) use compression::spare_queries;
pub(crate) use headers::{Secure, set as set_headers};
pub(crate) use host::check as check_host;
pub(crate) use origin::check as check_origin;
pub(crate) use trace::trace;
