//! The operations of Elastic Load Balancing.

use aws_sdk_elasticloadbalancingv2::{error::ProvideErrorMetadata, types::TargetDescription};

use super::{Balancing, target_group};

#[tokio::test]
async fn what_was_made_is_described_page_by_page() {
    let balancing = Balancing::start().await;
    let elb = &balancing.elb;
    let mut pages = elb
        .describe_target_groups()
        .page_size(1)
        .into_paginator()
        .items()
        .send();
    let mut names = Vec::new();
    while let Some(group) = pages.next().await {
        let group = group.unwrap();
        assert_eq!(group.load_balancer_arns().len(), 1);
        names.push(group.target_group_name().unwrap().to_owned());
    }
    names.sort();
    assert_eq!(names, ["blue", "green"]);
    let answer = elb
        .describe_load_balancers()
        .names("shop")
        .send()
        .await
        .unwrap();
    let balancer = &answer.load_balancers()[0];
    assert_eq!(
        balancer.state().unwrap().code().unwrap().as_str(),
        "provisioning"
    );
    assert!(balancer.created_time().is_some() && balancer.dns_name().unwrap().starts_with("shop-"));
    balancing.server.step(120).await;
    let answer = elb.describe_load_balancers().send().await.unwrap();
    let balancer = answer.load_balancers()[0].clone();
    assert_eq!(balancer.state().unwrap().code().unwrap().as_str(), "active");
    let arn = balancer.load_balancer_arn().unwrap();
    let listeners = elb
        .describe_listeners()
        .load_balancer_arn(arn)
        .send()
        .await
        .unwrap();
    assert_eq!(listeners.listeners().len(), 2);
    let listener = listeners.listeners()[0].listener_arn().unwrap();
    let rules = elb
        .describe_rules()
        .listener_arn(listener)
        .send()
        .await
        .unwrap();
    let priorities: Vec<_> = rules
        .rules()
        .iter()
        .map(|rule| rule.priority().unwrap())
        .collect();
    assert_eq!(priorities, ["1", "default"]);
    let tags = elb.describe_tags().resource_arns(arn).send().await.unwrap();
    assert_eq!(tags.tag_descriptions()[0].tags()[0].key(), Some("team"));
}

#[tokio::test]
async fn targets_are_registered_checked_and_drained() {
    let balancing = Balancing::start().await;
    let elb = &balancing.elb;
    let target = |id: &str| TargetDescription::builder().id(id).build();
    let wrong = elb.register_targets().target_group_arn(&balancing.blue);
    let error = wrong.targets(target("i-1")).send().await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidTarget"));
    let register = elb.register_targets().target_group_arn(&balancing.blue);
    register.targets(target("10.0.0.9")).send().await.unwrap();
    assert_eq!(balancing.health(&balancing.blue).await, ["initial"]);
    balancing.server.step(15).await;
    assert_eq!(balancing.health(&balancing.blue).await, ["healthy"]);
    let deregister = elb.deregister_targets().target_group_arn(&balancing.blue);
    deregister.targets(target("10.0.0.9")).send().await.unwrap();
    assert_eq!(balancing.health(&balancing.blue).await, ["draining"]);
    balancing.server.step(61).await;
    assert!(balancing.health(&balancing.blue).await.is_empty());
}

#[tokio::test]
async fn errors_have_the_shape_and_codes_of_the_service() {
    let balancing = Balancing::start().await;
    let elb = &balancing.elb;
    let missing = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/none/0";
    let error = elb
        .describe_target_health()
        .target_group_arn(missing)
        .send()
        .await;
    assert!(
        error
            .unwrap_err()
            .into_service_error()
            .is_target_group_not_found_exception()
    );
    let error = elb.describe_load_balancers().names("none").send().await;
    assert!(
        error
            .unwrap_err()
            .into_service_error()
            .is_load_balancer_not_found_exception()
    );
    let error = elb
        .describe_rules()
        .rule_arns("none")
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_rule_not_found_exception());
    let error = elb
        .delete_target_group()
        .target_group_arn(&balancing.blue)
        .send()
        .await;
    assert!(
        error
            .unwrap_err()
            .into_service_error()
            .is_resource_in_use_exception()
    );
    let error = elb.describe_account_limits().send().await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidAction"));
    let error = elb
        .create_target_group()
        .name("-")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("ValidationError"));
    let spare = target_group(elb, "spare").await;
    assert_eq!(
        target_group(elb, "spare").await,
        spare,
        "the same again is the same"
    );
    elb.delete_target_group()
        .target_group_arn(&spare)
        .send()
        .await
        .unwrap();
}
