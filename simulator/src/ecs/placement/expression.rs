//! The cluster query language: which container instances an expression means.

mod parse;

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

/// An expression over a container instance.
#[derive(Debug, Clone)]
pub(crate) enum Expression {
    /// A subject compared with something.
    Test(Subject, Operator),
    Not(Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
}

/// What a test looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// `attribute:NAME`
    Attribute(String),
    /// `task:group`: the groups of the tasks on the instance.
    TaskGroup,
    AgentConnected,
    AgentVersion,
    Ec2InstanceId,
    RegisteredAt,
    RunningTasksCount,
}

/// How a subject is compared.
#[derive(Debug, Clone)]
pub(crate) enum Operator {
    Equals(String),
    NotEquals(String),
    Exists,
    NotExists,
    In(Vec<String>),
    NotIn(Vec<String>),
    Matches(Regex),
    NotMatches(Regex),
    Greater(String),
    GreaterOrEqual(String),
    Less(String),
    LessOrEqual(String),
}

/// What an expression can ask of a container instance.
#[derive(Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) attributes: &'a BTreeMap<String, Option<String>>,
    pub(crate) agent_connected: bool,
    pub(crate) agent_version: &'a str,
    pub(crate) ec2_instance_id: &'a str,
    /// In RFC 3339.
    pub(crate) registered_at: String,
    pub(crate) running_tasks: usize,
    /// Groups of the tasks on the instance.
    pub(crate) groups: BTreeSet<&'a str>,
}

impl Expression {
    /// Reads an expression; the error says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        parse::expression(text)
    }

    /// Whether an instance is meant.
    pub(crate) fn holds(&self, facts: &Facts<'_>) -> bool {
        match self {
            Self::Test(subject, operator) => operator.holds(&values(subject, facts)),
            Self::Not(inner) => !inner.holds(facts),
            Self::And(one, other) => one.holds(facts) && other.holds(facts),
            Self::Or(one, other) => one.holds(facts) || other.holds(facts),
        }
    }
}

/// The values a subject has; an attribute without a value is there, with an empty one.
fn values(subject: &Subject, facts: &Facts<'_>) -> Vec<String> {
    match subject {
        Subject::Attribute(name) => {
            let found = facts.attributes.get(name);
            found
                .map(|value| value.clone().unwrap_or_default())
                .into_iter()
                .collect()
        }
        Subject::TaskGroup => facts
            .groups
            .iter()
            .map(|group| (*group).to_owned())
            .collect(),
        Subject::AgentConnected => vec![facts.agent_connected.to_string()],
        Subject::AgentVersion => vec![facts.agent_version.to_owned()],
        Subject::Ec2InstanceId => vec![facts.ec2_instance_id.to_owned()],
        Subject::RegisteredAt => vec![facts.registered_at.clone()],
        Subject::RunningTasksCount => vec![facts.running_tasks.to_string()],
    }
}

impl Operator {
    /// Positive operators hold if they do for any value, negative ones if for all of them.
    fn holds(&self, values: &[String]) -> bool {
        let any = |test: &dyn Fn(&str) -> bool| values.iter().any(|value| test(value));
        match self {
            Self::Equals(wanted) => any(&|value| value == wanted),
            Self::NotEquals(unwanted) => !any(&|value| value == unwanted),
            Self::Exists => !values.is_empty(),
            Self::NotExists => values.is_empty(),
            Self::In(wanted) => any(&|value| wanted.iter().any(|one| one == value)),
            Self::NotIn(unwanted) => !any(&|value| unwanted.iter().any(|one| one == value)),
            Self::Matches(pattern) => any(&|value| pattern.is_match(value)),
            Self::NotMatches(pattern) => !any(&|value| pattern.is_match(value)),
            Self::Greater(bound) => any(&|value| order(value, bound).is_gt()),
            Self::GreaterOrEqual(bound) => any(&|value| order(value, bound).is_ge()),
            Self::Less(bound) => any(&|value| order(value, bound).is_lt()),
            Self::LessOrEqual(bound) => any(&|value| order(value, bound).is_le()),
        }
    }
}

/// The order of numbers, of versions part by part, and of anything else as text.
fn order(one: &str, other: &str) -> std::cmp::Ordering {
    let parts = |text: &str| {
        text.split('.')
            .map(str::parse::<u64>)
            .collect::<Result<Vec<_>, _>>()
    };
    match (parts(one), parts(other)) {
        (Ok(one), Ok(other)) => one.cmp(&other),
        _ => one.cmp(other),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{Expression, Facts};

    fn holds(text: &str) -> bool {
        let attributes: BTreeMap<String, Option<String>> = [
            ("ecs.instance-type", Some("t2.medium")),
            ("ecs.availability-zone", Some("us-east-1a")),
            ("stack", Some("prod")),
            ("ssd", None),
        ]
        .map(|(name, value)| (name.to_owned(), value.map(str::to_owned)))
        .into();
        let facts = Facts {
            attributes: &attributes,
            agent_connected: true,
            agent_version: "1.89.2",
            ec2_instance_id: "i-0abc",
            registered_at: "2026-09-21T10:00:00.000Z".to_owned(),
            running_tasks: 3,
            groups: BTreeSet::from(["service:web", "family:job"]),
        };
        Expression::parse(text).unwrap().holds(&facts)
    }

    #[test]
    fn expressions_mean_what_the_documentation_says() {
        for (text, expected) in [
            ("attribute:stack == prod", true),
            ("attribute:stack equals prod", true),
            ("attribute:stack==prod", true),
            ("attribute:stack == 'prod'", true),
            ("attribute:stack != prod", false),
            ("attribute:absent == prod", false),
            ("attribute:absent != prod", true),
            ("attribute:ssd exists", true),
            ("attribute:absent exists", false),
            ("attribute:absent !exists", true),
            ("attribute:absent not_exists", true),
            (
                "attribute:ecs.availability-zone in [us-east-1a, us-east-1b]",
                true,
            ),
            (
                "attribute:ecs.availability-zone not_in [us-east-1a,us-east-1b]",
                false,
            ),
            ("attribute:ecs.availability-zone !in [us-east-1c]", true),
            ("attribute:ecs.instance-type =~ t2.*", true),
            ("attribute:ecs.instance-type matches (t2|t3).*", true),
            ("attribute:ecs.instance-type =~ t2", false),
            ("(attribute:ecs.instance-type =~ (t2|t3).*)", true),
            ("attribute:ecs.instance-type !~ m6i.*", true),
            (
                "attribute:ecs.instance-type =~ t2.* and attribute:ecs.availability-zone != us-east-1d",
                true,
            ),
            ("task:group == service:web", true),
            ("task:group != service:web", false),
            ("not(task:group == database)", true),
            ("not task:group == service:web", false),
            ("!(attribute:stack == prod)", false),
            ("runningTasksCount > 2", true),
            ("runningTasksCount >= 4", false),
            ("runningTasksCount less_than 10", true),
            ("agentVersion >= 1.9.0", true),
            ("agentConnected == true", true),
            ("ec2InstanceId in ['i-0abc', 'i-0def']", true),
            ("registeredAt < 2027-01-01", true),
            ("attribute:stack == dev or attribute:ssd exists", true),
            (
                "attribute:stack == dev || attribute:stack == prod && attribute:ssd exists",
                true,
            ),
            (
                "(attribute:stack == prod or attribute:stack == dev) and attribute:gpu exists",
                false,
            ),
        ] {
            assert_eq!(holds(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for text in [
            "",
            "attribute:",
            "attribute:stack",
            "attribute:stack = prod",
            "attribute:stack ==",
            "colour == red",
            "attribute:stack in prod",
            "attribute:stack in [prod",
            "(attribute:stack == prod",
            "attribute:stack == prod)",
            "attribute:stack == prod and",
            "attribute:stack == 'prod",
            "attribute:ecs.instance-type =~ [",
        ] {
            assert!(Expression::parse(text).is_err(), "{text}");
        }
        let deep = "(".repeat(10_000);
        assert!(Expression::parse(&deep).is_err());
    }
}
