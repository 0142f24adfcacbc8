//! A socket whose messages are read as a page reads them.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Instant;

use anyhow::bail;
use serde_json::{Value, json};

use super::frames::{self, Kind};
use super::handshake::Door;

/// The number under which the topic is followed.
const ID: u32 = 1;

/// A socket that follows one topic. Messages get their time when they arrive, in a thread that does
/// nothing else, so that reading JSON slows nothing down.
pub(super) struct Probe {
    stream: TcpStream,
    arrived: Receiver<(Instant, Vec<u8>)>,
}

impl Probe {
    /// Opens a socket.
    pub(super) fn open(door: &Door) -> anyhow::Result<Self> {
        let (stream, rest) = door.open()?;
        stream.set_read_timeout(None)?;
        let (tell, arrived) = channel();
        let mut reading = stream.try_clone()?;
        thread::spawn(move || {
            let mut received = rest;
            let mut chunk = vec![0; 1 << 18];
            loop {
                let mut begin = 0;
                while let Some(frame) = frames::first(&received[begin..]) {
                    let content = &received[begin + frame.start..begin + frame.end];
                    match frame.kind {
                        Kind::Text => {
                            if tell.send((Instant::now(), content.to_vec())).is_err() {
                                return;
                            }
                        }
                        Kind::Ping => {
                            if reading.write_all(&frames::pong(content)).is_err() {
                                return;
                            }
                        }
                        Kind::Close => return,
                        Kind::Other => {}
                    }
                    begin += frame.end;
                }
                received.drain(..begin);
                match reading.read(&mut chunk) {
                    Ok(0) | Err(_) => return,
                    Ok(count) => received.extend(&chunk[..count]),
                }
            }
        });
        Ok(Self { stream, arrived })
    }

    /// Follows a topic, from a position when there is one.
    pub(super) fn subscribe(&mut self, topic: &Value, from: Option<&Value>) -> anyhow::Result<()> {
        let message = frames::text(&subscribe(topic, from));
        Ok(self.stream.write_all(&message)?)
    }

    /// The next event of the topic with its time, `None` when none comes until `until`.
    pub(super) fn event(&mut self, until: Instant) -> anyhow::Result<Option<(Instant, Value)>> {
        loop {
            let rest = until.saturating_duration_since(Instant::now());
            let (at, text) = match self.arrived.recv_timeout(rest) {
                Ok(arrived) => arrived,
                Err(RecvTimeoutError::Timeout) => return Ok(None),
                Err(RecvTimeoutError::Disconnected) => bail!("the console closed the socket"),
            };
            let mut message: Value = serde_json::from_slice(&text)?;
            let event = message["topic"]["event"].take();
            if let Some(error) = event.get("error") {
                bail!("the topic can't be followed: {error}");
            }
            if !event.is_null() {
                return Ok(Some((at, event)));
            }
        }
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        // Wakes the thread that reads.
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

/// The message that follows a topic.
pub(super) fn subscribe(topic: &Value, from: Option<&Value>) -> String {
    let mut message = json!({ "id": ID, "topic": topic });
    if let Some(from) = from {
        message["from"] = from.clone();
    }
    json!({ "subscribe": message }).to_string()
}

/// The message that says which rows are on screen.
pub(super) fn view(rows: &[String]) -> String {
    json!({ "view": { "id": ID, "visible": rows } }).to_string()
}
