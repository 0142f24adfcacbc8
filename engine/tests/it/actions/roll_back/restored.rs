//! What is there again after a rollback.

use engine::aws::Client;
use model::document::same;
use model::place::short_name;
use model::rollback::{Choice, ImageState, Options, Plan, Preview};
use model::scale::Seen;
use model::{Error, ErrorKind};
use serde_json::{Map, Value, json};

use super::ways_back;
use crate::actions::{newest, seen};
use crate::support::{Console, Endpoint, service, somebody};
use model::access::Role;

/// Long enough for a deployment of the scenario.
const DEPLOYED_MS: u64 = 900_000;

/// Members of a service revision that UpdateService can set.
const SETTABLE: [&str; 9] = [
    "taskDefinition",
    "capacityProviderStrategy",
    "networkConfiguration",
    "loadBalancers",
    "serviceRegistries",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
    "platformVersion",
];

/// A rollback of `todo-app` by an operator.
struct Stage {
    endpoint: Endpoint,
    console: Console,
    client: Client,
}

impl Stage {
    async fn new() -> Self {
        let endpoint = Endpoint::todo().await;
        Self {
            console: endpoint.engine(false).await,
            client: endpoint.client().await,
            endpoint,
        }
    }

    /// Another client changes the service, and the deployment ends.
    async fn update(&self, members: Value) {
        let mut request = json!({"cluster": "todo", "service": "todo-app"});
        let members = members.as_object().unwrap();
        request.as_object_mut().unwrap().extend(members.clone());
        self.endpoint.ecs("UpdateService", request).await;
        self.endpoint.step(DEPLOYED_MS).await;
    }

    /// The revision that the service is at, as its document.
    async fn revision(&self) -> Value {
        let newest = self.client.newest_service_deployments("todo", "todo-app");
        let target = newest.await.unwrap().remove(0).target.unwrap().arn;
        self.document(&target).await
    }

    async fn document(&self, revision: &str) -> Value {
        let arns = [revision.to_owned()];
        let documents = self.client.service_revision_documents(&arns).await;
        documents.unwrap().remove(0)
    }

    /// The service without what its revision carries and what every deployment changes.
    async fn rest(&self) -> Value {
        let request = json!({"cluster": "todo", "services": ["todo-app"], "include": ["TAGS"]});
        let mut answer = self.endpoint.ecs("DescribeServices", request).await;
        let mut service = answer["services"][0].take();
        let members: &mut Map<String, Value> = service.as_object_mut().unwrap();
        members.retain(|name, _| {
            !SETTABLE.contains(&name.as_str())
                && !matches!(
                    name.as_str(),
                    "launchType"
                        | "deployments"
                        | "events"
                        | "currentServiceRevisions"
                        | "currentServiceDeployment"
                )
        });
        service
    }

    async fn preview(&self, revision: &str) -> Result<Preview, Error> {
        let who = somebody(Role::Operator);
        let engine = &self.console.engine;
        let todo_app = service("todo-app");
        engine
            .rollback_preview(&who, &todo_app, revision, None)
            .await
    }

    async fn roll_back(
        &self,
        seen: &Seen,
        revision: &str,
        options: Options,
    ) -> Result<Plan, Error> {
        let who = somebody(Role::Operator);
        let engine = &self.console.engine;
        let todo_app = service("todo-app");
        engine
            .roll_back(&who, &todo_app, seen, revision, options, None)
            .await
    }

    async fn seen(&self) -> Seen {
        seen(&self.client, "todo-app").await
    }

    async fn way_back_to(&self, revision: &str) -> Choice {
        let mut ways = ways_back(&self.client, "todo-app").await.into_iter();
        ways.find(|choice| choice.revision == revision).unwrap()
    }
}

fn arn(document: &Value) -> String {
    document["serviceRevisionArn"].as_str().unwrap().to_owned()
}

/// Names of settable members in which two revisions differ.
fn differing(a: &Value, b: &Value) -> Vec<&'static str> {
    let differs = |name: &&str| !same(&json!({"m": a[name]}), &json!({"m": b[name]}));
    SETTABLE.into_iter().filter(differs).collect()
}

#[tokio::test]
async fn two_revisions_back_with_other_network_and_service_connect() {
    let stage = Stage::new().await;
    let before = stage.revision().await;
    let mut network = before["networkConfiguration"].clone();
    network["awsvpcConfiguration"]["subnets"] = json!(["subnet-0123456789abcdef0"]);
    stage
        .update(json!({"networkConfiguration": network, "platformVersion": "1.4.0"}))
        .await;
    let off = json!({"enabled": false});
    let spot = json!([{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}]);
    stage
        .update(json!({"serviceConnectConfiguration": off, "capacityProviderStrategy": spot, "forceNewDeployment": true}))
        .await;
    // What no revision carries must stay.
    stage
        .update(json!({"desiredCount": 3, "healthCheckGracePeriodSeconds": 77}))
        .await;
    let now = stage.revision().await;
    let differs = differing(&now, &before);
    assert!(
        [
            "networkConfiguration",
            "serviceConnectConfiguration",
            "capacityProviderStrategy"
        ]
        .iter()
        .all(|name| differs.contains(name)),
        "{differs:?}"
    );
    let (rest, seen) = (stage.rest().await, stage.seen().await);

    let preview = stage.preview(&arn(&before)).await.unwrap();
    let told: Vec<&str> = preview
        .settings
        .iter()
        .map(|change| change.place.as_str())
        .collect();
    assert!(
        told.iter()
            .any(|place| place.contains("awsvpcConfiguration")),
        "{told:?}"
    );
    assert!(
        told.iter()
            .any(|place| place.contains("serviceConnectConfiguration")),
        "{told:?}"
    );
    assert!(
        preview
            .kept
            .iter()
            .any(|words| words.contains("desired count"))
    );
    assert_eq!(preview.lost, Vec::<String>::new());
    stage
        .roll_back(&seen, &arn(&before), preview.options)
        .await
        .unwrap();
    let words = newest(&stage.console.engine).await.parameters;
    assert!(
        words.contains("networkConfiguration") && !words.contains("subnet-"),
        "{words}"
    );

    stage.endpoint.step(DEPLOYED_MS).await;
    let after = stage.revision().await;
    assert_ne!(
        arn(&after),
        arn(&before),
        "a new revision that carries the same"
    );
    assert_eq!(differing(&after, &before), Vec::<&str>::new());
    assert_eq!(after["containerImages"], before["containerImages"]);
    assert_eq!(stage.rest().await, rest, "everything else is as it was");
}

#[tokio::test]
async fn an_image_comes_back_although_its_tag_was_moved() {
    let stage = Stage::new().await;
    let before = stage.revision().await;
    let image = before["containerImages"][0].clone();
    let (name, tag) = image["image"]
        .as_str()
        .and_then(|image| image.rsplit_once(':'))
        .unwrap();
    let repository = short_name(name);
    let manifest = json!({"schemaVersion": 2, "config": {"mediaType": "x", "size": 1, "digest": format!("sha256:{}", "5".repeat(64))}, "layers": []});
    let push = json!({"repositoryName": repository, "imageTag": tag, "imageManifest": manifest.to_string()});
    let pushed = stage.endpoint.ecr("PutImage", push).await;
    let moved_to = pushed["image"]["imageId"]["imageDigest"].as_str().unwrap();
    stage.update(json!({"forceNewDeployment": true})).await;
    let now = stage.revision().await;
    assert_eq!(now["containerImages"][0]["imageDigest"], moved_to);
    assert_eq!(
        differing(&now, &before),
        Vec::<&str>::new(),
        "only the tag has moved"
    );

    let preview = stage.preview(&arn(&before)).await.unwrap();
    let said = preview
        .images
        .iter()
        .find(|said| said.container == image["containerName"])
        .unwrap();
    assert_eq!(
        said.state,
        ImageState::Moved {
            now: Some(moved_to.to_owned())
        }
    );
    assert!(
        preview.options.pin_images,
        "the image comes back unless somebody says otherwise"
    );
    let digest = image["imageDigest"].as_str().unwrap();
    let pinned = format!("{name}@{digest}");
    assert!(
        format!("{:?}", preview.changes).contains(&pinned),
        "{:?}",
        preview.changes
    );
    let (rest, seen) = (stage.rest().await, stage.seen().await);
    let plan = stage
        .roll_back(&seen, &arn(&before), preview.options)
        .await
        .unwrap();
    assert!(matches!(plan, Plan::Update { copy: true, .. }), "{plan:?}");

    stage.endpoint.step(DEPLOYED_MS).await;
    let after = stage.revision().await;
    assert_eq!(differing(&after, &before), ["taskDefinition"], "a copy");
    let digests = |revision: &Value| -> Vec<Value> {
        let images = revision["containerImages"].as_array().unwrap().iter();
        images.map(|image| image["imageDigest"].clone()).collect()
    };
    assert_eq!(digests(&after), digests(&before));
    assert_eq!(stage.rest().await, rest);
    let document = |revision: &Value| {
        let name = revision["taskDefinition"].as_str().unwrap().to_owned();
        let client = stage.client.clone();
        async move { client.task_definition(&name).await.unwrap() }
    };
    let (copy, original) = (document(&after).await, document(&before).await);
    assert_eq!(copy.tags, original.tags);
    let changes = model::diff::task_definitions(&original.document, &copy.document, true);
    assert_eq!(changes.len(), 1, "{changes:?}");
}

#[tokio::test]
async fn a_deregistered_definition_is_registered_again_when_asked() {
    let stage = Stage::new().await;
    let previous = ways_back(&stage.client, "todo-app").await.remove(0);
    let request = json!({"taskDefinition": previous.task_definition});
    stage
        .endpoint
        .ecs("DeregisterTaskDefinition", request)
        .await;
    let seen = stage.seen().await;
    let preview = stage.preview(&previous.revision).await.unwrap();
    assert!(preview.is_deregistered && preview.options.register_again);
    let refused = stage
        .roll_back(&seen, &previous.revision, Options::default())
        .await
        .unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Invalid);
    assert!(refused.message.contains("deregistered"), "{refused}");

    stage
        .roll_back(&seen, &previous.revision, preview.options)
        .await
        .unwrap();
    stage.endpoint.step(DEPLOYED_MS).await;
    let after = stage.revision().await;
    let copy = after["taskDefinition"].as_str().unwrap();
    assert_ne!(copy, previous.task_definition);
    let client = &stage.client;
    let (copy, original) = tokio::try_join!(
        client.task_definition(copy),
        client.task_definition(&previous.task_definition)
    )
    .unwrap();
    assert_eq!(
        model::diff::task_definitions(&original.document, &copy.document, true),
        vec![]
    );
}

#[tokio::test]
async fn what_is_there_already_is_not_deployed_again() {
    let stage = Stage::new().await;
    let before = stage.revision().await;
    stage.update(json!({"forceNewDeployment": true})).await;
    let same = stage.way_back_to(&arn(&before)).await;
    let error = stage.preview(&same.revision).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert!(error.message.contains("Restart"), "{error}");
}

#[tokio::test]
async fn of_two_at_once_the_second_is_told_who_was_first() {
    let stage = Stage::new().await;
    let previous = ways_back(&stage.client, "todo-app").await.remove(0);
    let seen = stage.seen().await;
    let options = Options::default();
    let (one, other) = tokio::join!(
        stage.roll_back(&seen, &previous.revision, options),
        stage.roll_back(&seen, &previous.revision, options)
    );
    let refused: Vec<Error> = [one, other].into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(refused[0].kind, ErrorKind::Conflict);
    let words = &refused[0].message;
    assert!(
        words.contains("operator") && words.contains("ago: roll back, todo-app:"),
        "{words}"
    );
}

#[tokio::test]
async fn protected_targets_ask_for_the_name() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine_with(|target| target.protected = true).await;
    let client = endpoint.client().await;
    let previous = ways_back(&client, "todo-app").await.remove(0).revision;
    let (who, todo_app, now) = (
        somebody(Role::Operator),
        service("todo-app"),
        seen(&client, "todo-app").await,
    );
    let engine = &console.engine;
    assert!(
        engine
            .session_info(&who)
            .is_protected(&crate::support::place().target)
    );
    for typed in [None, Some("todo"), Some("")] {
        let options = Options::default();
        let result = engine
            .roll_back(&who, &todo_app, &now, &previous, options, typed)
            .await;
        assert!(
            result.is_err_and(|error| error.message.contains("type the service’s name")),
            "{typed:?}"
        );
    }
    assert_eq!(endpoint.calls("ecs", "UpdateService").await, 0);
    let typed = Some(" todo-app ");
    engine
        .roll_back(&who, &todo_app, &now, &previous, Options::default(), typed)
        .await
        .unwrap();
}
