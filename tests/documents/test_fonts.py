"""A county's licensed fonts are used when they lie in the folder; what is no font is told, and the stand-in printed."""

import io
import shutil

import pdfplumber
import pikepdf
import pytest
from django.conf import settings as project
from django.core.checks import run_checks
from fontTools.ttLib import TTFont

from documents import sheet
from documents.papers import drawn
from documents.rendering import Press
from tests.documents.drawn import PAPERS

pytestmark = pytest.mark.sqlite_only  # files alone


def without_outlines(content):
    """The font with the table of its outlines wiped."""
    with TTFont(io.BytesIO(content), lazy=True) as font:
        table = font.reader.tables["CFF "]
    return content[: table.offset] + bytes(table.length) + content[table.offset + table.length :]


KAI = project.BASE_DIR / "static" / "fonts" / "FandolKai-Regular.otf"


@pytest.fixture
def folder(settings, tmp_path):
    settings.FONTS_DIR = tmp_path
    return tmp_path


def body():
    """The font program that the body of a paper is printed with."""
    with Press() as press:
        content = press.make(*sheet.page(PAPERS["minutes"]))[1]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fonts = pdf.pages[0].resources.Font.values()
        (font,) = [each for each in fonts if str(each.BaseFont).endswith("Paper-fang")]
        return font.DescendantFonts[0].FontDescriptor.FontFile3.read_bytes()


def told():
    return [each.msg.rpartition("/")[2] for each in run_checks() if each.id == "documents.W001"]


def test_a_countys_own_font_takes_the_place_of_the_stand_in(folder):
    assert b"FandolFang" in body()

    shutil.copy(KAI, folder / "仿宋.OTF")

    assert b"FandolKai" in body()
    assert told() == []


def check_lines():
    """(feet, text) of the small lines by which a letter is checked."""
    said = PAPERS["letter"].content["document"]
    letter = drawn(said, seq=1146, digest="0123456789abcdef" * 4)
    with Press() as press:
        content = press.make(*sheet.page(letter))[1]
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        small = [char for char in pdf.pages[-1].chars if char["size"] < 6]
        return {round(char["bottom"]) for char in small}, "".join(char["text"] for char in small)


def test_the_lines_to_check_by_stay_above_a_letter_s_rule_with_a_font_of_wider_figures(folder):
    before = check_lines()
    shutil.copy(KAI, folder / "仿宋.otf")

    assert check_lines() == before
    assert len(before[0]) == 4
    assert "审计链" in before[1]


@pytest.mark.parametrize(
    "content",
    [b"", b"junk" * 400, KAI.read_bytes()[:200_000], without_outlines(KAI.read_bytes())],
    ids=["empty", "junk", "cut off", "without outlines"],
)
def test_what_is_no_font_is_told_and_the_stand_in_used(folder, content):
    (folder / "仿宋.ttf").write_bytes(content)

    assert told() == ["仿宋.ttf"]
    assert b"FandolFang" in body()


def test_a_link_and_another_name_are_told(folder):
    (folder / "楷体.otf").symlink_to(KAI)
    shutil.copy(KAI, folder / "隶书.otf")

    assert told() == ["楷体.otf", "隶书.otf"]
