//! Making an event of a call.

use serde_json::{Map, Value, json};

use crate::{
    arn::ACCOUNT,
    clock::Millis,
    document::Document,
    error::AwsError,
    input::Input,
    random::{Noise, hash},
    trail::{
        Event,
        identity::{Identity, to_the_second},
    },
};

/// The longest parameters that an event keeps, in bytes.
const LONGEST: usize = 32 << 10;
/// What stands for values that may be secrets, as AWS writes it.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";
/// Members of requests that hold such values.
const SECRET: [&str; 3] = ["environment", "command", "entryPoint"];

/// A call of ECS that was answered.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a str,
    pub(crate) input: &'a Input,
    pub(crate) answer: Result<&'a Value, &'a AwsError>,
    pub(crate) who: &'a Identity,
    pub(crate) user_agent: &'a str,
    /// The request's id; where there is none, one is made up.
    pub(crate) request_id: Option<&'a str>,
}

impl Call<'_> {
    /// The event of the call at a time, the nth of its region.
    pub(super) fn event(&self, region: &str, number: u64, now: Millis) -> Event {
        let mut noise = Noise::new(hash(number, &format!("{region} {now}")));
        let id = uuid(&mut noise);
        let request_id = self
            .request_id
            .map_or_else(|| uuid(&mut noise), str::to_owned);
        let mut document = Document::new()
            .set("eventVersion", "1.11")
            .set("userIdentity", self.who.document(now))
            .set("eventTime", to_the_second(now))
            .set("eventSource", "ecs.amazonaws.com")
            .set("eventName", self.operation)
            .set("awsRegion", region)
            .set("sourceIPAddress", "127.0.0.1")
            .set("userAgent", self.user_agent);
        if let Err(error) = self.answer {
            document = document
                .set("errorCode", error.code.as_ref())
                .set("errorMessage", error.message.as_str());
        }
        document = document
            .set("requestParameters", parameters(self.input.members()))
            .set(
                "responseElements",
                self.answer.map_or(Value::Null, elements),
            )
            .set("requestID", request_id)
            .set("eventID", id.as_str())
            .set("readOnly", false)
            .set("eventType", "AwsApiCall")
            .set("managementEvent", true)
            .set("recipientAccountId", ACCOUNT)
            .set("eventCategory", "Management");
        if self.who.is_in_console() {
            document = document.set("sessionCredentialFromConsole", "true");
        }
        Event {
            number,
            at: now,
            id,
            name: self.operation.to_owned(),
            user: self.who.name().to_owned(),
            access_key: self.who.access_key().to_owned(),
            text: document.build().to_string(),
        }
    }
}

/// What a request asked for, without values that may be secrets.
fn parameters(members: &Map<String, Value>) -> Value {
    let mut value = Value::Object(members.clone());
    hide(&mut value);
    if value.to_string().len() > LONGEST {
        return json!({ "omitted": true });
    }
    value
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if SECRET.contains(&name.as_str()) {
                    *member = Value::from(HIDDEN);
                } else {
                    hide(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        _ => {}
    }
}

/// An answer without lists and structures below its first level.
fn elements(answer: &Value) -> Value {
    let is_plain = |value: &Value| !value.is_array() && !value.is_object();
    let plain = |members: &Map<String, Value>| -> Map<String, Value> {
        let kept = members.iter().filter(|(_, value)| is_plain(value));
        kept.map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    let Some(members) = answer.as_object() else {
        return Value::Null;
    };
    let mut elements = Map::new();
    for (name, value) in members {
        match value {
            Value::Object(inner) => {
                elements.insert(name.clone(), Value::Object(plain(inner)));
            }
            value if is_plain(value) => {
                elements.insert(name.clone(), value.clone());
            }
            _ => {}
        }
    }
    Value::Object(elements)
}

fn uuid(noise: &mut Noise) -> String {
    let (high, low) = (noise.next(), noise.next());
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xFFFF,
        high & 0xFFF,
        low >> 52,
        low & 0xFFFF_FFFF_FFFF
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{HIDDEN, elements, parameters};

    #[test]
    fn parameters_hold_no_values_of_environment_and_no_commands() {
        let input = json!({ "family": "web", "containerDefinitions": [{
            "name": "web", "command": ["run", "--token", "x"],
            "environment": [{ "name": "TOKEN", "value": "hunter2" }],
        }] });
        let Value::Object(members) = input else {
            return;
        };
        let shown = parameters(&members);
        let container = &shown["containerDefinitions"][0];
        assert_eq!(container["environment"], json!(HIDDEN));
        assert_eq!(container["command"], json!(HIDDEN));
        assert!(!shown.to_string().contains("hunter2"));
    }

    #[test]
    fn answers_are_kept_in_short() {
        let answer = json!({ "service": { "serviceName": "web", "events": [1], "a": { "b": 1 } }, "failures": [] });
        assert_eq!(
            elements(&answer),
            json!({ "service": { "serviceName": "web" } })
        );
    }
}
