"""The text of a document meant for townships, and what may be wrong in it: tasks outside the list, forbidden forms (黑龙江
四(二); 灵川 第七条). Hints with their places; the office gives its word."""

import json
import re
import subprocess
import sys
import zipfile
from typing import NamedTuple
from xml.etree import ElementTree

from audit import clock
from documents.files import inspect
from documents.models import Family
from registry.mentions import LISTED, Names
from registry.queries import in_force
from voice import pdf_pages

MOST_PAGES, MOST_BYTES, MOST_HITS = 200, 40 * 1024**2, 200
SECONDS, MEMORY = 20, 1024**3  # of the process that reads a PDF
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
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


def parts_of(upload):
    """[(place, text)] of a DOCX by paragraphs or a PDF by pages; [] where no text can be read: a person reads it."""
    family = inspect(upload)[2]
    reader = {Family.DOCX: _paragraphs, Family.PDF: _pages}.get(family)
    if reader is None:
        return []
    try:
        return reader(upload)
    except Exception:  # whatever the readers meet in a damaged file: it is taken, and read by a person
        return []
    finally:
        upload.seek(0)


def _paragraphs(upload):
    with zipfile.ZipFile(upload) as archive:
        if archive.getinfo("word/document.xml").file_size > MOST_BYTES:
            return []
        root = ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314 - expat reads no entities from outside
    texts = ["".join(run.text or "" for run in each.iter(f"{WORD}t")) for each in root.iter(f"{WORD}p")]
    return [(f"第{at}段", text) for at, text in enumerate((text for text in texts if text.strip()), start=1)]


def _pages(upload):
    limits = [str(each) for each in (MEMORY, SECONDS, MOST_PAGES)]
    read = subprocess.run(  # noqa: S603 - our own file; the PDF goes through its standard input
        [sys.executable, "-I", pdf_pages.__file__, *limits],
        input=upload.read(),
        capture_output=True,
        timeout=SECONDS * 2,
        check=True,
    )
    # a line of a page ends anywhere: what is printed on two lines is one sentence
    texts = [text.replace("\n", "") for text in json.loads(read.stdout)]
    return [(f"第{at}页", text) for at, text in enumerate(texts, start=1) if text.strip()]


def search(parts, *, rules, county):
    """[Found] in the order of the text."""
    listed, found = Names((name, name) for name in _listed(county)), []
    for place, text in parts:
        for sentence in SENTENCE.findall(text):
            found += _forbidden(place, sentence, rules)
            found += _outside(place, sentence, listed)
    return found[:MOST_HITS]


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


def _outside(place, sentence, listed):
    task, whom = TASKS.search(sentence), TOWNSHIPS.search(sentence)
    if not (task and whom):
        return
    best = next(iter(listed.closest(sentence, most=1)), None)
    if best and best[1] >= LISTED:
        return
    near = f"清单里最接近的是“{best[0]}”，请核对。" if best else "清单里没有相近的事项。"
    yield Found(place, "可能是清单以外的任务", f"{whom[0]}……{task[0]}", sentence.strip(), "", near)


def _listed(county):
    """The names of what is in force, each once."""
    return dict.fromkeys(in_force(county, clock.today()).values_list("name", flat=True))
