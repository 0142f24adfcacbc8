//! Who makes the changes of a scenario.

use crate::{clock::Millis, random::hash, trail::Identity};

/// Somebody, or something, that changes services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum People {
    /// What sets everything up.
    Terraform,
    /// The pipeline, which deploys.
    Pipeline,
    /// A person in the AWS console.
    Person,
}

impl People {
    /// Who changes a service at a time: the pipeline mostly, a person now and then.
    pub(super) fn of(service: &str, at: Millis) -> Self {
        if hash(43, &format!("{service} {at}")).is_multiple_of(5) {
            Self::Person
        } else {
            Self::Pipeline
        }
    }

    /// The identity with the program that it uses.
    pub(super) fn identity(self, service: &str) -> (Identity, &'static str) {
        match self {
            Self::Terraform => (
                Identity::session("terraform", "infrastructure", false),
                "APN/1.0 HashiCorp/1.0 Terraform/1.12.2 (+https://www.terraform.io) \
                 terraform-provider-aws/6.4.0 (+https://registry.terraform.io/providers/hashicorp/aws) \
                 aws-sdk-go-v2/1.36.6 ua/2.1 os/linux lang/go#1.23.8 md/GOOS#linux md/GOARCH#amd64 api/ecs#1.60.0",
            ),
            Self::Pipeline => (
                Identity::session("github-deploy", &format!("deploy-{service}"), false),
                "aws-cli/2.27.50 md/awscrt#0.26.1 ua/2.1 os/linux#6.8.0-1029-azure md/arch#x86_64 \
                 lang/python#3.13.4 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off \
                 md/command#ecs.update-service",
            ),
            Self::Person => (
                Identity::session(
                    "AWSReservedSSO_Operators_3f1c9a7be2d04c58",
                    "ada@example.com",
                    true,
                ),
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            ),
        }
    }
}
