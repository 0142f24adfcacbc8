"""STS: who calls, and credentials."""

from parts.common import ACCOUNT


def run(check):
    sts = check.service("sts")
    check.expect(sts("get_caller_identity")["Account"] == ACCOUNT, "the account of the caller")
    role = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/reader", "RoleSessionName": "wire"}
    credentials = sts("assume_role", **role)["Credentials"]
    check.expect(credentials["SessionToken"] and credentials["Expiration"].tzinfo, f"credentials: {credentials}")
    expires = sts("get_session_token", DurationSeconds=900)["Credentials"]["Expiration"].timestamp()
    check.expect(abs(expires - check.now_ms() / 1000 - 900) < 5, "a session token ends when it was asked to")
    check.expect(sts("get_access_key_info", AccessKeyId="A" * 20)["Account"] == ACCOUNT, "the account of a key")
    sts("get_access_key_info", error="ValidationError")
    sts("assume_role", **{**role, "RoleArn": "nonsense-of-twenty-letters"}, error="ValidationError")
    sts("assume_role", **role, DurationSeconds=899, error="ValidationError")
    sts("assume_role", **role, Policy="no policy", error="MalformedPolicyDocument")
    sts("get_federation_token", Name="wire", error="InvalidAction")
