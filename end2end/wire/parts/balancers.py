"""Elastic Load Balancing: balancers, listeners, rules, target groups, targets, tags."""

from botocore.exceptions import ClientError

from queryxml import check_xml

# Codes of the protocol itself, which no operation's model has.
PROTOCOL = {"InvalidAction", "ValidationError", "Throttling", "MissingParameter", "InvalidParameterValue"}


class Balancing:
    """Calls operations and compares the raw XML with the model."""

    def __init__(self, check):
        self.check = check
        self.client = check.wire.client("elbv2")

    def __call__(self, operation, /, error=None, **parameters):
        check, label = self.check, f"elbv2:{operation}"
        check.calls += 1
        answer = code = None
        try:
            answer = getattr(self.client, operation)(**parameters)
        except ClientError as failure:
            code = failure.response["Error"]["Code"]
        model, raw = check.wire.last
        for defect in check_xml(model, raw):
            check.defect(f"{label}: {defect}")
        if code != error:
            check.defect(f"{label}: expected {error or 'success'}, got {code or 'success'} {raw['body'][:200]}")
        modelled = {shape.metadata.get("error", {}).get("code", shape.name) for shape in model.error_shapes}
        if code is not None and code not in modelled | PROTOCOL:
            check.defect(f"{label}: {code} is not among the operation's errors")
        return answer


def run(check):
    elb = Balancing(check)
    balancer = elb("create_load_balancer", Name="wire", Subnets=["subnet-1", "subnet-2"], Tags=[{"Key": "a", "Value": "b"}])
    balancer = balancer["LoadBalancers"][0]["LoadBalancerArn"]
    group = elb("create_target_group", Name="wire", Protocol="HTTP", Port=80, VpcId="vpc-1", TargetType="ip")
    group = group["TargetGroups"][0]["TargetGroupArn"]
    forward = [{"Type": "forward", "TargetGroupArn": group}]
    listener = elb("create_listener", LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=forward)
    listener = listener["Listeners"][0]["ListenerArn"]
    condition = [{"Field": "path-pattern", "Values": ["/a*"]}]
    rule = elb("create_rule", ListenerArn=listener, Priority=5, Conditions=condition, Actions=forward)["Rules"][0]["RuleArn"]
    elb("describe_load_balancers")
    elb("describe_load_balancers", Names=["wire"])
    elb("describe_load_balancers", Names=["missing"], error="LoadBalancerNotFound")
    elb("describe_target_groups", LoadBalancerArn=balancer)
    elb("describe_target_groups", Names=["missing"], error="TargetGroupNotFound")
    elb("describe_listeners", LoadBalancerArn=balancer)
    elb("describe_listeners", ListenerArns=[listener + "x"], error="ListenerNotFound")
    elb("describe_rules", ListenerArn=listener)
    elb("describe_rules", RuleArns=[rule + "x"], error="RuleNotFound")
    elb("modify_listener", ListenerArn=listener, Port=81)
    elb("modify_rule", RuleArn=rule, Actions=forward)
    elb("modify_target_group", TargetGroupArn=group, HealthCheckIntervalSeconds=10)
    elb("describe_target_group_attributes", TargetGroupArn=group)
    delay = [{"Key": "deregistration_delay.timeout_seconds", "Value": "5"}]
    elb("modify_target_group_attributes", TargetGroupArn=group, Attributes=delay)
    targets = [{"Id": "10.0.0.1", "Port": 80}]
    elb("register_targets", TargetGroupArn=group, Targets=targets)
    elb("describe_target_health", TargetGroupArn=group)
    check.step(60)
    health = elb("describe_target_health", TargetGroupArn=group)["TargetHealthDescriptions"][0]["TargetHealth"]["State"]
    check.expect(health in ("healthy", "unused"), f"a target that was registered by hand is {health}")
    elb("deregister_targets", TargetGroupArn=group, Targets=targets)
    elb("add_tags", ResourceArns=[balancer], Tags=[{"Key": "c", "Value": "d"}])
    elb("describe_tags", ResourceArns=[balancer, group])
    elb("remove_tags", ResourceArns=[balancer], TagKeys=["c"])
    elb("delete_target_group", TargetGroupArn=group, error="ResourceInUse")
    elb("delete_rule", RuleArn=rule)
    elb("delete_listener", ListenerArn=listener)
    elb("delete_load_balancer", LoadBalancerArn=balancer)
    elb("delete_target_group", TargetGroupArn=group)
    elb("describe_target_health", TargetGroupArn=group, error="TargetGroupNotFound")
    elb("set_subnets", LoadBalancerArn=balancer, Subnets=["subnet-1"], error="InvalidAction")
