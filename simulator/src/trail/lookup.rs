//! Looking events up.

use serde_json::{Value, json};

use crate::{
    clock::{DAY, Millis},
    document::Document,
    error::{Answer, AwsError},
    input::Input,
    page::{open_token, seal_token},
    trail::{Event, LAG, Trail},
    world::Context,
};

/// Events on a page, unless the caller asks for fewer.
const PAGE: usize = 50;
/// How long events can be looked up.
const KEPT: Millis = 90 * DAY;
const OPERATION: &str = "LookupEvents";

/// `LookupEvents`, newest first.
pub(super) fn lookup(trail: &Trail, input: &Input, context: &Context<'_>) -> Answer {
    let wanted = Wanted::parse(input)?;
    let (from, until) = (input.number("StartTime")?, input.number("EndTime")?);
    if let (Some(from), Some(until)) = (from, until)
        && from > until
    {
        return Err(AwsError::new(
            "InvalidTimeRangeException",
            "The start time occurs after the end time.",
        ));
    }
    let size = input
        .integer("MaxResults")?
        .and_then(|size| usize::try_from(size).ok())
        .unwrap_or(PAGE);
    let before = match input.text("NextToken")? {
        None => u64::MAX,
        Some(token) => number_in(token)?,
    };
    let is_within = |event: &&Event| {
        let second = event.at.div_euclid(1_000) as f64;
        event.number < before
            && event.at + LAG <= context.now
            && event.at + KEPT > context.now
            && from.is_none_or(|from| from <= second)
            && until.is_none_or(|until| second <= until)
    };
    let insights = input.text("EventCategory")?.is_some();
    let mut rest = trail
        .events
        .iter()
        .rev()
        .filter(|event| !insights && is_within(event) && wanted.fits(event))
        .peekable();
    let taken: Vec<&Event> = rest.by_ref().take(size).collect();
    let last = taken.last().filter(|_| rest.peek().is_some());
    let token = last.map(|event| seal_token(&event.number.to_string(), OPERATION));
    let documents: Vec<Value> = taken.into_iter().map(document).collect();
    Ok(Document::new()
        .set("Events", documents)
        .maybe("NextToken", token)
        .build())
}

/// The attribute that events must have.
struct Wanted<'a>(Option<(&'a str, &'a str)>);

impl<'a> Wanted<'a> {
    fn parse(input: &'a Input) -> Result<Self, AwsError> {
        let invalid = |message: &str| AwsError::new("InvalidLookupAttributesException", message);
        let attribute = match input.list("LookupAttributes")? {
            [] => return Ok(Self(None)),
            [attribute] => attribute,
            _ => return Err(invalid("You can specify only one lookup attribute.")),
        };
        let member = |name: &str| attribute.get(name).and_then(Value::as_str);
        match (member("AttributeKey"), member("AttributeValue")) {
            (Some(key), Some(value)) => Ok(Self(Some((key, value)))),
            _ => Err(invalid("A lookup attribute has a key and a value.")),
        }
    }

    fn fits(&self, event: &Event) -> bool {
        let Some((key, value)) = self.0 else {
            return true;
        };
        match key {
            "EventId" => event.id == value,
            "EventName" => event.name == value,
            "ReadOnly" => value == "false",
            "Username" => event.user == value,
            "EventSource" => value == "ecs.amazonaws.com",
            "AccessKeyId" => event.access_key == value,
            // Events of ECS name no resources.
            _ => false,
        }
    }
}

fn number_in(token: &str) -> Result<u64, AwsError> {
    let invalid = || AwsError::new("InvalidNextTokenException", "Invalid next token.");
    let position = open_token(token, OPERATION).map_err(|_| invalid())?;
    position.parse().map_err(|_| invalid())
}

fn document(event: &Event) -> Value {
    json!({
        "EventId": event.id,
        "EventName": event.name,
        "ReadOnly": "false",
        "AccessKeyId": event.access_key,
        "EventTime": event.at.div_euclid(1_000),
        "EventSource": "ecs.amazonaws.com",
        "Username": event.user,
        "Resources": [],
        "CloudTrailEvent": event.text,
    })
}
