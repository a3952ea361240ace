"""What the press does to be quick with long tables changes nothing that is seen, found or read aloud."""

import io
import json
import subprocess
import sys
from functools import partial

import pdfplumber
import pikepdf
import pytest
from django.conf import settings
from PIL import ImageChops

from documents import benchmark, sheet
from documents import press as press_module
from documents.press import _joined
from documents.rendering import ENVIRONMENT
from tests.documents.drawn import PAPERS, listed

pytestmark = pytest.mark.sqlite_only

# Prints a job as the press does or as WeasyPrint does without it, and counts what the press spares.
PRINTED = """
import importlib.util, json, subprocess, sys, zlib
from collections import Counter
from pathlib import Path
import pydyf
spec = importlib.util.spec_from_file_location("press", sys.argv[1])
press = importlib.util.module_from_spec(spec)
spec.loader.exec_module(press)
times = Counter()
def counted(owner, name, number=lambda *args, **more: 1):
    meant = getattr(owner, name)
    def count(*args, **more):
        times[name] += number(*args, **more)
        return meant(*args, **more)
    setattr(owner, name, count)
counted(subprocess, "Popen")
counted(zlib, "compressobj", lambda *args, level=0: level == 9)
pages = pydyf.PDF.page_references.fget
def page_references(pdf):
    times["page_references"] += 1
    return pages(pdf)
pydyf.PDF.page_references = property(page_references)
folder, job = Path(sys.argv[2]), json.load(sys.stdin)
if sys.argv[3] == "press":
    make = press._maker([folder])
else:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse
    class Fetcher(URLFetcher):
        def fetch(self, url, headers=None):
            return URLFetcherResponse(url, press.find([folder], url.removeprefix("static:").lstrip("/")).read_bytes())
    fonts, fetcher = FontConfiguration(), Fetcher()
    def make(html, css, identifier):
        sheets = [CSS(string=each, base_url="static:", url_fetcher=fetcher, font_config=fonts) for each in css]
        html = HTML(string=html, base_url="static:", url_fetcher=fetcher)
        return 0, html.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/a-2a")
from weasyprint import css
from weasyprint.pdf import stream
from weasyprint.text import line_break
counted(line_break, "create_layout")
counted(stream.Stream, "add_font")
counted(css.ComputedStyle, "__init__")
counted(pydyf, "_to_bytes")
_, content = make(identifier="0" * 32, **job)
sys.stdout.buffer.write(json.dumps(times).encode() + b"\\n" + content)
"""


def printed(html, css, how):
    """(how often each was done that the press spares, the PDF): by the press's own code, or plainly by WeasyPrint."""
    command = [
        sys.executable,
        "-I",
        "-c",
        PRINTED,
        press_module.__file__,
        str(settings.BASE_DIR / "static"),
        how,
    ]
    job = json.dumps({"html": html, "css": css}).encode()
    told = subprocess.run(command, input=job, stdout=subprocess.PIPE, env=ENVIRONMENT, check=True).stdout  # noqa: S603
    times, _, content = told.partition(b"\n")
    return json.loads(times), content


def tags(content):
    """The structure of a PDF, as (kind, children)."""

    def below(element):
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        return str(element.get("/S")), [below(each) for each in kids if isinstance(each, pikepdf.Dictionary)]

    with pikepdf.open(io.BytesIO(content)) as pdf:
        return below(pdf.Root.StructTreeRoot)


PAGES = {
    "list": partial(sheet.page, listed(12)),
    "preview": partial(sheet.page, PAPERS["letter"], preview=True),
    "minutes": partial(sheet.page, PAPERS["minutes"]),
    "table": partial(sheet.page, PAPERS["table"]),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_paper_looks_and_reads_as_without(name):
    page = PAGES[name]()
    (spared, ours), (times, theirs) = printed(*page, "press"), printed(*page, "plainly")

    pages = list(zip(*(pdfplumber.open(io.BytesIO(each)).pages for each in (ours, theirs)), strict=True))
    for made, meant in pages:
        said = [
            [(c["text"], round(c["x0"], 2), round(c["top"], 2), c["size"]) for c in each.chars]
            for each in (made, meant)
        ]
        assert said[0] == said[1]
        pictures = [each.to_image(resolution=72).original.convert("L") for each in (made, meant)]
        assert ImageChops.difference(*pictures).getbbox() is None
    assert tags(ours) == tags(theirs)
    if name == "list":
        made, meant = pages[1]
        assert len(made.lines) < len(meant.lines) / 3  # each rule in one piece
        assert len(ours) < len(theirs)
        assert {each for each in times if not spared.get(each)} == {"Popen", "compressobj", "page_references"}
        for each, part in [("create_layout", 0.5), ("add_font", 0.5), ("__init__", 0.5), ("_to_bytes", 0.8)]:
            assert spared[each] < times[each] * part


def test_rules_that_go_on_from_one_another_are_joined_and_gaps_stay():
    pen = (1, "solid", "black")
    upright = [(5, 0, 5, 10, *pen), (5, 9.5, 5, 20, *pen), (5, 30, 5, 40, *pen), (7, 0, 7, 10, *pen)]
    level = [(0, 5, 4, 5, *pen), (4, 5, 8, 5, *pen)]

    assert _joined([*level, *upright]) == [
        (5, 0, 5, 20, *pen),
        (5, 30, 5, 40, *pen),
        (7, 0, 7, 10, *pen),
        (0, 5, 8, 5, *pen),
    ]
    two = [*level, (4, 5, 8, 5, 2, "solid", "black")]
    assert _joined(two) == two


def test_what_is_measured_is_composed_as_what_is_downloaded():
    html, css = benchmark.listed(2)

    assert html.count("<tr>") == 3
    assert "灵办发〔2026〕2号" in html
    assert len(css) == 2
