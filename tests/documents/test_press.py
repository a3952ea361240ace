"""What the press does to be quick with long tables changes nothing that is seen, found or read aloud."""

import io
import json
import subprocess
import sys

import pdfplumber
import pikepdf
import pytest
from django.conf import settings
from PIL import ImageChops

from documents import benchmark, sheet
from documents import press as press_module
from documents.press import _joined
from documents.rendering import ENVIRONMENT
from tests.documents.drawn import listed

pytestmark = pytest.mark.sqlite_only

PLAIN = """
import importlib.util, json, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("press", sys.argv[1])
press = importlib.util.module_from_spec(spec)
spec.loader.exec_module(press)
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse
class Fetcher(URLFetcher):
    def fetch(self, url, headers=None):
        return URLFetcherResponse(url, press.find([Path(sys.argv[2])], url.removeprefix("static:").lstrip("/")).read_bytes())
job, fonts, fetcher = json.load(sys.stdin), FontConfiguration(), Fetcher()
sheets = [CSS(string=each, base_url="static:", url_fetcher=fetcher, font_config=fonts) for each in job["css"]]
html = HTML(string=job["html"], base_url="static:", url_fetcher=fetcher)
sys.stdout.buffer.write(html.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/a-2a"))
"""


def plain(html, css):
    """What WeasyPrint makes of it without any of the press's ways."""
    command = [sys.executable, "-I", "-c", PLAIN, press_module.__file__, str(settings.BASE_DIR / "static")]
    job = json.dumps({"html": html, "css": css}).encode()
    return subprocess.run(command, input=job, stdout=subprocess.PIPE, env=ENVIRONMENT, check=True).stdout  # noqa: S603


def tags(content):
    """The structure of a PDF, as (kind, children)."""

    def below(element):
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        return str(element.get("/S")), [below(each) for each in kids if isinstance(each, pikepdf.Dictionary)]

    with pikepdf.open(io.BytesIO(content)) as pdf:
        return below(pdf.Root.StructTreeRoot)


def test_a_list_looks_and_reads_as_without(press):
    page = sheet.page(listed(12))
    ours, theirs = press.make(*page)[1], plain(*page)

    pages = list(zip(*(pdfplumber.open(io.BytesIO(each)).pages for each in (ours, theirs)), strict=True))
    for made, meant in pages:
        said = [
            [(c["text"], round(c["x0"], 2), round(c["top"], 2), c["size"]) for c in each.chars]
            for each in (made, meant)
        ]
        assert said[0] == said[1]
        pictures = [each.to_image(resolution=72).original.convert("L") for each in (made, meant)]
        assert ImageChops.difference(*pictures).getbbox() is None
    made, meant = pages[1]
    assert len(made.lines) < len(meant.lines) / 3  # each rule in one piece
    assert tags(ours) == tags(theirs)
    assert len(ours) < len(theirs)


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
