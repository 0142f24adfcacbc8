//! A relay before the simulator that notes when it passed which answer on, so that it is known when
//! a change could be seen by who asked.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use crate::bench::simulator::connection;

/// An answer to DescribeTasks, and when its last byte was passed on.
pub(super) type Noted = (Instant, Vec<u8>);

/// A relay on a free port.
pub(super) struct Proxy {
    url: String,
    notes: Arc<Mutex<Option<Vec<Noted>>>>,
}

impl Proxy {
    /// Starts relaying to `address`, until the program ends.
    pub(super) fn start(address: &str) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let notes = Arc::new(Mutex::new(None));
        let (to, shared) = (address.to_owned(), Arc::clone(&notes));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                // A connection that can't be relayed is one that breaks, which the SDK copes with.
                let _ = relay(client, &to, &shared);
            }
        });
        Ok(Self { url, notes })
    }

    /// Its address.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Begins to note answers.
    pub(super) fn begin(&self) {
        *lock(&self.notes) = Some(Vec::new());
    }

    /// Ends that; what was noted.
    pub(super) fn end(&self) -> Vec<Noted> {
        lock(&self.notes).take().unwrap_or_default()
    }
}

type Notes = Arc<Mutex<Option<Vec<Noted>>>>;

fn lock(notes: &Notes) -> std::sync::MutexGuard<'_, Option<Vec<Noted>>> {
    notes.lock().unwrap_or_else(PoisonError::into_inner)
}

fn relay(client: TcpStream, to: &str, notes: &Notes) -> anyhow::Result<()> {
    let server = TcpStream::connect(to)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut from_client, mut to_server) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        let _ = std::io::copy(&mut from_client, &mut to_server);
        let _ = to_server.shutdown(std::net::Shutdown::Write);
    });
    let notes = Arc::clone(notes);
    thread::spawn(move || answers(server, client, &notes));
    Ok(())
}

/// Passes answers on as they come, and notes those that tell of tasks.
fn answers(mut server: TcpStream, mut client: TcpStream, notes: &Notes) {
    let mut chunk = vec![0; 1 << 16];
    let mut received: Vec<u8> = Vec::new();
    loop {
        let count = match server.read(&mut chunk) {
            Ok(0) | Err(_) => break,
            Ok(count) => count,
        };
        if client.write_all(&chunk[..count]).is_err() {
            break;
        }
        received.extend(&chunk[..count]);
        while let Ok(Some(head)) = connection::parse(&received) {
            let end = head.body + head.length;
            if received.len() < end {
                break;
            }
            let body = &received[head.body..end];
            if let Some(notes) = &mut *lock(notes)
                && tells_of_tasks(body)
            {
                notes.push((Instant::now(), body.to_vec()));
            }
            received.drain(..end);
        }
    }
    let _ = client.shutdown(std::net::Shutdown::Both);
}

/// Whether a body is an answer to DescribeTasks, by its first bytes.
fn tells_of_tasks(body: &[u8]) -> bool {
    body.starts_with(br#"{"tasks":["#) || body.starts_with(br#"{"failures":[],"tasks":["#)
}
