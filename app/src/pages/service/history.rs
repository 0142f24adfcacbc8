//! Every deployment that ECS keeps: how it ended, who started it, and what differs between any two.

mod compare;
mod row;

use leptos::prelude::*;
use model::place::ServiceRef;
use model::service_deployment::ServiceDeployment;

use self::compare::Compare;
use self::row::{Marks, row};
use super::roll_back::RollBackRequest;
use crate::api::history::ReadDeploymentStarters;
use crate::api::loaded::load_with;
use crate::components::load::load_part;
use crate::state::effect::effect;
use crate::state::memo::memo;
use crate::state::query::use_query_value;
use crate::state::service::ServiceState;
use crate::state::trail::trail_of;
use crate::ui::card::Card;
use crate::ui::notice;
use crate::ui::part::{IntoPart, changing};
use crate::ui::rows::{Row, rows};

/// The tab.
#[component]
pub(super) fn HistoryTab(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
    /// The rollback that is asked for.
    roll_back: RollBackRequest,
) -> impl IntoView {
    let deployments = state.deployments();
    let unavailable = state.deployments_unavailable();
    let marks = Marks {
        before: use_query_value("before"),
        after: use_query_value("after"),
        pair: compared(state),
    };
    let at = service.clone();
    let starters = load_with(move || {
        let place = at.cluster.place.clone();
        ReadDeploymentStarters {
            target: place.target,
            region: place.region,
            cluster: at.cluster.cluster.clone(),
            service: at.service.clone(),
        }
    });
    let newest = memo(move || deployments.with(|all| all.first().map(|one| one.arn.clone())));
    let trail = trail_of(service.clone(), newest, false);
    let seen = StoredValue::new(newest.get_untracked());
    effect(move || {
        let newest = newest.get();
        if newest != seen.get_value() {
            seen.set_value(newest);
            starters.refetch();
        }
    });
    let target = service.cluster.place.target.clone();
    let table = load_part("the history", starters, move |starters| {
        let starters = StoredValue::new(starters);
        let target = target.clone();
        view! {
            <div class="scroll">
                <table class="cards history">
                    <thead>
                        <tr>
                            <th scope="col">"Compare"</th>
                            <th scope="col">"Started"</th>
                            <th scope="col">"Outcome"</th>
                            <th scope="col">"Revision"</th>
                            <th scope="col" class="num">"Took"</th>
                            <th scope="col">"By"</th>
                            <th scope="col"><span class="quiet">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows(move || {
                            deployments
                                .with(|all| {
                                    all.iter()
                                        .map(|one| {
                                            let arn = one.arn.clone();
                                            let target = target.clone();
                                            Row::new(
                                                arn.clone(),
                                                move || row(arn, target, state, starters, trail, marks, roll_back),
                                            )
                                        })
                                        .collect()
                                })
                        })}
                    </tbody>
                </table>
            </div>
        }
        .into_part()
    });
    let aside = || view! { <span class="muted">"ECS keeps them for 90 days, and not who started them"</span> };
    view! {
        <div class="two">
            <Card title="Deployments".to_owned() aside=aside>
                {table}
                {changing(move || {
                    trail
                        .with(|trail| trail.unavailable.clone())
                        .map(|why| {
                            view! { <p class="muted small wrap">"CloudTrail can’t be asked who started a deployment. " {why}</p> }
                        })
                })}
                {changing(move || {
                    unavailable.get().map(|why| notice::empty("No history here.", why))
                })}
                {changing(move || {
                    let none = deployments.with(Vec::is_empty) && unavailable.with(Option::is_none);
                    none.then(|| {
                        notice::empty(
                            "No deployments yet.",
                            "Every change of what the service runs appears here, with how it ended.",
                        )
                    })
                })}
            </Card>
            <Compare service state marks />
        </div>
    }
    .into_part()
}

/// The revisions that are compared unless somebody chooses: those of the newest deployment.
fn compared(state: ServiceState) -> Memo<Option<(String, String)>> {
    let deployments = state.deployments();
    memo(move || {
        deployments.with(|all| {
            let of = |deployment: &ServiceDeployment| {
                let source = deployment.sources.first()?.arn.clone();
                Some((source, deployment.target.as_ref()?.arn.clone()))
            };
            all.iter().find_map(of)
        })
    })
}
