"""Which properties a rollback brings back and which it leaves alone, by botocore's own model, so that
one that AWS adds is noticed; and when two values say the same."""

import botocore.session

MODEL = botocore.session.get_session().get_service_model("ecs")


def members(shape):
    return set(MODEL.shape_for(shape).members)


# What UpdateService takes that is no state of a service, or can't be changed there.
REQUEST_ONLY = {"cluster", "service", "forceNewDeployment", "deploymentController"}
# What the simulator takes without keeping it, so that nothing can be seen of it, with values to try that.
NOT_KEPT = {
    "gatewayConnectors": [{"portName": "web"}],
    "monitoring": {"metricConfigurations": [{"metricNames": ["CPUUtilization"], "resolutionSeconds": 20}]},
}
# What UpdateService sets and a service revision carries: it comes back.
RETURNS = sorted(members("UpdateServiceRequest") & members("ServiceRevision") - NOT_KEPT.keys())
# What UpdateService sets and no revision carries: it stays as it is.
STAYS = sorted(members("UpdateServiceRequest") - members("ServiceRevision") - REQUEST_ONLY)
# Where a service and its deployments show what their revision carries.
SHOWN = {shape: sorted(set(RETURNS) & members(shape)) for shape in ("Service", "Deployment")}
# What a task definition's document says of the registration.
REGISTRATION = {
    "taskDefinitionArn", "revision", "status", "registeredAt", "registeredBy", "deregisteredAt", "requiresAttributes",
    "compatibilities",
}
# The words of the confirmation for what stays.
SAID = {
    "desiredCount": "desired count",
    "deploymentConfiguration": "Deployment settings",
    "enableECSManagedTags": "tags",
    "propagateTags": "tags",
    "tags": "tags",
    "enableExecuteCommand": "ECS Exec",
    "healthCheckGracePeriodSeconds": "health check",
    "availabilityZoneRebalancing": "Availability Zone",
    "placementConstraints": "placement",
    "placementStrategy": "placement",
}


def plain(value):
    """A value without members that say nothing: an absent list and an empty one are the same."""
    if isinstance(value, dict):
        if value.get("enabled") is False and "services" not in value:
            return None
        kept = {name: plain(member) for name, member in value.items()}
        return {name: member for name, member in kept.items() if member is not None} or None
    if isinstance(value, list):
        return [plain(member) for member in value] or None
    return value


def same(one, other):
    return plain(one) == plain(other)


def differing(one, other, names):
    """Those of the named members in which two documents differ."""
    return [name for name in names if not same(one.get(name), other.get(name))]


def content(definition, pins=None):
    """What a task definition says of its tasks, with the images of some containers replaced."""
    pins = pins or {}
    kept = {name: value for name, value in definition.items() if name not in REGISTRATION}
    kept["tags"] = sorted(kept["tags"], key=lambda tag: tag["key"])
    kept["containerDefinitions"] = [
        {**container, "image": pins.get(container["name"], container["image"])} for container in kept["containerDefinitions"]
    ]
    return kept


def digests(revision):
    """The digests that a revision's containers ran."""
    return {image["containerName"]: image.get("imageDigest") for image in revision.get("containerImages", [])}
