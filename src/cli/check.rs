//! `qingyuan check`: a folder of cases, each a page with the record that it should give.

mod case;

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use clap::Args;
use jiff::civil::Date;
use qingyuan::compare::compare;
use qingyuan::{Error, Rules};

use super::paint::{Paint, When};
use super::report::{Entry, Format, Only, Report, State};
use super::{Reading, adcode, exit, print};
use case::{Case, Hints};

const EXAMPLES: &str = "\
Examples:
  qingyuan check fixtures/pages                        what has changed, by field; exit code 1 where something has
  qingyuan check fixtures/pages --bless                take what the program says now for right
  qingyuan check fixtures/pages --new page.html        make a case of a page
  qingyuan check fixtures/pages --format junit > check.xml   for a CI server

A case is a folder with page.html or page.txt, record.json (what it should give), about.md (what it is there for) and, where
something is known from outside, case.toml (published, region, encoding).
Exit codes: 0 no difference, 1 differences or cases that cannot be compared, 2 bad usage or no case.";

/// Arguments of `check`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// Folder of cases, or one case
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Rewrite the records that differ with what the program says now; with --only, only these fields
    #[arg(long)]
    bless: bool,
    /// Compare only these fields of the record (dates,targets,text,…)
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    only: Vec<String>,
    /// text: by field, for people; json: one object; junit: XML for CI servers
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Make a case of this page: a folder with a copy of it and the record that it gives now
    #[arg(long, value_name = "PAGE", conflicts_with_all = ["bless", "only"])]
    new: Option<PathBuf>,
    /// Name of the new case [default: the page's, without ending]
    #[arg(long, value_name = "NAME", requires = "new")]
    name: Option<String>,
    /// Date of the new case's page where it shows none (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", requires = "new")]
    published: Option<Date>,
    /// GB/T 2260 code of the place that the new case's page is about
    #[arg(long, value_name = "ADCODE", value_parser = adcode, requires = "new")]
    region: Option<String>,
    #[command(flatten)]
    reading: Reading,
    /// Colours: auto, always or never
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto")]
    color: When,
    /// Tell the sums alone
    #[arg(short, long)]
    quiet: bool,
}

/// Compare all cases, or make one.
pub fn run(options: &Options) -> Result<u8, Error> {
    let rules = options.reading.rules()?;
    if let Some(page) = &options.new {
        let (published, region) = (options.published.map(|date| date.to_string()), options.region.clone());
        let hints = Hints { published, region, encoding: options.reading.encoding.clone() };
        let dir = case::make(&options.dir, page, options.name.as_deref(), &hints, rules)?;
        print(format!("{}\n", dir.display()).as_bytes())?;
        return Ok(exit::FINE);
    }
    let only = Only::new(&options.only)?;
    let cases = Case::all_under(&options.dir)?;
    let entries = each(&cases, |case| look_at(case, options, &only, rules));
    let report = Report::new(options.dir.display().to_string(), entries, 0);
    print(report.told(options.format, Paint::stdout(options.color), options.quiet).as_bytes())?;
    Ok(if report.differ > 0 { exit::DIFFERS } else { exit::FINE })
}

/// Look at every case, several at a time; in the order of the cases.
fn each(cases: &[Case], look: impl Fn(&Case) -> Entry + Sync) -> Vec<Entry> {
    let next = AtomicUsize::new(0);
    let entries: Vec<Mutex<Option<Entry>>> = cases.iter().map(|_| Mutex::new(None)).collect();
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(at) else { return };
            let started = Instant::now();
            let problem = "an internal error stopped the work on this page; please report it".to_string();
            let entry = catch_unwind(AssertUnwindSafe(|| look(case)))
                .unwrap_or_else(|_| Entry::without_changes(case.name.clone(), State::Failed, Some(problem)));
            if let Ok(mut slot) = entries[at].lock() {
                *slot = Some(Entry { seconds: started.elapsed().as_secs_f64(), ..entry });
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(cases.len());
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    entries.into_iter().filter_map(|slot| slot.into_inner().ok().flatten()).collect()
}

/// One case.
fn look_at(case: &Case, options: &Options, only: &Only, rules: &Rules) -> Entry {
    let failed = |error: Error| Entry::without_changes(case.name.clone(), State::Failed, Some(error.to_string()));
    let compared = || -> Result<Entry, Error> {
        let found = case.extract(&options.reading, rules)?;
        let Some(expected) = case.expected()? else {
            return match options.bless {
                true => case.write(&found).map(|()| Entry::without_changes(case.name.clone(), State::Blessed, None)),
                false => {
                    let problem = "there is no record.json yet; --bless writes it".to_string();
                    Ok(Entry::without_changes(case.name.clone(), State::New, Some(problem)))
                }
            };
        };
        let mut entry = Entry::new(case.name.clone(), only.filter(compare(&expected, &found)));
        if options.bless && !entry.is_fine() {
            case.bless(expected, found, only)?;
            entry.state = State::Blessed;
        }
        Ok(entry)
    };
    compared().unwrap_or_else(failed)
}
