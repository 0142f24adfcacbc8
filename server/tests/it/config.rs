//! Wrong configurations: each is named by place, key and what was expected.

use server::config::{Config, LogFormat, Source};

use crate::harness::Program;

#[tokio::test]
async fn mistakes_in_the_file_are_named() {
    let program = Program::new();
    let file = program.folder().join("console.toml");
    for (text, key, expected) in [
        ("listen = \"nowhere\"", "listen", "an address with a port"),
        ("listen = 3000", "listen", "a string"),
        (
            "metrics_listen = \"everywhere\"",
            "metrics_listen",
            "an address with a port",
        ),
        (
            "listen = \"0.0.0.0:3000\"",
            "public_url",
            "the address browsers use",
        ),
        ("public_url = \"ecs.example.com\"", "public_url", "https://"),
        (
            "public_url = \"https://ecs.example.com/console\"",
            "public_url",
            "without a path",
        ),
        (
            "store = \"mysql://root:hunter2@db\"",
            "store",
            "sqlite:PATH or postgres://",
        ),
        ("read_only = \"yes\"", "read_only", "a boolean"),
        (
            "[budget]\nbackground_percent = 0",
            "budget.background_percent",
            "1 to 100",
        ),
        (
            "trusted_proxies = [\"everybody\"]",
            "trusted_proxies",
            "10.0.0.0/8",
        ),
        ("trusted_proxies = 7", "trusted_proxies", "a list of texts"),
        (
            "[session]\nidle_minutes = 0",
            "session.idle_minutes",
            "from 1 to",
        ),
        (
            "[session]\nabsolute_hours = -1",
            "session.absolute_hours",
            "u32",
        ),
        ("[session]\nidle = 1", "session.idle", "unknown key"),
        ("[log]\nformat = \"xml\"", "log.format", "text or json"),
        ("[log]\nfilter = \"engine=loud\"", "log.filter", "levels"),
        ("lisen = \"127.0.0.1:1\"", "lisen", "unknown key"),
        ("[[targets]]\nregions = [\"us-east-1\"]", "name", "required"),
        ("[[targets]]\nname = \"a b\"", "targets[0].name", "letters"),
        (
            "[[targets]]\nname = \"a\"\n[[targets]]\nname = \"a\"",
            "targets[1].name",
            "no other",
        ),
        (
            "[[targets]]\nname = \"a\"\nregion = \"x\"",
            "region",
            "unknown key",
        ),
        (
            "[[targets]]\nname = \"a\"\nregions = [\"US EAST\"]",
            "targets[0].regions",
            "regions",
        ),
        (
            "[[targets]]\nname = \"a\"\nrole_arn = \"ecscope\"",
            "targets[0].role_arn",
            "ARN",
        ),
        (
            "[[targets]]\nname = \"a\"\nexternal_id = \"x\"",
            "targets[0].external_id",
            "role_arn",
        ),
        (
            "[[targets]]\nname = \"a\"\nendpoint = \"here\"",
            "targets[0].endpoint",
            "http://",
        ),
        ("listen = [", "", "console.toml"),
    ] {
        std::fs::write(&file, text).unwrap();
        let source = Source {
            file: Some(file.clone()),
            ..Source::default()
        };
        let error = Config::load(source).unwrap_err().to_string();
        let in_file = error.contains("console.toml") || key == "public_url";
        assert!(
            in_file && error.contains(key) && error.contains(expected),
            "{text}: {error}"
        );
        assert!(!error.contains("hunter2"), "{error}");
    }
    let missing = Source {
        file: Some(program.folder().join("none.toml")),
        ..Source::default()
    };
    assert!(
        Config::load(missing)
            .unwrap_err()
            .to_string()
            .contains("none.toml")
    );
}

#[tokio::test]
async fn mistakes_elsewhere_are_named_too() {
    for (variable, value, arguments, said) in [
        (
            "ECSCOPE_LISTEN",
            "nowhere",
            "",
            vec!["ECSCOPE_LISTEN", "listen", "address with a port"],
        ),
        (
            "ECSCOPE_METRICS_LISTEN",
            "everywhere",
            "",
            vec!["ECSCOPE_METRICS_LISTEN", "address with a port"],
        ),
        (
            "ECSCOPE_READ_ONLY",
            "maybe",
            "",
            vec!["ECSCOPE_READ_ONLY", "a boolean"],
        ),
        (
            "ECSCOPE_SESSION__IDLE_MINUTES",
            "soon",
            "",
            vec!["ECSCOPE_SESSION__IDLE_MINUTES", "session.idle_minutes"],
        ),
        (
            "ECSCOPE_SESSION__IDLE",
            "1",
            "",
            vec!["ECSCOPE_SESSION__IDLE", "unknown key"],
        ),
        (
            "UNRELATED",
            "",
            "--store mysql:x",
            vec!["command line", "store", "sqlite:PATH"],
        ),
        ("UNRELATED", "", "--config none.toml", vec!["none.toml"]),
        (
            "UNRELATED",
            "",
            "--listen 0.0.0.0:0",
            vec!["public_url", "--public-url"],
        ),
    ] {
        let mut program = Program::new();
        program.set(variable, value);
        let mut command = vec!["serve"];
        command.extend(arguments.split_whitespace());
        let ended = program.run(&command, "").await;
        assert_eq!(
            ended.code,
            Some(1),
            "{variable}={value} {arguments}: {ended:?}"
        );
        for word in said {
            assert!(
                ended.stderr.contains(word),
                "{variable}={value} {arguments}: {ended:?}"
            );
        }
        assert_eq!(ended.stderr.lines().count(), 1, "one sentence: {ended:?}");
    }
}

/// The example of `docs/configuration.md`.
fn example() -> String {
    let docs = include_str!("../../../docs/configuration.md");
    let start = docs.find("```toml\n").unwrap() + "```toml\n".len();
    let length = docs[start..].find("```").unwrap();
    docs[start..start + length].to_owned()
}

#[test]
fn the_documented_example_shows_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let load = |text: &str| {
        let file = folder.path().join("ecscope.toml");
        std::fs::write(&file, text).unwrap();
        Config::load(Source {
            file: Some(file),
            ..Source::default()
        })
        .unwrap()
    };
    let (example, default) = (load(&example()), load(""));
    assert_eq!(example.listen, default.listen);
    assert_eq!(example.metrics_listen, default.metrics_listen);
    assert_eq!(example.public_url, default.public_url);
    assert_eq!(example.store, default.store);
    assert_eq!(example.read_only, default.read_only);
    assert_eq!(example.session, default.session);
    assert_eq!(example.log, default.log);
    assert!((example.background_share - default.background_share).abs() < 1e-9);
    assert_eq!(example.log.format, LogFormat::Text);
    assert!(default.targets.is_empty());
}

#[test]
fn every_line_of_the_documented_example_is_valid() {
    // What is commented out in the example is what is not a default.
    let text: String = example()
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(code) if !code.starts_with(' ') => format!("{code}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ecscope.toml");
    std::fs::write(&file, &text).unwrap();
    let config = Config::load(Source {
        file: Some(file),
        ..Source::default()
    })
    .unwrap();
    assert!(config.public_url.is_some(), "{text}");
    assert!(config.metrics_listen.is_some(), "{text}");
    assert!(config.targets.len() >= 2, "{text}");
}
