//! Carrying out the operation that a request names.

use crate::{
    clock::Millis,
    input::Input,
    limits,
    options::Limits,
    simulator::{Simulator, State},
    trail,
    wire::{
        Service, query,
        respond::Reply,
        route::{Protocol, Route},
        xml,
    },
    world::{Body, World, handler},
};

/// Answers the operation within the limits; with the time of the answer.
pub(super) fn perform(
    simulator: &Simulator,
    route: &Route,
    body: &[u8],
    request_id: &str,
) -> (Reply, Millis) {
    let input = parse(route, body);
    let (reply, now) = simulator.with_state(|state| {
        let reply = within_limits(simulator, state, route)
            .unwrap_or_else(|| operation(&mut state.world, route, body, &input, request_id));
        (reply, state.world.now())
    });
    (reply, now)
}

/// As [`perform`], but what is read is as it was some simulated milliseconds ago.
pub(super) fn perform_stale(
    simulator: &Simulator,
    route: &Route,
    body: &[u8],
    request_id: &str,
    ms: u64,
) -> (Reply, Millis) {
    if !is_read(&route.operation) {
        return perform(simulator, route, body, request_id);
    }
    let input = parse(route, body);
    simulator.with_state(|state| {
        let now = state.world.now();
        let reply = within_limits(simulator, state, route).unwrap_or_else(|| {
            let world = state.past.at(now - ms as Millis);
            let world = world.unwrap_or(&mut state.world);
            operation(world, route, body, &input, request_id)
        });
        (reply, now)
    })
}

/// The members of a request, read before the state is locked.
fn parse(route: &Route, body: &[u8]) -> Result<Input, crate::error::AwsError> {
    match route.service.protocol() {
        Protocol::Json => Input::parse(body),
        Protocol::Query(_) => query::input(body),
    }
}

/// The refusal of a call beyond the limits.
fn within_limits(simulator: &Simulator, state: &mut State, route: &Route) -> Option<Reply> {
    let now = state.world.now();
    let passes = simulator.options().limits == Limits::Off
        || state
            .buckets
            .draw(&route.region, route.service, &route.operation, now);
    (!passes).then(|| Reply::error(route.service.protocol(), limits::throttled()))
}

fn operation(
    world: &mut World,
    route: &Route,
    body: &[u8],
    input: &Result<Input, crate::error::AwsError>,
    request_id: &str,
) -> Reply {
    let protocol = route.service.protocol();
    if route.service == Service::Sts {
        let result = crate::sts::call(&route.operation, body, &route.who, world.now());
        return match result {
            Ok((operation, inner)) => Reply::xml(protocol, operation, inner),
            Err(error) => Reply::error(protocol, error),
        };
    }
    if protocol != Protocol::Json {
        let input = world.check_region(&route.region).and(input.clone());
        let answer = input
            .and_then(|input| world.call(&route.region, route.service, &route.operation, &input));
        return match answer {
            Ok(answer) => Reply::xml(protocol, route.operation.clone(), xml::elements(&answer)),
            Err(error) => Reply::error(protocol, error),
        };
    }
    let answer: Result<Body, _> = match input {
        Ok(input) => world.answer(&route.region, route.service, &route.operation, input),
        Err(error) => Err(error.clone()),
    };
    if let Ok(input) = input {
        record(world, route, input, &answer, request_id);
    }
    Reply::Json(answer)
}

/// Records a change of ECS that was answered, as CloudTrail would.
fn record(
    world: &mut World,
    route: &Route,
    input: &Input,
    answer: &Result<Body, crate::error::AwsError>,
    request_id: &str,
) {
    let operation = route.operation.as_str();
    if route.service != Service::Ecs
        || is_read(operation)
        || handler(route.service, operation).is_none()
        || world.check_region(&route.region).is_err()
    {
        return;
    }
    let answer = match answer {
        Ok(Body::Document(document)) => Ok(document),
        Ok(Body::Written(_)) => return,
        Err(error) => Err(error),
    };
    let call = trail::Call {
        operation,
        input,
        answer,
        who: &route.who,
        user_agent: &route.user_agent,
        request_id: Some(request_id),
    };
    world.record(&route.region, &call);
}

/// Whether an operation changes nothing.
fn is_read(operation: &str) -> bool {
    ["Describe", "List", "Get", "Filter", "BatchGet", "Lookup"]
        .iter()
        .any(|verb| operation.starts_with(verb))
}

#[cfg(test)]
mod tests {
    use super::is_read;

    #[test]
    fn reads_are_told_from_changes_by_their_verbs() {
        for (operation, expected) in [
            ("DescribeServices", true),
            ("ListTasks", true),
            ("FilterLogEvents", true),
            ("BatchGetImage", true),
            ("LookupEvents", true),
            ("UpdateService", false),
            ("RunTask", false),
            ("PutLogEvents", false),
        ] {
            assert_eq!(is_read(operation), expected, "{operation}");
        }
    }
}
