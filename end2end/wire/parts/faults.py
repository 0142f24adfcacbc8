"""The errors any operation may answer, switched on through the control API."""

FAULTS = (("throttle", "ThrottlingException"), ("access_denied", "AccessDeniedException"), ("error500", "ServerException"))


def run(check):
    for (service, name), (operation, parameters) in sorted(check.succeeded.items()):
        if service != "ecs":
            continue
        for kind, code in FAULTS:
            check.control("faults", {"clear": True, "operation": f"{service}:{name}", "kind": kind, "rate": 1})
            check.call(service, operation, **parameters, error=code)
    check.control("faults", {"clear": True})
