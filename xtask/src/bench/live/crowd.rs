//! Many sockets that only take what they are sent, in one thread.

use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::frames::{self, Kind};
use super::handshake::Door;

/// How often the thread looks whether it shall stop.
const LOOK: Duration = Duration::from_millis(20);

/// Sockets of as many pages.
pub(super) struct Crowd {
    poll: Poll,
    members: Vec<Member>,
    buffer: Vec<u8>,
}

struct Member {
    stream: TcpStream,
    /// The begin of a frame whose end has not arrived.
    partial: Vec<u8>,
    open: bool,
}

/// When the sockets got the patch of one revision.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrivals {
    /// The first socket.
    pub(super) first: Instant,
    /// The last socket.
    pub(super) last: Instant,
    /// How many sockets.
    pub(super) count: usize,
}

/// What the sockets got while they were driven.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Patches by revision.
    pub(super) patches: HashMap<u64, Arrivals>,
    /// The messages of the first socket, in order.
    pub(super) sample: Vec<(Instant, Vec<u8>)>,
    /// Messages of all sockets.
    pub(super) messages: u64,
    /// Their bytes.
    pub(super) bytes: u64,
    /// Snapshots of all sockets.
    pub(super) snapshots: u64,
    /// Sockets that the server closed.
    pub(super) closed: usize,
}

impl Crowd {
    /// Opens sockets.
    pub(super) fn open(door: &Door, size: usize) -> anyhow::Result<Self> {
        let poll = Poll::new()?;
        let mut members = Vec::with_capacity(size);
        for number in 0..size {
            let (stream, partial) = door
                .open()
                .with_context(|| format!("socket {number} of {size}"))?;
            stream.set_nonblocking(true)?;
            let mut stream = TcpStream::from_std(stream);
            poll.registry()
                .register(&mut stream, Token(number), Interest::READABLE)?;
            members.push(Member {
                stream,
                partial,
                open: true,
            });
        }
        Ok(Self {
            poll,
            members,
            buffer: vec![0; 1 << 18],
        })
    }

    /// Sends a message from each socket, which `message` makes from its number.
    pub(super) fn say(&mut self, message: impl Fn(usize) -> String) -> anyhow::Result<()> {
        for (number, member) in self.members.iter_mut().enumerate() {
            // Few kilobytes always fit into the buffer of a socket whose server reads.
            member
                .stream
                .write_all(&frames::text(&message(number)))
                .with_context(|| format!("socket {number} can't be written"))?;
        }
        Ok(())
    }

    /// Takes what arrives until `stop`.
    pub(super) fn drive(&mut self, stop: &AtomicBool) -> anyhow::Result<Seen> {
        let mut seen = Seen::default();
        let mut events = Events::with_capacity(self.members.len().max(16));
        while !stop.load(Ordering::Relaxed) {
            match self.poll.poll(&mut events, Some(LOOK)) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                other => other?,
            }
            for event in &events {
                let Token(number) = event.token();
                self.members[number].receive(number, &mut self.buffer, &mut seen);
            }
        }
        seen.closed = self.members.iter().filter(|member| !member.open).count();
        Ok(seen)
    }

    /// Takes what arrives for some time.
    pub(super) fn drive_for(&mut self, time: Duration) -> anyhow::Result<Seen> {
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(time);
                stop.store(true, Ordering::Relaxed);
            });
            self.drive(&stop)
        })
    }
}

impl Member {
    fn receive(&mut self, number: usize, buffer: &mut [u8], seen: &mut Seen) {
        loop {
            match self.stream.read(buffer) {
                Ok(0) => return self.open = false,
                Ok(count) => {
                    let at = Instant::now();
                    if self.partial.is_empty() {
                        let used = self.take(number, &buffer[..count], at, seen);
                        self.partial.extend(&buffer[used..count]);
                    } else {
                        let mut all = std::mem::take(&mut self.partial);
                        all.extend(&buffer[..count]);
                        let used = self.take(number, &all, at, seen);
                        all.drain(..used);
                        self.partial = all;
                    }
                    if self.partial.is_empty() {
                        // Room for what came in pieces is not kept by a thousand sockets.
                        self.partial = Vec::new();
                    }
                    if count < buffer.len() {
                        return;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return self.open = false,
            }
        }
    }

    /// Takes whole frames; how many bytes they are.
    fn take(&mut self, number: usize, received: &[u8], at: Instant, seen: &mut Seen) -> usize {
        let mut begin = 0;
        while let Some(frame) = frames::first(&received[begin..]) {
            let content = &received[begin + frame.start..begin + frame.end];
            match frame.kind {
                Kind::Text => seen.take(number, content, at),
                Kind::Ping => {
                    // One lost pong is forgiven.
                    let _ = self.stream.write_all(&frames::pong(content));
                }
                Kind::Close => self.open = false,
                Kind::Other => {}
            }
            begin += frame.end;
        }
        begin
    }
}

impl Seen {
    fn take(&mut self, number: usize, content: &[u8], at: Instant) {
        self.messages += 1;
        self.bytes += content.len() as u64;
        if number == 0 {
            self.sample.push((at, content.to_vec()));
        }
        match revision(content) {
            Some(Revision::Patch(revision)) => {
                let arrivals = self.patches.entry(revision).or_insert(Arrivals {
                    first: at,
                    last: at,
                    count: 0,
                });
                arrivals.last = at;
                arrivals.count += 1;
            }
            Some(Revision::Snapshot) => self.snapshots += 1,
            None => {}
        }
    }
}

enum Revision {
    Patch(u64),
    Snapshot,
}

/// What a message is, by its first bytes alone: reading a thousand times the same JSON would take the
/// processor from who is measured.
fn revision(content: &[u8]) -> Option<Revision> {
    let head = &content[..content.len().min(80)];
    let head = std::str::from_utf8(head).unwrap_or_default();
    if let Some((_, rest)) = head.split_once(r#"{"patch":{"revision":"#) {
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        return digits.parse().ok().map(Revision::Patch);
    }
    head.contains(r#"{"snapshot":{"#)
        .then_some(Revision::Snapshot)
}

/// The revision of a patch.
pub(super) fn patch_revision(content: &[u8]) -> Option<u64> {
    match revision(content)? {
        Revision::Patch(revision) => Some(revision),
        Revision::Snapshot => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_are_found_in_the_first_bytes() {
        let patch = br#"{"topic":{"id":1,"event":{"patch":{"revision":17,"patch":{"cluster":{"#;
        assert_eq!(patch_revision(patch), Some(17));
        let snapshot = br#"{"topic":{"id":1,"event":{"snapshot":{"epoch":"x","revision":3"#;
        assert!(matches!(revision(snapshot), Some(Revision::Snapshot)));
        assert_eq!(patch_revision(snapshot), None);
        assert!(revision(br#"{"topic":{"id":1,"event":{"status":{"now":1}}}}"#).is_none());
    }
}
