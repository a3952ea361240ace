"""What a county is shown, page by page, and the words that have no business there: another county's articles and bodies."""

import re
from contextlib import suppress
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.urls import NoReverseMatch, get_resolver, reverse

from documents.models import Paper
from regimes.schema import parse
from tests.regimes.conftest import REGIMES

# 灵川's words; where a county's own file has one of them it is that county's too
OF_LINGCHUAN = (
    *(
        "灵川",
        "桂林",
        "灵准",
        "灵办",
        "灵政",
        "灵编",
        "召集人",
        "联席会议",
        "联席会议办公室",
        "编办",
        "简易程序",
        "一般程序",
        "协调会",
        "先行办理",
        "备案审核",
        "县委",
        "县政府",
        "审签",
        "审定",
    ),
)
# beside the pages: what is no page, and the pages that say there is no 先行办理 or 联席会议
ASIDE = re.compile(
    r"/(logout|counties|meetings|supervision/urgent|feed|api|static|verify)/|/files/.|\.(pdf|zip|docx|xlsx|csv|json|ics)|\?"
)
OWN = re.compile("本县(?!自定)")  # a 旗 is none; 本县自定 is the product's word for what no source rules
LINK = re.compile(r'href="(/[^"#]*)')
# 第三条第（三）项第1目, 第13项, 第七项, 三（二）: as the five documents number what they say
_NUMBER = r"[一二三四五六七八九十百×]+|\d+"
_ARTICLE = rf"第(?:{_NUMBER})条(?:第（?(?:{_NUMBER})）?[款项目])*|第(?:{_NUMBER})[项目]|[一二三四五六七八九十]（[一二三四五六七八九十]）"
CITED = re.compile(
    rf"(?:《([^》]+)》(?:（[^）]*(?:（[^）]*）)?[^）]*）)*)?((?:{_ARTICLE})(?:[、和](?:{_ARTICLE}))*)"
)
ONE_OF_A_KIND = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


def foreign(own):
    """Words that stand in no page of the county whose file is `own`: 灵川's, and articles that only other files quote. What the
    file says in its comments is for who writes it."""
    own = re.sub(r"(?m)(?:^|\s)#.*$", "", own)
    texts = [path.read_text(encoding="utf-8") for path in REGIMES.glob("*.toml")]
    articles = {article for text in texts for article in parse(text).source_articles}
    level = ("县级部门", "县直") if "旗委" in own else ()
    return [word for word in (*OF_LINGCHUAN, *level, *sorted(articles)) if word not in own]


def as_read(html):
    return unescape(re.sub(r"<[^>]+>", " ", html))


def pages_of(client, *, typed=(), county="", read=as_read):
    """{address: what is read there}: one page of every kind of address that the seat reaches from its workbench, and those of
    the `typed` that open. No link leads nowhere. `county`: its code, whose pages alone count where there are several."""
    found, waiting, kinds = {}, ["/desk/", *typed], set()
    while waiting:
        url = waiting.pop(0)
        kind = ONE_OF_A_KIND.sub("*", urlsplit(url).path)
        if (
            kind in kinds
            or ASIDE.search(url)
            or (url.startswith("/c/") and not url.startswith(f"/c/{county}/"))
        ):
            continue
        kinds.add(kind)
        answer = client.get(url, follow=True)  # a list's page of the county is at the seat's own address too
        assert answer.status_code != 404 or url in typed, url
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            found[url] = read(answer.text)
            waiting += [urljoin(url, unescape(link)) for link in LINK.findall(answer.text)]
    return found


def typed_by_hand():
    """Every address that names no case, meeting or other row."""
    names = [name for name in get_resolver().reverse_dict if isinstance(name, str)]
    found = set()
    for name in names:
        with suppress(NoReverseMatch):
            found.add(reverse(name))
    return sorted(found)


def papers_of(county):
    """{title, by its number: what it says}: papers to several units have one title."""
    papers = Paper.objects.filter(county=county)
    return {f"{paper.title}（{paper.pk}）": f"{paper.title} {paper.content}" for paper in papers}


def said_elsewhere(own, texts):
    """{(word, where)} of the texts of the county whose file is `own` that say another county's words."""
    words = foreign(own)
    found = {(word, where) for where, text in texts.items() for word in words if word in text}
    if "旗委" in own:
        found |= {("本县", where) for where, text in texts.items() if OWN.search(text)}
    return found


def articles_cited(own, text):
    """The articles of the county's own rules, whose file is `own`, that the text cites: those beside no other law's name."""
    rules, every = parse(own), [parse(path.read_text(encoding="utf-8")) for path in REGIMES.glob("*.toml")]
    here = {"", *titles_of(rules)}
    theirs = {title for each in every for title in titles_of(each)} - here
    found = set()
    for law, articles in CITED.findall(text):
        if law in here:
            found |= set(re.split("[、和]", articles))
        elif law in theirs:
            found.add(f"《{law}》{articles}")
    return found


def titles_of(rules):
    """What its articles may stand under: the regulation, and the document that the file quotes."""
    return [rules.title, *re.findall("《(.*?)》", rules.articles_of)]


def articles_elsewhere(own, texts):
    """{(article, where)} that no article of the county's own file is, and no law named beside it has."""
    there = parse(own).source_articles
    return {(each, where) for where, text in texts.items() for each in articles_cited(own, text) - set(there)}
