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
BOX, AGAIN = (
    f"{WORD}txbxContent",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)
PARTS = (
    ("", "document"),
    ("页眉", r"header\d*"),
    ("页脚", r"footer\d*"),
    ("脚注", "footnotes"),
    ("尾注", "endnotes"),
)
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
    """Those of the body, then of its headers, footers and notes, and of text boxes wherever they are."""
    found = {}
    with zipfile.ZipFile(upload) as archive:
        files = [
            (where, each)
            for where, name in PARTS
            for each in archive.infolist()
            if re.fullmatch(rf"word/{name}\.xml", each.filename)
        ]
        if sum(each.file_size for _, each in files) > MOST_BYTES:
            return []
        for where, each in files:
            root = ElementTree.fromstring(archive.read(each))  # noqa: S314 - expat reads no entities from outside
            for boxed, text in _texts(root):
                if text.strip():
                    found.setdefault(where + ("文本框" if boxed else ""), []).append(text)
    # a header that every section has again is one
    texts = {where: texts if where == "" else dict.fromkeys(texts) for where, texts in found.items()}
    return [(f"{where}第{at}段", text) for where in texts for at, text in enumerate(texts[where], start=1)]


def _texts(node, boxed=False):
    """(whether in a text box, its text) of each paragraph; what stands there again for older programs is left out."""
    for each in node:
        if each.tag == AGAIN:
            continue
        if each.tag == f"{WORD}p":
            yield boxed, _words(each)
        yield from _texts(each, boxed or each.tag == BOX)


def _words(node):
    """Without those of text boxes in it."""
    if node.tag == f"{WORD}t":
        return node.text or ""
    return "".join(_words(each) for each in node if each.tag not in (BOX, AGAIN))


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
