"""Services of the scenario `todo`, deployed as their history goes on."""

NETWORK = {"subnets": ["subnet-0123456789abcdef0"], "securityGroups": ["sg-0123456789abcdef0"], "assignPublicIp": "ENABLED"}
STAYING = {
    "deploymentConfiguration": {"minimumHealthyPercent": 50, "maximumPercent": 200, "deploymentCircuitBreaker": {"enable": False, "rollback": False}},
    "enableExecuteCommand": False,
    "propagateTags": "TASK_DEFINITION",
    "enableECSManagedTags": False,
}
# What each gets first; afterwards all get an earlier definition.
CHANGES = {
    "todo-app": {
        "networkConfiguration": {"awsvpcConfiguration": NETWORK},
        "serviceConnectConfiguration": {"enabled": False},
        "platformVersion": "1.3.0",
    },
    "web-gateway": {"loadBalancers": [], "healthCheckGracePeriodSeconds": 5},
    "scheduler": {
        "serviceConnectConfiguration": {"enabled": True, "namespace": "todo.local"},
        "networkConfiguration": {"awsvpcConfiguration": NETWORK},
    },
    "mailer": {
        "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}],
        "forceNewDeployment": True,
    },
    "worker": {
        "placementStrategy": [{"type": "binpack", "field": "memory"}],
        "placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.availability-zone in [us-east-1a, us-east-1b]"}],
        "forceNewDeployment": True,
    },
    "admin": {"networkConfiguration": {"awsvpcConfiguration": NETWORK}},
}

# The definition before the newest of web-gateway names an image that was never pushed.
EARLIER = {"web-gateway": 2}


class Resident:
    """A service that was there before."""

    def __init__(self, account, name):
        self.account, self.cluster, self.name = account, "todo", name
        arn = account.service(self.cluster, name)["taskDefinition"]
        self.family, number = arn.split("/")[-1].split(":")
        self.number = int(number)
        main = account.definition(arn)["containerDefinitions"][0]
        self.main = main["name"]
        self.repository, self.tag = main["image"].split("/")[-1].split(":")

    def change(self, step):
        """Deploys the next step: first other settings, later earlier definitions."""
        earlier = self.number - EARLIER.get(self.name, 1) - step + 2
        members = {"taskDefinition": f"{self.family}:{earlier}"} if step > 1 else {**STAYING, **CHANGES[self.name]}
        self.account.ecs.update_service(cluster=self.cluster, service=self.name, **members)

    def move(self):
        """The tag of the first revision means another image from now on."""
        return self.account.push(self.repository, self.tag, f"{self.name} again")
