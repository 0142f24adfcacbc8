"""Account settings."""

from parts.common import ACCOUNT


def run(check):
    ecs = check.service("ecs")
    principal = f"arn:aws:iam::{ACCOUNT}:role/ci"
    ecs("put_account_setting_default", name="containerInsights", value="enabled")
    ecs("put_account_setting", name="awsvpcTrunking", value="enabled")
    ecs("put_account_setting", name="taskLongArnFormat", value="enabled", principalArn=principal)
    invalid = {"error": "InvalidParameterException"}
    ecs("put_account_setting", name="awsvpcTrunking", value="maybe", **invalid)
    ecs("put_account_setting", name="awsvpcTrunking", value="enabled", principalArn="nobody", **invalid)
    ecs("put_account_setting_default", name="guardDutyActivate", value="on", **invalid)
    found = ecs("list_account_settings")["settings"]
    check.expect([item["name"] for item in found] == ["awsvpcTrunking"], f"own settings: {found}")
    ecs("list_account_settings", principalArn=principal, effectiveSettings=True)
    found = ecs("list_account_settings", name="containerInsights", value="enabled", effectiveSettings=True)["settings"]
    check.expect(len(found) == 1, f"an effective setting: {found}")
    ecs("list_account_settings", maxResults=11, **invalid)
    ecs("delete_account_setting", name="awsvpcTrunking")
    ecs("delete_account_setting", name="taskLongArnFormat", principalArn=principal)
    ecs("put_account_setting_default", name="containerInsights", value="disabled")
