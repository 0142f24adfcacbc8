use super::*;

fn here() -> ClusterRef {
    Place {
        target: "prod eu".to_owned(),
        region: "eu-west-1".to_owned(),
    }
    .cluster("to/do")
}

#[test]
fn builds_addresses() {
    let base = "/t/prod%20eu/eu-west-1";
    for (built, expected) in [
        (clusters(), "/".to_owned()),
        (activity(), "/activity".to_owned()),
        (sign_in(None), "/sign-in".to_owned()),
        (sign_in(Some("/")), "/sign-in".to_owned()),
        (
            sign_in(Some("/t/a?q=x&y")),
            "/sign-in?next=%2Ft%2Fa%3Fq%3Dx%26y".to_owned(),
        ),
        (cluster(&here()), format!("{base}/clusters/to%2Fdo")),
        (
            service(&here().service("web"), ServiceTab::Deployment),
            format!("{base}/clusters/to%2Fdo/services/web"),
        ),
        (
            service(&here().service("web"), ServiceTab::Logs),
            format!("{base}/clusters/to%2Fdo/services/web/logs"),
        ),
        (
            task(&here().task("9f2c"), TaskTab::Logs),
            format!("{base}/clusters/to%2Fdo/tasks/9f2c/logs"),
        ),
        (
            task_definition(
                &here().place,
                "arn:aws:ecs:eu-west-1:1:task-definition/web:7",
            ),
            format!("{base}/task-definitions/web/7"),
        ),
        (
            task_definition(&here().place, "<script>"),
            format!("{base}/task-definitions/%3Cscript%3E"),
        ),
    ] {
        assert_eq!(built, expected);
    }
}

#[test]
fn reads_what_it_builds() {
    let web = here().service("web");
    let nine = here().task("9f2c");
    let cases = [
        (clusters(), Subject::Clusters),
        (activity(), Subject::Activity),
        (
            cluster(&here()),
            Subject::Cluster(here(), ClusterTab::Services),
        ),
        (
            cluster_tab(&here(), ClusterTab::Tasks),
            Subject::Cluster(here(), ClusterTab::Tasks),
        ),
        (
            service(&web, ServiceTab::Events),
            Subject::Service(web.clone()),
        ),
        (task(&nine, TaskTab::Overview), Subject::Task(nine.clone())),
        (
            task_definition(&here().place, "web:7"),
            Subject::TaskDefinition(here().place, "web".to_owned(), "7".to_owned()),
        ),
        ("/nowhere".to_owned(), Subject::Unknown),
        ("/t/a/b/clusters".to_owned(), Subject::Unknown),
    ];
    for (path, subject) in cases {
        assert_eq!(Subject::of(&path), subject, "{path}");
    }
}

#[test]
fn crumbs_lead_to_their_pages() {
    let crumbs = Subject::Service(here().service("web")).crumbs();
    let texts: Vec<&str> = crumbs.iter().map(|crumb| crumb.text.as_str()).collect();
    assert_eq!(texts, ["prod eu", "eu-west-1", "to/do", "web"]);
    for crumb in crumbs {
        if let Some(href) = crumb.href {
            assert_ne!(Subject::of(&href), Subject::Unknown);
        }
    }
}

#[test]
fn tabs_have_addresses_of_their_own() {
    for tab in ServiceTab::ALL {
        assert_eq!(ServiceTab::from_segment(tab.segment()), Some(tab));
    }
    for tab in ClusterTab::ALL {
        assert_eq!(ClusterTab::from_segment(tab.segment()), Some(tab));
    }
    for tab in TaskTab::ALL {
        assert_eq!(TaskTab::from_segment(tab.segment()), Some(tab));
    }
    assert_eq!(ServiceTab::from_segment("metrics"), None);
}

#[test]
fn only_web_addresses_become_links() {
    assert!(safe_link("https://example.org").is_some());
    for hostile in [
        "javascript:alert(1)",
        "data:text/html,x",
        " https://x",
        "//x",
    ] {
        assert_eq!(safe_link(hostile), None);
    }
}

#[test]
fn queries_keep_their_other_keys() {
    for (query, key, value, expected) in [
        ("", "q", "a b&c", "?q=a%20b%26c"),
        ("?q=x&sort=name", "q", "50%", "?sort=name&q=50%25"),
        ("q=x&sort=name", "q", "", "?sort=name"),
        ("?q=x", "q", "", ""),
        ("?filter=x", "f", "", "?filter=x"),
    ] {
        let set = with_query_value(query, key, value);
        assert_eq!(set, expected);
        let read = query_value(&set, key).unwrap_or_default();
        assert_eq!(read, value);
    }
    assert_eq!(query_value("?q=a+b%2Bc", "q").as_deref(), Some("a b+c"));
    assert_eq!(query_value("?q=%ff%", "q").as_deref(), Some("\u{fffd}%"));
}
