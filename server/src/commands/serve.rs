//! `ecscope serve`: the console on AWS.

use anyhow::{Context, bail};
use aws_config::default_provider::region::DefaultRegionChain;
use engine::settings::{Settings, Target};
use engine::store::Store;

use super::output::say;
use super::{bind, start};
use crate::cli::ServeArgs;
use crate::config::{Config, Flags, SiteAddress, Source, TargetSettings};
use crate::console::Console;
use crate::{logging, shutdown};

pub(super) async fn run(arguments: ServeArgs) -> anyhow::Result<()> {
    let config = Config::load(Source {
        file: arguments.source.config,
        flags: Flags {
            listen: arguments.listen,
            metrics_listen: arguments.metrics_listen,
            public_url: arguments.public_url,
            store: arguments.source.store,
            read_only: arguments.read_only,
        },
    })?;
    logging::start(&config.log);
    let store = Store::open(config.store.as_str()).await?;
    if store.list_users().await?.is_empty() {
        bail!(
            "nobody can sign in, because the store has no users: add one with \
             `ecscope user add NAME --role admin --store {}`",
            config.store
        );
    }
    let targets = targets(config.targets).await?;
    let listener = bind::bind(config.listen, "--listen").await?;
    let metrics = match config.metrics_listen {
        Some(address) => Some(bind::bind(address, "--metrics-listen").await?),
        None => None,
    };
    let address = match config.public_url {
        Some(address) => address,
        None => SiteAddress::loopback(listener.local_addr()?),
    };
    let shutdown = shutdown::on_signal()?;
    say(format!("console    {}", address.url()));
    if let Some(listener) = &metrics {
        let address = listener.local_addr()?;
        say(format!("metrics    http://{address}/metrics"));
    }
    tracing::info!(listen = %listener.local_addr()?, targets = targets.len(), "serving");
    let parts = start::Parts {
        settings: Settings {
            targets,
            read_only: config.read_only,
            demo: false,
            build: Console::build(),
            background_share: config.background_share,
        },
        store,
        store_url: config.store,
        session: config.session,
        proxies: config.trusted_proxies,
        address,
        metrics,
        webhooks: config.webhooks,
    };
    start::console(parts, listener, shutdown).await
}

/// The configured targets, or the one of the AWS environment, with their regions.
async fn targets(configured: Vec<TargetSettings>) -> anyhow::Result<Vec<Target>> {
    let settings = if configured.is_empty() {
        vec![TargetSettings::of_environment()]
    } else {
        configured
    };
    let mut targets = Vec::new();
    for target in settings {
        let region = if target.regions.is_empty() {
            region(&target).await
        } else {
            None
        };
        let name = target.name.clone();
        let target = target.into_target(region.as_deref()).with_context(|| {
            format!(
                "the target {name} has no region: set AWS_REGION, or regions in the configuration"
            )
        })?;
        targets.push(target);
    }
    Ok(targets)
}

/// The region that the AWS environment names for a target: variables, its profile, the instance.
async fn region(target: &TargetSettings) -> Option<String> {
    let mut chain = DefaultRegionChain::builder();
    if let Some(profile) = target.profile() {
        chain = chain.profile_name(profile);
    }
    chain
        .build()
        .region()
        .await
        .map(|region| region.to_string())
}
