//! A container of a task definition.

use leptos::prelude::*;
use model::task_definition::{
    ContainerDefinition, Guarded, HealthCheck, NamedValue, PortMapping, SecretRef,
};

use crate::ui::facts::{Fact, code, fact, list};
use crate::ui::guarded::GuardedValue;
use crate::ui::part::{IntoPart, Part};

fn port_words(port: &PortMapping) -> String {
    let host = port
        .host_port
        .filter(|host| Some(*host) != port.container_port)
        .map(|host| format!("{host} → "))
        .unwrap_or_default();
    let inside = match port.container_port {
        Some(number) => format!("{number}/{}", port.protocol),
        None => port.protocol.clone(),
    };
    let name = port.name.as_ref().map(|name| format!(" as {name}"));
    let protocol = port.app_protocol.as_ref().map(|word| format!(" ({word})"));
    format!(
        "{host}{inside}{}{}",
        name.unwrap_or_default(),
        protocol.unwrap_or_default()
    )
}

fn guarded(what: &'static str, value: Option<Guarded>) -> Option<Fact> {
    let value = value?;
    Some((
        what,
        view! { <GuardedValue name=what.to_owned() value /> }.into_part(),
    ))
}

fn health(check: &HealthCheck) -> Fact {
    let mut words = Vec::new();
    if let Some(seconds) = check.interval_s {
        words.push(format!("every {seconds} s"));
    }
    if let Some(retries) = check.retries {
        words.push(format!(
            "unhealthy after {}",
            model::words::count(retries, "failure")
        ));
    }
    let value = view! {
        <GuardedValue name="health check".to_owned() value=check.command.clone() />
        <span class="muted">" " {words.join(", ")}</span>
    };
    ("Health check", value.into_part())
}

/// A table of names with guarded values.
fn named(title: &'static str, values: &[NamedValue]) -> Option<Part> {
    if values.is_empty() {
        return None;
    }
    let rows: Vec<_> = values
        .iter()
        .map(|named| {
            view! {
                <div>
                    <dt><code class="wrap">{named.name.clone()}</code></dt>
                    <dd><GuardedValue name=named.name.clone() value=named.value.clone() /></dd>
                </div>
            }
        })
        .collect();
    Some(
        view! {
            <h4>{title}</h4>
            <dl class="facts">{rows}</dl>
        }
        .into_part(),
    )
}

fn secrets(secrets: &[SecretRef]) -> Option<Part> {
    if secrets.is_empty() {
        return None;
    }
    let rows: Vec<_> = secrets
        .iter()
        .map(|secret| {
            view! {
                <div>
                    <dt><code class="wrap">{secret.name.clone()}</code></dt>
                    <dd><span class="muted">"from "</span><code class="wrap">{secret.from.clone()}</code></dd>
                </div>
            }
        })
        .collect();
    Some(
        view! {
            <h4>"Secrets, by reference"</h4>
            <dl class="facts">{rows}</dl>
        }
        .into_part(),
    )
}

/// The card of a container.
pub(super) fn container_card(container: &ContainerDefinition) -> Part {
    let mib = |mib: Option<i64>| mib.map(|mib| model::words::memory(&mib.to_string()));
    let ports: Vec<String> = container.ports.iter().map(port_words).collect();
    let log = container.log.as_ref();
    let essential = if container.essential {
        "essential"
    } else {
        "not essential"
    };
    let firelens = container
        .firelens
        .as_ref()
        .map(|kind| format!("FireLens router ({kind})"));
    view! {
        <section class="card container">
            <header>
                <h3 class="wrap">{container.name.clone()}</h3>
                <span class="chip idle">{essential}</span>
                {firelens.map(|words| view! { <span class="chip idle">{words}</span> })}
            </header>
            {list([
                code("Image", Some(container.image.clone())),
                fact("CPU", container.cpu.map(|units| format!("{units} units"))),
                fact("Memory limit", mib(container.memory_mib)),
                fact("Memory reservation", mib(container.memory_reservation_mib)),
                code("Ports", Some(ports.join(", "))),
                guarded("Entry point", container.entry_point.clone()),
                guarded("Command", container.command.clone()),
                container.health_check.as_ref().map(health),
                fact("Waits for", Some(container.depends_on.join(", "))),
                code("Environment files", Some(container.environment_files.join(", "))),
                fact("Log driver", log.map(|log| log.driver.as_str().to_owned())),
            ])}
            {named("Environment", &container.environment)}
            {secrets(&container.secrets)}
            {log.and_then(|log| named("Log options", &log.options))}
        </section>
    }
    .into_part()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_in_words() {
        let port = |name: Option<&str>, host, app: Option<&str>| PortMapping {
            name: name.map(str::to_owned),
            container_port: Some(8080),
            host_port: host,
            protocol: "tcp".to_owned(),
            app_protocol: app.map(str::to_owned),
        };
        for (port, words) in [
            (port(None, None, None), "8080/tcp"),
            (
                port(Some("http"), Some(8080), Some("http2")),
                "8080/tcp as http (http2)",
            ),
            (port(None, Some(80), None), "80 → 8080/tcp"),
        ] {
            assert_eq!(port_words(&port), words);
        }
    }
}
