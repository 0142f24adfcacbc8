"""Blue/green, linear and canary deployments on the wire, through every stage, with hooks."""

from parts.common import ACCOUNT, NETWORK, ensure

HOOKS = [
    {"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"], "timeoutConfiguration": {"timeoutInMinutes": 60, "action": "ROLLBACK"}},
    {"hookTargetArn": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:check", "roleArn": f"arn:aws:iam::{ACCOUNT}:role/hooks",
     "lifecycleStages": ["PRE_SCALE_UP", "POST_PRODUCTION_TRAFFIC_SHIFT"]},
]
STRATEGIES = {
    "BLUE_GREEN": {},
    "LINEAR": {"linearConfiguration": {"stepPercent": 50.0, "stepBakeTimeInMinutes": 1}},
    "CANARY": {"canaryConfiguration": {"canaryPercent": 10.0, "canaryBakeTimeInMinutes": 1}},
}


def run(check):
    ecs = check.service("ecs")
    wire = ensure(check, "wire")
    for strategy, more in STRATEGIES.items():
        name = f"wire-{strategy.lower()}"
        configuration = {"strategy": strategy, "bakeTimeInMinutes": 1, "lifecycleHooks": HOOKS, **more}
        ecs("create_service", cluster="sandbox", serviceName=name, taskDefinition=wire, desiredCount=1, launchType="FARGATE",
            networkConfiguration=NETWORK, deploymentConfiguration=configuration)
        status = follow(check, name)
        check.expect(status == "SUCCESSFUL", f"the first deployment by {strategy} ended as {status}")
        ecs("update_service", cluster="sandbox", service=name, forceNewDeployment=True)
        status = follow(check, name)
        check.expect(status == "SUCCESSFUL", f"a deployment by {strategy} ended as {status}")
        ecs("delete_service", cluster="sandbox", service=name, force=True)
    arn = f"arn:aws:ecs:us-east-1:{ACCOUNT}:service-deployment/sandbox/wire/x"
    ecs("continue_service_deployment", serviceDeploymentArn=arn, hookId="ecs-pause-1", error="ServiceDeploymentNotFoundException")
    invalid = {"linearConfiguration": {"stepPercent": 1.0}}
    ecs("create_service", cluster="sandbox", serviceName="refused", taskDefinition=wire, launchType="FARGATE",
        networkConfiguration=NETWORK, deploymentConfiguration={"strategy": "LINEAR", **invalid}, error="InvalidParameterException")
    check.step(120)


def follow(check, name):
    """Looks at a deployment until it ends, and lets it go on where it waits; its status."""
    ecs = check.service("ecs")
    continued = set()
    for _ in range(80):
        check.step(10)
        ecs("describe_services", cluster="sandbox", services=[name])
        newest = ecs("list_service_deployments", cluster="sandbox", service=name)["serviceDeployments"][0]
        arn = newest["serviceDeploymentArn"]
        deployment = ecs("describe_service_deployments", serviceDeploymentArns=[arn])["serviceDeployments"][0]
        revisions = [deployment["targetServiceRevision"]["arn"]]
        ecs("describe_service_revisions", serviceRevisionArns=revisions)
        for hook in deployment.get("lifecycleHookDetails", []):
            if hook["status"] == "AWAITING_ACTION" and hook["hookId"] not in continued:
                continued.add(hook["hookId"])
                wrong = {"serviceDeploymentArn": arn, "hookId": "ecs-pause-missing"}
                ecs("continue_service_deployment", **wrong, error="InvalidParameterException")
                ecs("continue_service_deployment", serviceDeploymentArn=arn, hookId=hook["hookId"], action="CONTINUE")
        if deployment["status"] not in ("PENDING", "IN_PROGRESS"):
            break
    return deployment["status"]
