//! Opening a live socket by hand: what a browser does for `new WebSocket`.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, ensure};

/// How long a server may take to accept a socket.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where sockets are opened.
#[derive(Debug, Clone)]
pub(super) struct Door {
    /// Host and port.
    pub(super) address: String,
    /// The path of the socket.
    pub(super) path: &'static str,
    /// The cookie of a session, or nothing.
    pub(super) cookie: String,
}

impl Door {
    /// Opens a socket; what the server has sent already comes with it.
    pub(super) fn open(&self) -> anyhow::Result<(TcpStream, Vec<u8>)> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let Self {
            address,
            path,
            cookie,
        } = self;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n\
             cookie: {cookie}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: ZWNzY29wZSBiZW5jaCBrZXk=\r\n\r\n"
        )?;
        let mut received = Vec::new();
        let mut chunk = [0; 4_096];
        loop {
            let count = stream.read(&mut chunk)?;
            ensure!(count > 0, "the server closes instead of opening a socket");
            received.extend(&chunk[..count]);
            if let Some(end) = received.windows(4).position(|part| part == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&received[..end]).into_owned();
                let status = head.lines().next().context("an empty answer")?;
                ensure!(status.contains(" 101 "), "no socket: {status}");
                return Ok((stream, received.split_off(end + 4)));
            }
        }
    }
}
