"""Elastic Load Balancing: balancers, listeners, rules, target groups, targets, tags."""

from parts.common import ACCOUNT

SUBNETS = ["subnet-1", "subnet-2"]
GROUP = {"Protocol": "HTTP", "Port": 80, "VpcId": "vpc-1", "TargetType": "ip"}
CONDITION = [{"Field": "path-pattern", "Values": ["/a*"]}]
FIXED = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}]
TRUST_STORE = f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:truststore/a/1"
ENOUGH_TAGS = [{"Key": f"k{number}", "Value": ""} for number in range(51)]
TWICE = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]


def forward(*groups):
    """Actions that forward to target groups."""
    return [{"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": group} for group in groups]}}]


def make(check, name, *, protocol="HTTP", listen=80):
    """A load balancer, a target group, and a listener that forwards to it."""
    elb = check.service("elbv2")
    kind = "application" if protocol == "HTTP" else "network"
    balancer = elb("create_load_balancer", Name=name, Subnets=SUBNETS, Type=kind)["LoadBalancers"][0]["LoadBalancerArn"]
    group = elb("create_target_group", **{**GROUP, "Name": name, "Protocol": protocol})["TargetGroups"][0]["TargetGroupArn"]
    listener = elb("create_listener", LoadBalancerArn=balancer, Protocol=protocol, Port=listen, DefaultActions=forward(group))
    return balancer, group, listener["Listeners"][0]["ListenerArn"]


def run(check):
    balancer, group, listener = make(check, "wire")
    network, streams, stream = make(check, "wire-net", protocol="TCP")
    everything(check, balancer, group, listener)
    balancers(check)
    groups(check, group, streams)
    listeners(check, balancer, listener, group)
    actions(check, listener, streams)
    targets(check, group)
    tags(check, listener)
    quotas(check, listener, group)
    elb = check.service("elbv2")
    elb("delete_target_group", TargetGroupArn=group, error="ResourceInUse")
    elb("delete_listener", ListenerArn=stream)
    elb("delete_listener", ListenerArn=listener)
    elb("delete_load_balancer", LoadBalancerArn=network)
    elb("delete_load_balancer", LoadBalancerArn=balancer)
    elb("delete_target_group", TargetGroupArn=streams)
    elb("delete_target_group", TargetGroupArn=group)
    elb("set_subnets", LoadBalancerArn=balancer, Subnets=["subnet-1"], error="InvalidAction")
    # What the parts after this one call operations about once more.
    make(check, "wire-last", listen=8080)


def everything(check, balancer, group, listener):
    elb = check.service("elbv2")
    rule = elb("create_rule", ListenerArn=listener, Priority=5, Conditions=CONDITION, Actions=forward(group))["Rules"][0]["RuleArn"]
    elb("create_rule", ListenerArn=listener, Priority=5, Conditions=CONDITION, Actions=FIXED, error="PriorityInUse")
    elb("describe_load_balancers")
    elb("describe_load_balancers", Names=["wire"])
    elb("describe_load_balancers", Names=["missing"], error="LoadBalancerNotFound")
    elb("describe_target_groups", LoadBalancerArn=balancer)
    elb("describe_target_groups", Names=["missing"], error="TargetGroupNotFound")
    elb("describe_listeners", LoadBalancerArn=balancer)
    elb("describe_listeners", ListenerArns=[listener + "x"], error="ListenerNotFound")
    rules = elb("describe_rules", ListenerArn=listener)["Rules"]
    elb("describe_rules", RuleArns=[rule + "x"], error="RuleNotFound")
    elb("modify_rule", RuleArn=rule, Actions=forward(group))
    default = next(rule["RuleArn"] for rule in rules if rule["IsDefault"])
    elb("modify_rule", RuleArn=default, Actions=forward(group), error="OperationNotPermitted")
    elb("delete_rule", RuleArn=default, error="OperationNotPermitted")
    elb("modify_target_group", TargetGroupArn=group, HealthCheckIntervalSeconds=10)
    elb("describe_target_group_attributes", TargetGroupArn=group)
    delay = [{"Key": "deregistration_delay.timeout_seconds", "Value": "5"}]
    elb("modify_target_group_attributes", TargetGroupArn=group, Attributes=delay)
    elb("add_tags", ResourceArns=[balancer], Tags=[{"Key": "c", "Value": "d"}])
    elb("describe_tags", ResourceArns=[balancer, group])
    elb("remove_tags", ResourceArns=[balancer], TagKeys=["c"])
    elb("delete_rule", RuleArn=rule)


def balancers(check):
    elb = check.service("elbv2")
    create = lambda error, **change: elb("create_load_balancer", **{"Name": "other", "Subnets": SUBNETS, **change}, error=error)
    create("DuplicateLoadBalancerName", Name="wire", Scheme="internal")
    create("SubnetNotFound", Subnets=["subnet-1", "missing"])
    create("InvalidSecurityGroup", SecurityGroups=["missing"])
    create("InvalidConfigurationRequest", Type="gateway", SecurityGroups=["sg-1"])
    create("TooManyTags", Tags=ENOUGH_TAGS)
    create("DuplicateTagKeys", Tags=TWICE)


def groups(check, group, streams):
    elb = check.service("elbv2")
    elb("create_target_group", **{**GROUP, "Name": "wire", "Port": 81}, error="DuplicateTargetGroupName")
    elb("create_target_group", **GROUP, Name="other", Tags=ENOUGH_TAGS, error="TooManyTags")
    unfit, matcher = {"error": "InvalidConfigurationRequest"}, {"HttpCode": "200-299"}
    elb("create_target_group", **{**GROUP, "Name": "other", "Protocol": "TCP"}, Matcher=matcher, **unfit)
    elb("modify_target_group", TargetGroupArn=streams, Matcher=matcher, **unfit)
    sticky = [{"Key": "stickiness.type", "Value": "lb_cookie"}]
    elb("modify_target_group_attributes", TargetGroupArn=group, Attributes=sticky)
    elb("modify_target_group_attributes", TargetGroupArn=streams, Attributes=sticky, **unfit)


def listeners(check, balancer, listener, group):
    elb = check.service("elbv2")
    changed = elb("modify_listener", ListenerArn=listener, Port=81)["Listeners"][0]
    check.expect(changed["Port"] == 81, f"a listener whose port was changed: {changed}")
    second = elb("create_listener", LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=FIXED)["Listeners"][0]
    check.expect(second["ListenerArn"] != listener, "a listener on a port that another one has left is another one")
    new = {"LoadBalancerArn": balancer, "Protocol": "HTTP", "Port": 90, "DefaultActions": forward(group)}
    elb("create_listener", **{**new, "Port": 81}, error="DuplicateListener")
    elb("create_listener", **new, Tags=ENOUGH_TAGS, error="TooManyTags")
    elb("modify_listener", ListenerArn=second["ListenerArn"], Port=81, error="DuplicateListener")
    for change, error in (
        ({"SslPolicy": "mine"}, "SSLPolicyNotFound"),
        ({"AlpnPolicy": ["HTTP9"]}, "ALPNPolicyNotFound"),
        ({"MutualAuthentication": {"Mode": "verify", "TrustStoreArn": TRUST_STORE}}, "TrustStoreNotFound"),
        ({"Certificates": [{"CertificateArn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/{n}"} for n in range(26)]}, "TooManyCertificates"),
    ):
        elb("create_listener", **{**new, **change}, error=error)
        elb("modify_listener", ListenerArn=listener, **change, error=error)
    for port in range(1_000, 1_048):
        elb("create_listener", **{**new, "Port": port})
    elb("create_listener", **new, error="TooManyListeners")


def actions(check, listener, streams):
    """The same refusals, whoever has the actions."""
    elb = check.service("elbv2")
    rule = elb("create_rule", ListenerArn=listener, Priority=7, Conditions=CONDITION, Actions=FIXED)["Rules"][0]["RuleArn"]
    balancer, taken, _ = make(check, "wire-taken")
    missing = taken.replace("wire-taken", "missing")
    sign_in = {"Type": "authenticate-oidc", "Order": 1, "AuthenticateOidcConfig": {
        "Issuer": "https://a", "AuthorizationEndpoint": "https://a", "TokenEndpoint": "https://a", "UserInfoEndpoint": "https://a", "ClientId": "a"}}
    spare = [elb("create_target_group", **GROUP, Name=f"wire-{number}")["TargetGroups"][0]["TargetGroupArn"] for number in range(101)]
    mine = elb("create_load_balancer", Name="wire-mine", Subnets=SUBNETS)["LoadBalancers"][0]["LoadBalancerArn"]
    for wanted, error in (
        (forward(missing), "TargetGroupNotFound"),
        (forward(taken), "TargetGroupAssociationLimit"),
        (forward(streams), "IncompatibleProtocols"),
        ([sign_in, {**FIXED[0], "Order": 2}], "InvalidLoadBalancerAction"),
        (forward(*spare), "TooManyUniqueTargetGroupsPerLoadBalancer"),
    ):
        elb("create_listener", LoadBalancerArn=mine, Protocol="HTTP", Port=80, DefaultActions=wanted, error=error)
        elb("modify_listener", ListenerArn=listener, DefaultActions=wanted, error=error)
        elb("create_rule", ListenerArn=listener, Priority=8, Conditions=CONDITION, Actions=wanted, error=error)
        elb("modify_rule", RuleArn=rule, Actions=wanted, error=error)
    elb("create_rule", ListenerArn=listener, Priority=8, Conditions=CONDITION, Actions=FIXED, Tags=ENOUGH_TAGS, error="TooManyTags")
    elb("delete_rule", RuleArn=rule)
    for arn in (mine, balancer):
        elb("delete_load_balancer", LoadBalancerArn=arn)
    for arn in (taken, *spare):
        elb("delete_target_group", TargetGroupArn=arn)


def targets(check, group):
    elb = check.service("elbv2")
    named = {"TargetGroupArn": group, "Targets": [{"Id": "10.0.0.1", "Port": 80}]}
    elb("register_targets", **named)
    elb("describe_target_health", TargetGroupArn=group)
    check.step(60)
    health = elb("describe_target_health", TargetGroupArn=group)["TargetHealthDescriptions"][0]["TargetHealth"]["State"]
    check.expect(health in ("healthy", "unused"), f"a target that was registered by hand is {health}")
    elb("deregister_targets", **named)
    for operation in ("register_targets", "deregister_targets", "describe_target_health"):
        elb(operation, TargetGroupArn=group, Targets=[{"Id": "i-0123"}], error="InvalidTarget")
    many = [{"Id": "10.0.0.1", "Port": port} for port in range(1, 1_002)]
    elb("register_targets", TargetGroupArn=group, Targets=many, error="TooManyTargets")


def tags(check, listener):
    elb = check.service("elbv2")
    arn = f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}"
    for missing, error in (
        (f"{arn}:loadbalancer/app/missing/1", "LoadBalancerNotFound"), (f"{arn}:targetgroup/missing/1", "TargetGroupNotFound"),
        (f"{arn}:listener/app/missing/1/1", "ListenerNotFound"), (f"{arn}:listener-rule/app/missing/1/1/1", "RuleNotFound"),
        (TRUST_STORE, "TrustStoreNotFound"),
    ):
        elb("describe_tags", ResourceArns=[missing], error=error)
        elb("add_tags", ResourceArns=[missing], Tags=[{"Key": "a"}], error=error)
        elb("remove_tags", ResourceArns=[missing], TagKeys=["a"], error=error)
    elb("add_tags", ResourceArns=[listener], Tags=ENOUGH_TAGS, error="TooManyTags")
    elb("add_tags", ResourceArns=[listener], Tags=TWICE, error="DuplicateTagKeys")


def quotas(check, listener, group):
    elb = check.service("elbv2")
    rule = {"ListenerArn": listener, "Conditions": CONDITION, "Actions": forward(group)}
    for priority in range(1, 101):
        elb("create_rule", **rule, Priority=priority)
    elb("create_rule", **rule, Priority=101, error="TooManyRules")
    made = []
    for number in range(51):
        found = elb("create_load_balancer", Name=f"wire-{number}", Subnets=["subnet-1"], Type="gateway",
                    error="TooManyLoadBalancers" if number == 50 else None)
        made += found["LoadBalancers"] if found else []
    for balancer in made:
        elb("delete_load_balancer", LoadBalancerArn=balancer["LoadBalancerArn"])
