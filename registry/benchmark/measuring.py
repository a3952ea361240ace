"""What it costs to read the list that `building` made: times of pages and searches, rates, memory."""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from statistics import quantiles

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import County, Unit, UnitKind
from config.collecting import keep_what_is_loaded
from registry import queries, search_index
from registry.benchmark import bare, texts
from registry.benchmark.building import SHOWN
from registry.models import Duty, DutyVersion, Edition
from registry.searching import MOST, search_everywhere

WARM, TIMES = 3, 40
OFTEN = 200  # of what takes less than a millisecond
MISSING = "不存在"


@dataclass(frozen=True)
class Row:
    """What is measured: `work(n)`, done `times` in a round; and what else there is to say of it."""

    label: str
    work: Callable
    note: str = ""
    times: int = TIMES

    def once(self):
        """(p50, p95) in milliseconds; the first few do not count."""
        taken = []
        for turn in range(WARM + self.times):
            start = time.perf_counter()
            self.work(turn)
            taken.append((time.perf_counter() - start) * 1000)
        parts = quantiles(taken[WARM:], n=20)
        return parts[9], parts[18]


def machine(when):
    """How fast the machine itself is at that time: the same sum, which asks nothing of anybody."""
    return Row(f"机器本身（{when}）", lambda _: sum(number * number for number in range(50_000)))


class Reader:
    """A visitor of the shown county."""

    def __init__(self):
        self.county = County.objects.get(code=SHOWN)
        self.client = Client()
        self.duties = list(Duty.objects.filter(county=self.county).order_by("-pk")[: WARM + TIMES])
        self.prefix = self._prefix()
        keep_what_is_loaded()

    def _prefix(self):
        """Where the county's pages stand: an installation of several counties leads there."""
        path = self.duties[0].get_absolute_url()
        answer = self.client.get(path)
        return answer.headers["Location"].removesuffix(path) if answer.status_code in (301, 302) else ""

    def get(self, path, kept=False, whole=False, changed=False):
        """An answer of the county's page, or of one of the whole installation: made anew, unless what is `kept` may be given.
        The numbers that stand on every page of the list are known, but of one that has just `changed`."""
        if not kept:
            caches["pages"].clear()
        if changed:
            caches["figures"].clear()
        answer = self.client.get(path if whole else self.prefix + path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return answer

    def rows(self):
        """Everything, in the order in which it is measured."""
        yield from self.pages()
        yield from self.searches()
        yield from self.alike()

    def pages(self):
        """Rows of the list, beside the same bytes from a view that does nothing; of a duty, and two editions compared."""
        yield machine("开始")
        yield Row("清单首页（清单刚变）", lambda _: self.get("/", changed=True))
        yield Row("清单首页（现做）", lambda _: self.get("/"))
        page = self.get("/", kept=True)
        yield Row("清单首页（已存）", lambda _: self.get("/", kept=True), f"{len(page.content)}字节", OFTEN)
        bare.body["is"] = page.content
        yield Row("同样字节的空视图", lambda _: self.client.get("/bare/"), times=OFTEN)
        etag = page.headers["ETag"]
        yield Row(
            "清单首页（未变，304）",
            lambda _: self.client.get(f"{self.prefix}/", headers={"if-none-match": etag}),
            times=OFTEN,
        )
        yield Row("清单第100页（现做）", lambda _: self.get("/?page=100"))
        township = Unit.objects.filter(county=self.county, kind=UnitKind.TOWNSHIP).first()
        yield Row("一个乡镇的清单（现做）", lambda _: self.get(f"/?township={township.code}"))
        yield Row("事项页（现做）", lambda turn: self.get(self.duties[turn].get_absolute_url()))
        edition = Edition.objects.filter(county=self.county).first()
        yield Row("版次对照（现做）", lambda _: self.get(edition.get_absolute_url()), f"{edition.size}项")

    def searches(self):
        """Rows of a search's page in the county, and of the search itself over the whole installation."""
        yield machine("搜索以前")
        for label, word in words(self.county):
            yield Row(
                f"县内搜索页 {label}",
                lambda _, q=word: self.get(f"/?q={q}"),
                f"“{word}”{matches(word, SHOWN)}条",
            )
        yield Row("县内搜索页 1字", lambda _: self.get("/?q=巡"), "“巡”")
        for label, word in words(self.county):
            yield Row(f"全部搜索 {label}", lambda _, q=word: first_page(q), f"“{word}”{matches(word)}条")
        whole = words(self.county) if self.prefix else ()  # of one county the page leads on to its list
        for label, word in whole:
            yield Row(
                f"全部搜索的页面 {label}",
                lambda _, q=word: self.get(f"/search/?q={q}", whole=True),
                f"“{word}”",
            )
        yield Row("全部搜索 两个词", lambda _: first_page("巡查 汛期"), "“巡查 汛期”")
        yield Row("全部搜索 没有的词", lambda _: first_page("量子计算"), "“量子计算”")
        yield Row("全部搜索 100个字", lambda _: first_page(("地质灾害隐患点日常巡查" * 10)[:100]))

    def alike(self):
        department = Unit.objects.filter(county=self.county, kind=UnitKind.DEPARTMENT).first()
        yield Row(
            "相近事项",
            lambda turn: queries.lookalikes(self.county, f"汛期{texts.name(turn + 1)}", department),
        )
        yield machine("最后")


def words(county):
    """[(label, word)]: of two, three and eight characters, rare and common; a township's name is rare.

    Common is what more than MOST texts have at every size from 20,000 on, so that the count stops at 1000+. In between stands
    what one text in 27 or 37 has, of which a small list has fewer, and of eight characters what one in a thousand has.
    """
    rare = Unit.objects.filter(county=county, kind=UnitKind.TOWNSHIP).first().short_name
    example = texts.OBJECTS[0] + texts.WORKS[0]
    return [
        ("2字 少见", rare[:2]),
        ("2字 常见", "巡查"),
        ("3字 少见", rare[:3]),
        ("3字 中等", "隐患点"),
        ("3字 常见", "台账管"),
        ("8字 少见", (rare + texts.OBJECTS[3] + texts.WORKS[1])[:8]),
        ("8字 千分之一", example[:8]),
        ("8字 中等", "日常巡查发现问题"),
        ("8字 常见", "人民共和国森林法"),
    ]


def matches(word, area=""):
    """How many texts hold the word, counted apart from what is measured."""
    versions = DutyVersion.objects.filter(search_text__contains=word)
    conditions = [search_index.among(each) for each in search_index.tiers([word], area)]
    found = set().union(*(versions.filter(pk__in=each).values_list("pk", flat=True) for each in conditions))
    return len(found)


def first_page(text):
    """What a page of the whole installation reads: the hits, and the rows of the first twenty."""
    hits = search_everywhere(text)
    assert len(hits.rows) <= MOST  # noqa: S101 - a benchmark that measures something else says nothing
    best = list(hits.rows)[:20]
    return list(DutyVersion.objects.filter(pk__in=best).select_related("duty__county", "department"))


def memory():
    """The most memory this process held at once, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def database_size():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0] // 2**20


def export_rate(reader, form):
    """Rows a second of the download of the county's list; MISSING where there is none."""
    try:
        path = reverse("duty-download", args=[form])
    except NoReverseMatch:
        return MISSING
    start = time.perf_counter()
    answer = reader.get(path)
    length = sum(map(len, answer.streaming_content if answer.streaming else [answer.content]))
    taken = time.perf_counter() - start
    rows = Duty.objects.filter(county=reader.county).count()
    return f"{rows / taken:.0f}行/秒（{rows}行，{length}字节）"


def import_rate():
    """Rows a second of an import, as registry.benchmark.importing.rate says it; MISSING where there is none."""
    try:
        return import_module("registry.benchmark.importing").rate()
    except ModuleNotFoundError:
        return MISSING
