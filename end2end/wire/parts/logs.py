"""CloudWatch Logs: groups, streams, events, retention, tags."""


def run(check):
    call = check.service("logs")
    call("describe_log_groups", logGroupNamePrefix="/ecs/todo/")
    group = "/ecs/todo/todo-app"
    streams = call("describe_log_streams", logGroupName=group, orderBy="LastEventTime", descending=True, limit=5)["logStreams"]
    stream = streams[0]["logStreamName"]
    head = call("get_log_events", logGroupName=group, logStreamName=stream, startFromHead=True, limit=20)
    call("get_log_events", logGroupName=group, logStreamName=stream, nextToken=head["nextForwardToken"], limit=20)
    call("get_log_events", logGroupName=group, logStreamName=stream)
    call("get_log_events", logGroupName=group, logStreamName="missing", error="ResourceNotFoundException")
    page = call("filter_log_events", logGroupName=group, filterPattern="?ERROR ?WARN", limit=50)
    if "nextToken" in page:
        call("filter_log_events", logGroupName=group, filterPattern="?ERROR ?WARN", limit=50, nextToken=page["nextToken"])
    call("filter_log_events", logGroupName="missing", error="ResourceNotFoundException")
    call("create_log_group", logGroupName="/wire")
    call("create_log_group", logGroupName="/wire", error="ResourceAlreadyExistsException")
    call("create_log_stream", logGroupName="/wire", logStreamName="one")
    now = check.now_ms()
    call("put_log_events", logGroupName="/wire", logStreamName="one",
         logEvents=[{"timestamp": now + index, "message": f"line {index}"} for index in range(5)])
    found = call("filter_log_events", logGroupName="/wire", logStreamNames=["one"])["events"]
    if [event["message"] for event in found] != [f"line {index}" for index in range(5)]:
        check.defects.append("logs: what was put is not what is found")
    check_groups(check)
    check_streams(check, now)


def check_groups(check):
    call = check.service("logs")
    missing, invalid = {"error": "ResourceNotFoundException"}, {"error": "InvalidParameterException"}
    call("create_log_group", logGroupName="/wire/tags", tags={"a": "b"}, logGroupClass="INFREQUENT_ACCESS")
    call("create_log_group", logGroupName="not a name", **invalid)
    call("describe_log_groups", logGroupNamePattern="WIRE")
    call("describe_log_groups", logGroupNamePattern="w", logGroupNamePrefix="/", **invalid)
    call("list_log_groups", logGroupNamePattern="^/wire|todo", logGroupClass="STANDARD")
    arn = "arn:aws:logs:us-east-1:123456789012:log-group:/wire/tags"
    call("tag_resource", resourceArn=arn, tags={"c": "d"})
    call("tag_log_group", logGroupName="/wire/tags", tags={"e": "f"})
    found = call("list_tags_for_resource", resourceArn=arn)["tags"]
    check.expect(found == {"a": "b", "c": "d", "e": "f"}, f"tags of a log group: {found}")
    call("untag_resource", resourceArn=arn, tagKeys=["a"])
    call("untag_log_group", logGroupName="/wire/tags", tags=["c"])
    call("list_tags_log_group", logGroupName="/wire/tags")
    call("tag_resource", resourceArn=arn, tags={f"k{n}": "" for n in range(50)}, error="TooManyTagsException")
    nowhere = "arn:aws:logs:us-east-1:123456789012:log-group:/nowhere"
    call("list_tags_for_resource", resourceArn=nowhere, **missing)
    call("tag_resource", resourceArn=nowhere, tags={"a": "b"}, **missing)
    call("untag_resource", resourceArn=nowhere, tagKeys=["a"], **missing)
    call("list_tags_log_group", logGroupName="/nowhere", **missing)
    call("tag_log_group", logGroupName="/nowhere", tags={"a": "b"}, **missing)
    call("untag_log_group", logGroupName="/nowhere", tags=["a"], **missing)
    kept = {"logGroupName": "/wire/protected"}
    call("create_log_group", **kept, deletionProtectionEnabled=True)
    call("create_log_stream", **kept, logStreamName="one")
    call("delete_log_stream", **kept, logStreamName="one", error="ValidationException")
    call("delete_log_group", **kept, error="ValidationException")
    call("delete_log_group", logGroupName="/wire/tags")
    call("delete_log_group", logGroupName="/wire/tags", **missing)


def check_streams(check, now):
    call = check.service("logs")
    missing, invalid = {"error": "ResourceNotFoundException"}, {"error": "InvalidParameterException"}
    stream = {"logGroupName": "/wire", "logStreamName": "one"}
    call("put_retention_policy", logGroupName="/wire", retentionInDays=1)
    call("put_retention_policy", logGroupName="/wire", retentionInDays=2, **invalid)
    call("put_retention_policy", logGroupName="/nowhere", retentionInDays=1, **missing)
    day = 86_400_000
    put = call("put_log_events", **stream, logEvents=[
        {"timestamp": now - 20 * day, "message": "too old"}, {"timestamp": now - 2 * day, "message": "expired"},
        {"timestamp": now, "message": "kept"}, {"timestamp": now + day, "message": "too new"}])
    rejected = {"tooNewLogEventStartIndex": 3, "tooOldLogEventEndIndex": 1, "expiredLogEventEndIndex": 2}
    check.expect(put["rejectedLogEventsInfo"] == rejected, f"rejected events: {put}")
    check.step(2 * 86_400)
    check.expect(call("get_log_events", **stream)["events"] == [], "events outlive the retention time")
    call("delete_retention_policy", logGroupName="/wire")
    call("delete_retention_policy", logGroupName="/nowhere", **missing)
    call("put_log_events", **stream, logEvents=[], **invalid)
    call("put_log_events", logGroupName="/wire", logStreamName="no", logEvents=[{"timestamp": now, "message": "a"}], **missing)
    call("create_log_stream", **stream, error="ResourceAlreadyExistsException")
    call("create_log_stream", logGroupName="/nowhere", logStreamName="a", **missing)
    call("describe_log_streams", logGroupName="/nowhere", **missing)
    call("describe_log_streams", logGroupName="/wire", orderBy="LastEventTime", logStreamNamePrefix="a", **invalid)
    call("delete_log_stream", **stream)
    call("delete_log_stream", **stream, **missing)
