//! What others do in the account, and what AWS was asked for.

use serde_json::Value;

use super::Running;

const CREDENTIAL: &str = "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/ecs/aws4_request, SignedHeaders=host, Signature=0";

impl Running {
    /// Calls ECS as somebody else.
    pub(crate) async fn call_ecs(&self, operation: &str, input: &Value) {
        let target = format!("AmazonEC2ContainerServiceV20141113.{operation}");
        let answer = client()
            .post(&self.simulator_url)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target)
            .header("authorization", CREDENTIAL)
            .body(input.to_string())
            .send()
            .await
            .unwrap();
        let status = answer.status();
        assert!(status.is_success(), "{}", answer.text().await.unwrap());
    }

    /// Tells the simulator's control something.
    pub(crate) async fn control(&self, what: &str, input: &Value) {
        let url = format!("{}/_ecscope/{what}", self.simulator_url);
        let answer = client().post(url).json(input).send().await.unwrap();
        assert!(answer.status().is_success(), "{what}");
    }

    /// How often ECS was asked for an operation so far.
    pub(crate) async fn calls_of(&self, operation: &str) -> u64 {
        let url = format!("{}/_ecscope/requests", self.simulator_url);
        let counts: Value = client()
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        counts["ecs"][operation].as_u64().unwrap_or(0)
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}
