"""Papers are PDF/A-2a by the clauses of ISO 19005-2, read by a checker of its own; and the checker sees what is wrong."""

import io

import pikepdf
import pytest

from documents import binder, sheet, signing
from tests.documents.archival import problems
from tests.documents.drawn import PAPERS, crowded, listed
from tests.documents.test_signing import PASSWORD, Authority

pytestmark = pytest.mark.sqlite_only  # what is read are files, which no database changes


@pytest.fixture(scope="module")
def letter(press):
    return press.make(*sheet.page(PAPERS["letter"]))[1]


@pytest.mark.parametrize(
    "paper",
    [*(PAPERS[name] for name in ("document", "upward", "letter", "minutes", "table")), crowded(), listed(30)],
    ids=["document", "upward", "letter", "minutes", "table", "crowded", "listed"],
)
def test_a_paper_of_each_layout(press, paper):
    assert problems(press.make(*sheet.page(paper))[1]) == []


def test_a_preview(press):
    assert problems(press.make(*sheet.page(PAPERS["letter"], preview=True))[1]) == []


def test_a_signed_paper(letter, settings, tmp_path):
    settings.SIGNING_CERTIFICATES = {"450323": (Authority().give(tmp_path / "county.p12"), PASSWORD)}
    content = signing.signed(letter, signing._signer("450323"))

    assert content.startswith(letter)
    assert problems(content) == []


def test_papers_bound_under_numbers_without_a_claim_claim_nothing_and_keep_the_rest(letter, tmp_path):
    """One part that does not claim it is enough, that of the page numbers too; of the press they claim it (test_tagging)."""
    (tmp_path / "a.pdf").write_bytes(letter)
    with pikepdf.new() as numbers:
        for _ in range(2 * len(pikepdf.open(io.BytesIO(letter)).pages)):
            numbers.add_blank_page(page_size=(595, 842))
        numbers.save(tmp_path / "numbers.pdf")
    parts = [[name, str(tmp_path / "a.pdf")] for name in ("甲", "乙")]
    binder.join(parts, str(tmp_path / "numbers.pdf"), "案卷", str(tmp_path / "out.pdf"))

    found = problems((tmp_path / "out.pdf").read_bytes())

    assert found == ["6.2.3 output intent", "6.6.4 what it claims"]


def widths(pdf):
    font = next(iter(pdf.pages[0].resources.Font.values()))
    descendant = font.DescendantFonts[0]
    first, second = descendant.W[0], descendant.W[1]
    descendant.W = pikepdf.Array(
        [first, pikepdf.Array([width + 9 for width in second]), *list(descendant.W)[2:]]
    )


def fonts(pdf, break_):
    for font in pdf.pages[0].resources.Font.values():
        break_(font)


def act(pdf):
    pdf.Root.OpenAction = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1"))


def note(pdf):
    flags = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], F=2)
    pdf.pages[0].obj.Annots = pdf.make_indirect([pdf.make_indirect(flags)])


def rename(pdf):
    pdf.docinfo["/Title"] = "另一个题目"


def draw(content):
    return lambda pdf: pdf.pages[0].contents_add(content)


BREAKS = {
    "6.2.3 output intent": lambda pdf: pdf.Root.__delitem__("/OutputIntents"),
    "6.2.11.5": widths,
    "6.2.11.7": lambda pdf: fonts(pdf, lambda font: font.__delitem__("/ToUnicode")),
    "6.2.11.4": lambda pdf: fonts(
        pdf,
        lambda font: [
            font.DescendantFonts[0].FontDescriptor.__delitem__(key)
            for key in ("/FontFile2", "/FontFile3")
            if key in font.DescendantFonts[0].FontDescriptor
        ],
    ),
    "6.5.1 action": act,
    "6.3.1 annotation": note,
    "6.3.2 flags": note,
    "6.6.3 title": rename,
    "6.7.2 not marked": lambda pdf: pdf.Root.__delitem__("/MarkInfo"),
    "6.7.4 language": lambda pdf: pdf.Root.__delitem__("/Lang"),
    "6.7.2 f neither": draw(b"0 0 9 9 re f"),
    "6.2.4 colour": draw(b"/Artifact BMC 0 0 0 1 k EMC"),
    "6.2.2 a font": draw(b"/Artifact BMC BT /None 9 Tf ET EMC"),
    "6.1.13 nested": draw(b"q " * 29 + b"Q " * 29),
    "6.8": lambda pdf: pdf.attachments.__setitem__("x.txt", b"x"),
}


@pytest.mark.parametrize("clause", BREAKS)
def test_what_is_wrong_is_seen(letter, clause):
    with pikepdf.open(io.BytesIO(letter)) as pdf:
        BREAKS[clause](pdf)
        pdf.save(out := io.BytesIO())

    assert any(clause in each for each in problems(out.getvalue()))


def test_what_stands_behind_the_end_and_an_encrypted_file_are_seen(letter):
    with pikepdf.open(io.BytesIO(letter)) as pdf:
        pdf.save(out := io.BytesIO(), encryption=pikepdf.Encryption(owner="a", user=""))

    assert any("encrypted" in each for each in problems(out.getvalue()))
    assert "6.1.3 something stands behind the end" in problems(letter + b"x")
