//! Operations on task definitions.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    arn,
    document::Document,
    ecs::{
        Ecs,
        task_definition::{TaskDefinition, TaskDefinitions, validate},
    },
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
    tags::Tags,
    world::Context,
};

const SIZE: PageSize = PageSize {
    default: 100,
    most: 100,
};

/// `ListTaskDefinitionFamilies`: by default the families with any revision.
pub(crate) fn list_families(ecs: &Ecs, input: &Input) -> Answer {
    let prefix = input.text("familyPrefix")?.unwrap_or_default();
    let status = input.text("status")?.unwrap_or("ALL");
    let families = ecs
        .task_definitions
        .families
        .iter()
        .filter(|(family, revisions)| {
            let active = revisions.values().any(TaskDefinition::is_active);
            let kept = revisions
                .values()
                .any(|definition| definition.delete_requested_at.is_none());
            family.starts_with(prefix)
                && kept
                && match status {
                    "ACTIVE" => active,
                    "INACTIVE" => !active,
                    _ => true,
                }
        });
    let items = families.map(|(family, _)| (family.clone(), family.clone()));
    let (names, token) = page(items, input, SIZE, "ListTaskDefinitionFamilies")?;
    Ok(Document::new()
        .set("families", names)
        .maybe("nextToken", token)
        .build())
}

/// `ListTaskDefinitions`: by default the active revisions, oldest first.
pub(crate) fn list(ecs: &Ecs, input: &Input) -> Answer {
    let family = input.text("familyPrefix")?;
    let status = input.text("status")?.unwrap_or("ACTIVE");
    let mut arns: Vec<&str> = ecs
        .task_definitions
        .all()
        .filter(|definition| {
            family.is_none_or(|family| definition.family == family) && definition.status() == status
        })
        .map(|definition| definition.arn.as_str())
        .collect();
    if input.text("sort")? == Some("DESC") {
        arns.reverse();
    }
    let items = arns
        .into_iter()
        .enumerate()
        .map(|(index, arn)| (format!("{index:08}"), arn));
    let (arns, token) = page(items, input, SIZE, "ListTaskDefinitions")?;
    Ok(Document::new()
        .set("taskDefinitionArns", arns)
        .maybe("nextToken", token)
        .build())
}

/// `DescribeTaskDefinition`.
pub(crate) fn describe(ecs: &Ecs, input: &Input) -> Answer {
    let identifier = input.required_text("taskDefinition")?;
    let definition = ecs
        .task_definitions
        .find(identifier)
        .ok_or_else(|| AwsError::client("Unable to describe task definition."))?;
    Ok(Document::new()
        .set("taskDefinition", definition.describe())
        .set(
            "tags",
            if input.includes("TAGS")? {
                definition.tags.to_json()
            } else {
                json!([])
            },
        )
        .build())
}

/// `RegisterTaskDefinition`: keeps every member of the request.
pub(crate) fn register(ecs: &mut Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let family = input.required_text("family")?;
    let tags = Tags::parse(input.list("tags")?)?;
    let document = validate::checked(input)?;
    let TaskDefinitions { families, newest } = &mut ecs.task_definitions;
    let newest = newest.entry(family.to_owned()).or_default();
    *newest += 1;
    let revision = *newest;
    let definition = TaskDefinition {
        family: family.to_owned(),
        revision,
        arn: arn::ecs(
            &context.region,
            &format!("task-definition/{family}:{revision}"),
        ),
        document: Arc::new(document),
        tags,
        registered_at: context.now,
        deregistered_at: None,
        delete_requested_at: None,
    };
    let answer =
        json!({ "taskDefinition": definition.describe(), "tags": definition.tags.to_json() });
    let revisions = families.entry(family.to_owned()).or_default();
    revisions.insert(revision, definition);
    Ok(answer)
}

/// `DeregisterTaskDefinition`: the revision can't be used any more but stays describable.
pub(crate) fn deregister(ecs: &mut Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let identifier = input.required_text("taskDefinition")?;
    if !arn::short_name(identifier).contains(':') {
        return Err(AwsError::client(
            "Task definition family and revision must be specified.",
        ));
    }
    let definition = ecs
        .task_definitions
        .find_mut(identifier)
        .ok_or_else(|| AwsError::client("The specified task definition does not exist."))?;
    definition.deregistered_at.get_or_insert(context.now);
    let described: Value = definition.describe();
    Ok(json!({ "taskDefinition": described }))
}
