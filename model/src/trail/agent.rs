//! The program that made a call, from its user agent.

use serde_json::Value;

use super::{filled, printable};

/// The longest name of a program that nobody here knows, in characters.
const LONGEST: usize = 64;

/// Programs by what their user agents contain; the first that fits counts, because tools name the
/// SDK that they are made with, too.
const KNOWN: [(&str, &str); 17] = [
    ("Terraform/", "Terraform"),
    ("OpenTofu/", "OpenTofu"),
    ("Pulumi", "Pulumi"),
    ("amazon-ecs-deploy-task-definition", "GitHub Actions"),
    ("aws-cdk", "AWS CDK"),
    ("aws-copilot", "AWS Copilot"),
    ("ecs-cli", "ECS CLI"),
    ("Ansible", "Ansible"),
    ("aws-cli/", "aws-cli"),
    ("Boto3/", "boto3"),
    ("Botocore/", "botocore"),
    ("aws-sdk-js/", "AWS SDK for JavaScript"),
    ("aws-sdk-go", "AWS SDK for Go"),
    ("aws-sdk-java/", "AWS SDK for Java"),
    ("aws-sdk-rust/", "AWS SDK for Rust"),
    ("aws-sdk-dotnet", "AWS SDK for .NET"),
    ("aws-sdk-ruby", "AWS SDK for Ruby"),
];

/// The program; `None` when the event does not tell.
pub(super) fn program(event: &Value) -> Option<String> {
    let from_console = event["sessionCredentialFromConsole"] == "true"
        || event["sessionCredentialFromConsole"] == true;
    let agent = filled(&event["userAgent"]);
    let is_browser = |agent: &str| {
        agent.starts_with("Mozilla/")
            || agent.contains("console.") && agent.contains("amazonaws.com")
    };
    if from_console || agent.is_some_and(is_browser) {
        return Some("AWS console".to_owned());
    }
    let agent = agent?;
    if let Some((_, name)) = KNOWN.iter().find(|(part, _)| agent.contains(part)) {
        return Some((*name).to_owned());
    }
    // AWS's services sign with their names, as cloudformation.amazonaws.com.
    if let Some(service) = agent.strip_suffix(".amazonaws.com") {
        return Some(match service {
            "cloudformation" => "CloudFormation".to_owned(),
            "codedeploy" => "CodeDeploy".to_owned(),
            "codepipeline" => "CodePipeline".to_owned(),
            _ => printable(agent).chars().take(LONGEST).collect(),
        });
    }
    let name = printable(agent.split(['/', ' ', '(']).next()?);
    let name: String = name.chars().take(LONGEST).collect();
    (!name.is_empty()).then_some(name)
}
