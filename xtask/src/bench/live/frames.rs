//! Frames of web sockets, as far as a client of the console needs them.

/// A frame in a buffer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// What it is.
    pub(super) kind: Kind,
    /// Where its content begins.
    pub(super) start: usize,
    /// Where it ends, and the next one begins.
    pub(super) end: usize,
}

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A message.
    Text,
    /// To be answered with a pong.
    Ping,
    /// The end.
    Close,
    /// Anything else.
    Other,
}

/// The first frame of `received`; `None` when it isn't complete yet.
pub(super) fn first(received: &[u8]) -> Option<Frame> {
    let (&[head, size], rest) = received.split_first_chunk::<2>()?;
    let (length, start) = match size & 0x7f {
        126 => (u64::from(u16::from_be_bytes(*rest.first_chunk()?)), 4),
        127 => (u64::from_be_bytes(*rest.first_chunk()?), 10),
        short => (u64::from(short), 2),
    };
    let end = start + usize::try_from(length).ok()?;
    let kind = match head & 0x0f {
        1 => Kind::Text,
        8 => Kind::Close,
        9 => Kind::Ping,
        _ => Kind::Other,
    };
    (received.len() >= end).then_some(Frame { kind, start, end })
}

/// A text message as a client sends it. Its mask is zero, which changes nothing of the text.
pub(super) fn text(message: &str) -> Vec<u8> {
    masked(0x81, message.as_bytes())
}

/// The answer to a ping.
pub(super) fn pong(content: &[u8]) -> Vec<u8> {
    masked(0x8a, content)
}

fn masked(head: u8, content: &[u8]) -> Vec<u8> {
    let mut frame = vec![head];
    match u16::try_from(content.len()) {
        Ok(short @ ..126) => frame.push(0x80 | short as u8),
        Ok(length) => {
            frame.push(0x80 | 0x7e);
            frame.extend(length.to_be_bytes());
        }
        Err(_) => {
            frame.push(0x80 | 0x7f);
            frame.extend((content.len() as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(content);
    frame
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;

    /// A frame as servers send it, without a mask.
    fn served(head: u8, length: usize) -> Vec<u8> {
        let mut frame = match length {
            ..126 => vec![head, length as u8],
            126..65_536 => [&[head, 126][..], &(length as u16).to_be_bytes()].concat(),
            _ => [&[head, 127][..], &(length as u64).to_be_bytes()].concat(),
        };
        frame.resize(frame.len() + length, b'x');
        frame
    }

    #[test]
    fn frames_of_all_lengths_are_found_when_they_are_complete() {
        for length in [0, 1, 125, 126, 65_535, 65_536] {
            let mut bytes = served(0x81, length);
            let end = bytes.len();
            assert_eq!(first(&bytes[..end - 1]), None, "{length}");
            bytes.extend([0x89, 0]);
            let frame = first(&bytes).unwrap();
            assert_eq!((frame.kind, frame.end), (Kind::Text, end), "{length}");
            assert_eq!(frame.end - frame.start, length);
            assert_eq!(first(&bytes[end..]).unwrap().kind, Kind::Ping);
        }
        assert_eq!(first(&[0x81]), None);
        assert_eq!(first(&served(0x88, 2)).unwrap().kind, Kind::Close);
    }

    #[test]
    fn what_clients_send_is_masked() {
        assert_eq!(text("hi"), [0x81, 0x82, 0, 0, 0, 0, b'h', b'i']);
        assert_eq!(pong(b""), [0x8a, 0x80, 0, 0, 0, 0]);
        let long = text(&"x".repeat(300));
        assert_eq!((&long[..4], long.len()), (&[0x81, 0xfe, 1, 44][..], 308));
    }
}
