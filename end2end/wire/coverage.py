"""Every operation that the simulator serves must have been called: with success where it can succeed, and with
every error that its model has, but for the documented exceptions."""

from checker import SERVICES
from error_exceptions import EXCEPTIONS, matches
from wirecheck import code_of

# Operations that can only answer an error, because what they are about doesn't exist.
NEVER_SUCCEED = {
    "CreateTaskSet", "UpdateTaskSet", "DeleteTaskSet", "UpdateServicePrimaryTaskSet", "DescribeDaemon",
    "DescribeDaemonTaskDefinition", "DescribeExpressGatewayService", "DescribeGateway",
    "DescribeGatewayResources", "DescribeGatewayRoute",
}


def served(check, service):
    """Names of the operations that answer an empty request with anything but "unknown"."""
    return [name for name in check.clients[service].meta.service_model.operation_names if check.is_served(service, name)]


def check_coverage(check):
    pairs = set()
    for service in SERVICES:
        model = check.clients[service].meta.service_model
        for name in served(check, service):
            key = (service, name)
            if key not in check.seen and name not in NEVER_SUCCEED:
                check.defect(f"{service}:{name} is served but was never called with success")
            pairs |= {(service, name, code_of(shape)) for shape in model.operation_model(name).error_shapes}
    check_errors(check, pairs)


def check_errors(check, pairs):
    """Each error of each operation was answered, or is excepted; never both."""
    excused = set()
    for exception in EXCEPTIONS:
        meant = {pair for pair in pairs if matches(exception, *pair)}
        if not meant:
            check.defect(f"error_exceptions.py: {exception[:3]} is about nothing")
        excused |= meant
    answered = {pair for pair in pairs if pair[2] in check.errors[pair[:2]]}
    for service, name, code in sorted(pairs - answered - excused):
        check.defect(f"{service}:{name} was never made to answer {code}")
    for service, name, code in sorted(answered & excused):
        check.defect(f"error_exceptions.py: {service}:{name} does answer {code}")
    check.calls += len(pairs)
    print(f"{len(pairs)} errors in the models of served operations, {len(answered)} answered, {len(excused)} excepted")
