//! The adapters: what they read, and what they make of failures.

mod failures;
mod moto;
mod odd;
mod reads;
mod roles;
mod scaling;
mod sealed;
mod shared;
mod trail;
