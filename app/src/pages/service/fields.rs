//! Fields that several dialogs of a service have.

pub(super) mod container;
pub(super) mod task_definition;
