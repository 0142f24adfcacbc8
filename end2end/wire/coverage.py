"""Every operation that the simulator serves must have been called, with success where it can succeed."""

from checker import TARGETS

# Operations that can only answer an error, because what they are about doesn't exist.
NEVER_SUCCEED = {
    "CreateTaskSet", "UpdateTaskSet", "DeleteTaskSet", "UpdateServicePrimaryTaskSet", "DescribeDaemon",
    "DescribeDaemonTaskDefinition", "DescribeExpressGatewayService", "DescribeGateway",
    "DescribeGatewayResources", "DescribeGatewayRoute",
}


def served(check, service):
    """Names of the operations that answer an empty request with anything but "unknown"."""
    for name in check.clients[service].meta.service_model.operation_names:
        _, body = check.raw(service, name, {})
        if body.get("__type") != "UnknownOperationException":
            yield name


def check_coverage(check):
    for service in TARGETS:
        for name in served(check, service):
            key = (service, name)
            if key not in check.seen and name not in NEVER_SUCCEED:
                check.defect(f"{service}:{name} is served but was never called with success")
            if key not in check.seen and key not in check.errors:
                check.defect(f"{service}:{name} is served but was never called")
