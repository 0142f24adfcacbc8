//! A live socket as a page has it.

use futures::{SinkExt, StreamExt};
use model::live::{ClientMessage, Hello, Position, ServerMessage, Topic, TopicEvent};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async, connect_async};

use super::{Browser, PATIENCE};

/// An open live socket.
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    /// Opens the socket of one of the console's own pages.
    pub(crate) async fn open(browser: &Browser) -> Self {
        Self::try_open(browser, &[("origin", &browser.base)])
            .await
            .unwrap()
    }

    /// Opens a socket with these headers; the error is the status of the answer.
    pub(crate) async fn try_open(
        browser: &Browser,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, u16> {
        let request = request(browser, headers);
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Self { stream }),
            Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    /// Opens the socket of a page whose system takes only few bytes that it does not read.
    pub(crate) async fn open_narrow(browser: &Browser) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let address = browser.base.trim_start_matches("http://");
        let stream = socket.connect(address.parse().unwrap()).await.unwrap();
        let request = request(browser, &[("origin", &browser.base)]);
        let (stream, _) = client_async(request, MaybeTlsStream::Plain(stream))
            .await
            .unwrap();
        Self { stream }
    }

    /// The next message, or the code with which the server closed the socket.
    pub(crate) async fn next(&mut self) -> Result<ServerMessage, u16> {
        self.next_text()
            .await
            .map(|text| serde_json::from_str(&text).unwrap())
    }

    /// The text of the next message, or the code with which the server closed the socket.
    pub(crate) async fn next_text(&mut self) -> Result<String, u16> {
        loop {
            match timeout(PATIENCE, self.stream.next()).await.unwrap() {
                Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
                Some(Ok(Message::Close(Some(frame)))) => return Err(frame.code.into()),
                Some(Ok(Message::Close(None))) => return Err(1005),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(1006),
            }
        }
    }

    pub(crate) async fn hello(&mut self) -> Hello {
        match self.next().await {
            Ok(ServerMessage::Hello(hello)) => hello,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn say(&mut self, message: &ClientMessage) {
        self.say_text(&serde_json::to_string(message).unwrap())
            .await;
    }

    pub(crate) async fn say_text(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    /// Says many things without waiting in between.
    pub(crate) async fn say_at_once(&mut self, texts: &[String]) {
        for text in texts {
            self.stream.feed(Message::text(text)).await.unwrap();
        }
        // The server may have heard enough before the last of them.
        let _ = self.stream.flush().await;
    }

    pub(crate) async fn subscribe(&mut self, id: u32, topic: Topic) {
        self.say(&ClientMessage::Subscribe {
            id,
            topic,
            from: None,
        })
        .await;
    }

    /// The next event of a subscription; others are passed over.
    pub(crate) async fn event(&mut self, of: u32) -> Result<TopicEvent, u16> {
        loop {
            match self.next().await? {
                ServerMessage::Topic { id, event } if id == of => return Ok(event),
                _ => {}
            }
        }
    }

    /// The position of the next snapshot of a subscription, once it is whole.
    pub(crate) async fn snapshot(&mut self, of: u32) -> Position {
        let mut found = None;
        loop {
            match (self.event(of).await.unwrap(), found) {
                (
                    TopicEvent::Snapshot {
                        epoch,
                        revision,
                        parts,
                        ..
                    },
                    _,
                ) => found = Some((Position { epoch, revision }, parts)),
                (TopicEvent::Part { .. }, Some((position, parts))) => {
                    found = Some((position, parts - 1));
                }
                (_, before) => found = before,
            }
            if let Some((position, 0)) = found {
                return position;
            }
        }
    }

    /// The code with which the server closes the socket; messages before are passed over.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.next_text().await {
                return code;
            }
        }
    }
}

fn request(browser: &Browser, headers: &[(&'static str, &str)]) -> Request {
    let url = format!("{}/live", browser.base.replace("http://", "ws://"));
    let mut request = url.into_client_request().unwrap();
    if let Some(cookie) = browser.cookie_header() {
        request
            .headers_mut()
            .insert("cookie", cookie.parse().unwrap());
    }
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    request
}
