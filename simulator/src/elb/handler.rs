//! Which function answers which operation.

use crate::{
    elb::{listener, load_balancer, rule, tag, target, target_group},
    world::Handler,
};

/// What answers an operation.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    let handler: Handler = match operation {
        "CreateLoadBalancer" => {
            |region, input, context| load_balancer::create(region, input, context)
        }
        "DescribeLoadBalancers" => {
            |region, input, context| load_balancer::describe(&region.elb, input, context)
        }
        "DeleteLoadBalancer" => |region, input, _| load_balancer::delete(&mut region.elb, input),
        "CreateListener" => |region, input, _| listener::create(&mut region.elb, input),
        "DescribeListeners" => |region, input, _| listener::describe(&region.elb, input),
        "ModifyListener" => |region, input, _| listener::modify(&mut region.elb, input),
        "DeleteListener" => |region, input, _| listener::delete(&mut region.elb, input),
        "CreateRule" => |region, input, _| rule::create(&mut region.elb, input),
        "DescribeRules" => |region, input, _| rule::describe(&region.elb, input),
        "ModifyRule" => |region, input, _| rule::modify(&mut region.elb, input),
        "DeleteRule" => |region, input, _| rule::delete(&mut region.elb, input),
        "CreateTargetGroup" => {
            |region, input, context| target_group::create(&mut region.elb, input, context)
        }
        "DescribeTargetGroups" => |region, input, _| target_group::describe(&region.elb, input),
        "ModifyTargetGroup" => |region, input, _| target_group::modify(&mut region.elb, input),
        "DeleteTargetGroup" => |region, input, _| target_group::delete(&mut region.elb, input),
        "DescribeTargetGroupAttributes" => {
            |region, input, _| target_group::attributes(&region.elb, input)
        }
        "ModifyTargetGroupAttributes" => {
            |region, input, _| target_group::modify_attributes(&mut region.elb, input)
        }
        "RegisterTargets" => {
            |region, input, context| target::register(&mut region.elb, input, context)
        }
        "DeregisterTargets" => {
            |region, input, context| target::deregister(&mut region.elb, input, context)
        }
        "DescribeTargetHealth" => {
            |region, input, context| target::describe_health(region, input, context)
        }
        "DescribeTags" => |region, input, _| tag::describe(&mut region.elb, input),
        "AddTags" => |region, input, _| tag::add(&mut region.elb, input),
        "RemoveTags" => |region, input, _| tag::remove(&mut region.elb, input),
        _ => return None,
    };
    Some(handler)
}
