"""ECR: repositories, images, policies, tags."""

import base64
import hashlib
import json


def run(check):
    ecr = check.service("ecr")
    ecr("describe_repositories")
    ecr("describe_repositories", repositoryNames=["missing"], error="RepositoryNotFoundException")
    ecr("create_repository", repositoryName="wire/one")
    ecr("create_repository", repositoryName="wire/one", error="RepositoryAlreadyExistsException")
    manifest = json.dumps({"schemaVersion": 2, "config": {"size": 10}, "layers": [{"size": 20}]})
    image = ecr("put_image", repositoryName="wire/one", imageManifest=manifest, imageTag="1")["image"]
    if image["imageId"]["imageDigest"] != "sha256:" + hashlib.sha256(manifest.encode()).hexdigest():
        check.defects.append("ecr:put_image: the digest is not that of the manifest")
    ecr("put_image", repositoryName="wire/one", imageManifest=manifest, imageTag="1", error="ImageAlreadyExistsException")
    ecr("list_images", repositoryName="todo-app", maxResults=2)
    ecr("describe_images", repositoryName="todo-app", filter={"tagStatus": "TAGGED"})
    ecr("describe_images", repositoryName="todo-app", imageIds=[{"imageTag": "absent"}], error="ImageNotFoundException")
    ecr("batch_get_image", repositoryName="todo-app", imageIds=[{"imageTag": "1.8.2"}, {"imageTag": "absent"}])
    ecr("describe_images", repositoryName="nowhere", error="RepositoryNotFoundException")
    ecr("describe_images", repositoryName="todo-app", registryId="999999999999", error="RepositoryNotFoundException")
    ecr("create_repository", repositoryName="Not A Name", error="InvalidParameterException")
    tag = {"Key": "a", "Value": ""}
    ecr("create_repository", repositoryName="wire/other", tags=[tag, tag], error="InvalidTagParameterException")
    ecr("create_repository", repositoryName="wire/other", tags=[{**tag, "Key": f"k{n}"} for n in range(51)], error="TooManyTagsException")
    ecr("get_authorization_token", registryIds=[], error="InvalidParameterException")
    images(check, manifest)
    mutability(check)
    policies(check)
    data = ecr("get_authorization_token")["authorizationData"][0]
    user = base64.b64decode(data["authorizationToken"]).split(b":")[0]
    check.expect(user == b"AWS", f"the token is for {user}")


def push(check, repository, number, tag=None, **change):
    manifest = json.dumps({"schemaVersion": 2, "layers": [{"size": number}], **change})
    named = {"imageTag": tag} if tag else {}
    image = check.call("ecr", "put_image", repositoryName=repository, imageManifest=manifest, **named)["image"]
    return image["imageId"]["imageDigest"]


def images(check, manifest):
    """Tags move, and go before their image does."""
    ecr = check.service("ecr")
    name = {"repositoryName": "wire/one"}
    first = hashlib.sha256(manifest.encode()).hexdigest()
    second = push(check, "wire/one", 2, "1")
    untagged = ecr("list_images", **name, filter={"tagStatus": "UNTAGGED"})["imageIds"]
    check.expect(untagged == [{"imageDigest": f"sha256:{first}"}], f"a tag that moved left {untagged}")
    third = push(check, "wire/one", 3, "2")
    children = [{"digest": third}]
    index = push(check, "wire/one", 4, "all", mediaType="application/vnd.oci.image.index.v1+json", manifests=children)
    ecr("put_image", **name, imageManifest=json.dumps({"manifests": [{"digest": "sha256:0"}]}),
        error="ReferencedImagesNotFoundException")
    ecr("put_image", **name, imageManifest="{}", imageDigest="sha256:0", error="ImageDigestDoesNotMatchException")
    ecr("put_image", **name, imageManifest="no", error="InvalidParameterException")
    ecr("put_image", repositoryName="nowhere", imageManifest="{}", error="RepositoryNotFoundException")
    found = ecr("batch_delete_image", **name, imageIds=[
        {"imageDigest": third}, {"imageTag": "absent"}, {}, {"imageDigest": "none"}, {"imageDigest": second, "imageTag": "2"}])
    codes = [failure["failureCode"] for failure in found["failures"]]
    check.expect(codes == ["ImageReferencedByManifestList", "ImageNotFound", "MissingDigestAndTag", "InvalidImageDigest",
                           "ImageTagDoesNotMatchDigest"], f"failures of BatchDeleteImage: {codes}")
    found = ecr("batch_delete_image", **name, imageIds=[{"imageDigest": index}, {"imageTag": "1"}])
    check.expect(len(found["imageIds"]) == 2 and not found["failures"], f"deleted images: {found}")
    ecr("batch_delete_image", repositoryName="nowhere", imageIds=[{"imageTag": "1"}], error="RepositoryNotFoundException")
    ecr("batch_get_image", repositoryName="nowhere", imageIds=[{"imageTag": "1"}], error="RepositoryNotFoundException")
    ecr("list_images", repositoryName="nowhere", error="RepositoryNotFoundException")


def mutability(check):
    ecr = check.service("ecr")
    name = {"repositoryName": "wire/two"}
    ecr("create_repository", **name, imageTagMutability="IMMUTABLE", imageScanningConfiguration={"scanOnPush": True},
        tags=[{"Key": "a", "Value": "b"}], encryptionConfiguration={"encryptionType": "KMS", "kmsKey": "alias/x"})
    push(check, "wire/two", 1, "1")
    ecr("put_image", **name, imageManifest=json.dumps({"x": 1}), imageTag="1", error="ImageTagAlreadyExistsException")
    filters = [{"filterType": "WILDCARD", "filter": "dev-*"}]
    ecr("put_image_tag_mutability", **name, imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters=filters)
    ecr("describe_repositories", repositoryNames=["wire/two"])
    push(check, "wire/two", 2, "dev-1")
    push(check, "wire/two", 3, "dev-1")
    ecr("put_image_tag_mutability", **name, imageTagMutability="MUTABLE")
    ecr("put_image_tag_mutability", **name, imageTagMutability="MUTABLE", imageTagMutabilityExclusionFilters=filters,
        error="InvalidParameterException")
    ecr("put_image_tag_mutability", repositoryName="nowhere", imageTagMutability="MUTABLE", error="RepositoryNotFoundException")
    ecr("put_image_scanning_configuration", **name, imageScanningConfiguration={"scanOnPush": False})
    ecr("put_image_scanning_configuration", repositoryName="nowhere", imageScanningConfiguration={"scanOnPush": False},
        error="RepositoryNotFoundException")


def policies(check):
    ecr = check.service("ecr")
    name, nowhere = {"repositoryName": "wire/two"}, {"repositoryName": "nowhere"}
    ecr("get_repository_policy", **name, error="RepositoryPolicyNotFoundException")
    ecr("set_repository_policy", **name, policyText=json.dumps({"Version": "2012-10-17", "Statement": []}))
    ecr("set_repository_policy", **name, policyText="no", error="InvalidParameterException")
    ecr("set_repository_policy", **nowhere, policyText="{}", error="InvalidParameterException")
    ecr("get_repository_policy", **name)
    ecr("delete_repository_policy", **name)
    ecr("delete_repository_policy", **name, error="RepositoryPolicyNotFoundException")
    ecr("delete_repository_policy", **nowhere, error="RepositoryNotFoundException")
    arn = "arn:aws:ecr:us-east-1:123456789012:repository/"
    ecr("tag_resource", resourceArn=f"{arn}wire/two", tags=[{"Key": "c", "Value": "d"}])
    ecr("tag_resource", resourceArn=f"{arn}wire/two", tags=[{"Key": "aws:c", "Value": "d"}], error="InvalidTagParameterException")
    ecr("tag_resource", resourceArn=f"{arn}wire/two", tags=[{"Key": f"k{n}", "Value": ""} for n in range(51)],
        error="TooManyTagsException")
    ecr("untag_resource", resourceArn=f"{arn}wire/two", tagKeys=["a"])
    ecr("untag_resource", resourceArn=f"{arn}wire/two", tagKeys=["a" * 129], error="InvalidTagParameterException")
    found = ecr("list_tags_for_resource", resourceArn=f"{arn}wire/two")["tags"]
    check.expect(found == [{"Key": "c", "Value": "d"}], f"tags of a repository: {found}")
    ecr("list_tags_for_resource", resourceArn=f"{arn}nowhere", error="RepositoryNotFoundException")
    ecr("tag_resource", resourceArn=f"{arn}nowhere", tags=[], error="RepositoryNotFoundException")
    ecr("untag_resource", resourceArn=f"{arn}nowhere", tagKeys=["a"], error="RepositoryNotFoundException")
    ecr("delete_repository", **name, error="RepositoryNotEmptyException")
    ecr("delete_repository", **name, force=True)
    ecr("delete_repository", **name, error="RepositoryNotFoundException")
