use super::super::{Budget, Priority};
use super::*;
use crate::aws::budget::class::Class;

const REGION: &str = "us-east-1";
/// 50 at once, less what may be under way, and 5 a second.
const CLASS: Class = Class::ServiceModify;
const FULL: u32 = 49;

/// What is left at the beginning of all time.
fn left(buckets: &Buckets) -> u32 {
    let report = buckets.report(0);
    let found = report.iter().find(|(class, _)| *class == CLASS);
    found.map_or(FULL, |(_, report)| report.available)
}

/// Draws as often as that; answers how often it was granted.
fn draw(buckets: &Buckets, calls: u32, now_ms: u64) -> u32 {
    let once =
        |bucket: &mut super::super::Bucket, now_ms| bucket.draw(now_ms, Priority::Interactive);
    let granted = (0..calls).filter(|_| buckets.with(CLASS, now_ms, once).is_ok());
    u32::try_from(granted.count()).unwrap_or(u32::MAX)
}

#[test]
fn accounts_of_arns() {
    for (arn, account) in [
        (
            "arn:aws:iam::123456789012:role/ecscope",
            Some("123456789012"),
        ),
        (
            "arn:aws-cn:ecs:cn-north-1:210987654321:cluster/a:b",
            Some("210987654321"),
        ),
        ("arn:aws:iam::12345678901:role/short", None),
        ("arn:aws:iam::12345678901x:role/odd", None),
        ("arn:aws:s3:::bucket", None),
        ("arn:aws:iam::123456789012", None),
        ("urn:aws:iam::123456789012:role/a", None),
        ("todo", None),
        ("", None),
    ] {
        assert_eq!(account_of(arn), account, "{arn}");
    }
}

#[test]
fn clients_share_by_endpoint_account_and_region() {
    for (endpoint, account, region, shares) in [
        (None, "1", REGION, true),
        (None, "2", REGION, false),
        (None, "1", "us-west-2", false),
        (Some("127.0.0.1:4566"), "1", REGION, false),
    ] {
        let accounts = Accounts::new(0.5);
        let first = Budget::new(REGION, &accounts);
        let second = Budget::new(region, &accounts);
        first.join(None, "1");
        second.join(endpoint, account);
        first.throttled(CLASS);
        let told = second
            .report()
            .iter()
            .any(|(_, report)| report.throttled == 1);
        assert_eq!(told, shares, "{endpoint:?} {account} {region}");
    }
}

#[test]
fn the_first_account_counts() {
    let accounts = Accounts::new(0.5);
    let budget = Budget::new(REGION, &accounts);
    assert_eq!(budget.account(), None);
    budget.join(None, "1");
    budget.join(None, "2");
    assert_eq!(budget.account(), Some("1"));
}

#[test]
fn what_was_drawn_before_counts() {
    let (shared, own) = (Buckets::new(REGION, 0.5), Buckets::new(REGION, 0.5));
    assert_eq!((draw(&shared, 10, 0), draw(&own, 15, 0)), (10, 15));
    assert_eq!((left(&shared), left(&own)), (FULL - 10, FULL - 15));
    shared.absorb(&own, 0);
    assert_eq!(left(&shared), FULL - 25);
    assert_eq!(shared.report(0)[0].1.used_per_min, 25);
}

#[test]
fn two_together_may_have_drawn_more_than_there_is() {
    let (shared, own) = (Buckets::new(REGION, 0.5), Buckets::new(REGION, 0.5));
    assert_eq!((draw(&shared, FULL, 0), draw(&own, FULL, 0)), (FULL, FULL));
    shared.absorb(&own, 0);
    // At 5 calls a second a debt of 49 takes ten seconds.
    assert_eq!((draw(&shared, 1, 0), draw(&shared, 1, 9_000)), (0, 0));
    assert_eq!(draw(&shared, 1, 10_500), 1);
}

#[test]
fn throttling_slows_everybody_in_the_account() {
    let (shared, own) = (Buckets::new(REGION, 0.5), Buckets::new(REGION, 0.5));
    assert_eq!((draw(&shared, 1, 0), draw(&own, 1, 0)), (1, 1));
    own.with(CLASS, 0, super::super::Bucket::throttled);
    shared.absorb(&own, 0);
    let report = &shared.report(0)[0].1;
    assert_eq!((report.throttled, report.paused_ms), (1, 500));
    assert_eq!(report.background_per_min, 75, "half of half of the rate");
}

#[test]
fn who_waits_while_the_budget_changes_waits_on_in_the_new_one() {
    let accounts = Accounts::new(0.5);
    let (first, second) = (
        Budget::new(REGION, &accounts),
        Budget::new(REGION, &accounts),
    );
    first.join(None, "1");
    let waiting = |budget: &Budget| {
        let report = budget.report();
        report.first().map_or(0, |(_, report)| report.waiting)
    };
    let waits = super::super::Waiting::new(&second, CLASS);
    assert_eq!((waiting(&first), waiting(&second)), (0, 1));
    second.join(None, "1");
    assert_eq!((waiting(&first), waiting(&second)), (1, 1));
    drop(waits);
    assert_eq!((waiting(&first), waiting(&second)), (0, 0));
}
