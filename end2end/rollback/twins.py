"""Services that are deployed as those of the scenario `releases` are, and that nobody else deploys."""

from demo import REGION

CLUSTER = "releases"
ACCOUNT = "123456789012"
REGISTRY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
NETWORKS = [
    {"subnets": ["subnet-0d1e2f3a4b5c60718", "subnet-0e2f3a4b5c6d70829"], "securityGroups": ["sg-0a9b8c7d6e5f40302"], "assignPublicIp": "DISABLED"},
    {"subnets": ["subnet-0123456789abcdef0"], "securityGroups": ["sg-0123456789abcdef0", "sg-0a9b8c7d6e5f40302"], "assignPublicIp": "ENABLED"},
    {"subnets": ["subnet-0e2f3a4b5c6d70829"], "securityGroups": ["sg-0fedcba9876543210"], "assignPublicIp": "DISABLED"},
]


def prepare(account):
    """Lets the cluster offer what the services change to."""
    account.ecs.put_cluster_capacity_providers(
        cluster=CLUSTER, capacityProviders=["FARGATE", "FARGATE_SPOT"], defaultCapacityProviderStrategy=[],
    )


class Twin:
    """A service of its own: repository, task definitions, target groups and rules included."""

    def __init__(self, account, model, name, number):
        self.account, self.cluster, self.name, self.number = account, CLUSTER, name, number
        self.repository, self.main = name, "web"
        self.model = account.service(CLUSTER, model)
        self.container = account.definition(self.model["taskDefinition"])["containerDefinitions"][0]
        self.balanced = bool(self.model["loadBalancers"])
        account.ecr.create_repository(repositoryName=name)
        for tag in ("1", "2", "helper"):
            account.push(name, tag, f"{name} {tag}")
        self.balancers = self.target_groups() if self.balanced else []
        self.arns = [self.register(version) for version in (1, 2, 3)]
        members = self.settings(0)
        account.ecs.create_service(
            cluster=CLUSTER, serviceName=name, taskDefinition=self.arns[0],
            desiredCount=self.model["desiredCount"], launchType="FARGATE",
            deploymentConfiguration=self.model["deploymentConfiguration"], tags=[{"key": "team", "value": "release"}], **members,
        )

    def register(self, version):
        """A version of the definition. Only the first mounts a volume."""
        tag = min(version, 2)
        main = {
            **self.container, "image": f"{REGISTRY}/{self.repository}:{tag}",
            "environment": [{"name": "VERSION", "value": str(version)}],
        }
        helper = {"name": "helper", "image": f"{REGISTRY}/{self.repository}:helper", "essential": False}
        more = {}
        if version == 1:
            main["mountPoints"] = [{"sourceVolume": "data", "containerPath": "/data"}]
            more["volumes"] = [{"name": "data", "configuredAtLaunch": True}]
        answer = self.account.ecs.register_task_definition(
            family=self.name, networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="256", memory="512",
            executionRoleArn=f"arn:aws:iam::{ACCOUNT}:role/ecs-execution", containerDefinitions=[main, helper],
            tags=[{"key": "version", "value": str(version)}], **more,
        )
        return answer["taskDefinition"]["taskDefinitionArn"]

    def target_groups(self):
        """Two pairs of target groups with rules of their own: entries for `loadBalancers`."""
        elb = self.account.elb
        # One for all would have too many rules.
        balancer = elb.create_load_balancer(Name=self.name, Subnets=NETWORKS[0]["subnets"])["LoadBalancers"][0]["LoadBalancerArn"]
        not_found = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
        listeners = [
            elb.create_listener(LoadBalancerArn=balancer, Port=port, Protocol="HTTP", DefaultActions=[not_found])["Listeners"][0]
            for port in (80, 8080)
        ]
        entries = []
        for pair in range(2):
            groups = [self.target_group(f"{self.name}-{pair}{letter}") for letter in "ab"]
            forward = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in zip(groups, (100, 0))]
            rules = [
                elb.create_rule(
                    ListenerArn=listener["ListenerArn"], Priority=1 + pair,
                    Conditions=[{"Field": "path-pattern", "Values": [f"/{self.name}-{pair}/*"]}],
                    Actions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": forward}}],
                )["Rules"][0]["RuleArn"]
                for listener in listeners
            ]
            entries.append({
                "targetGroupArn": groups[0], "containerName": "web", "containerPort": 8080,
                "advancedConfiguration": {
                    "alternateTargetGroupArn": groups[1], "productionListenerRule": rules[0], "testListenerRule": rules[1],
                    "roleArn": f"arn:aws:iam::{ACCOUNT}:role/ecs-load-balancing",
                },
            })
        return entries

    def target_group(self, name):
        arn = self.account.elb.create_target_group(
            Name=name, Protocol="HTTP", Port=8080, TargetType="ip", HealthCheckPath="/health",
            HealthCheckIntervalSeconds=10, HealthCheckTimeoutSeconds=5,
        )["TargetGroups"][0]["TargetGroupArn"]
        self.account.elb.modify_target_group_attributes(
            TargetGroupArn=arn, Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "20"}],
        )
        return arn

    def settings(self, step):
        """What a revision carries besides the definition, another at each step."""
        role = f"arn:aws:iam::{ACCOUNT}:role/ecs-infrastructure"
        registry = f"arn:aws:servicediscovery:{REGION}:{ACCOUNT}:service/srv-{self.number:04}{step}"
        lattice = f"arn:aws:vpc-lattice:{REGION}:{ACCOUNT}:targetgroup/tg-0123456789abcde{self.number % 10}{step}"
        volume = {"name": "data", "managedEBSVolume": {"roleArn": role, "sizeInGiB": 20 + step, "volumeType": "gp3", "filesystemType": "ext4"}}
        # Every other service begins with what the others only get later, so that both ways are gone.
        later = step > 0
        has = later != (self.number % 2 == 0)
        members = {
            "networkConfiguration": {"awsvpcConfiguration": NETWORKS[step]},
            "volumeConfigurations": [volume] if step < 2 else [],
            "serviceRegistries": [{"registryArn": registry, "containerName": "web", "containerPort": 8080}] if has else [],
            "vpcLatticeConfigurations": [{"roleArn": role, "targetGroupArn": lattice, "portName": "web"}] if has else [],
            "platformVersion": "1.3.0" if later else "LATEST",
        }
        if self.balanced:
            members["loadBalancers"] = [self.balancers[step % 2]]
        else:
            alias = {"port": 80 + step, "dnsName": self.name}
            members["serviceConnectConfiguration"] = (
                {"enabled": True, "services": [{"portName": "web", "clientAliases": [alias]}]} if has else {"enabled": False}
            )
        return members

    def staying(self):
        """What no revision carries, as it is not at the beginning."""
        configuration = self.model["deploymentConfiguration"]
        return {
            "deploymentConfiguration": {**configuration, "bakeTimeInMinutes": configuration.get("bakeTimeInMinutes", 0) + 1},
            "healthCheckGracePeriodSeconds": 77,
            "enableExecuteCommand": True,
            "propagateTags": "SERVICE",
            "enableECSManagedTags": True,
            "availabilityZoneRebalancing": "ENABLED",
        }

    def change(self, step):
        """Deploys the next step: first other settings, later other definitions too."""
        update = self.account.ecs.update_service
        place = {"cluster": CLUSTER, "service": self.name}
        if step == 1:
            spot = [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}]
            update(**place, **self.settings(1), **self.staying(), capacityProviderStrategy=spot, forceNewDeployment=True)
        elif step == 2:
            # The launch type again, in every other service.
            spread = [{"capacityProvider": "FARGATE", "weight": 2, "base": 1}, {"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}]
            capacity = [] if self.number % 2 else spread
            update(**place, **self.settings(2), taskDefinition=self.arns[1], capacityProviderStrategy=capacity, forceNewDeployment=True)
        else:
            update(**place, networkConfiguration={"awsvpcConfiguration": NETWORKS[0]}, taskDefinition=self.arns[2])

    def move(self):
        """The first definition's tag means another image from now on."""
        return self.account.push(self.repository, "1", f"{self.name} 1 again")
