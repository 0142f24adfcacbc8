//! What pages derive from the views they follow: memos that change only when their part does.

pub(crate) mod cluster;
pub(crate) mod effect;
pub(crate) mod letters;
pub(crate) mod listing;
pub(crate) mod logs;
pub(crate) mod memo;
pub(crate) mod ordered;
pub(crate) mod query;
pub(crate) mod scaling;
pub(crate) mod seen;
pub(crate) mod service;
pub(crate) mod session;
pub(crate) mod settled;
pub(crate) mod sort;
pub(crate) mod task_sort;
pub(crate) mod trail;
pub(crate) mod window;
