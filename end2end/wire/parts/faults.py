"""The errors that any operation may answer, switched on through the control API."""

from checker import TARGETS

# The kind of a fault with its code over JSON and in the query protocol.
FAULTS = (
    ("throttle", "ThrottlingException", "Throttling"),
    ("access_denied", "AccessDeniedException", "AccessDenied"),
    ("error500", "ServerException", "ServiceUnavailable"),
)


def run(check):
    for (service, name), (operation, parameters) in sorted(check.called.items()):
        action = f"{'elasticloadbalancing' if service == 'elbv2' else service}:{name}"
        for kind, over_json, query in FAULTS:
            code = over_json if service in TARGETS else query
            if service in ("logs", "cloudtrail") and kind == "error500":
                code = "ServiceUnavailableException"
            if (service, kind) == ("application-autoscaling", "error500"):
                code = "InternalServiceException"
            check.control("faults", {"clear": True, "operation": action, "kind": kind, "rate": 1})
            check.call(service, operation, **parameters, error=code)
    check.control("faults", {"clear": True})
