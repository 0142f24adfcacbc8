//! `ecscope user`: who may sign in.

use std::io::{BufRead, IsTerminal};

use anyhow::{Context, bail};
use engine::store::{Store, StoreError};
use model::access::Grant;

use super::output::say;

use crate::cli::{UserArgs, UserCommand};
use crate::config::{Config, Flags, Source};

pub(super) async fn run(arguments: UserArgs) -> anyhow::Result<()> {
    let config = Config::load(Source {
        file: arguments.source.config,
        flags: Flags {
            store: arguments.source.store,
            ..Flags::default()
        },
    })?;
    let store = Store::open(config.store.as_str()).await?;
    match arguments.command {
        UserCommand::Add {
            name,
            role,
            target,
            password_stdin,
        } => {
            let password = new_password(password_stdin)?;
            store
                .add_user(
                    &name,
                    &password,
                    &[Grant {
                        target: target.clone(),
                        role,
                    }],
                )
                .await?;
            say(format!("added {name}, {role} of {}", targets(&target)));
        }
        UserCommand::List => list(&store).await?,
        UserCommand::Remove { name } => {
            store.remove_user(&name).await?;
            say(format!("removed {name}"));
        }
        UserCommand::SetPassword {
            name,
            password_stdin,
        } => {
            if store.grants(&name).await?.is_none() {
                return Err(StoreError::NoUser(name).into());
            }
            let password = new_password(password_stdin)?;
            store.set_password(&name, &password).await?;
            say(format!(
                "set the password of {name}; their sessions have ended"
            ));
        }
        UserCommand::Grant { name, target, role } => {
            let mut grants = others(&store, &name, &target).await?;
            grants.push(Grant {
                target: target.clone(),
                role,
            });
            store.set_grants(&name, &grants).await?;
            say(format!("{name} is {role} of {}", targets(&target)));
        }
        UserCommand::Revoke { name, target } => {
            let grants = others(&store, &name, &target).await?;
            store.set_grants(&name, &grants).await?;
            say(format!(
                "{name} has no role of their own at {}",
                targets(&target)
            ));
        }
    }
    Ok(())
}

/// The user's grants for other patterns than this one.
async fn others(store: &Store, name: &str, target: &str) -> anyhow::Result<Vec<Grant>> {
    let grants = store.grants(name).await?;
    let grants = grants.ok_or_else(|| StoreError::NoUser(name.to_owned()))?;
    Ok(grants
        .into_iter()
        .filter(|grant| grant.target != target)
        .collect())
}

async fn list(store: &Store) -> anyhow::Result<()> {
    let users = store.list_users().await?;
    if users.is_empty() {
        say("no users; add one with `ecscope user add NAME --role admin`");
    }
    let width = users
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or_default();
    for (name, grants) in users {
        let grants: Vec<String> = grants
            .iter()
            .map(|grant| format!("{} of {}", grant.role, targets(&grant.target)))
            .collect();
        let grants = if grants.is_empty() {
            "no grants".to_owned()
        } else {
            grants.join(", ")
        };
        say(format!("{name:width$}  {grants}"));
    }
    Ok(())
}

fn targets(pattern: &str) -> &str {
    if pattern == "*" {
        "all targets"
    } else {
        pattern
    }
}

/// A new password: one line of standard input, or asked for twice without showing it.
fn new_password(stdin: bool) -> anyhow::Result<String> {
    if stdin {
        let mut line = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut line)
            .context("cannot read the password")?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    if !std::io::stdin().is_terminal() {
        bail!("there is no terminal to ask for the password: use --password-stdin");
    }
    let ask = |prompt| rpassword::prompt_password(prompt).context("cannot read the password");
    let password = ask("Password: ")?;
    if ask("Again: ")? != password {
        bail!("the two passwords differ");
    }
    Ok(password)
}
