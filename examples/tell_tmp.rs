use std::io::BufRead;
fn main() { let r = qingyuan::Rules::builtin(); for l in std::io::stdin().lock().lines() { let l = l.unwrap(); println!("{}\t{}", qingyuan::content::roles::tell(&l, r), l); } }
