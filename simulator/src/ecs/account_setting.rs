//! Account settings: defaults of the account and what a principal sets for itself.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    arn::ACCOUNT,
    document::Document,
    ecs::Ecs,
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
};

/// A setting: its name, the values it can have (none: AWS manages it) and AWS's default.
struct Definition {
    name: &'static str,
    values: &'static [&'static str],
    default: &'static str,
}

const fn setting(
    name: &'static str,
    values: &'static [&'static str],
    default: &'static str,
) -> Definition {
    Definition {
        name,
        values,
        default,
    }
}

const SWITCH: &[&str] = &["enabled", "disabled"];

const DEFINITIONS: [Definition; 11] = [
    setting("awsvpcTrunking", SWITCH, "disabled"),
    setting(
        "containerInsights",
        &["enabled", "disabled", "enhanced"],
        "disabled",
    ),
    setting("containerInstanceLongArnFormat", SWITCH, "enabled"),
    setting(
        "defaultLogDriverMode",
        &["blocking", "non-blocking"],
        "non-blocking",
    ),
    setting("fargateEventWindows", SWITCH, "disabled"),
    setting("fargateFIPSMode", SWITCH, "disabled"),
    setting("fargateTaskRetirementWaitPeriod", &["0", "7", "14"], "7"),
    setting("guardDutyActivate", &[], "off"),
    setting("serviceLongArnFormat", SWITCH, "enabled"),
    setting("tagResourceAuthorization", &["on", "off"], "on"),
    setting("taskLongArnFormat", SWITCH, "enabled"),
];

/// What was set, by principal and name.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct AccountSettings(BTreeMap<String, BTreeMap<String, String>>);

impl AccountSettings {
    /// The value that holds for the simulator's caller.
    pub(crate) fn effective(&self, name: &str) -> &str {
        self.of(&caller(), name)
    }

    /// The value of a principal, else of the account, else AWS's.
    fn of(&self, principal: &str, name: &str) -> &str {
        let set = |principal: &str| self.0.get(principal)?.get(name).map(String::as_str);
        let default = || DEFINITIONS.iter().find(|known| known.name == name);
        set(principal)
            .or_else(|| set(&root()))
            .or_else(|| default().map(|known| known.default))
            .unwrap_or_default()
    }

    fn put(&mut self, principal: String, input: &Input) -> Answer {
        let (name, value) = (input.required_text("name")?, input.required_text("value")?);
        let known = DEFINITIONS.iter().find(|known| known.name == name);
        if !known.is_some_and(|known| known.values.contains(&value)) {
            return Err(AwsError::invalid_parameter(format!(
                "The value '{value}' is not valid for the setting {name}."
            )));
        }
        let answer = json!({ "setting": document(name, value, &principal) });
        let settings = self.0.entry(principal).or_default();
        settings.insert(name.to_owned(), value.to_owned());
        Ok(answer)
    }
}

fn caller() -> String {
    format!("arn:aws:iam::{ACCOUNT}:user/simulator")
}

/// The principal that stands for the defaults of the account.
fn root() -> String {
    format!("arn:aws:iam::{ACCOUNT}:root")
}

fn document(name: &str, value: &str, principal: &str) -> Value {
    let managed = name == "guardDutyActivate";
    json!({
        "name": name, "value": value, "principalArn": principal,
        "type": if managed { "aws_managed" } else { "user" },
    })
}

/// The principal that a request names, or the caller.
fn principal_in(input: &Input) -> Result<String, AwsError> {
    match input.text("principalArn")? {
        None => Ok(caller()),
        Some(principal) if principal.starts_with(&format!("arn:aws:iam::{ACCOUNT}:")) => {
            Ok(principal.to_owned())
        }
        Some(_) => Err(AwsError::invalid_parameter("Invalid principal ARN.")),
    }
}

/// `ListAccountSettings`: what the principal set itself, or with `effectiveSettings` what holds.
pub(crate) fn list(ecs: &Ecs, input: &Input) -> Answer {
    let principal = principal_in(input)?;
    let effective = input.flag("effectiveSettings")?.unwrap_or(false);
    let (name, value) = (input.text("name")?, input.text("value")?);
    let settings = &ecs.account_settings;
    let own = settings.0.get(&principal);
    let items = DEFINITIONS.iter().filter_map(|known| {
        let set = own.and_then(|own| own.get(known.name)).map(String::as_str);
        let found = if effective {
            settings.of(&principal, known.name)
        } else {
            set?
        };
        let wanted =
            name.is_none_or(|name| name == known.name) && value.is_none_or(|value| value == found);
        wanted.then(|| {
            (
                known.name.to_owned(),
                document(known.name, found, &principal),
            )
        })
    });
    let (settings, token) = page(
        items,
        input,
        PageSize {
            default: 10,
            most: 10,
        },
        "ListAccountSettings",
    )?;
    Ok(Document::new()
        .set("settings", settings)
        .maybe("nextToken", token)
        .build())
}

/// `PutAccountSetting`.
pub(crate) fn put(ecs: &mut Ecs, input: &Input) -> Answer {
    ecs.account_settings.put(principal_in(input)?, input)
}

/// `PutAccountSettingDefault`.
pub(crate) fn put_default(ecs: &mut Ecs, input: &Input) -> Answer {
    ecs.account_settings.put(root(), input)
}

/// `DeleteAccountSetting`: the account's default holds again.
pub(crate) fn delete(ecs: &mut Ecs, input: &Input) -> Answer {
    let (principal, name) = (principal_in(input)?, input.required_text("name")?);
    let settings = &mut ecs.account_settings;
    if let Some(own) = settings.0.get_mut(&principal) {
        own.remove(name);
    }
    let value = settings.of(&principal, name);
    Ok(json!({ "setting": document(name, value, &principal) }))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use serde_json::json;

    use super::{AccountSettings, caller, root};
    use crate::input::Input;

    #[test]
    fn own_settings_come_before_the_accounts_and_those_before_aws_defaults() {
        let mut settings = AccountSettings::default();
        let name = "containerInsights";
        let request = |value: &str| Input::from_value(json!({ "name": name, "value": value }));
        assert_eq!(settings.effective(name), "disabled");
        settings.put(root(), &request("enabled")).unwrap();
        assert_eq!(settings.effective(name), "enabled");
        settings.put(caller(), &request("enhanced")).unwrap();
        assert_eq!(settings.effective(name), "enhanced");
        assert!(settings.put(caller(), &request("maybe")).is_err());
    }
}
