//! Markup that is not well formed: the text is there, in its lines.

use qingyuan::decode::SourceKind;
use qingyuan::{Rules, Source, decode, repair, strip};

const FIRST: &str = "全市粮食播种面积稳定在1200万亩以上，总产量达到98亿斤，同比增长1.2%。";
const LAST: &str = "下一步，将新建高标准农田60万亩，持续提升粮食综合生产能力，守牢粮食安全底线。";

/// The text of a page whose body is `body`, in which `A` and `B` stand for two sentences.
fn text(body: &str) -> String {
    let page = format!("<html><body>{}", body.replace('A', FIRST).replace('B', LAST));
    let mut source = Source::new("page.html", page.into_bytes());
    source.kind = Some(SourceKind::Html);
    let rules = Rules::builtin();
    strip(repair(decode(&source), rules), rules).text().to_string()
}

#[test]
fn the_text_is_there() {
    let both = format!("{FIRST}\n{LAST}");
    let wide = "<div>".repeat(10_000);
    for body in [
        "<p>A<p>B",
        "<p>A</p></p></div></td></table></body></html><p>B",
        "<div><p>A</div></div></div><p>B</p></div>",
        "<table><tr><td>A<tr><td>B",
        "<table><tr><td><table><tr><td>A<tr><td>B</table>",
        "<table><td>A</td><table><td>B</td></table></table>",
        "<ul><li>A<li>B</ul></li>",
        "<ol><li><p>A<li><p>B",
        "<p>A<br>B</br></p>",
        "<h1><h2><p>A</h1><p>B</h2>",
        "<p title='a>b' data-x=\"<p>\">A</p><p onclick=\"if(a>b){c()}\">B</p>",
        "<p title=>A</p><p class=a class=b id>B</p>",
        "<p <p>A</p><p/>B",
        "<span><div>A</span></div><b><p>B</b></p>",
        "<a name=x><p>A</p><p>B</p>",
        "<!-- <p>x</p> --><p>A</p><!--><p>B</p>",
        "<![CDATA[x]]><p>A</p><?php x ?><p>B</p>",
        "<p>A</p><style>p{</style><script>if (a<b && '</p>') {}</script><p>B</p>",
        "<section><p>A<section><p>B",
        "<dl><dt>A<dd>B",
        "<center><font><p>A</font><p>B</center>",
        "<select><option>x</select><p>A<p>B",
        "<form><p>A<form><p>B</form>",
        "<svg><p>A</svg><p>B",
    ] {
        let found = text(body);
        let lines: Vec<&str> = found.lines().collect();
        assert_eq!(lines.iter().filter(|line| **line == FIRST || **line == LAST).count(), 2, "{body}: {found}");
        assert!(found.contains(&both) || found.replace('\t', "\n").contains(&both), "{body}: {found}");
    }
    assert_eq!(text(&format!("{wide}<p>A</p><p>B</p>")), both);
    assert_eq!(text("<p>A</p><p>PM2.5<35，3<5且7>6，甲<乙。B</p>"), format!("{FIRST}\nPM2.5<35，3<5且7>6，甲<乙。{LAST}"));
}
