//! Shutting down.

use tokio::time::timeout;

use crate::harness::{PATIENCE, Running, Socket, Wish};

#[tokio::test]
async fn sockets_are_told_and_everything_ends() {
    let mut console = Running::start(Wish::default()).await;
    let browser = console.signed_in("ada").await;
    let mut socket = Socket::open(&browser).await;
    socket.hello().await;
    console.shutdown.cancel();
    assert_eq!(socket.closed().await, 1012);
    timeout(PATIENCE, &mut console.serving)
        .await
        .unwrap()
        .unwrap();
    let address = console.url.trim_start_matches("http://");
    assert!(
        tokio::net::TcpStream::connect(address).await.is_err(),
        "it still listens"
    );
}
