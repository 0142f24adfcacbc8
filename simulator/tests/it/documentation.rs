//! The table of operations in `docs/simulator.md` says what the simulator does, operation by operation.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::Value;
use simulator::Scenario;

use crate::server::Server;

/// A service: its heading in the document, its model, and the prefix of its target header; none
/// speaks the query protocol.
const SERVICES: [(&str, &str, Option<&str>); 7] = [
    (
        "Amazon ECS",
        "ecs",
        Some("AmazonEC2ContainerServiceV20141113"),
    ),
    (
        "Amazon ECR",
        "ecr",
        Some("AmazonEC2ContainerRegistry_V20150921"),
    ),
    ("CloudWatch Logs", "logs", Some("Logs_20140328")),
    (
        "Application Auto Scaling",
        "application-autoscaling",
        Some("AnyScaleFrontendService"),
    ),
    ("CloudTrail", "cloudtrail", Some("CloudTrail_20131101")),
    ("AWS STS", "sts", None),
    ("Elastic Load Balancing", "elbv2", None),
];

/// What the document says about the operations of one service.
#[derive(Default)]
struct Section {
    served: BTreeSet<String>,
    refused: BTreeSet<String>,
}

/// The sections below "Operations", by heading. Rows of tables are served, a paragraph that begins
/// with "Refused:" lists the rest.
fn sections(document: &str) -> BTreeMap<String, Section> {
    let mut sections: BTreeMap<String, Section> = BTreeMap::new();
    let operations = document.split("\n## Operations\n").nth(1).unwrap();
    let operations = operations.split("\n## ").next().unwrap();
    for part in operations.split("\n### ").skip(1) {
        let (heading, body) = part.split_once('\n').unwrap();
        let section = sections.entry(heading.trim().to_owned()).or_default();
        let names = |text: &str| {
            let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
            let named =
                words.filter(|word| word.starts_with(|first: char| first.is_ascii_uppercase()));
            named.map(str::to_owned).collect::<Vec<_>>()
        };
        for line in body.lines().filter(|line| line.starts_with("| ")) {
            let cell = line.split('|').nth(1).unwrap();
            section.served.extend(names(cell));
        }
        if let Some((_, list)) = body.split_once("\nRefused:") {
            let list = list.split("\n\n").next().unwrap();
            section.refused.extend(names(list));
        }
    }
    sections
}

/// Names of all operations AWS has.
fn all(model: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/schema/{model}.json"));
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let operations = schema["operations"].as_object().unwrap();
    operations.keys().cloned().collect()
}

/// Whether an empty request is answered by anything but "unknown operation".
async fn is_served(server: &Server, service: &str, target: Option<&str>, name: &str) -> bool {
    // Of the query protocols, the version of the API tells which one is meant.
    let (service, version) = match service {
        "elbv2" => ("elasticloadbalancing", "2015-12-01"),
        service => (service, "2011-06-15"),
    };
    let scope = format!("AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/{service}/aws4_request");
    let post = server
        .http
        .post(&server.endpoint)
        .header("authorization", scope);
    let request = match target {
        Some(prefix) => post
            .header("x-amz-target", format!("{prefix}.{name}"))
            .body("{}"),
        None => post
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("Action={name}&Version={version}")),
    };
    let answer = request.send().await.unwrap();
    assert!(answer.status().as_u16() < 500, "{name}");
    let body = answer.text().await.unwrap();
    !body.contains("UnknownOperationException") && !body.contains("InvalidAction")
}

#[tokio::test]
async fn the_document_lists_every_operation_as_served_or_refused() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/simulator.md");
    let sections = sections(&fs::read_to_string(path).unwrap());
    let server = Server::start(Scenario::Empty).await;
    for (heading, service, target) in SERVICES {
        let section = &sections[heading];
        let twice: Vec<_> = section.served.intersection(&section.refused).collect();
        assert!(
            twice.is_empty(),
            "{heading}: both served and refused: {twice:?}"
        );
        let documented: BTreeSet<String> =
            section.served.union(&section.refused).cloned().collect();
        let names = all(service);
        let difference: Vec<_> = names.symmetric_difference(&documented).collect();
        assert!(difference.is_empty(), "{heading}: {difference:?}");
        for name in names {
            let served = is_served(&server, service, target, &name).await;
            assert_eq!(served, section.served.contains(&name), "{heading}: {name}");
        }
    }
}
