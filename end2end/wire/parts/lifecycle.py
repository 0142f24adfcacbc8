"""ECR's lifecycle policies and their previews."""

import json

from parts.registry import push

KEEP_ONE = json.dumps({"rules": [{
    "rulePriority": 1, "description": "keep one", "action": {"type": "expire"},
    "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1},
}]})


def run(check):
    ecr = check.service("ecr")
    name, nowhere = {"repositoryName": "wire/old"}, {"repositoryName": "nowhere", "error": "RepositoryNotFoundException"}
    ecr("create_repository", **name)
    oldest = push(check, "wire/old", 1, "1")
    check.step(60)
    push(check, "wire/old", 2, "2")
    for operation in ("get_lifecycle_policy", "delete_lifecycle_policy", "start_lifecycle_policy_preview"):
        ecr(operation, **name, error="LifecyclePolicyNotFoundException")
        ecr(operation, **nowhere)
    ecr("put_lifecycle_policy", **name, lifecyclePolicyText=KEEP_ONE)
    ecr("put_lifecycle_policy", **name, lifecyclePolicyText='{"rules": []}', error="InvalidParameterException")
    ecr("put_lifecycle_policy", lifecyclePolicyText=KEEP_ONE, **nowhere)
    ecr("get_lifecycle_policy", **name)
    ecr("get_lifecycle_policy_preview", **name, error="LifecyclePolicyPreviewNotFoundException")
    ecr("start_lifecycle_policy_preview", **name)
    ecr("start_lifecycle_policy_preview", **name, error="LifecyclePolicyPreviewInProgressException")
    ecr("get_lifecycle_policy_preview", **name)
    check.step(10)
    preview = ecr("get_lifecycle_policy_preview", **name)
    expired = [image["imageDigest"] for image in preview["previewResults"]]
    check.expect(expired == [oldest], f"the preview expires {expired}")
    ecr("get_lifecycle_policy_preview", **nowhere)
    ecr("delete_lifecycle_policy", **name)
    ecr("delete_repository", **name, force=True)
