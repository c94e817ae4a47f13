//! Whatever bytes a connection brings, the answer holds nothing but the site's.
#![no_main]

mod archive;

use hindsite::pipeline::Request;
use hindsite::server::{Follower, Live, Server, bind};
use libfuzzer_sys::fuzz_target;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

static ADDRESS: LazyLock<SocketAddr> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder").keep();
    for (path, text) in
        [("content/a.md", "# A\n"), ("canary.txt", "the-canary"), ("static/.env", "the-canary")]
    {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let request: Request = archive::request(&folder);
    let live = Arc::new(Live::default());
    Follower::new(live.clone()).turn(&request);
    let listener = bind("127.0.0.1", Some(0)).expect("a port");
    let server = Server::start(listener, "127.0.0.1", live).expect("a server");
    let address = server.address();
    // For as long as the process lives.
    std::mem::forget(server);
    address
});

fuzz_target!(|bytes: &[u8]| {
    let address = *ADDRESS;
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(8))).expect("a limit");
    // `@` stands for what the gate asks for, which no fuzzer guesses.
    let host = format!("\r\nHost: {address}\r\n");
    let typed: Vec<u8> =
        bytes.iter().flat_map(|b| if *b == b'@' { host.as_bytes().to_vec() } else { vec![*b] }).collect();
    let _ = stream.write_all(&typed);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = vec![];
    let _ = stream.take(1 << 20).read_to_end(&mut answer);
    assert!(!answer.windows(10).any(|part| part == b"the-canary"), "{:?}", String::from_utf8_lossy(&typed));
});
