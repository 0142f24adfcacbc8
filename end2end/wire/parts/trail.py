"""CloudTrail: events of what the parts before this one changed."""

import json


def run(check):
    trail = check.service("cloudtrail")
    check.step(60)
    page = trail("lookup_events", MaxResults=3)
    check.expect(len(page["Events"]) == 3 and "NextToken" in page, f"a page of three: {len(page['Events'])} events")
    following = trail("lookup_events", MaxResults=3, NextToken=page["NextToken"])["Events"]
    both = [event["EventId"] for event in page["Events"] + following]
    check.expect(len(set(both)) == len(both), f"pages overlap: {both}")
    own = [{"AttributeKey": "Username", "AttributeValue": "simulator"}]
    newest = trail("lookup_events", LookupAttributes=own)["Events"][0]
    details(check, newest)
    attributes(check, newest)
    now = check.now_ms() / 1000
    found = trail("lookup_events", StartTime=now - 3_600, EndTime=now)["Events"]
    check.expect(found and all(event["EventTime"].timestamp() <= now for event in found), "events of an hour")
    check.expect(not trail("lookup_events", StartTime=now + 60)["Events"], "events of the future")
    check.expect(not trail("lookup_events", EventCategory="insight")["Events"], "insights")
    trail("lookup_events", StartTime=now, EndTime=now - 1, error="InvalidTimeRangeException")
    trail("lookup_events", EventCategory="sight", error="InvalidEventCategoryException")
    for size in (0, -1, 51):
        trail("lookup_events", MaxResults=size, error="InvalidMaxResultsException")
    for token in ("nonsense", "{}", check.clients["ecs"].list_clusters(maxResults=1)["nextToken"]):
        trail("lookup_events", NextToken=token, error="InvalidNextTokenException")
    # The other way in which clients write the service's name.
    _, body = check.post(b"{}", {
        "content-type": "application/x-amz-json-1.1", "x-amz-target": "CloudTrail_20131101.LookupEvents",
        "authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/cloudtrail/aws4_request",
    })
    check.expect(json.loads(body)["Events"], "the short name of the service")


def details(check, event):
    """The event as AWS's documentation of its record lists the members."""
    record = json.loads(event["CloudTrailEvent"])
    members = {"eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent",
               "requestParameters", "responseElements", "requestID", "eventID", "readOnly", "eventType", "recipientAccountId"}
    check.expect(members <= record.keys(), f"a record lacks {members - record.keys()}")
    identity = {"type", "principalId", "arn", "accountId", "accessKeyId", "userName"}
    check.expect(identity <= record["userIdentity"].keys(), f"an identity lacks {identity - record['userIdentity'].keys()}")
    check.expect(record["eventID"] == event["EventId"] and record["eventName"] == event["EventName"], "record and event differ")
    arn = check.clients["sts"].get_caller_identity()["Arn"]
    check.expect(record["userIdentity"]["arn"] == arn, f"{record['userIdentity']['arn']} is not {arn}")


def attributes(check, event):
    """Each attribute finds the event, or nothing where events of ECS have none."""
    trail = check.service("cloudtrail")
    for key, value in (("EventId", event["EventId"]), ("EventName", event["EventName"]), ("ReadOnly", "false"),
                       ("Username", event["Username"]), ("EventSource", "ecs.amazonaws.com"), ("AccessKeyId", event["AccessKeyId"])):
        found = trail("lookup_events", LookupAttributes=[{"AttributeKey": key, "AttributeValue": value}])["Events"]
        check.expect(event["EventId"] in [one["EventId"] for one in found], f"{key} {value} doesn't find its event")
    for key, value in (("EventName", "Nothing"), ("ReadOnly", "true"), ("ResourceName", "web"), ("ResourceType", "AWS::ECS::Service")):
        found = trail("lookup_events", LookupAttributes=[{"AttributeKey": key, "AttributeValue": value}])["Events"]
        check.expect(not found, f"{key} {value} finds {len(found)} events")
    both = [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}, {"AttributeKey": "EventName", "AttributeValue": "RunTask"}]
    trail("lookup_events", LookupAttributes=both, error="InvalidLookupAttributesException")
    trail("lookup_events", LookupAttributes=[{"AttributeKey": "ReadOnly"}], error="InvalidLookupAttributesException")
