//! What may change along with a deployment.

use leptos::prelude::*;
use model::Error;
use model::deploy::DeployOptions;
use model::service::CircuitBreaker;

use crate::state::service::ServiceState;
use crate::ui::part::{IntoPart, Part};

/// The fields. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(super) struct OptionFields {
    force: RwSignal<bool>,
    breaker: RwSignal<String>,
    minimum: RwSignal<String>,
    maximum: RwSignal<String>,
}

impl OptionFields {
    /// Nothing changes.
    pub(super) fn new() -> Self {
        Self {
            force: RwSignal::new(false),
            breaker: RwSignal::new(String::new()),
            minimum: RwSignal::new(String::new()),
            maximum: RwSignal::new(String::new()),
        }
    }

    /// What is chosen; the error says which field is wrong.
    pub(super) fn chosen(self) -> Result<DeployOptions, Error> {
        let percent = |field: RwSignal<String>, name: &str| {
            let text = field.get_untracked();
            if text.trim().is_empty() {
                return Ok(None);
            }
            let number = text.trim().parse::<i32>();
            number.map(Some).map_err(|_| {
                Error::invalid(format!("The {name} must be a whole number of percent."))
            })
        };
        let breaker = |enable, rollback| Some(CircuitBreaker { enable, rollback });
        Ok(DeployOptions {
            force: self.force.get_untracked(),
            circuit_breaker: match self.breaker.get_untracked().as_str() {
                "rollback" => breaker(true, true),
                "stop" => breaker(true, false),
                "off" => breaker(false, false),
                _ => None,
            },
            minimum_healthy_percent: percent(self.minimum, "minimum healthy percent")?,
            maximum_percent: percent(self.maximum, "maximum percent")?,
        })
    }

    /// The fields, folded away.
    pub(super) fn view(self, state: ServiceState) -> Part {
        let (breaker, minimum, maximum) = state.service.with_untracked(|service| {
            let breaker = match service.circuit_breaker {
                Some(CircuitBreaker {
                    enable: true,
                    rollback,
                }) => {
                    if rollback {
                        "on, rolls back"
                    } else {
                        "on"
                    }
                }
                _ => "off",
            };
            let percent = |percent: Option<i32>| percent.map(|percent| percent.to_string());
            (
                breaker,
                percent(service.minimum_healthy_percent),
                percent(service.maximum_percent),
            )
        });
        let percent = |words: &'static str,
                       field: RwSignal<String>,
                       now: Option<String>,
                       range: (&'static str, &'static str)| {
            view! {
                <label>
                    {words}
                    <input
                        type="number"
                        min=range.0
                        max=range.1
                        placeholder=now
                        prop:value=field
                        on:input=move |event| field.set(event_target_value(&event))
                    />
                </label>
            }
            .into_part()
        };
        let force = self.force;
        let chosen = self.breaker;
        view! {
            <details>
                <summary>"Options"</summary>
                <div class="stack options">
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=force
                            on:change=move |event| force.set(event_target_checked(&event))
                        />
                        <span>"Force a new deployment even when nothing differs"</span>
                    </label>
                    <label>
                        "Circuit breaker"
                        <select
                            prop:value=chosen
                            on:change=move |event| chosen.set(event_target_value(&event))
                        >
                            <option value="">{format!("As it is ({breaker})")}</option>
                            <option value="rollback">"On, and roll back"</option>
                            <option value="stop">"On, without rolling back"</option>
                            <option value="off">"Off"</option>
                        </select>
                    </label>
                    {percent("Minimum healthy percent", self.minimum, minimum, ("0", "100"))}
                    {percent("Maximum percent", self.maximum, maximum, ("100", "200"))}
                </div>
            </details>
        }
        .into_part()
    }
}
