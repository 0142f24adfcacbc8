//! The pages, one file per resource.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::place::{ClusterRef, Place};

use crate::state::memo::memo;

pub(crate) mod activity;
pub(crate) mod budget;
pub(crate) mod cluster;
pub(crate) mod clusters;
pub(crate) mod lazy;
pub(crate) mod not_found;
pub(crate) mod service;
#[cfg(not(feature = "hydrate"))]
pub(crate) mod sign_in;
pub(crate) mod task;
pub(crate) mod task_definition;

/// A parameter of the page's address, following it.
fn param(name: &'static str) -> Memo<String> {
    let params = use_params_map();
    memo(move || params.with(|params| params.get(name).unwrap_or_default()))
}

/// Target and region of the page's address.
fn place_param() -> Memo<Place> {
    let (target, region) = (param("target"), param("region"));
    memo(move || Place {
        target: target.get(),
        region: region.get(),
    })
}

/// The cluster of the page's address.
fn cluster_param() -> Memo<ClusterRef> {
    let (place, cluster) = (place_param(), param("cluster"));
    memo(move || place.get().cluster(cluster.get()))
}
