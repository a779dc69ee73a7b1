#!/usr/bin/env python3
"""Main text, title and date of pages put together at random: benches/layouts.py [PAGES] [SEED] [PROGRAM] [--worst N]

Each page is an article of our own sentences between furniture as Chinese sites have it, as markup (two of three) or as a text scrape. What
the article is is known, so a rule that only fits known templates shows. Told: mean f1 of whole lines, exact titles and dates, the worst pages.
"""
import argparse
import collections
import html
import json
import random
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PROVINCES = "北京 上海 广东 浙江 江苏 山东 四川 湖北 湖南 河南 福建 安徽 重庆 陕西 云南 贵州 江西 甘肃 青海".split()
CITIES = "苏州 宁波 青岛 佛山 温州 绵阳 宜昌 岳阳 洛阳 泉州 芜湖 宝鸡 曲靖 遵义 赣州 柳州 天水 嘉兴 潍坊 东莞".split()
TOPICS = "工业互联网 乡村振兴 养老服务 托育服务 低空经济 算力基础设施 高标准农田 老旧小区改造 职业教育 海洋牧场 跨境电商 冰雪旅游 中医药 绿色建筑".split()
PEOPLE = "张伟 王芳 李明 刘洋 陈静 杨帆 赵磊 黄蓉 周涛 吴敏 徐丽 孙浩 马超 朱琳 胡军 林海燕 郭子涵 欧阳雪".split()
MEDIA = "新华社 光明日报 经济日报 {p}日报 {c}晚报 {c}发布 {p}省人民政府网 科技日报 农民日报 {c}市财政局 第一财经".split()

LEADS = """本报讯（记者 {a}）{mo}月{d}日，{c}市召开{t}工作推进会，部署下一阶段重点任务。
新华社{p}{mo}月{d}日电（记者{a}、{b}）{p}省日前印发{t}行动方案，明确了今后三年的目标任务。
日前，{p}省人民政府办公厅印发《关于促进{t}高质量发展的实施意见》，自发布之日起施行。
（记者 {a} 通讯员 {b}）近日，{c}市{t}项目正式开工。
{mo}月{d}日上午，{t}现场会在{c}召开，来自全省各地的{n1}名代表参加。""".split("\n")
SENTENCES = """{p}省近日出台关于加快{t}发展的若干措施，提出到{y}年建成示范项目{n1}个，带动投资超过{n2}亿元。
记者从{c}市发展改革委获悉，今年以来全市{t}领域新签约项目{n1}个，同比增长{n3}%。
“过去办一件事要跑好几个部门，现在坐在家里就能办。”{c}市民{a}说，审批时间由{n1}个工作日压缩到{n4}个工作日。
会议强调，要坚持问题导向，压实各方责任，确保各项任务落到实处。
文件明确，对首次认定的企业给予一次性奖励，最高不超过{n1}万元。
一、总体要求
（一）指导思想。坚持以人民为中心的发展思想，统筹发展和安全，推动{t}提质增效。
二、主要任务
三是完善配套政策。各县（市、区）要在{mo}月底前制定实施细则，并报市政府办公室备案。
据介绍，该中心占地{n1}亩，总投资{n2}亿元，预计{y}年底投入使用。
业内专家认为，{t}产业正处在快速成长期，但标准不统一、人才短缺等问题仍然突出。
第三条　本办法所称{t}，是指在本市行政区域内开展的相关经营和服务活动。
问：此次政策调整的背景是什么？
答：近年来，群众对{t}的需求不断增长，原有规定已经不能适应形势需要，因此进行了修订。
在{c}市高新区的一处车间里，机械臂正在有序作业，工人们忙着调试设备。
{a}表示，下一步将围绕重点领域和薄弱环节持续发力，让改革成果惠及更多群众。
各区、县人民政府，市政府各部门，各有关单位：
本通知自印发之日起施行，有效期五年。
{c}市人民政府办公室
{y}年{mo}月{d}日
截至目前，全市已建成服务站点{n1}处，累计服务群众{n2}万人次。
傍晚时分，江边的步道上已经有不少散步的居民。
（三）严格监督管理
保障措施
★ 惠企政策一览
① 对新认定的企业给予补助；
这是{c}市推进{t}的一个缩影。
“我们有信心把这件事做好。”{b}说。
受此影响，部分企业成本上升，订单出现波动。对此，当地推出了稳岗返还、缓缴社保费等一揽子举措。""".split("\n")
TITLES = """{p}出台{t}行动方案
{c}市{t}跑出加速度
关于印发{c}市{t}发展规划的通知
{p}省{t}条例{y}年起施行
{t}如何行稳致远
{c}：让{t}成为百姓“幸福底色”
{p}：{t}规模突破{n2}亿元
图解：{c}市{t}若干措施
{t}这样干！{c}交出新答卷
国务院部门就{t}答记者问""".split("\n")
MENU = "首页 新闻 时政 财经 科技 体育 娱乐 汽车 房产 健康 教育 军事 国际 评论 视频 图片 专题 政务公开 政务服务 互动交流 走进{c} 机构设置 通知公告 政策解读 数据开放 领导之窗 网上办事 国内 社会 法治 文化 旅游 县区动态 部门动态 招商引资 便民服务 English 繁體 无障碍 长者模式 登录 注册 订阅 客户端 微博 微信".split()
TOPS = "欢迎访问{c}市人民政府门户网站|今天是{y}年{mo}月{d}日 星期三|{p}省人民政府网站|设为首页|加入收藏|站内搜索|请输入关键字|搜索|热门搜索：{t} 社保 公积金|手机版|网站地图|{c}新闻网|天气预报 {c} 多云 12~20℃|您好，欢迎来到{c}网！|用户登录|返回首页".split("|")
PATHS = "首页 > 新闻中心 > {c}新闻 > 正文|当前位置：首页 >> 政务公开 >> 政策文件|您现在的位置： 首页 > 要闻动态|首页 / 资讯 / 政策|{c}网 > 新闻频道 > 本地要闻|位置：首页 → 新闻 → 正文|新闻 > 国内 > 正文|所在栏目：政策法规".split("|")
DATE_LINES = """来源：{m}　发布时间：{y}-{mo:02}-{d:02} {h:02}:{mi}　浏览次数：{n2}次
{y}年{mo:02}月{d:02}日 {h:02}:{mi}  来源：{m}
{y}-{mo:02}-{d:02} {h:02}:{mi}:12　{m}　作者：{a}
发布日期：{y}-{mo:02}-{d:02}|信息来源：{m}|字号：[ 大 中 小 ]|打印|关闭
时间：{y}-{mo:02}-{d:02} 来源：{m} 编辑：{a} 点击：{n2}
{m} {y}/{mo:02}/{d:02} {h:02}:{mi}
【字体：大 中 小】 {y}-{mo:02}-{d:02} {h:02}:{mi} 来源: {m} 责任编辑：{a}
作者：{a}　　来源：{m}　　更新时间：{y}-{mo}-{d}
{a} / {m} / {y}.{mo:02}.{d:02}
{m}记者 {a} {y}-{mo:02}-{d:02} {h:02}:{mi} 发表于{p}
阅读 {n2} · {y}-{mo:02}-{d:02} {h:02}:{mi} · {m}
发布机构：{c}市人民政府办公室 发布时间：{y}-{mo:02}-{d:02}
www.example.cn　{y}-{mo:02}-{d:02} {h:02}:{mi}　来源：{m}
{c}日报　{y}年{mo:02}月{d:02}日 星期三 第03版：要闻
楼主 {a} 发表于 {y}-{mo}-{d} {h:02}:{mi}:33 只看该作者
{y}-{mo:02}-{d:02} {h:02}:{mi} {c}日报官方账号
编号：{y}0{n1}类别：市政设施发布时间：{y}-{mo:02}-{d:02} {h:02}:{mi}""".split("\n")
CREDITS = "责任编辑：{a}|（责编：{a}、{b}）|【责任编辑:{a}】|编辑：{a}|[编辑: {a}]|责编：{a} 审核：{b}|编辑 {a}　校对 {b}|初审：{a}　复审：{b}　终审：{b}|本文编辑：{a}|来源：{m}".split("|")
NOTICES = "声明：本网转载此文目的在于传递更多信息，并不代表本网赞同其观点和对其真实性负责。|凡注明来源为“{c}网”的作品，均为本网合法拥有版权的作品。|（本文图片来源网络，侵删）|关注公众号“{c}发布”，获取更多资讯|下载{c}新闻APP，阅读更多精彩内容".split("|")
WIDGETS = "分享到：|分享|打印本页|关闭窗口|【打印】【关闭】|收藏|0人点赞|转发|复制链接|我要纠错|返回顶部|分享让更多人看到|举报/反馈".split("|")
HEADERS = "相关阅读 相关新闻 推荐阅读 延伸阅读 热门推荐 猜你喜欢 相关链接： 更多新闻 热点排行 24小时热榜 点击排行榜 图片新闻 精彩推荐 为你推荐 大家都在看 最新文章".split()
COMMENTS = "网友评论|我来说两句|发表评论|文明上网理性发言|评论({n3})|写下你的评论...|网友评论仅供其表达个人看法，并不表明本站同意其观点或证实其描述。".split("|")
FEET = "版权所有：{c}市人民政府办公室|主办：{p}省人民政府办公厅|承办：{c}市大数据中心|联系我们 # 关于我们 # 网站声明 # 网站地图|网站标识码：3505000{n1}|京公网安备 1101020200{n1}号|{p}ICP备0500{n1}号-1|违法和不良信息举报电话：0{n1}-8888{n3}|未经书面授权禁止复制或建立镜像|邮箱：webmaster@example.cn|地址：{c}市人民路{n1}号 邮编：{n1}000|中央政府门户网站|市直部门网站|增值电信业务经营许可证|本站常年法律顾问：{a}律师".split("|")
TEASERS = [
    ("<div class=cards>", '<div class=card><a href="/a/1.html"><h4>{}</h4></a><p>{}</p></div>', "</div>"),
    ("<ul>", '<li><a href="/b/2.html">{}</a><p>{}</p></li>', "</ul>"),
    ("<section>", '<dl><dt><a href="/c/3.html">{}</a></dt><dd>{}</dd></dl>', "</section>"),
]


class Maker:
    """Pages from one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def facts(self):
        pick, number = self.random.choice, self.random.randint
        facts = dict(p=pick(PROVINCES), c=pick(CITIES), t=pick(TOPICS), a=pick(PEOPLE), b=pick(PEOPLE))
        facts |= dict(y=number(2012, 2025), mo=number(1, 12), d=number(1, 28), h=number(6, 22), mi=number(10, 59))
        return facts | {"m": pick(MEDIA).format(**facts)}

    def say(self, pattern, facts):
        number = self.random.randint
        return pattern.format(**facts, n1=number(10, 99), n2=number(100, 980), n3=number(3, 29), n4=number(2, 9)).replace("#", "|")

    def some(self, patterns, least, most, facts):
        return [self.say(one, facts) for one in self.random.sample(patterns, min(len(patterns), self.random.randint(least, most)))]

    def headlines(self, count):
        style = self.random.choice(["bare", "bare", "dated", "short"])
        lines = []
        for _ in range(count):
            facts = self.facts()
            title = self.say(self.random.choice(TITLES), facts)
            dated = {"bare": title, "dated": f"{title} {facts['y']}-{facts['mo']:02}-{facts['d']:02}"}
            lines.append(dated.get(style, f"[{facts['mo']:02}-{facts['d']:02}] {title}"))
        return lines

    def page(self):
        chance, facts = self.random.random, self.facts()
        title = self.say(self.random.choice(TITLES), facts)
        drawn = self.random.sample(SENTENCES, self.random.choice([1, 2, 3, 4, 6, 9, 14, 22]))
        body = list(dict.fromkeys(self.say(one, facts) for one in drawn))
        # An article neither begins nor ends with a line that is no sentence.
        while body and len(body[0]) < 14:
            body.pop(0)
        while body and len(body[-1]) < 14:
            body.pop()
        if chance() < 0.6 or sum(map(len, body)) < 60:
            body.insert(0, self.say(self.random.choice(LEADS), facts))
        above = [("lines", self.some(TOPS, 1, 5, facts))] if chance() < 0.8 else []
        above += [("links", self.some(MENU, 4, 18, facts))] if chance() < 0.9 else []
        path = self.say(self.random.choice(PATHS), facts) if chance() < 0.7 else None
        dated = self.say(self.random.choice(DATE_LINES), facts) if chance() < 0.9 else None
        below = [("lines", self.some(CREDITS, 1, 1, facts))] if chance() < 0.6 else []
        below += [("lines", self.some(NOTICES, 1, 1, facts))] if chance() < 0.3 else []
        below += [("lines", self.some(WIDGETS, 1, 4, facts))] if chance() < 0.6 else []
        if chance() < 0.4:
            below.append(("lines", ["上一篇：" + self.headlines(1)[0], "下一篇：" + self.headlines(1)[0]]))
        for _ in range(self.random.choice([0, 1, 1, 2, 3])):
            below.append(("list", [self.random.choice(HEADERS)] + self.headlines(self.random.randint(3, 10))))
        below += [("lines", self.some(COMMENTS, 1, 4, facts))] if chance() < 0.3 else []
        if chance() < 0.15:
            whole = [one for one in SENTENCES if len(one) > 30 and one.endswith("。")]
            below.append(("teasers", [line for one in self.some(whole, 3, 5, self.facts()) for line in (self.headlines(1)[0], one)]))
        below += [("lines", self.some(FEET, 2, 9, facts))] if chance() < 0.92 else []
        return facts, title, body, above, path, dated, below

    def markup(self, page):
        facts, title, body, above, path, dated, below = page
        pick, escape = self.random.choice, html.escape
        site = pick(["", f"_{facts['c']}新闻网", f" - {facts['c']}市人民政府"])
        out = [f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{escape(title + site)}</title></head><body>"]

        def links(lines):
            linked = [f'<a href="/a/{self.random.randint(1000, 9999)}.html">{escape(line)}</a>' for line in lines]
            open_, each, close = pick([("<ul>", "<li>{}</li>", "</ul>"), ("<div>", "<div>{}</div>", "</div>"), ("<table>", "<tr><td>·</td><td>{}</td></tr>", "</table>"), ("", "<p>{}</p>", ""), ("<div>", "{} | ", "</div>"), ("<div>", "{}<br>", "</div>")])
            return open_ + "".join(each.format(one) for one in linked) + close

        def part(kind, lines):
            if kind == "links":
                return links(lines)
            if kind == "teasers":
                open_, card, close = pick(TEASERS)
                pairs = zip(map(escape, lines[::2]), map(escape, lines[1::2]))
                return open_ + "".join(card.format(title, text) for title, text in pairs) + close
            if kind == "list":
                return '<div class="side">' + pick(["<h3>{}</h3>", "<div>{}</div>", "<p><b>{}</b></p>"]).format(escape(lines[0])) + links(lines[1:]) + "</div>"
            tag = pick(["p", "div", "li"])
            return "".join(f"<{tag}>{escape(line)}</{tag}>\n" for line in lines)

        # An old page puts its menu and its article side by side, in the only row of a table.
        beside = bool(above) and self.random.random() < 0.1
        out += [part(*one) for one in above[:-1]]
        out += ["<table width=760><tr><td width=160>"] if beside else []
        out += [part(*one) for one in above[-1:]]
        out += ["</td><td valign=top>"] if beside else []
        out += [f'<div class="pos">{escape(path)}</div>'] if path else []
        out.append(pick(["<h1>{}</h1>", "<div class=title>{}</div>", "<h2>{}</h2>", "<p align=center><b>{}</b></p>"]).format(escape(title)))
        out += [pick(["<div class=info>{}</div>", "<p>{}</p>", "<span>{}</span><br>"]).format(escape(dated))] if dated else []
        lines = [pick(["", "　　", "&nbsp;&nbsp;&nbsp;&nbsp;"]) + escape(line) for line in body]
        style = pick(["p", "p", "div", "br", "section"])
        if style == "br":
            out.append("<div class=con>" + pick(["<br>", "<br><br>"]).join(lines) + "</div>")
        else:
            out.append("<div class=content>" + "".join(f"<{style}><span>{line}</span></{style}>\n" for line in lines) + "</div>")
        out += ["</td></tr></table>"] if beside else []
        return "\n".join(out + [part(*one) for one in below] + ["</body></html>"])

    def scrape(self, page):
        _, title, body, above, path, dated, below = page
        chance, pick = self.random.random, self.random.choice
        markdown, indent = chance() < 0.3, pick(["", "　　"])
        link = (lambda line: f"[{line}](http://example.cn/{len(line)}.html)") if markdown else (lambda line: line)
        out = []
        for kind, lines in above:
            in_one = kind == "links" and chance() < 0.4
            out += [pick([" ", " | ", "  "]).join(lines)] if in_one else [link(line) if kind == "links" else line for line in lines]
        out += [line for line in (path, title) if line]
        # Spans that stand side by side on the page often become lines of their own.
        out += (dated.split() if chance() < 0.3 else [dated]) if dated else []
        out += [indent + line for line in body]
        for kind, lines in below:
            # Without tags a teaser reads like a section of the article.
            out += [lines[0], *map(link, lines[1:])] if kind == "list" else lines if kind == "lines" else []
        return pick(["\n", "\n\n"]).join(out)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("pages", nargs="?", type=int, default=1000)
    options.add_argument("seed", nargs="?", type=int, default=1)
    options.add_argument("program", nargs="?", default=str(ROOT / "target/release/qingyuan"))
    options.add_argument("--worst", type=int, default=10)
    options = options.parse_args()
    maker, lines, answers = Maker(options.seed), [], []
    for index in range(options.pages):
        page = maker.page()
        kind = maker.random.choice(["html", "html", "text"])
        lines.append(json.dumps({"id": str(index), kind: maker.markup(page) if kind == "html" else maker.scrape(page)}, ensure_ascii=False))
        facts, title, body, _, _, dated, _ = page
        answers.append((kind, title, f"{facts['y']}-{facts['mo']:02}-{facts['d']:02}" if dated else None, body))
    given = ROOT / "output/layouts.jsonl"
    given.write_text("\n".join(lines))
    command = [options.program, "extract", str(given), "-o", "-", "--format", "jsonl"]
    told = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.decode()
    records = {record["id"]: record for record in map(json.loads, told.splitlines())}
    sums, worst = collections.defaultdict(list), []
    plain = lambda line: re.sub(r"\s+", "", line)
    for index, (kind, title, date, body) in enumerate(answers):
        record = records[str(index)]
        found = collections.Counter(filter(None, map(plain, record["text"].split("\n"))))
        wanted = collections.Counter(map(plain, body))
        size = lambda lines: sum(len(line) * count for line, count in lines.items())
        f1 = 2 * size(found & wanted) / (size(found) + size(wanted))
        sums[kind, "f1"].append(f1)
        sums[kind, "title"].append(record["page"]["title"] == title)
        if date:
            sums[kind, "date"].append(record["page"]["published"] == date)
        worst.append((f1, index, kind, list(wanted - found), list(found - wanted)))
    for (kind, what), values in sorted(sums.items()):
        print(f"{kind} {what:5} {sum(values) / len(values):.4f} of {len(values)}")
    for f1, index, kind, lost, left in sorted(worst)[: options.worst]:
        print(f"{f1:.2f} page {index} ({kind}) lost {[line[:40] for line in lost[:3]]} left {[line[:40] for line in left[:3]]}")


if __name__ == "__main__":
    main()
