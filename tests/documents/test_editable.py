"""The DOCX of a paper: the words of its snapshot, A4 by GB/T 9704—2012, opened by a reader that is not ours."""

import io
import re
import zipfile

import docx
import pytest
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from documents import sheet
from documents.editable import docx as written
from tests.documents.drawn import NUMBER, PAPERS, crowded, paper

pytestmark = pytest.mark.sqlite_only  # what is written is a file, which no database changes

# What the frame of a paper is written with, and no text of anybody's.
FRAME = {"layout", "upward", "mark", "widths"}


def opened(paper):
    return docx.Document(io.BytesIO(written(paper)))


def words(document):
    """Every text of the document's parts, in order."""
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        trees = [
            etree.fromstring(parts.read(name))
            for name in parts.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        ]
    return "".join(node.text or "" for tree in trees for node in tree.iter(qn("w:t")))


def said(value, name=""):
    """Every text of a snapshot's document."""
    if name in FRAME or isinstance(value, bool):
        return
    if isinstance(value, str):
        yield from value.splitlines()
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from said(each, key)
    else:
        for each in value:
            yield from said(each)


def close(length, millimetres):
    return abs(length - Mm(millimetres)) < Mm(0.05)


@pytest.mark.parametrize("name", PAPERS)
def test_the_words_are_the_snapshot_s(name):
    document = PAPERS[name].content["document"]

    text = re.sub(r"\s", "", words(written(PAPERS[name])))
    for each in said(document | {"date": "2026年3月5日"}):
        assert re.sub(r"\s", "", each) in text, each


@pytest.mark.parametrize("name", PAPERS)
def test_a4_with_the_standard_s_block(name):
    (section,) = opened(PAPERS[name]).sections

    assert close(section.page_width, 210)
    assert close(section.page_height, 297)
    assert close(section.top_margin, 37)
    assert close(section.left_margin, 28)
    assert close(section.right_margin, 26)
    assert close(section.bottom_margin, 35)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert 22 * int(grid.get(qn("w:linePitch"))) <= 225 / 25.4 * 1440
    assert 28 * (16 + int(grid.get(qn("w:charSpace"))) / 4096) == pytest.approx(156 / 25.4 * 72, abs=0.1)


@pytest.mark.parametrize(
    ("style", "face", "points"),
    [
        ("公文标题", "方正小标宋简体", 22),
        ("公文一级标题", "黑体", 16),
        ("公文二级标题", "楷体_GB2312", 16),
        ("公文正文", "仿宋_GB2312", 16),
        ("公文版记", "仿宋_GB2312", 14),
        ("发文机关标志", "方正小标宋简体", None),
    ],
)
def test_faces_and_sizes_by_name(style, face, points):
    document = opened(PAPERS["document"])
    styles = [document.styles[style]]
    while styles[-1].base_style is not None:
        styles.append(styles[-1].base_style)
    default = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    properties = [
        *(each.element.find(qn("w:rPr")) for each in styles if each.element.find(qn("w:rPr")) is not None),
        default,
    ]

    fonts = next(found for rpr in properties if (found := rpr.find(qn("w:rFonts"))) is not None)
    size = next(found for rpr in properties if (found := rpr.find(qn("w:sz"))) is not None)
    assert fonts.get(qn("w:eastAsia")) == face
    assert points is None or int(size.get(qn("w:val"))) == 2 * points


def test_headings_title_and_number_have_their_styles():
    rows = {each.text: each for each in opened(PAPERS["document"]).paragraphs}

    assert rows["一、乡镇职责"].style.name == "公文一级标题"
    assert rows["（一）日常巡查"].style.name == "公文二级标题"
    assert rows[NUMBER].alignment == 1
    title = next(each for each in rows.values() if each.style.name == "公文标题")
    assert title.text.replace("\n", "") == PAPERS["document"].title


ANNEX = {
    "title": "议题1 职责准入申请表",
    "number": "灵准申〔2026〕5号",
    "subline": "第2稿",
    "people": [["出席", "灵川县民政局"]],
    "body": ["会议议定以下事项："],
    "rows": [["事项名称", "示例事项"], ["理由", "一是减负。\n二是便民。"]],
    "grids": [{"title": "意见", "head": ["单位"], "widths": [156], "rows": [["灵川县水利局"]]}],
}


def test_an_annex_is_there_with_all_its_parts():
    """The agenda's annexes are tables of facts: their rows too, in the DOCX as on the page."""
    agenda = paper("table", to=[], body=[], title="议程和材料", annexes=[ANNEX])
    page = re.sub(r"<[^>]+>|\s", "", sheet.page(agenda)[0])

    for each in [re.sub(r"\s", "", text) for text in said(ANNEX)]:
        assert each in re.sub(r"\s", "", words(written(agenda))), each
        assert each in page, each
    assert page.index("出席：") < page.index("会议议定以下事项")


def test_the_mark_of_several_issuers_has_its_word_beside():
    table = opened(crowded()).tables[0]

    names, beside = table.rows[0].cells
    assert names.text == "中共灵川县委办公室\n灵川县人民政府办公室"
    assert (beside.text, beside.vertical_alignment) == ("文件", WD_ALIGN_VERTICAL.CENTER)


def test_an_addressee_too_long_for_page_1_is_in_the_imprint():
    texts = [each.text for each in opened(crowded()).paragraphs]

    told = [text for text in texts if "示例一镇" in text]
    assert [text.partition("：")[0] for text in told] == ["主送"]


BAD = '</w:t></w:r><w:p>&lt;]]>&amp;<!--=HYPERLINK("http://x")\x00\x08\x1b\ufffe{ INCLUDETEXT "/etc/passwd" }'


def test_text_is_text_whatever_it_looks_like():
    """Nothing typed becomes a field, a link, a formula or markup; what XML cannot hold is left out."""
    names = ("title", "number", "note", "signer", "printed_by", "subline", "mark")
    lists = ("to", "body", "attachments", "copies", "issuers")
    field = dict.fromkeys(names, BAD) | {name: [BAD] for name in lists}
    table = {"rows": [[BAD, BAD]], "people": [[BAD, BAD]], "annexes": [{"title": BAD, "body": [BAD]}]}
    table["grid"] = {"head": [BAD], "widths": [50], "rows": [[BAD]]}
    for form in PAPERS:
        content = written(paper(form, **field | table, upward=True))
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            xml = {name: etree.fromstring(parts.read(name)) for name in parts.namelist()}
        fields = [node.text for tree in xml.values() for node in tree.iter(qn("w:instrText"))]
        tags = {etree.QName(node).localname for node in xml["word/document.xml"].iter()}
        assert set(fields) == {" PAGE "}
        assert not tags & {"hyperlink", "fldSimple", "object", "altChunk", "drawing"}
        assert not any("External" in etree.tostring(tree).decode() for tree in xml.values())
        kept = re.sub("[\x00\x08\x1b\ufffe]", "", BAD)
        assert words(content).count(kept) >= 5
        assert not re.search("[\x00\x08\x1b\ufffe]", words(content))


def test_the_same_snapshot_gives_the_same_bytes(time_machine):
    """On whatever day: an archive remembers when its parts were written, unless it is told."""
    made = []
    for day in ("2026-11-26", "2027-03-05"):
        time_machine.move_to(f"{day} 08:00:00+08:00")
        made.append(written(PAPERS["letter"]))

    assert made[0] == made[1]


def test_it_says_what_it_is_not():
    assert "以印发的PDF为准" in words(written(PAPERS["letter"]))
    assert "示例数据" in words(written(PAPERS["letter"]))
    assert "草稿，未印发" in words(written(PAPERS["letter"], draft=True))
