//! Every topic of the live socket for every kind of user.

use model::ErrorKind;
use model::access::Role;
use model::live::{LogScope, Topic, TopicEvent};
use model::place::Place;

use crate::harness::{Running, Socket, Wish};

/// Every topic at a target. The match fails to compile when a kind of topic is missing.
fn topics(target: &str) -> Vec<Topic> {
    let place = Place {
        target: target.to_owned(),
        region: "us-east-1".to_owned(),
    };
    let cluster = place.cluster("todo");
    let task = "00000000000000000000000000000000";
    let topics = vec![
        Topic::Clusters(place.clone()),
        Topic::Budget(place),
        Topic::Cluster(cluster.clone()),
        Topic::Service(cluster.service("todo-app")),
        Topic::Task(cluster.task(task)),
        Topic::Logs {
            cluster: cluster.clone(),
            scope: LogScope::Service("todo-app".to_owned()),
        },
        Topic::Logs {
            cluster,
            scope: LogScope::Task(task.to_owned()),
        },
    ];
    for topic in &topics {
        match topic {
            Topic::Clusters(_)
            | Topic::Budget(_)
            | Topic::Cluster(_)
            | Topic::Service(_)
            | Topic::Task(_)
            | Topic::Logs { .. } => {}
        }
    }
    topics
}

#[tokio::test]
async fn roles_decide_per_target() {
    let console = Running::start(Wish {
        users: vec![
            ("viewer", vec![("*", Role::Viewer)]),
            ("operator", vec![("*", Role::Operator)]),
            ("admin", vec![("*", Role::Admin)]),
            (
                "mixed",
                vec![("demo", Role::Viewer), ("other", Role::Operator)],
            ),
            ("elsewhere", vec![("other", Role::Admin)]),
            ("nobody", vec![]),
        ],
        ..Wish::default()
    })
    .await;
    for (user, at_demo, at_other) in [
        ("viewer", true, true),
        ("operator", true, true),
        ("admin", true, true),
        ("mixed", true, true),
        ("elsewhere", false, true),
        ("nobody", false, false),
    ] {
        let browser = console.signed_in(user).await;
        let mut socket = Socket::open(&browser).await;
        socket.hello().await;
        let mut id = 0;
        for (target, allowed) in [("demo", at_demo), ("other", at_other), ("unknown", false)] {
            for topic in topics(target) {
                id += 1;
                socket.subscribe(id, topic.clone()).await;
                let event = socket.event(id).await.unwrap();
                let refused = matches!(
                    &event,
                    TopicEvent::Error(error) if error.kind == ErrorKind::Forbidden
                );
                assert_eq!(refused, !allowed, "{user} follows {topic:?}: {event:?}");
            }
        }
    }
}
