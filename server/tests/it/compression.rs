//! What is sent compressed, and what never is.

use reqwest::Method;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING};

use crate::harness::{Running, Wish};

const PAGE: &str = "/t/demo/us-east-1/clusters/todo";

#[tokio::test]
async fn pages_are_compressed_as_browsers_take_it() {
    let console = Running::start(Wish::default()).await;
    let browser = console.signed_in("ada").await;
    let mut lengths = Vec::new();
    for (accepted, expected) in [
        ("identity", None),
        ("gzip", Some("gzip")),
        ("gzip, deflate, br, zstd", Some("br")),
    ] {
        let request = browser.bare(Method::GET, PAGE);
        let answer = request
            .header(ACCEPT_ENCODING, accepted)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        let encoding = answer.headers().get(CONTENT_ENCODING);
        assert_eq!(encoding.map(|e| e.to_str().unwrap()), expected);
        lengths.push(answer.bytes().await.unwrap().len());
    }
    assert!(
        lengths[0] > 3 * lengths[1] && lengths[1] > lengths[2],
        "{lengths:?}"
    );
}

#[tokio::test]
async fn a_page_that_repeats_a_query_is_not_compressed() {
    let console = Running::start(Wish::default()).await;
    let browser = console.signed_in("ada").await;
    let request = browser.bare(Method::GET, &format!("{PAGE}?q=guess"));
    let answer = request.header(ACCEPT_ENCODING, "br").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers().get(CONTENT_ENCODING), None);
    assert!(answer.text().await.unwrap().contains("guess"));
}
