//! Parts that know nothing of ECS pages: what they show comes in from outside.

pub(crate) mod action_button;
pub(crate) mod age;
pub(crate) mod card;
pub(crate) mod children;
pub(crate) mod chip;
pub(crate) mod copy;
pub(crate) mod dialog;
pub(crate) mod diff;
pub(crate) mod dots;
pub(crate) mod facts;
pub(crate) mod filter;
pub(crate) mod guarded;
pub(crate) mod logo;
pub(crate) mod menu;
pub(crate) mod notice;
pub(crate) mod notification;
pub(crate) mod number;
pub(crate) mod part;
pub(crate) mod rows;
pub(crate) mod show;
pub(crate) mod suspended;
pub(crate) mod tabs;
pub(crate) mod tags;
pub(crate) mod windowed;
