//! A connection that costs the client next to nothing, so that the server is what is measured.

use std::io::{Read, Write};
use std::net::TcpStream;

use anyhow::{Context, bail};

/// The room for an answer at first.
const CHUNK: usize = 1 << 18;

/// A connection that is kept as long as the server keeps it.
#[derive(Debug)]
pub(in crate::bench) struct Connection<'a> {
    /// Host and port.
    address: &'a str,
    stream: Option<TcpStream>,
    /// Room for an answer, which only grows: filling it with zeros anew would cost more than reading.
    buffer: Vec<u8>,
}

/// What is known of an answer once its head is there.
pub(in crate::bench) struct Head {
    /// Bytes of the body.
    pub(in crate::bench) length: usize,
    /// The status.
    pub(in crate::bench) status: u16,
    /// Where the body begins.
    pub(in crate::bench) body: usize,
    /// Whether the server closes the connection after it.
    pub(in crate::bench) closes: bool,
}

impl<'a> Connection<'a> {
    /// A connection that is made with the first request.
    pub(in crate::bench) fn to(address: &'a str) -> Self {
        Self {
            address,
            stream: None,
            buffer: vec![0; CHUNK],
        }
    }

    /// Sends a request and receives the whole answer: its status and its body.
    pub(in crate::bench) fn exchange(&mut self, request: &[u8]) -> anyhow::Result<(u16, &[u8])> {
        let mut stream = if let Some(stream) = self.stream.take() {
            stream
        } else {
            let stream = TcpStream::connect(self.address)?;
            stream.set_nodelay(true)?;
            stream
        };
        stream.write_all(request)?;
        let mut received = 0;
        let mut head: Option<Head> = None;
        loop {
            if head.is_none() {
                head = parse(&self.buffer[..received])?;
            }
            if let Some(head) = &head
                && received >= head.body + head.length
            {
                if !head.closes {
                    self.stream = Some(stream);
                }
                let body = &self.buffer[head.body..head.body + head.length];
                return Ok((head.status, body));
            }
            if received == self.buffer.len() {
                self.buffer.resize(received * 2, 0);
            }
            let count = stream.read(&mut self.buffer[received..])?;
            received += count;
            if count == 0 {
                bail!("the connection ended within an answer");
            }
        }
    }
}

/// Reads the head of an answer; `None` when it isn't complete yet.
pub(in crate::bench) fn parse(received: &[u8]) -> anyhow::Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut answer = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(body) = answer.parse(received)? else {
        return Ok(None);
    };
    let header = |name: &str| {
        let found = answer
            .headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(found.value).ok()
    };
    let length = header("content-length").context("an answer without its length")?;
    Ok(Some(Head {
        length: length.parse()?,
        status: answer.code.unwrap_or_default(),
        body,
        closes: answer.version == Some(0) || header("connection") == Some("close"),
    }))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::parse;

    #[test]
    fn heads_are_read_once_they_are_complete() {
        let text = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
        assert!(parse(&text[..30]).unwrap().is_none());
        let head = parse(text).unwrap().unwrap();
        assert_eq!((head.status, head.length, head.closes), (200, 5, true));
        assert_eq!(&text[head.body..], b"hello");
        assert!(parse(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
