//! Zip and tar archives: each member that is a page, one after another, never unpacked to disk.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;

use super::{BUFFER, Feed, Inputs, Page, bounded, has_page_ending, read_at_most};
use crate::batch::failure::{Failure, Stage};

/// Feed the pages of a zip archive, in the order of its directory.
pub fn read_zip(inputs: &mut Inputs, path: &Path, file: File, feed: &mut Feed) -> Result<ControlFlow<()>, Failure> {
    let reader = BufReader::with_capacity(BUFFER, file);
    let mut archive = zip::ZipArchive::new(reader).map_err(|error| Failure::new(path, Stage::Read, error))?;
    for index in 0..archive.len() {
        let page = match archive.by_index(index) {
            Ok(member) if member.is_dir() => continue,
            Ok(mut member) => {
                let name = decode_name(member.name_raw());
                if !is_page_name(&name) {
                    inputs.skipped += 1;
                    continue;
                }
                read_member(path, &name, &mut member, inputs.max_page)
            }
            Err(error) => Err(Failure::new(path, Stage::Read, error).at_member(format!("member {}", index + 1))),
        };
        if feed(page).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// A member's name: UTF-8 where it is, else GBK, as Chinese Windows writes it.
fn decode_name(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_string(),
        Err(_) => encoding_rs::GBK.decode_without_bom_handling(raw).0.into_owned(),
    }
}

/// Feed the pages of a tar archive, in its order.
pub fn read_tar(inputs: &mut Inputs, path: &Path, reader: Box<dyn BufRead>, feed: &mut Feed) -> Result<ControlFlow<()>, Failure> {
    let mut archive = tar::Archive::new(reader);
    let broken = |cause: std::io::Error| Failure::new(path, Stage::Read, format!("the archive breaks off: {cause}"));
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = decode_name(&entry.path_bytes());
        if !is_page_name(&name) {
            inputs.skipped += 1;
            continue;
        }
        let page = read_member(path, &name, &mut entry, inputs.max_page);
        if feed(page).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// A member is a page by its ending; one without ending may be.
fn is_page_name(name: &str) -> bool {
    has_page_ending(Path::new(name)).unwrap_or(true)
}

fn read_member(archive: &Path, name: &str, reader: &mut impl Read, max_page: u64) -> Result<Page, Failure> {
    let fail = |stage: Stage, reason: String| Failure::new(archive, stage, reason).at_member(name);
    let bytes = read_at_most(reader, max_page).map_err(|cause| fail(Stage::Read, cause.to_string()))?;
    let bytes = bounded(bytes, max_page).map_err(|reason| fail(Stage::Page, reason))?;
    Ok(Page::member(archive, name, bytes))
}
