//! Zip archives: each member that is a page, one after another, never unpacked to disk.

use std::fs::File;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::Ordering;

use super::names::{decode_name, is_page_name};
use super::{Feed, Inputs, Page, bounded};
use crate::batch::failure::{Failure, Kind};

/// Buffer behind a seek.
const SMALL_BUFFER: usize = 1 << 13;

/// Feed the pages of a zip archive, in the order of its directory; of one without a directory those that its beginning still has.
pub fn read_zip(inputs: &Inputs, path: &Path, feed: &mut Feed) -> Result<ControlFlow<()>, Failure> {
    let open = || File::open(path).map_err(|cause| Failure::new(path, Kind::Unreadable, cause));
    // Each member is sought: a large buffer would be read for nothing.
    let mut archive = match zip::ZipArchive::new(BufReader::with_capacity(SMALL_BUFFER, open()?)) {
        Ok(archive) => archive,
        Err(error) => return Ok(read_from_the_front(inputs, path, BufReader::new(open()?), &error.to_string(), feed)),
    };
    for index in 0..archive.len() {
        let page = match archive.by_index(index) {
            Ok(member) if member.is_dir() => continue,
            Ok(mut member) => {
                // The directory is at the end of the file: how far the reading is, its members tell.
                inputs.position.fetch_add(member.compressed_size(), Ordering::Relaxed);
                let name = decode_name(member.name_raw());
                if !is_page_name(&name) {
                    inputs.skip(Path::new(&name));
                    continue;
                }
                read_member(inputs, path, &name, &mut member)
            }
            Err(error) => Err(Failure::new(path, Kind::Broken, error).at_member(format!("member {}", index + 1))),
        };
        if feed(page).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// An archive that was cut short has lost its directory; the members say their names and lengths themselves.
fn read_from_the_front(inputs: &Inputs, path: &Path, mut reader: impl Read, why: &str, feed: &mut Feed) -> ControlFlow<()> {
    let mut found = 0;
    let end = loop {
        match zip::read::read_zipfile_from_stream(&mut reader) {
            Ok(Some(member)) if member.is_dir() => {}
            Ok(Some(mut member)) => {
                let name = decode_name(member.name_raw());
                if is_page_name(&name) {
                    found += 1;
                    feed(read_member(inputs, path, &name, &mut member))?;
                } else {
                    inputs.skip(Path::new(&name));
                }
            }
            Ok(None) => break "its end".to_string(),
            Err(error) => break error.to_string(),
        }
    };
    let reason = match found {
        0 => format!("cannot be read as a zip archive: {why}"),
        _ => format!("the archive is cut short ({why}): read from the front, members begun: {found}, then: {end}"),
    };
    feed(Err(Failure::new(path, Kind::Broken, reason)))
}

/// Read one member, no further than a page may be long.
pub fn read_member(inputs: &Inputs, archive: &Path, name: &str, reader: &mut impl Read) -> Result<Page, Failure> {
    let fail = |kind: Kind, reason: String| Failure::new(archive, kind, reason).at_member(name);
    let max_page = inputs.settings.max_page;
    let mut bytes = Vec::new();
    reader.take(max_page + 1).read_to_end(&mut bytes).map_err(|cause| fail(Kind::Broken, format!("cannot be unpacked: {cause}")))?;
    let bytes = bounded(bytes, max_page).map_err(|reason| fail(Kind::TooLong, reason))?;
    Ok(Page::member(archive, name, bytes))
}
