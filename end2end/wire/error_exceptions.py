"""Errors that the models have and the simulator doesn't answer, each with the reason.

An error that is listed and was answered all the same fails the suite.
"""

NO_DOCUMENTATION = "AWS doesn't say when; what is wrong with a request is an InvalidParameterException, or an error of its own"
NO_DETAIL = "AWS doesn't say when, and answers ValidationError where it is known"
NO_QUOTA = "quotas of resources aren't checked"
NO_TASK_SETS = "no service has task sets"

# service, operations ("*" is every operation that has the error, "* but A B" all others), error, reason
EXCEPTIONS = (
    ("ecs", "* but CreateService DescribeTaskDefinition DescribeDaemonTaskDefinition DeregisterTaskDefinition RegisterContainerInstance "
            "RegisterTaskDefinition RunTask StartTask UpdateService", "ClientException", NO_DOCUMENTATION),
    ("ecs", "* but CreateService UpdateService", "UnsupportedFeatureException", "every region has every feature"),
    ("ecs", "DeregisterTaskDefinition DescribeDaemonTaskDefinition DescribeTaskDefinition", "InvalidParameterException",
     "what is wrong with a task definition is a ClientException"),
    ("ecs", "*", "LimitExceededException", NO_QUOTA),
    ("ecs", "* but ListServicesByNamespace", "NamespaceNotFoundException", "every namespace exists"),
    ("ecs", "DescribeServiceDeployments DescribeServiceRevisions DescribeDaemonDeployments DescribeDaemonRevisions",
     "ClusterNotFoundException", "what is in no cluster is among the failures"),
    ("ecs", "DescribeServiceDeployments DescribeServiceRevisions", "ServiceNotFoundException", "what no service has is among the failures"),
    ("ecs", "GetTaskProtection UpdateTaskProtection", "ResourceNotFoundException", "missing tasks are among the failures"),
    ("ecs", "*", "UpdateInProgressException", "changes are in force at once"),
    ("ecs", "CreateTaskSet", "PlatformUnknownException", NO_TASK_SETS),
    ("ecs", "CreateTaskSet", "PlatformTaskDefinitionIncompatibilityException", NO_TASK_SETS),
    ("ecs", "*", "TaskSetNotFoundException", NO_TASK_SETS),
    ("ecs", "RunTask", "BlockedException", "the account is never blocked"),
    ("ecr", "*", "ValidationException", "AWS answers it with enhanced scanning and replication, which the simulator lacks"),
    ("ecr", "*", "KmsException", "there are no keys to fail"),
    ("ecr", "* but StartImageScan", "LimitExceededException", NO_QUOTA),
    ("ecr", "UntagResource", "TooManyTagsException", "taking tags away makes no more of them"),
    ("ecr", "PutImage", "LayersNotFoundException", "layers aren't kept, and none is asked for"),
    ("ecr", "BatchGetImage", "UnableToGetUpstreamImageException", "there are no pull through caches"),
    ("ecr", "StartImageScan", "ImageArchivedException", "no image is archived"),
    ("logs", "*", "OperationAbortedException", "requests are carried out one after the other"),
    ("logs", "CreateLogGroup", "LimitExceededException", NO_QUOTA),
    ("logs", "PutLogEvents", "InvalidSequenceTokenException", "AWS never answers it any more"),
    ("logs", "PutLogEvents", "DataAlreadyAcceptedException", "AWS never answers it any more"),
    ("logs", "PutLogEvents", "UnrecognizedClientException", "every access key is known"),
    ("elbv2", "DeleteLoadBalancer", "LoadBalancerNotFound", "the call succeeds, as AWS documents it"),
    ("elbv2", "CreateLoadBalancer DeleteLoadBalancer", "OperationNotPermitted", "no attribute protects load balancers"),
    ("elbv2", "CreateLoadBalancer DeleteLoadBalancer DeleteListener", "ResourceInUse", "addresses and endpoint services don't exist"),
    ("elbv2", "CreateLoadBalancer", "AllocationIdNotFound", "addresses aren't checked"),
    ("elbv2", "CreateLoadBalancer", "AvailabilityZoneNotSupported", "every zone is supported"),
    ("elbv2", "CreateLoadBalancer", "InvalidSubnet", "subnets have addresses enough"),
    ("elbv2", "CreateLoadBalancer", "InvalidScheme", NO_DETAIL),
    ("elbv2", "CreateListener CreateRule ModifyListener", "InvalidConfigurationRequest", NO_DETAIL),
    ("elbv2", "*", "UnsupportedProtocol", NO_DETAIL),
    ("elbv2", "*", "TooManyActions", NO_DETAIL),
    ("elbv2", "*", "CertificateNotFound", "certificates are only kept"),
    ("elbv2", "*", "TrustStoreNotReady", "there are no trust stores"),
    ("elbv2", "*", "TooManyTargetGroups", NO_QUOTA),
    ("elbv2", "*", "TooManyRegistrationsForTargetId", NO_QUOTA),
    ("elbv2", "* but RegisterTargets", "TooManyTargets", "a target group has never too many"),
    ("elbv2", "ModifyListener", "TooManyListeners", "changing a listener makes no more of them"),
    ("elbv2", "RemoveTags", "TooManyTags", "taking tags away makes no more of them"),
    ("elbv2", "DescribeTargetHealth", "HealthUnavailable", "the health of targets is always known"),
    ("application-autoscaling", "*", "LimitExceededException", NO_QUOTA),
    ("application-autoscaling", "*", "ConcurrentUpdateException", "requests are carried out one after the other"),
    ("cloudtrail", "*", "UnsupportedOperationException", "every region has every feature"),
    ("cloudtrail", "*", "OperationNotPermittedException", "permissions aren't checked"),
    ("sts", "*", "RegionDisabledException", "every region is enabled"),
    ("sts", "AssumeRole", "ExpiredTokenException", "expired credentials answer ExpiredToken, as they do at AWS"),
    ("sts", "AssumeRole", "PackedPolicyTooLarge", "how AWS packs policies isn't public"),
)


def matches(exception, service, operation, code):
    """Whether an exception is about an operation's error."""
    of, operations, error, _ = exception
    first, *names = operations.split()
    fits = operation not in names[1:] if first == "*" else operation in (first, *names)
    return (of, error) == (service, code) and fits
