"""Each layout printed and measured against the hard rows of GB/T 9704—2012; numbers are the standard's, not the code's."""

import io
import json
import re
import zipfile
from datetime import date
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from django.conf import settings

from documents import editable, layout, sheet
from documents.breaking import heading, table_rows, title_lines
from documents.kinds import composed
from tests.documents.drawn import LONG, NUMBER, OFFICE, PAPERS, SENTENCE, crowded, listed, paper
from tests.documents.measuring import (
    BOTTOM,
    LEFT,
    MM,
    RIGHT,
    TOP,
    black,
    deviations,
    hard,
    ink,
    lines,
    mm,
    near,
    red,
    rules,
    soft,
)
from tests.documents.test_editable import words

pytestmark = pytest.mark.sqlite_only  # what is measured is paper, which no database changes


@pytest.fixture(scope="module")
def printed(press):
    """{layout: the open PDF}"""
    made = {name: press.make(*sheet.page(paper))[1] for name, paper in PAPERS.items()}
    return {name: pdfplumber.open(io.BytesIO(content)) for name, content in made.items()}


def opened(press, paper):
    return pdfplumber.open(io.BytesIO(press.make(*sheet.page(paper))[1]))


@pytest.mark.parametrize("name", PAPERS)
def test_paper_and_block(printed, name):
    for page in printed[name].pages:
        assert (mm(page.width), mm(page.height)) == (near(210, 0.1), near(297, 0.1))
        body = [char for char in page.chars if char["size"] > 13 and TOP < mm(char["top"]) < BOTTOM]
        if name != "letter":
            assert min(mm(char["x0"]) for char in body) >= LEFT - 0.2
            assert (
                max(mm(char["x1"]) for char in body) <= RIGHT + 1
            )  # a mark of punctuation may hang a little
        text = [base for base, *_ in lines(page, 16)]
        assert all(TOP < base < BOTTOM for base in text)


TABLE = Path(settings.BASE_DIR, "docs/design/documents.md").read_text(encoding="utf-8")
# Parts of rows that no page tells by itself: {row: (the part, the words a measurement of it would go by, why)}.
UNMEASURED = {
    "title": (
        "at whole words",
        r"whole words",
        "a page does not say which words there are; titles of every kind are broken by examples below",
    ),
    "imprint": (
        "印发机关 left, date + 印发 right",
        r"印发|printed by|printed on|sent out",
        "who sends it out and when is composed, not laid out: test_every_kind_says_who_and_what",
    ),
}


def stale(unmeasured, table, measured):
    """What is named as unmeasured and is in no row any more, or among what is `measured`, {(article, what)}, after all."""
    found = []
    for name, (part, named, _) in unmeasured.items():
        rows = [row for row in table if row[0].partition(" (")[0] == name and part in row[1]]
        found += [] if rows else [f"{name}: no row says “{part}”"]
        asked = [article_of(strength) for _, _, strength in rows]
        found += [
            f"{name}: “{what}” is measured"
            for article, what in sorted(measured)
            if re.search(named, what) and any(f"{article}.".startswith(f"{each}.") for each in asked)
        ]
    return found


def article_of(strength):
    article = re.search(r"\d+(?:\.\d+)+", strength)
    return article.group() if article else strength


def test_what_is_said_to_be_unmeasured_is_asked_for_and_is_not_measured():
    """The list shrinks when a measurement is added, or the design document asks for something else."""
    table = [("title", "22 pt; lines broken at whole words", "soft 7.3.1")]
    said = {"title": ("at whole words", "whole words", "")}

    assert stale(said, table, {("7.3.1", "title's middle"), ("7.4.1", "whole words")}) == []
    assert len(stale(said, table, {("7.3.1", "lines not broken at whole words")})) == 1
    assert len(stale(said, [("title", "22 pt", "soft 7.3.1")], set())) == 1
    assert len(stale({"seal": ("none", "seal", "")}, table, set())) == 1


def rows_of_the_table():
    """[(what, what is ordered, its strength)] of the layout table in the design document."""
    part = TABLE.partition("## Layout")[2].partition("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"
    ]
    return [tuple(row) for row in cells[2:]]


def test_every_row_of_the_layout_table_is_measured(printed, press):
    """Each article that the table names is measured on some paper: what it orders among `hard`, which fails, the rest at
    least among `soft`, which is listed. The samples keep to all that is ordered."""
    measured, names = {"hard": set(), "soft": set()}, set()
    with opened(press, listed(3)) as long:
        samples = [(PAPERS[name], pdf.pages) for name, pdf in printed.items()] + [(listed(3), long.pages)]
        for sample, pages in samples:
            said = sample.content["document"]
            for strength, found in (("hard", list(hard(said, pages))), ("soft", list(soft(said, pages)))):
                measured[strength] |= {article for article, *_ in found}
                names |= {(article, what) for article, what, *_ in found}
                assert strength == "soft" or deviations(found) == [], said["layout"]

    table = rows_of_the_table()
    assert len(table) == 21
    assert stale(UNMEASURED, table, names) == []
    for what, _, strength in table:
        asked, among = article_of(strength), measured["hard"] | measured["soft"]
        if strength.startswith("hard"):
            among = measured["hard"]
        assert any(f"{each}.".startswith(f"{asked}.") for each in among), what


@pytest.mark.parametrize("number", ["", "灵准纪〔2026〕1号"])
def test_the_rule_of_minutes_stands_below_their_number_or_mark(press, number):
    """7.2.7 holds for 纪要 with and without a number: measured of each, and one that is 2 mm lower is named."""
    made = opened(press, paper("minutes", to=[], people=[["出席", "灵川县司法局"]], number=number))
    said = {**PAPERS["minutes"].content["document"], "number": number}

    found = [row for row in hard(said, made.pages) if row[0] == "7.2.7"]

    assert [what for _, what, *_ in found] == [
        "rule's left", "rule's right", f"rule below the {'number' if number else 'mark'}"
    ]  # fmt: skip
    assert deviations(found) == []
    lower = [
        (article, what, value + 2 * what.startswith("rule below"), *rest)
        for article, what, value, *rest in found
    ]
    assert len(deviations(lower)) == 1


@pytest.mark.parametrize(
    "place",
    [
        {"to": ["UNBROKEN"]},
        {"body": ["UNBROKEN"]},
        {"attachments": ["UNBROKEN"]},
        {"copies": ["UNBROKEN"]},
        {"printed_by": "UNBROKEN"},
        {"note": "UNBROKEN"},
        {"annexes": [{"title": "UNBROKEN", "body": ["UNBROKEN"]}]},
    ],
    ids=lambda place: next(iter(place)),
)
@pytest.mark.parametrize("layout", ["document", "letter"])
def test_a_run_without_a_break_is_broken_at_the_edge(press, layout, place):
    run = json.loads(json.dumps(place).replace("UNBROKEN", "w" * 400))
    made = opened(press, paper(layout, title="通知", **run))

    chars = [char for page in made.pages for char in page.chars if char["text"] == "w"]
    if not (layout == "letter" and "printed_by" in place):  # a letter's imprint names nobody
        assert len(chars) >= 400
    assert all(mm(char["x0"]) > LEFT - 1 and mm(char["x1"]) < RIGHT + 1 for char in chars)


@pytest.mark.parametrize("name", ["document", "upward", "minutes"])
def test_the_mark_stands_35_mm_below_the_block_s_top(printed, name):
    left, top, right, _ = ink(printed[name].pages[0], red, (20, 40, 195, 95))

    assert top == near(72, 0.5)
    assert (left + right) / 2 == near((LEFT + RIGHT) / 2, 1)


def test_number_rule_and_title_of_a_document(printed):
    page = printed["document"].pages[0]
    (rule,) = rules(page, is_red=True)
    mark_bottom = ink(page, red, (20, 40, 195, rule[1] - 3))[3]
    number = next(row for row in lines(page, 16) if "号" in row[1])

    assert number[1] == NUMBER
    assert (number[2] + number[3]) / 2 == near(106, 0.5)
    bottom = ink(page, black, (28, number[0] - 6, 184, rule[1] - 0.5))[3]
    assert rule[1] - bottom == near(4, 0.5)
    assert (rule[0], rule[2]) == (near(LEFT, 0.1), near(RIGHT, 0.1))
    two_lines = 2 * 225 / 22
    assert number[0] - 5.64 * 0.88 - mark_bottom == near(two_lines, 1)
    assert lines(page, 22)[0][0] - rule[1] > two_lines


def test_the_mark_stands_right_of_several_names_at_half_their_height(press):
    """7.2.4: 文件 beside the names of who issues jointly, which are set equally long; the names from 72 mm on."""
    page = opened(press, crowded()).pages[0]
    coloured = [char for char in page.chars if tuple(char["non_stroking_color"] or ())[:1] > (0.5,)]
    names, beside = coloured[:-2], coloured[-2:]
    first, second = names[:9], names[9:]

    assert "".join(char["text"] for char in coloured) == "中共灵川县委办公室灵川县人民政府办公室文件"
    assert mm(first[0]["x0"]) == near(mm(second[0]["x0"]), 0.2)
    assert mm(first[-1]["x1"]) == near(mm(second[-1]["x1"]), 0.5)
    assert min(char["x0"] for char in beside) > max(char["x1"] for char in names)
    assert beside[0]["top"] - first[0]["top"] == pytest.approx(second[0]["top"] - beside[0]["top"], abs=1)
    left, top, right, _ = ink(page, red, (20, 40, 195, 95))
    assert top == near(72, 0.5)
    assert (left + right) / 2 == near((LEFT + RIGHT) / 2, 1.5)


def test_an_upward_document_names_who_signed(printed):
    (row,) = [row for row in lines(printed["upward"].pages[0], 16) if NUMBER in row[1]]

    assert row[1] == f"{NUMBER}签发人：示例"
    assert (row[2], row[3]) == (near(LEFT + 5.57), near(RIGHT - 5.57, 1))


def test_twenty_two_lines_of_twenty_eight_characters(printed):
    page = printed["document"].pages[1]
    rows = lines(page, 16)
    bases = [row[0] for row in rows]

    assert all(
        b - a == near(225 / 22, 0.35) for a, b in pairwise(bases)
    )  # 黑体 stands a little lower in its line
    assert {len(row[1]) for row in rows if row[2] < 29 and set(row[1]) <= set(LONG)} >= {28}
    assert rows[0][3] == near(RIGHT, 0.3)
    first = lines(printed["document"].pages[0], 16)
    paragraph = next(row for row in first if row[1].startswith("为进一步"))
    assert paragraph[2] == near(LEFT + 2 * 156 / 28, 0.3)


def test_page_numbers_stand_outside_one_character_in(printed):
    pages = printed["document"].pages
    for number, page in enumerate(pages, 1):
        row = lines(page, 14)[-1]
        assert row[1].replace(" ", "") == f"—{number}—"
        assert row[0] - BOTTOM == near(7 + 14 / MM * 0.8, 1.5)
        if number % 2:
            assert row[3] == near(RIGHT - 14 / MM, 0.5)
        else:
            assert row[2] == near(LEFT + 14 / MM, 0.5)


def test_the_last_rule_of_the_imprint_is_the_block_s_bottom(printed):
    *_, page = printed["document"].pages
    first, middle, last = rules(page)[-3:]

    assert last[1] + last[3] == near(BOTTOM, 0.3)
    assert (first[3], middle[3], last[3]) == (near(0.35, 0.05), near(0.25, 0.05), near(0.35, 0.05))
    assert (last[0], last[2]) == (near(LEFT, 0.1), near(RIGHT, 0.1))
    assert [row[1] for row in lines(page, 14)][:2] == [
        "抄送：中共灵川县委组织部。",
        "灵川县人民政府办公室2026年3月5日印发",
    ]
    assert not any(rules(page) for page in printed["document"].pages[:-1])


def test_a_letter(printed):
    first, last = printed["letter"].pages[0], printed["letter"].pages[-1]
    thick, thin, below_thin, below_thick = rules(first, is_red=True)
    mark = ink(first, red, (15, 20, 200, thick[1] - 1))

    assert mark[1] == near(30, 0.5)
    assert thick[1] - mark[3] == near(4, 0.5)
    assert thick[3] > thin[3]
    assert below_thick[3] > below_thin[3]
    assert 297 - below_thin[1] == near(20, 0.5)
    assert {(round(rule[0]), round(rule[2])) for rule in (thick, thin, below_thin, below_thick)} == {
        (20, 190)
    }
    number = next(row for row in lines(first, 16) if NUMBER in row[1])
    assert number[3] == near(RIGHT, 0.5)
    assert number[0] > thin[1]
    assert not any("—" in row[1] for row in lines(first, 14))
    assert lines(last, 14)[-1][1].replace(" ", "") == f"—{last.page_number}—"
    assert not rules(last)  # an imprint without rules, issuer or date
    assert "抄送：灵川县司法局。" in last.extract_text()
    assert "印发" not in last.extract_text()


@pytest.mark.parametrize("number", [NUMBER, ""])
def test_the_title_of_a_letter_stands_two_lines_below_the_number_or_else_the_rule(press, number):
    """10.1: two lines below the last element above it. A letter without a number keeps no place for one."""
    made = paper("letter", issuers=["灵川县财政局"], title="灵川县财政局关于示例事项的复函", number=number)
    page = opened(press, made).pages[0]
    _, thin, *_ = rules(page, is_red=True)
    above = lines(page, 16)[0][0] if number else thin[1] + thin[3]
    title = ink(page, black, (28, lines(page, 22)[0][0] - 9, 184, lines(page, 22)[0][0] + 2))

    # 22 pt stand in the middle of a line of 29
    assert title[1] - above == near(2 * 225 / 22 + (225 / 22 - 22 / MM) / 2, 2)
    said = words(editable.docx(made))
    assert (NUMBER in said) == bool(number)


@pytest.mark.parametrize("number", [NUMBER, ""])
def test_minutes_without_a_number_have_their_rule_below_the_mark(press, number):
    page = opened(press, paper("minutes", to=[], number=number)).pages[0]
    (rule,) = rules(page, is_red=True)
    mark = ink(page, red, (20, 40, 195, rule[1] - 1))

    above = lines(page, 16)[0][0] if number else mark[3]
    assert rule[1] - above == near(4, 1)


def test_addressee_body_attachments_and_signature_stand_where_the_standard_says(printed):
    """7.3.2 to 7.3.5: one line below the title, flush left, with a colon; a line free before attachments and signature."""
    character, line = 156 / 28, 225 / 22
    first = printed["document"].pages[0]
    to, paragraph = lines(first, 16)[1:3]
    assert (to[1], to[2]) == ("灵川县水利局：", near(LEFT, 0.3))
    assert to[0] - lines(first, 22)[-1][0] == near(2 * line, 1.5)
    assert paragraph[0] - to[0] == near(line, 0.3)

    rows = [row for page in printed["document"].pages[1:] for row in lines(page, 16)]
    at = next(n for n, row in enumerate(rows) if row[1].startswith("附件"))
    note, second, issuer = rows[at : at + 3]
    assert (note[1], second[1]) == ("附件：1.甲", "2.乙")
    assert note[2] == near(LEFT + 2 * character, 0.3)
    assert second[2] == near(LEFT + 5 * character, 0.5)
    assert note[0] - rows[at - 1][0] == near(2 * line, 0.5)
    assert issuer[0] - second[0] == near(2 * line, 0.5)


def test_a_note_stands_in_brackets_two_characters_in(printed):
    rows = [row for page in printed["upward"].pages for row in lines(page, 16)]
    date, note = rows[-2:]

    assert date[1] == "2026年3月5日"
    assert note[1] == "（联系人：示例）"
    assert note[2] == near(LEFT + 2 * 156 / 28, 0.6)


def test_headings_signer_and_people_have_their_faces(printed):
    def face(name, text, at=0):
        chars = [char for page in printed[name].pages for char in page.chars if 15.9 < char["size"] < 16.1]
        at += "".join(char["text"] for char in chars).index(text)
        return chars[at]["fontname"]

    plain = face("document", "为进一步")
    hei, kai = face("document", "一、乡镇职责"), face("document", "（一）日常巡查")
    assert "Sans" in hei
    assert len({plain, hei, kai}) == 3
    assert face("upward", "签发人：示例", at=4) == kai
    assert (face("minutes", "出席："), face("minutes", "灵川县司法局、")) == (hei, plain)


def test_signature_and_date(printed):
    rows = [row for page in printed["upward"].pages for row in lines(page, 16)]
    issuer = next(row for row in rows if row[1] == "灵川县人民政府办公室")
    date = next(row for row in rows if row[1] == "2026年3月5日")
    character = 156 / 28

    assert date[2] - issuer[2] == near(2 * character, 0.5)
    assert max(date[3], issuer[3]) == near(RIGHT - 2 * character, 1)
    assert date[0] - issuer[0] == near(10.23, 0.1)


def test_dates_and_numbers_are_written_as_the_standard_says(printed):
    text = "".join(page.extract_text() for pdf in printed.values() for page in pdf.pages)

    assert re.fullmatch(r".+〔\d{4}〕[1-9]\d*号", NUMBER)
    assert set(re.findall(r"\d{4}年[^\n]{1,4}月[^\n]{1,3}日", text)) == {"2026年3月5日"}


@pytest.mark.parametrize("name", PAPERS)
def test_an_archive_can_keep_it(printed, name):
    with pikepdf.open(printed[name].stream) as pdf:
        fonts = [
            each
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        ]
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["dc:title"] == PAPERS[name].content["document"]["title"]
        assert pdf.Root.Lang == "zh-CN"
        assert pdf.Root.MarkInfo.Marked
        assert fonts
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
        assert not pdf.attachments


def test_rare_characters_are_drawn_not_boxed(printed):
    """No glyph 0, which is the box: each character has a font that has it."""
    page = printed["table"].pages[0]
    rare = {char["text"]: char["fontname"] for char in page.chars if char["text"] in "𠮷䶮㐂堃昇ᠮᠩ"}

    assert rare.keys() >= set("𠮷䶮㐂堃昇")
    assert "Paper-fang" not in "".join(rare.values())
    assert any("Mongolian" in char["fontname"] for char in page.chars)


def boxes(content):
    """The fonts whose glyph 0, the box of what a font does not have, is drawn somewhere."""
    found = set()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    font = str(page.resources.Font[str(operands[0])].BaseFont)
                elif str(operator) == "TJ":
                    pieces = (bytes(each) for each in operands[0] if isinstance(each, pikepdf.String))
                    found |= {
                        font for raw in pieces if b"\0\0" in (raw[i : i + 2] for i in range(0, len(raw), 2))
                    }
    return found


@pytest.mark.parametrize("name", PAPERS)
def test_rare_characters_have_a_face_wherever_they_stand(press, name):
    """Mark, title, headings in 黑体 and 楷体, signer, tables, imprint: each text whole, none of it a box."""
    rare = "𠮷䶮㐂ᠮᠣᠩ"
    texts = {name: [rare] for name in ("to", "attachments", "copies", "issuers")}
    texts |= dict.fromkeys(("title", "number", "note", "signer", "printed_by", "subline"), rare)
    grid = {"title": rare, "head": [rare], "widths": [156], "rows": [[rare]]}
    texts |= {
        "body": [rare, f"一、{rare}", f"（一）{rare}"],
        "rows": [[rare, rare]],
        "people": [[rare, rare]],
        "annexes": [{"title": rare, "grids": [grid]}],
    }
    own = PAPERS[name].content["document"]

    content = press.make(
        *sheet.page(paper(own["layout"], **texts, mark=own["mark"] and rare, upward=own["upward"]))
    )[1]

    assert boxes(content) == set()
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        chars = [char for page in pdf.pages for char in page.chars]
    assert "".join(char["text"] for char in chars).count(rare) >= 15
    # the last of the stack: of the system, or shipped for Mongolian
    assert all(
        "CJK" in char["fontname"] or "Mongolian" in char["fontname"] for char in chars if char["text"] in rare
    )


def test_the_end_of_the_audit_chain_and_the_address_stand_on_the_last_page(printed):
    *others, last = printed["document"].pages

    said = re.sub(r"\s", "", last.extract_text())
    assert f"审计链第12号{'c' * 64}" in said
    assert f"{settings.SITE_URL}/verify/{PAPERS['document'].sha256[:32]}/" in said
    assert not any("审计链" in page.extract_text() for page in others)


def test_a_long_list_repeats_its_head_and_keeps_its_columns(press):
    told = []
    _, content = press.make(*sheet.page(listed(40)), told=told.append)
    first, *pages = pdfplumber.open(io.BytesIO(content)).pages

    assert len(pages) > 1
    assert max(told) == len(pages) + 1
    for page in pages:
        edges = sorted({round(mm(line["x0"])) for line in page.lines if line["height"] > 9})
        assert edges == [28, 43, 73, 97, 138, 184]
        assert re.sub(r"\s", "", page.extract_text()).count("县级部门及其职责") == 1
    annex = lines(pages[0], 16)[0]
    assert annex[1] == "附件"
    assert annex[2] == near(LEFT, 0.5)
    assert "Noto-Sans" in pages[0].chars[0]["fontname"]  # 黑体
    assert "附件：灵川县乡镇职责任务清单（2026年第1版）" in first.extract_text()
    numbers = re.findall(r"配合\d{3}", "".join(page.extract_text() for page in pages))
    assert numbers == [f"配合{n:03}" for n in range(1, 41)]


def test_an_addressee_too_long_for_page_1_moves_to_the_imprint(press):
    _, content = press.make(*sheet.page(crowded()))
    pages = pdfplumber.open(io.BytesIO(content)).pages

    first, last = (re.sub(r"\s", "", page.extract_text()) for page in (pages[0], pages[-1]))
    assert "镇人民政府" not in first
    assert LONG[:20] in first
    assert "主送：灵川县示例一镇人民政府，" in last
    assert last.index("主送：") < last.index("抄送：")
    assert len(rules(pages[-1])) == 3
    assert next(mm(each["x0"]) for each in pages[0].chars if each["text"] == "为") == near(
        LEFT + 2 * 156 / 28
    )


@pytest.mark.parametrize("filled", range(18, 23))
def test_no_page_holds_but_the_end(press, filled):
    """However far a body reaches, the page with the imprint has lines of it, no page ends with a heading, and what proves
    the paper is printed once."""
    body = ["一、甲", *["短句。"] * (filled - 2), "（二）乙", "此前按原文执行。", "末句。"]
    made = opened(
        press, paper("document", title="通知", body=body, copies=["甲"], printed_by="灵川县人民政府办公室")
    )
    texts = [re.sub(r"\s", "", page.extract_text()) for page in made.pages]

    assert ["审计链" in text for text in texts] == [False] * (len(texts) - 1) + [True]
    assert "末句。" in texts[-1]
    assert "此前按原文执行。" in texts[-1]
    assert "灵川县人民政府办公室2026年3月5日" in texts[-1]
    assert mm(rules(made.pages[-1])[-1][1]) * MM == near(BOTTOM, 0.5)
    for page in made.pages:
        assert not lines(page, 16)[-1][1].startswith(("一、", "（二）"))


@pytest.mark.parametrize(
    ("before", "last", "taken"),
    [
        (17, 2, 0),  # 22 lines: it ends with the page
        (18, 2, 2),
        (20, 2, 2),
        (17, 3, 3),  # of three lines none goes alone
        (15, 5, 2),
        (18, 5, 2),
    ],
)
def test_the_signature_takes_along_what_it_needs(press, before, last, taken):
    """Two lines of the last paragraph stand with it, the paragraph before stays: no line is left free that is not needed."""
    body = ["短句。"] * (9 + before) + ["末" * (26 + 28 * (last - 1))]  # page 1 has nine lines of a body
    made = opened(press, paper("document", title="通知", to=["灵川县水利局"], body=body))

    pages = [[row[1] for row in lines(page, 16)] for page in made.pages]
    assert len(pages) == (3 if taken else 2)
    if taken:
        assert [row[0] for row in pages[-1][:-2]] == ["末"] * taken
        assert pages[1].count("短句。") == before
        assert len(pages[1]) == before + last - taken


def test_rows_stand_whole_on_their_page_each_under_its_label(press):
    rows = [
        ["事项", "短"],
        *[[f"理由{n}", "此处写明理由和依据。" * 20] for n in range(8)],
        ["长文", SENTENCE * 50],
    ]
    pages = opened(press, paper("table", to=[], body=[], title="职责准入申请表", rows=rows)).pages

    assert len(pages) > 2
    for page in pages:
        (table,) = page.find_tables()
        assert table.bbox[3] == pytest.approx(
            max(char["bottom"] for char in page.chars if 11 < char["size"] < 13), abs=9
        )
        assert all(label for label, _ in table.extract())
    told = [row for page in pages for row in page.extract_table()]
    assert [re.sub(r"\s", "", label) for label, _ in told].count("长文（续）") == 3  # of 500 characters
    assert "".join(text for label, text in told if "长文" in label).replace("\n", "") == SENTENCE * 50


def test_a_long_row_of_a_grid_leaves_no_page_half_empty(press):
    """As 意见汇总表 with reasons of several hundred characters: in parts, each under its unit, nothing lost."""
    reasons, source = SENTENCE * 14, SENTENCE * 4
    rows = [[f"示例单位{n}", source, "同意", reasons] for n in range(6)]
    grid = {"head": ["单位", "审查结论", "总体意见", "条件或理由"], "widths": [28, 32, 26, 70], "rows": rows}
    pages = opened(press, paper("table", to=[], body=[], title="意见汇总表", rows=[], grid=grid)).pages

    assert all(max(table.bbox[3] for table in page.find_tables()) > 500 for page in pages[:-1])
    told = [row for page in pages for table in page.extract_tables() for row in table if len(row) == 4]
    mine = [row for row in told if re.sub(r"\s", "", row[0]).startswith("示例单位3")]
    assert [re.sub(r"\s", "", row[0]) for row in mine] == [
        "示例单位3",
        *["示例单位3（续）"] * (len(mine) - 1),
    ]
    for column, said in ((1, source), (2, "同意"), (3, reasons)):
        assert "".join(row[column] for row in mine).replace("\n", "") == said


def test_an_issuer_s_second_name_does_not_run_into_the_date(press):
    words = {"matter": "准入", "facts": "甲。", "next": "乙。"}
    office = {"issuers": [OFFICE], "printed_by": OFFICE, "date": date(2026, 11, 20)}
    said = composed("circular", words, to=["灵川县水利局"], **office)
    (page,) = opened(press, paper(**said | {"number": NUMBER})).pages

    row = next(row for row in lines(page, 14) if "印发" in row[1])
    assert row[1] == "中共灵川县委机构编制委员会办公室2026年11月20日印发"


# -- words on lines ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "broken"),
    [
        ("关于召开会议的通知", ["关于召开会议的通知"]),
        ("关于征求农村自建房巡查事项准入意见的函", ["关于征求农村自建房巡查", "事项准入意见的函"]),
        (  # 职责准入 is one word
            "关于调整灵川县乡镇职责准入工作联席会议成员名单的通知",
            ["关于调整灵川县乡镇职责准入工作", "联席会议成员名单的通知"],
        ),
        ("甲" * 40, ["甲" * 13, "甲" * 14, "甲" * 13]),
    ],
)
def test_titles_are_broken_evenly(title, broken):
    lines = title_lines(title)

    assert "".join(lines) == title
    assert [len(line) for line in lines] == [len(line) for line in broken]


@pytest.mark.parametrize(
    "title",
    [
        "关于征求农村自建房（含农房加层、扩建）施工安全日常巡查和隐患报告、汛期地质灾害隐患点联合巡查事项准入意见的函",
        "甲" * 19 + "（" + "乙" * 5 + "）",
        "甲" * 9 + "、" * 3 + "乙" * 9,
        "关于同意小型水库安全巡查（乡镇管理的）事项准入乡镇办理的通知",
        "关于撤销农村公路日常养护（乡镇公路部分）事项准入乡镇办理的通知",
    ],
)
def test_no_line_of_a_title_begins_or_ends_with_the_wrong_mark(title):
    lines = title_lines(title)

    assert "".join(lines) == title
    assert max(map(len, lines)) <= 19
    assert not any(
        line[0] in "，、）》" or line[-1] in "（《" for line in lines[:-1] + lines[1:][-1:] if line
    )


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("关于征求地质灾害隐患点汛期群测群防监测预警信息上报工作事项准入意见的函", ["监测", "灾害"]),
        ("关于农村集中式饮用水源保护区环境安全隐患巡查上报协助处置事项核实结果的告知书", ["保护区", "协助"]),
        ("灵川县人力资源和社会保障局关于就业信息采集事项准入意见的复函", ["人力资源和社会保障局"]),
    ],
)
def test_no_line_of_a_title_ends_within_a_word_or_a_name(title, whole):
    lines = title_lines(title)

    assert "".join(lines) == title
    assert max(map(len, lines)) <= 19
    assert all(any(word in line for line in lines) for word in whole)


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("一、乡镇职责", "first"),
        ("（二）范围", "second"),
        ("一、" + "长" * 30, ""),
        ("一、这是一句话。", ""),
        ("1.甲", ""),
    ],
)
def test_headings_are_known_by_their_numbers(line, level):
    assert heading(line) == level


def test_a_slip_has_its_number_above_the_addressee(press):
    slip = paper("table", title="督办通知单", body=[], number="督办〔2026〕1号", rows=[["督办事项", "甲"]])

    for text in (opened(press, slip).pages[0].extract_text(), words(editable.docx(slip))):
        assert text.index("督办〔2026〕1号") < text.index("灵川县水利局：") < text.index("督办事项")


def test_the_title_of_an_attachment_is_broken_as_a_title(press):
    title = "议题1农村自建房施工安全日常巡查和隐患报告事项申请表"
    annexed = paper("document", annexes=[{"title": title, "body": ["甲"], "rows": [], "grids": []}])
    *_, page = opened(press, annexed).pages

    assert [row[1] for row in lines(page, 22)] == title_lines(title)


def test_an_issuer_of_one_character_has_a_mark():
    assert layout.head("document", ["甲", "乙丙"], "文件")["apart"][0] >= 0


def _labels(made):
    return [[re.sub(r"\s", "", row[0]) for row in page.extract_table() or []] for page in made.pages]


@pytest.mark.parametrize("last", [1, 2, 3])
def test_no_page_holds_but_the_last_row(press, last):
    """However many rows there are: two of them stand on the last page, in a form and below a grid."""
    rows = [[f"栏目{n}", ""] for n in range(6 + last)]  # open ones, of which eight fill a page
    grid = {
        "head": ["序号", "议题"],
        "widths": [20, 136],
        "rows": [[str(n), "短\n短"] for n in range(12 + last)],
    }

    form = _labels(opened(press, paper("table", to=[], body=[], title="事项交接单", rows=rows)))
    below = _labels(opened(press, paper("table", to=[], body=[], title="会议议程", rows=[], grid=grid)))

    for pages, expected in ((form, 7 + last), (below, 14 + last)):
        assert sum(map(len, pages)) >= expected
        assert all(len(page) > 1 for page in pages)


def test_a_grid_without_facts_above_it_has_no_table_of_nothing(press):
    """As the agenda of a meeting: who has it read aloud would be told of a table without rows."""
    grid = {"head": ["序号", "议题"], "widths": [20, 136], "rows": [["1", "甲"]]}
    agenda = paper("table", to=[], body=[], title="会议议程和材料", grid=grid)

    with pikepdf.open(io.BytesIO(press.make(*sheet.page(agenda))[1])) as pdf:
        held = [
            {str(kid.S) for kid in each.get("/K", []) if isinstance(kid, pikepdf.Dictionary)}
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Table"
        ]

    assert held == [{"/THead", "/TBody"}, {"/TBody"}]  # the grid, and who made it


@pytest.mark.parametrize("printed_by", ["", "县委编办"])
def test_the_imprint_of_a_letter_has_no_rules_in_the_draft_either(printed_by):
    """10.1; also where the addressee is so long that it moves there. Decided once, for the PDF and the DOCX."""
    to = [f"灵川县示例{n}镇人民政府" for n in range(30)]
    letter = paper("letter", to=to, copies=["县司法局"], printed_by=printed_by)
    slip = paper(
        "table", title="督办通知单", rows=[["督办事项", "甲"]], copies=["县司法局"], printed_by="县委编办"
    )

    with zipfile.ZipFile(io.BytesIO(editable.docx(letter))) as parts:
        foot = parts.read("word/document.xml").decode().partition("主送：灵川县示例0镇人民政府，")
    assert foot[1]
    assert "<w:pBdr>" not in foot[0].rpartition("<w:p>")[2]
    assert "<w:pBdr>" not in foot[2]
    assert "印发" not in foot[2]
    said = sheet.arranged(slip.content["document"])
    assert (said["signed"], said["imprint"]["ruled"]) == (False, True)
    assert [row.get("text") or row["by"] for row in said["imprint"]["rows"]] == [
        "抄送：县司法局。",
        "县委编办",
    ]


@pytest.mark.parametrize("odd", ["；", "。", "；。；", "。\n", "\n"])
def test_a_row_in_parts_loses_nothing_of_a_line(odd):
    line = odd + "甲乙" * 400 + odd * 3 + "丙丁" * 400
    parts = [text for _, text in table_rows([("内容", line)])]

    assert len(parts) > 1
    assert "".join(parts).replace("\n", "") == line.replace("\n", "")
