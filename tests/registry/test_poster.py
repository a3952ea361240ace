"""The poster measured: its sheet, what stands within its margins, its QR codes as a reader sees them, its fonts.

No standard lays a poster out; its sheet is ISO 216's, and a QR code is read from a step away with modules of half a
millimetre and more.
"""

import io
from datetime import date

import pdfplumber
import pikepdf
import pytest
import segno
from django.conf import settings

from audit import clock
from registry.actions import publish_edition
from registry.models import Category
from tests.cast import seat
from tests.documents.measuring import black, ink, loose, mm
from tests.factories import listed_duty

SHEETS = {"A3": (297, 420), "A4": (210, 297)}
MARGIN = 14


@pytest.fixture
def listed(lingchuan):
    listed_duty(townships=("lcz",))
    publish_edition(
        county=lingchuan, document_number="灵编发〔2026〕7号", published_on=clock.today(), by=seat("bb-fz")
    )


def modules(page, box, address):
    """(the modules of the QR code in the box (mm) as printed, those that say the address, a module's width in mm)"""
    wanted = [[bool(dot) for dot in row] for row in segno.make(address, error="m", micro=False).matrix]
    left, top, right, _ = ink(page, black, box)
    side = (right - left) / len(wanted)
    picture = black(page.to_image(resolution=254).original.convert("RGB"))
    dot = lambda row, column: (  # noqa: E731
        picture.getpixel((int((left + side * (column + 0.5)) * 10), int((top + side * (row + 0.5)) * 10))) > 0
    )
    found = [[dot(row, column) for column in range(len(wanted))] for row in range(len(wanted))]
    return found, wanted, side


@pytest.mark.sqlite_only
@pytest.mark.parametrize("size", SHEETS)
@pytest.mark.usefixtures("listed")
def test_a_poster_is_measured(client, size):
    content = client.get(f"/townships/lcz/poster.pdf?size={size}").content

    with pikepdf.open(io.BytesIO(content)) as archived:
        assert loose(archived) == []
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        (page,) = pdf.pages
        width, height = mm(page.width), mm(page.height)
        assert (width, height) == pytest.approx(SHEETS[size], abs=0.1)
        within = [char for char in page.chars if mm(char["top"]) < height - 16]
        assert min(mm(char["x0"]) for char in within) >= MARGIN - 0.1
        assert max(mm(char["x1"]) for char in within) <= width - MARGIN + 0.1
        assert min(mm(char["top"]) for char in within) >= MARGIN - 1
        heading = max(page.chars, key=lambda char: char["size"])
        assert mm(heading["size"]) >= 7  # read from across a hall
        said, address = page.extract_text(), f"{settings.SITE_URL}/townships/lcz/"
        assert "灵编发〔2026〕7号" in said
        caption = next(each for each in page.search(r"http") if mm(each["x0"]) > width / 2)
        (lead,) = page.search(r"现行\d+项")
        box = (mm(caption["x0"]) - 2, mm(lead["bottom"]) + 4, width - MARGIN + 1, mm(caption["top"]) - 0.5)
        found, wanted, side = modules(page, box, address)
        assert found == wanted
        assert side >= 0.5


@pytest.mark.sqlite_only
def test_a_poster_over_several_sheets(client, enter, place):
    """A term as on the page, what was taken back by its numbers, whose list it is on every sheet: none for that alone."""
    first = Category.objects.create(county=place.county, name="先列的类别", order=0)
    for number in range(100):
        enter(f"第{number}项日常巡查")
    enter("限期排查", kind="temporary", term_from=date(2026, 4, 1), term_until=date(2026, 12, 31))
    enter("先收回的", kind="recalled")
    enter("后收回的", kind="recalled", category=first)

    content = client.get("/townships/lcz/poster.pdf?size=A4").content

    with pdfplumber.open(io.BytesIO(content)) as pdf:
        said = [page.extract_text() for page in pdf.pages]
    assert len(said) > 1
    assert all("主办：" in each and len(each.splitlines()) > 3 for each in said)
    whole = "\n".join(said)
    assert "2026年4月1日至2026年12月31日" in whole
    assert whole.index("先收回的") < whole.index("后收回的")
