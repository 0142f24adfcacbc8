//! Odd requests in the query protocol: the answer is always XML, and well formed.

use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use reqwest::{StatusCode, header::CONTENT_TYPE};
use simulator::Scenario;
use tokio::runtime::Runtime;
use xmlparser::{ElementEnd, Token, Tokenizer};

use crate::server::Server;

/// Services as signatures name them, with the versions of their APIs.
const SERVICES: [(&str, &str); 2] = [
    ("elasticloadbalancing", "2015-12-01"),
    ("sts", "2011-06-15"),
];

const ACTIONS: [&str; 30] = [
    "CreateLoadBalancer",
    "DescribeLoadBalancers",
    "DeleteLoadBalancer",
    "CreateListener",
    "DescribeListeners",
    "ModifyListener",
    "DeleteListener",
    "CreateRule",
    "DescribeRules",
    "ModifyRule",
    "DeleteRule",
    "CreateTargetGroup",
    "DescribeTargetGroups",
    "ModifyTargetGroup",
    "DeleteTargetGroup",
    "DescribeTargetGroupAttributes",
    "ModifyTargetGroupAttributes",
    "RegisterTargets",
    "DeregisterTargets",
    "DescribeTargetHealth",
    "DescribeTags",
    "AddTags",
    "RemoveTags",
    "GetCallerIdentity",
    "AssumeRole",
    "GetSessionToken",
    "GetAccessKeyInfo",
    "SetSubnets",
    "InventedOperation",
    "<a href=\"x\">",
];

/// Parts of the names of members.
const PARTS: [&str; 42] = [
    "Name",
    "Names",
    "Type",
    "Subnets",
    "SubnetMappings",
    "SecurityGroups",
    "LoadBalancerArn",
    "LoadBalancerArns",
    "ListenerArn",
    "RuleArn",
    "RuleArns",
    "TargetGroupArn",
    "TargetGroups",
    "ResourceArns",
    "Tags",
    "TagKeys",
    "Key",
    "Value",
    "Protocol",
    "Port",
    "Priority",
    "DefaultActions",
    "Actions",
    "ForwardConfig",
    "Conditions",
    "Values",
    "Field",
    "Targets",
    "Id",
    "Attributes",
    "Matcher",
    "HttpCode",
    "Marker",
    "PageSize",
    "RoleArn",
    "RoleSessionName",
    "DurationSeconds",
    "Policy",
    "",
    "<b>",
    "a b",
    "\u{0}",
];

const TEXTS: [&str; 18] = [
    "",
    "todo",
    "HTTP",
    "80",
    "-1",
    "99999999999999999999",
    "forward",
    "true",
    "subnet-1",
    "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/todo/1",
    "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/todo/1",
    "arn:aws:iam::123456789012:role/a",
    "arn:",
    "{}",
    "]]>",
    "&amp;<b>\"'",
    "\u{0}\u{b}\u{ffff}",
    "é😀",
];

/// One request.
#[derive(Debug, Clone)]
struct Odd {
    scope: String,
    body: Vec<u8>,
}

/// The name of a member: parts, and places in lists that may be anywhere.
fn name() -> impl Strategy<Value = String> {
    let place = prop_oneof![
        6 => (1_u64..4).prop_map(|index| index.to_string()),
        1 => any::<u64>().prop_map(|index| index.to_string()),
        1 => Just("99999999".to_owned()),
        1 => Just("-1".to_owned()),
        1 => Just("x".to_owned()),
    ];
    let part = prop_oneof![
        5 => select(&PARTS[..]).prop_map(str::to_owned),
        3 => place.prop_map(|place| format!("member.{place}")),
    ];
    prop_oneof![
        3 => select(&PARTS[..]).prop_map(str::to_owned),
        8 => (select(&PARTS[..]), vec(part, 1..5))
            .prop_map(|(first, rest)| format!("{first}.{}", rest.join("."))),
        1 => (select(&PARTS[..]), 1_usize..3_000).prop_map(|(part, depth)| vec![part; depth].join(".")),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => select(&TEXTS[..]).prop_map(str::to_owned),
        1 => ".{0,12}",
        1 => (0_usize..50_000).prop_map(|length| "x".repeat(length)),
    ]
}

/// A form with an action, a version and members.
fn form() -> impl Strategy<Value = (Option<usize>, Vec<u8>)> {
    let action = prop_oneof![
        12 => select(&ACTIONS[..]).prop_map(|action| Some(action.to_owned())),
        1 => ".{0,120}".prop_map(Some),
        1 => Just(None),
    ];
    let version = prop_oneof![
        12 => Just(None),
        1 => select(vec!["", "1999-01-01", "2012-06-01", "<v>"]).prop_map(Some),
    ];
    let service = prop_oneof![4 => Just(0_usize), 1 => Just(1)];
    (service, action, version, vec((name(), text()), 0..12)).prop_map(
        |(service, action, version, members)| {
            let mut form = url_form(&[("Version", version.unwrap_or(SERVICES[service].1))]);
            if let Some(action) = &action {
                form = format!("{}&{form}", url_form(&[("Action", action)]));
            }
            for (name, text) in &members {
                form = format!("{form}&{}", url_form(&[(name, text)]));
            }
            (version.is_none().then_some(service), form.into_bytes())
        },
    )
}

fn url_form(pairs: &[(&str, &str)]) -> String {
    let url = reqwest::Url::parse_with_params("http://a/", pairs).unwrap();
    url.query().unwrap_or_default().to_owned()
}

/// Right forms with odd members, cut ones, ones with broken encoding, and bytes.
fn request() -> impl Strategy<Value = Odd> {
    let broken = select(vec![
        &b"&Name=%"[..],
        b"&Name=%zz",
        b"&Name=%ff%fe",
        b"&Name=\xff\xfe",
        b"&%00=%00",
        b"&&&===",
        b"&Tags.member.99999999.Key=a&Tags.member..Key=b&Tags.member.1.Key.Key=c",
    ]);
    let body = prop_oneof![
        8 => form(),
        2 => (form(), any::<prop::sample::Index>()).prop_map(|((service, mut body), at)| {
            body.truncate(at.index(body.len().max(1)));
            (service, body)
        }),
        2 => (form(), broken).prop_map(|((service, mut body), more)| {
            body.extend_from_slice(more);
            (service, body)
        }),
        1 => vec(any::<u8>(), 0..200).prop_map(|body| (None, body)),
    ];
    let scope = prop_oneof![
        12 => Just(None),
        1 => "[ -~]{0,60}".prop_map(Some),
        1 => Just(Some("Credential=a/20260101/us-east-1/ecs/aws4_request".to_owned())),
    ];
    (body, scope).prop_map(|((service, body), scope)| {
        let (name, _) = SERVICES[service.unwrap_or(0)];
        let right = format!("Credential=a/20260101/us-east-1/{name}/aws4_request");
        Odd {
            scope: scope.unwrap_or(right),
            body,
        }
    })
}

/// Sends a request; the answer's status, and the code if it is an error.
async fn send(server: &Server, odd: Odd) -> Result<(StatusCode, Option<String>), String> {
    let post = server
        .http
        .post(&server.endpoint)
        .header("authorization", odd.scope)
        .header(
            CONTENT_TYPE,
            "application/x-www-form-urlencoded; charset=utf-8",
        )
        .body(odd.body);
    let answer = post.send().await.map_err(|error| error.to_string())?;
    let status = answer.status();
    let content_type = answer.headers().get(CONTENT_TYPE).cloned();
    if content_type.is_none_or(|kind| kind != "text/xml") {
        return Err(format!("{status} is not XML"));
    }
    let body = answer.text().await.map_err(|error| error.to_string())?;
    Ok((status, code_in(&body)?))
}

/// Reads a whole document: the code of an error, or what is wrong with the XML.
fn code_in(body: &str) -> Result<Option<String>, String> {
    let (mut open, mut code, mut root) = (Vec::new(), None, None);
    for token in Tokenizer::from(body) {
        match token.map_err(|error| format!("{error} in {body}"))? {
            Token::ElementStart { local, .. } => {
                root.get_or_insert(local.as_str());
                open.push(local.as_str());
            }
            Token::ElementEnd {
                end: ElementEnd::Close(_, name),
                ..
            } if open.pop() != Some(name.as_str()) => {
                return Err(format!("{name} ends where it didn't begin: {body}"));
            }
            Token::Text { text } if open.ends_with(&["Error", "Code"]) => {
                code = Some(text.as_str().to_owned());
            }
            _ => {}
        }
    }
    match (root, &code) {
        (Some("ErrorResponse"), Some(_)) => Ok(code),
        (Some(root), None) if root.ends_with("Response") && open.is_empty() => Ok(None),
        _ => Err(format!("neither an answer nor an error: {body}")),
    }
}

#[test]
fn odd_requests_get_xml() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::start(Scenario::Todo));
    let mut runner = TestRunner::new(Config {
        cases: 600,
        failure_persistence: None,
        ..Config::default()
    });
    let result = runner.run(&request(), |odd| {
        let (status, code) = runtime
            .block_on(send(&server, odd))
            .map_err(TestCaseError::fail)?;
        match status.as_u16() {
            200 => prop_assert_eq!(code, None),
            400 | 403 => prop_assert!(code.is_some()),
            other => prop_assert!(false, "{} {:?}", other, code),
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    // What the odd requests have left behind has a future, and is described.
    runtime.block_on(async {
        server.step(3_600).await;
        for action in ACTIONS
            .iter()
            .filter(|action| action.starts_with("Describe"))
        {
            let odd = right("us-east-1", &format!("Action={action}&Version=2015-12-01"));
            send(&server, odd).await.unwrap();
        }
    });
}

/// A request for load balancing as it should be.
fn right(region: &str, form: &str) -> Odd {
    Odd {
        scope: format!("Credential=a/20260101/{region}/elasticloadbalancing/aws4_request"),
        body: form.as_bytes().to_vec(),
    }
}

#[tokio::test]
async fn what_is_too_large_too_many_or_of_another_api_is_refused() {
    let server = Server::start(Scenario::Empty).await;
    let groups = "Action=DescribeTargetGroups&Version=2015-12-01";
    let mut codes = Vec::new();
    for region in 0..70 {
        let odd = right(&format!("xx-test-{region}"), groups);
        codes.push(send(&server, odd).await.unwrap().1);
    }
    assert_eq!(codes[10], None);
    assert_eq!(codes[69].as_deref(), Some("InvalidClientTokenId"));
    // A place in a list is no size of it.
    let far = "Action=AddTags&Version=2015-12-01&ResourceArns.member.4294967295=arn:a&Tags.member.99999999.Key=a";
    let (_, code) = send(&server, right("xx-test-1", far)).await.unwrap();
    assert_eq!(code.as_deref(), Some("ValidationError"));
    let huge = format!("{groups}&Names.member.1={}", "x".repeat(4 << 20));
    let many: Vec<String> = (0..20_001).map(|number| format!("&a{number}=")).collect();
    for (form, status, expected) in [
        (
            format!("{groups}{}", many.concat()),
            400,
            "MalformedQueryString",
        ),
        (
            format!("{groups}&{}=", "a.".repeat(5_000)),
            400,
            "MalformedQueryString",
        ),
        (
            "Action=DescribeTags&Version=1999-01-01".to_owned(),
            400,
            "InvalidAction",
        ),
        ("Action=DescribeTags".to_owned(), 400, "InvalidAction"),
        ("Version=2015-12-01".to_owned(), 400, "InvalidAction"),
        (
            "Action=GetCallerIdentity&Version=2011-06-15".to_owned(),
            403,
            "SignatureDoesNotMatch",
        ),
        // The last one: its connection is closed before its body is read.
        (huge, 413, "RequestEntityTooLargeException"),
    ] {
        let (found, code) = send(&server, right("xx-test-1", &form)).await.unwrap();
        let start = &form[..form.len().min(60)];
        assert_eq!(
            (found.as_u16(), code.as_deref()),
            (status, Some(expected)),
            "{start}"
        );
    }
}
