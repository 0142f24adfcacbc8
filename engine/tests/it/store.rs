//! The store, on SQLite and on the Postgres of `ECSCOPE_TEST_POSTGRES` (an empty database).

use std::os::unix::fs::PermissionsExt as _;

use engine::audit::NewEntry;
use engine::store::{Store, StoreError};
use model::access::{Grant, Role};
use model::audit::Outcome;
use tempfile::TempDir;

fn grant(target: &str, role: Role) -> Grant {
    Grant {
        target: target.to_owned(),
        role,
    }
}

fn entry(action: &str) -> NewEntry {
    NewEntry {
        user: "ann".to_owned(),
        action: action.to_owned(),
        target: "demo".to_owned(),
        region: "us-east-1".to_owned(),
        resource: "todo/admin".to_owned(),
        parameters: "desired 3 → 5".to_owned(),
    }
}

/// A new SQLite store, and the folder that it ends with.
async fn sqlite() -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&format!("sqlite:{}/console.db", folder.path().display())).await;
    (folder, store.unwrap())
}

#[tokio::test]
async fn the_file_is_private_and_opens_again() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("odd name 50%?#.db");
    let url = format!("sqlite:{}", path.display());
    let store = Store::open(&url).await.unwrap();
    store.add_user("ann", "correct horse", &[]).await.unwrap();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let again = Store::open(&url).await.unwrap();
    again.ready().await.unwrap();
    assert_eq!(
        again.list_users().await.unwrap(),
        [("ann".to_owned(), Vec::new())]
    );
}

#[tokio::test]
async fn what_cannot_be_opened_is_said_in_a_sentence() {
    let folder = TempDir::new().unwrap();
    let missing = folder.path().join("missing");
    let text = folder.path().join("text.db");
    std::fs::write(
        &text,
        "this is a text file and no database at all, however long it gets",
    )
    .unwrap();
    for (url, part) in [
        (
            format!("sqlite:{}/console.db", missing.display()),
            format!("the folder {} does not exist", missing.display()),
        ),
        (
            format!("sqlite:{}", text.display()),
            "not a database".to_owned(),
        ),
        (
            format!("sqlite:{}", folder.path().display()),
            "directory".to_owned(),
        ),
        (
            "mysql://root:secret@db/x".to_owned(),
            "neither sqlite:PATH nor postgres".to_owned(),
        ),
        (
            "postgres://me:secret@127.0.0.1:9/x".to_owned(),
            "127.0.0.1:9/x".to_owned(),
        ),
    ] {
        let words = Store::open(&url).await.unwrap_err().to_string();
        assert!(words.contains(&part), "{words}");
        assert!(
            !words.contains("secret") && !words.contains('\n'),
            "{words}"
        );
    }
}

#[tokio::test]
async fn users_on_sqlite() {
    users(&sqlite().await.1).await;
}

#[tokio::test]
async fn audit_on_sqlite() {
    audit(&sqlite().await.1).await;
}

#[tokio::test]
async fn users_and_audit_on_postgres() {
    let Ok(url) = std::env::var("ECSCOPE_TEST_POSTGRES") else {
        return;
    };
    let store = Store::open(&url).await.unwrap();
    users(&store).await;
    audit(&store).await;
}

async fn users(store: &Store) {
    let grants = [grant("prod", Role::Viewer), grant("dev-*", Role::Operator)];
    store
        .add_user("ann", "correct horse", &grants)
        .await
        .unwrap();
    let taken = store.add_user("ann", "another password", &[]).await;
    assert!(matches!(taken, Err(StoreError::UserExists(name)) if name == "ann"));
    for (name, password) in [
        ("", "long enough"),
        (" bob", "long enough"),
        ("bob", "short"),
    ] {
        assert!(
            store.add_user(name, password, &[]).await.is_err(),
            "{name} {password}"
        );
    }
    assert!(store.verify("ann", "correct horse").await.unwrap());
    for (name, password) in [
        ("ann", "correct hors"),
        ("ann", ""),
        ("bob", "correct horse"),
    ] {
        assert!(
            !store.verify(name, password).await.unwrap(),
            "{name} {password}"
        );
    }

    let before = store.credential_version("ann").await.unwrap().unwrap();
    store.set_password("ann", "battery staple").await.unwrap();
    assert_ne!(store.credential_version("ann").await.unwrap(), Some(before));
    assert!(store.verify("ann", "battery staple").await.unwrap());
    assert!(!store.verify("ann", "correct horse").await.unwrap());

    assert_eq!(store.grants("bob").await.unwrap(), None);
    let mut read = store.grants("ann").await.unwrap().unwrap();
    read.sort_by(|a, b| b.target.cmp(&a.target));
    assert_eq!(read, grants);
    let changed = [grant("*", Role::Viewer), grant("*", Role::Admin)];
    store.set_grants("ann", &changed).await.unwrap();
    assert_eq!(
        store.grants("ann").await.unwrap(),
        Some(vec![grant("*", Role::Admin)])
    );
    store.set_grants("ann", &[]).await.unwrap();
    assert_eq!(
        store.grants("ann").await.unwrap(),
        Some(Vec::new()),
        "a user without grants"
    );

    store.remove_user("ann").await.unwrap();
    assert_eq!(store.credential_version("ann").await.unwrap(), None);
    for gone in [
        store.remove_user("ann").await,
        store.set_password("ann", "battery staple").await,
        store.set_grants("ann", &changed).await,
    ] {
        assert!(matches!(gone, Err(StoreError::NoUser(name)) if name == "ann"));
    }
}

async fn audit(store: &Store) {
    let start = |_| {
        let store = store.clone();
        tokio::spawn(async move { store.audit_start(&entry("scale")).await })
    };
    let mut ids = Vec::new();
    for started in (0..20).map(start).collect::<Vec<_>>() {
        ids.push(started.await.unwrap().unwrap());
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 20, "each entry has a number of its own");

    let last = *ids.last().unwrap();
    store
        .audit_end(last, Outcome::Succeeded, None, Some("request-1"), None)
        .await
        .unwrap();
    let refusal = (Outcome::Refused, Some("Your role here is viewer."));
    store
        .audit_note(&entry("roll_back"), refusal.0, refusal.1)
        .await
        .unwrap();
    let newest = store.audit_list(3).await.unwrap();
    let told: Vec<_> = newest
        .iter()
        .map(|e| {
            (
                e.action.as_str(),
                e.outcome,
                e.message.as_deref(),
                e.request_id.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("roll_back", refusal.0, refusal.1, None),
            ("scale", Outcome::Succeeded, None, Some("request-1")),
            ("scale", Outcome::Started, None, None),
        ]
    );
    assert_eq!(
        (newest[0].resource.as_str(), newest[0].parameters.as_str()),
        ("todo/admin", "desired 3 → 5")
    );
}
