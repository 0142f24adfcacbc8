//! Which targets share a budget, through the SDK.

use engine::Engine;
use engine::settings::{CredentialSource, Settings, Target};
use engine::store::Store;
use model::access::Role;
use model::live::BudgetClass;
use model::place::Place;
use tempfile::TempDir;

use crate::support::{Endpoint, REGION, somebody};

/// An engine on these targets, with the folder of its store.
async fn engine(targets: Vec<Target>) -> (Engine, TempDir) {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("console.db").display());
    let settings = Settings {
        targets,
        read_only: false,
        demo: false,
        build: "test".to_owned(),
        background_share: 0.5,
    };
    let store = Store::open(&url).await.unwrap();
    (Engine::new(settings, store), folder)
}

fn target(name: &str, endpoint: &Endpoint, key: &str) -> Target {
    Target {
        name: name.to_owned(),
        credentials: CredentialSource::Static {
            access_key: key.to_owned(),
            secret_key: "secret".to_owned(),
        },
        ..endpoint.target()
    }
}

fn place(target: &str) -> Place {
    Place {
        target: target.to_owned(),
        region: REGION.to_owned(),
    }
}

/// What a target's budget says of reading clusters.
async fn report(engine: &Engine, target: &str) -> BudgetClass {
    let who = somebody(Role::Viewer);
    let first = engine.budget(&who, &place(target)).await.unwrap();
    let mut classes = first.view.classes.into_iter();
    classes
        .find(|class| class.class == "cluster reads")
        .unwrap()
}

#[tokio::test]
async fn targets_of_one_account_and_region_share() {
    let endpoint = Endpoint::todo().await;
    let targets = vec![target("one", &endpoint, "a"), target("two", &endpoint, "b")];
    let (engine, _folder) = engine(targets).await;
    let who = somebody(Role::Viewer);
    for target in ["one", "two"] {
        engine.clusters(&who, &place(target)).await.unwrap();
    }
    let made = u64::from(report(&engine, "two").await.used_per_min);
    let asked = endpoint.calls("ecs", "ListClusters").await
        + endpoint.calls("ecs", "DescribeClusters").await;
    // Each has drawn two calls at least, and each sees those of both.
    assert!((4..=asked).contains(&made), "{made} of {asked}");
}

#[tokio::test]
async fn emulators_with_the_same_account_number_do_not_share() {
    let (first, second) = (Endpoint::todo().await, Endpoint::todo().await);
    let targets = vec![target("one", &first, "a"), target("two", &second, "a")];
    let (engine, _folder) = engine(targets).await;
    let who = somebody(Role::Viewer);
    first.fault("ecs:ListClusters", "throttle").await;
    engine.clusters(&who, &place("one")).await.unwrap_err();
    engine.clusters(&who, &place("two")).await.unwrap();
    assert!(report(&engine, "one").await.throttled > 0);
    assert_eq!(report(&engine, "two").await.throttled, 0);
}

#[tokio::test]
async fn each_target_has_a_clock_of_its_own() {
    let (first, second) = (Endpoint::todo().await, Endpoint::todo().await);
    second.step(3_600_000).await;
    let targets = vec![target("one", &first, "a"), target("two", &second, "a")];
    let (engine, _folder) = engine(targets).await;
    let who = somebody(Role::Viewer);
    let one = engine.clusters(&who, &place("one")).await.unwrap();
    let two = engine.clusters(&who, &place("two")).await.unwrap();
    let apart_ms = two.status.now.0 - one.status.now.0;
    assert!((3_590_000..3_700_000).contains(&apart_ms), "{apart_ms}");
}
