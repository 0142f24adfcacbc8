//! Who may do what: roles, origins, sessions and values.

mod functions;
mod origin;
mod revocation;
mod sealed;
mod topics;
mod values;
