"""ECR's image scans."""

import json


def run(check):
    ecr = check.service("ecr")
    name = {"repositoryName": "wire/scan"}
    ecr("create_repository", **name, imageScanningConfiguration={"scanOnPush": False})
    ecr("put_image", **name, imageManifest='{"layers": []}', imageTag="1")
    image = {**name, "imageId": {"imageTag": "1"}}
    ecr("describe_image_scan_findings", **image, error="ScanNotFoundException")
    ecr("start_image_scan", **image)
    ecr("describe_image_scan_findings", **image)
    ecr("start_image_scan", **image, error="LimitExceededException")
    digest = ecr("batch_get_image", **name, imageIds=[{"imageTag": "1"}])["images"][0]["imageId"]["imageDigest"]
    ecr("put_image", **name, imageManifest=json.dumps({"manifests": [{"digest": digest}]}), imageTag="all")
    ecr("start_image_scan", **name, imageId={"imageTag": "all"}, error="UnsupportedImageTypeException")
    check.step(30)
    found = ecr("describe_image_scan_findings", **image)
    check.expect(found["imageScanStatus"]["status"] == "COMPLETE", f"the scan after half a minute: {found['imageScanStatus']}")
    counts = found["imageScanFindings"]["findingSeverityCounts"]
    check.expect(sum(counts.values()) == len(found["imageScanFindings"]["findings"]), f"findings are counted: {counts}")
    ecr("describe_images", **name)
    for repository, tag, error in (("wire/scan", "absent", "ImageNotFoundException"), ("nowhere", "1", "RepositoryNotFoundException")):
        for operation in ("start_image_scan", "describe_image_scan_findings"):
            ecr(operation, repositoryName=repository, imageId={"imageTag": tag}, error=error)
    ecr("delete_repository", **name, force=True)
