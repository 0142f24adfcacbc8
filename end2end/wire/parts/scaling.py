"""Application Auto Scaling: scalable targets, and what they do to the services that they bound."""

DIMENSION = "ecs:service:DesiredCount"


def named(resource):
    """The members that name a target."""
    return {"ServiceNamespace": "ecs", "ScalableDimension": DIMENSION, "ResourceId": resource}


def run(check):
    scaling, ecs = check.service("application-autoscaling"), check.service("ecs")
    register, describe = "register_scalable_target", "describe_scalable_targets"
    web = named("service/todo/mailer")
    scaling(register, **web, error="ValidationException")
    scaling(register, **web, MinCapacity=-1, MaxCapacity=2, error="ValidationException")
    scaling(register, **web, MinCapacity=3, MaxCapacity=2, error="ValidationException")
    for absent in ("service/todo/nobody", "service/nowhere/mailer", "mailer", "service/todo/mailer/1", "table/todo"):
        scaling(register, **named(absent), MinCapacity=1, MaxCapacity=2, error="ValidationException")
    other = {**web, "ScalableDimension": "ec2:spot-fleet-request:TargetCapacity"}
    scaling(register, **other, MinCapacity=1, MaxCapacity=2, error="ValidationException")

    before = desired(ecs)
    arn = scaling(register, **web, MinCapacity=before + 1, MaxCapacity=before + 3)["ScalableTargetARN"]
    check.expect(desired(ecs) == before + 1, f"a count of {before} moved to {desired(ecs)}")
    scaling(register, **web, MaxCapacity=before + 2, SuspendedState={"DynamicScalingInSuspended": True}, Tags={"a": "b"})
    ecs("update_service", cluster="todo", service="mailer", desiredCount=before + 5)
    scaling(register, **web, MinCapacity=before)
    check.expect(desired(ecs) == before + 5, "scaling in is suspended")
    found = scaling(describe, ServiceNamespace="ecs", ScalableDimension=DIMENSION, ResourceIds=[web["ResourceId"]])["ScalableTargets"]
    check.expect(len(found) == 1 and found[0]["ScalableTargetARN"] == arn, f"the target described: {found}")
    bounds = (found[0]["MinCapacity"], found[0]["MaxCapacity"]) if found else None
    check.expect(bounds == (before, before + 2), f"bounds {bounds}")
    scaling(register, **web, SuspendedState={"DynamicScalingInSuspended": False})
    check.expect(desired(ecs) == before + 2, "a count above the bounds comes down")

    pages(check)
    scaling("deregister_scalable_target", **web)
    scaling("deregister_scalable_target", **web, error="ObjectNotFoundException")
    scaling("deregister_scalable_target", **other, error="ValidationException")
    # What the parts after this one call operations about once more.
    scaling(register, **web, MinCapacity=0, MaxCapacity=50)
    ecs("update_service", cluster="todo", service="mailer", desiredCount=before)


def desired(ecs):
    """The desired count of the service that is scaled."""
    return ecs("describe_services", cluster="todo", services=["mailer"])["services"][0]["desiredCount"]


def pages(check):
    """Targets one by one are those of the whole list; odd sizes, tokens and lists are refused."""
    scaling, describe = check.service("application-autoscaling"), "describe_scalable_targets"
    whole = scaling(describe, ServiceNamespace="ecs")["ScalableTargets"]
    single, token = [], {}
    while True:
        page = scaling(describe, ServiceNamespace="ecs", MaxResults=1, **token)
        single += page["ScalableTargets"]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    check.expect(single == whole and len(whole) > 1, f"{len(single)} targets one by one, {len(whole)} together")
    check.expect(not scaling(describe, ServiceNamespace="dynamodb")["ScalableTargets"], "targets of another namespace")
    other = check.clients["ecs"].list_clusters(maxResults=1)["nextToken"]
    for bad in ("nonsense", "{}", other):
        scaling(describe, ServiceNamespace="ecs", NextToken=bad, error="InvalidNextTokenException")
    for size in (0, -1, 51):
        scaling(describe, ServiceNamespace="ecs", MaxResults=size, error="ValidationException")
    many = [f"service/todo/s{number}" for number in range(51)]
    scaling(describe, ServiceNamespace="ecs", ScalableDimension=DIMENSION, ResourceIds=many, error="ValidationException")
    scaling(describe, ServiceNamespace="ecs", ResourceIds=many[:1], error="ValidationException")
