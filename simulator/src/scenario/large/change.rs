//! What goes on in the scenario `large`: every second something else changes, every two seconds one
//! service is scaled up and one that was scaled up before is scaled down again.

use serde_json::{Value, json};

use crate::{
    clock::SECOND,
    input::Input,
    scenario::{
        Beat,
        large::{SERVICES, base, name},
        script::REGION,
    },
    wire::Service,
    world::World,
};

/// How many services are scaled up at any time.
pub(super) const SCALED_UP: usize = 60;

/// A step through the services that visits each of them before one again.
const STRIDE: usize = 787;

/// The service that is the nth to be scaled up.
fn nth(turn: usize) -> usize {
    turn * STRIDE % SERVICES
}

/// Whether a service is among those that are scaled up at the start.
pub(super) fn begins_scaled_up(index: usize) -> bool {
    (0..SCALED_UP).any(|turn| nth(turn) == index)
}

/// Makes the change of a second and lets the next one follow.
pub(in crate::scenario) fn make(world: &mut World, number: u64) {
    let turn = (number / 2) as usize % SERVICES;
    if number.is_multiple_of(2) {
        let down = nth(turn);
        scale(world, down, base(down));
        let up = nth(turn + SCALED_UP);
        scale(world, up, base(up) + 1);
    }
    other(world, number);
    world.go_on(SECOND, Beat::Large(number + 1));
}

fn scale(world: &mut World, index: usize, tasks: i64) {
    let input = json!({ "cluster": "large", "service": name(index), "desiredCount": tasks });
    call(world, "UpdateService", input);
}

/// A change that starts and stops nothing.
fn other(world: &mut World, number: u64) {
    let service = name((number as usize * STRIDE + SERVICES / 2) % SERVICES);
    if number.is_multiple_of(2) {
        let arn = format!("arn:aws:ecs:{REGION}:123456789012:service/large/{service}");
        let tag = json!({ "key": "audited", "value": format!("{}", number % 1_000) });
        call(
            world,
            "TagResource",
            json!({ "resourceArn": arn, "tags": [tag] }),
        );
    } else {
        let allowed = number % 4 == 1;
        let input =
            json!({ "cluster": "large", "service": service, "enableExecuteCommand": allowed });
        call(world, "UpdateService", input);
    }
}

/// Somebody may have deleted what the scenario would change; it goes on with the rest.
fn call(world: &mut World, operation: &str, input: Value) {
    let _ = world.call(REGION, Service::Ecs, operation, &Input::from_value(input));
}
