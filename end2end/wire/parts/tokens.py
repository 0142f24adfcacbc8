"""STS: who calls, and credentials."""

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def run(check):
    """STS speaks the query protocol, which boto3 parses strictly enough."""
    sts = boto3.client("sts", endpoint_url=check.endpoint, region_name="us-east-1", aws_access_key_id="a",
                       aws_secret_access_key="b", config=Config(parameter_validation=False))
    check.calls += 4
    if sts.get_caller_identity()["Account"] != "123456789012":
        check.defects.append("sts:get_caller_identity: unexpected account")
    role = sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/reader", RoleSessionName="wire")
    if not role["Credentials"]["SessionToken"] or role["Credentials"]["Expiration"].tzinfo is None:
        check.defects.append("sts:assume_role: incomplete credentials")
    expires = sts.get_session_token(DurationSeconds=900)["Credentials"]["Expiration"].timestamp()
    check.expect(abs(expires - check.now_ms() / 1000 - 900) < 5, "a session token ends when it was asked to")
    check.expect(sts.get_access_key_info(AccessKeyId="A" * 20)["Account"] == "123456789012", "the account of a key")
    for operation, parameters, code in (
        ("assume_role", {"RoleArn": "nonsense-of-twenty-letters", "RoleSessionName": "wire"}, "ValidationError"),
        ("assume_role", {"RoleArn": "arn:aws:iam::123456789012:role/a", "RoleSessionName": "wire", "DurationSeconds": 899}, "ValidationError"),
        ("get_federation_token", {"Name": "wire"}, "InvalidAction"),
    ):
        try:
            getattr(sts, operation)(**parameters)
            check.defect(f"sts:{operation} answered {parameters}")
        except ClientError as failure:
            found = failure.response["Error"]["Code"]
            check.expect(found == code, f"sts:{operation}: expected {code}, got {found}")
