"""The text of a document meant for townships, and what may be wrong in it: tasks outside the list, forbidden forms (黑龙江
四(二); 灵川 第七条). Hints with their places; the office gives its word."""

import json
import re
import subprocess
import sys
from itertools import islice
from time import monotonic
from typing import NamedTuple

from audit import clock
from documents.files import inspect
from documents.models import Family
from registry.mentions import LISTED, Names
from registry.queries import in_force
from supervision.queries import townships
from voice import pdf_pages, word_parts
from voice.pdf_lines import joined

MOST_PAGES, MOST_BYTES, MOST_SENTENCES, MOST_HITS = 200, 40 * 1024**2, 10_000, 200
SECONDS, MEMORY = 20, 1024**3  # of the process that reads a file
IN_ALL = 30  # seconds for all files of a matter: who sends them waits, and the web server does not wait longer than a minute
SENTENCE = re.compile(r"[^。；;！!\n]+")
TOWNSHIPS = re.compile(r"各?乡镇|乡（镇）|乡\(镇\)|镇（街道）|街道|各乡|各镇|镇政府|镇人民政府|乡人民政府")
TASKS = re.compile(
    r"负责|落实|开展|组织|建立|上报|报送|报告|完成|做好|配合|协助|排查|巡查|统计|签订|成立|设立|承担|摸底|登记|整治|宣传"
)


class Found(NamedTuple):
    place: str
    form: str
    words: str
    quote: str
    source: str
    advice: str


def parts_of(upload, seconds=IN_ALL):
    """[(place, text)] of a DOCX by paragraphs or a PDF by pages; [] where no text can be read (in so many seconds): a person
    reads it.
    """
    family = inspect(upload)[2]
    reader = {Family.DOCX: _paragraphs, Family.PDF: _pages}.get(family)
    if reader is None:
        return []
    try:
        return reader(upload, seconds)
    except Exception:  # whatever the readers meet in a damaged file: it is taken, and read by a person
        return []
    finally:
        upload.seek(0)


def _paragraphs(upload, seconds):
    """Those of the body, then of its headers, footers and notes, and of text boxes wherever they are."""
    return [tuple(each) for each in _read(word_parts, upload, MOST_BYTES, seconds)]


def _pages(upload, seconds):
    texts = [joined(text) for text in _read(pdf_pages, upload, MOST_PAGES, seconds)]
    return [(f"第{at}页", text) for at, text in enumerate(texts, start=1) if text.strip()]


def _read(reader, upload, most, seconds):
    """What a reader says, a process of its own, bounded in time and memory: a file may be made to take all there is."""
    limits = [str(each) for each in (MEMORY, SECONDS, most)]
    read = subprocess.run(  # noqa: S603 - our own file; the upload goes through its standard input
        [sys.executable, "-I", reader.__file__, *limits],
        input=upload.read(),
        capture_output=True,
        timeout=max(min(seconds, SECONDS * 2), 0),
        check=True,
    )
    return json.loads(read.stdout)


UNREAD = Found(
    "全文",
    "没有读出文字",
    "",
    "",
    "",
    "只能从DOCX和有文字的PDF里读出文字；扫描件和其他格式由人工审核。",
)
UNFINISHED = Found("全文", "没有核对完", "", "", "", "文件太长、太多或者问题太多，其余的由人工审核。")


def read_and_searched(files, matter):
    """[(name, [Found])] of each file of the matter; where no text could be read, or there was no time, that a person has to
    read it.
    """
    until, found = monotonic() + IN_ALL, []
    for file in files:
        parts = parts_of(file, until - monotonic())
        hits = search(parts, rules=matter.rules, county=matter.county, until=until) if parts else [UNREAD]
        found.append((file.name, hits if parts or monotonic() < until else [UNFINISHED]))
    return found


def search(parts, *, rules, county, until=None):
    """[Found] in the order of the text, so many at most, of so many sentences and until then: where more stands, the last
    says so.
    """
    listed, recalled = _named(_listed(county, rules)), _named(_recalled(county))
    addressed = _addressed(county)
    sentences = ((place, sentence) for place, text in parts for sentence in SENTENCE.findall(text))
    looked_at = islice(_in_time(sentences, until or monotonic() + IN_ALL), MOST_SENTENCES)
    found = list(islice(_found(looked_at, rules, addressed, listed, recalled), MOST_HITS))
    if next(sentences, None) is not None:
        found.append(UNFINISHED)
    return found


def _in_time(sentences, until):
    while monotonic() < until and (each := next(sentences, None)):
        yield each


def _addressed(county):
    """Townships as a document calls them: all of them together, or those of the county by their names."""
    names = townships(county).values_list("short_name", flat=True)
    return re.compile("|".join([TOWNSHIPS.pattern, *map(re.escape, names)]))


def _found(sentences, rules, addressed, listed, recalled):
    for place, sentence in sentences:
        yield from _forbidden(place, sentence, rules)
        yield from _outside(place, sentence, addressed, listed, recalled)


def _forbidden(place, sentence, rules):
    for wording in rules.wording:
        for words in dict.fromkeys(wording.hits(sentence)):
            yield Found(
                place,
                f"不许用的方式：{wording.term}",
                words,
                sentence.strip(),
                wording.source,
                wording.suggestion,
            )


def _outside(place, sentence, addressed, listed, recalled):
    """A task for townships that is not in their list, or that those above took back from them."""
    task, whom = TASKS.search(sentence), addressed.search(sentence)
    if not (task and whom):
        return
    best, back = (next(iter(names.closest(sentence, most=1)), None) for names in (listed, recalled))
    words = f"{whom[0]}……{task[0]}"
    if back and back[1] >= LISTED and not (best and best[1] >= back[1]):
        said = f"“{back[0]}”在上级部门收回事项的清单里，不由乡镇办理，请核对。"
        yield Found(place, "可能是已收回的任务", words, sentence.strip(), "", said)
        return
    if best and best[1] >= LISTED:
        return
    near = f"清单里最接近的是“{best[0]}”，请核对。" if best else "清单里没有相近的事项。"
    yield Found(place, "可能是清单以外的任务", words, sentence.strip(), "", near)


def _named(texts):
    """Their names, each once."""
    return Names((name, name) for name in dict.fromkeys(texts.values_list("name", flat=True)))


def _listed(county, rules):
    """What townships do: neither what was taken back from them nor what villages help with."""
    texts = in_force(county, clock.today()).filter(duty__list_kind__recalled=False)
    villages = rules.village_list
    return texts.exclude(duty__list_kind__key=villages.key) if villages else texts


def _recalled(county):
    """What the departments above took back (上级部门收回事项)."""
    return in_force(county, clock.today()).filter(duty__list_kind__recalled=True)
