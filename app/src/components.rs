//! Parts that know the application: its session, its live client, its addresses.

pub(crate) mod calls;
pub(crate) mod confirm;
pub(crate) mod error_view;
pub(crate) mod heading;
pub(crate) mod keys;
pub(crate) mod live_indicator;
pub(crate) mod load;
pub(crate) mod log_tail;
pub(crate) mod outdated;
pub(crate) mod sending;
pub(crate) mod service_row;
pub(crate) mod sidebar;
pub(crate) mod state_chip;
pub(crate) mod stopped_task;
pub(crate) mod task_row;
pub(crate) mod theme;
pub(crate) mod top_bar;
pub(crate) mod typed_name;
pub(crate) mod user_menu;
