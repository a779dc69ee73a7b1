//! Archives: the command's own reader, on a file in memory or beside it. Part of the targets `warc` and `archive`.

use std::ops::ControlFlow;
use std::path::{Component, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::batch::failure::Kind;
use crate::batch::inputs::{Input, Inputs, Settings};

/// No page is longer.
const MAX_PAGE: u64 = 1 << 20;
/// Pages and failures that an archive may give besides one a byte of what it unpacks to, and how much a byte may unpack to (deflate: 1,032;
/// a block of Zstandard more): more is a loop.
const MOST: usize = 64;
const PACKED: usize = 1 << 15;

/// Read the bytes as a file with this ending: pages are bounded, their names stay below their folder, and the reading ends.
pub fn check(data: &[u8], ending: &str) {
    let shared = PathBuf::from("/dev/shm");
    let folder = if shared.is_dir() { shared } else { std::env::temp_dir() };
    let path = folder.join(format!("qingyuan-fuzz-{}.{ending}", std::process::id()));
    std::fs::write(&path, data).expect("the folder for temporary files can be written");
    let inputs = Inputs::new(Settings { max_page: MAX_PAGE, named: true }, Arc::new(AtomicU64::new(0)));
    let mut fed = 0;
    let flow = inputs.read(&[Input::Path(path.clone())], &mut |page| {
        fed += 1;
        assert!(fed <= MOST + data.len() * PACKED, "{fed} pages of {} bytes", data.len());
        match page {
            Ok(page) => {
                let stays = page.name.components().all(|part| matches!(part, Component::Normal(_)));
                assert!(stays, "a name that leaves its folder: {:?}", page.name);
                match (page.load)() {
                    Ok(source) => assert!(source.bytes.len() as u64 <= MAX_PAGE, "a page of {} bytes", source.bytes.len()),
                    Err(failure) => assert!(failure.kind != Kind::Internal, "{failure}"),
                }
            }
            Err(failure) => assert!(failure.kind != Kind::Internal, "{failure}"),
        }
        ControlFlow::Continue(())
    });
    assert!(flow.is_continue());
    std::fs::remove_file(&path).expect("it was written");
}
