"""The tags of what is bound: those of each paper, in their order; of what was received no more than is known of it."""

import hashlib
import io
from uuid import uuid4

import pikepdf
import pypdfium2
import pytest
from django.template.loader import render_to_string
from pikepdf import Array, Dictionary, Name

from documents import binder, binding, layout, sheet, signing
from tests.documents import archival, tagged
from tests.documents.drawn import PAPERS, crowded, listed
from tests.documents.test_signing import PASSWORD, Authority

pytestmark = pytest.mark.sqlite_only  # what is bound are files, which no database changes

TITLE, NAME = "收到的材料：图.pdf，SHA-256 0", "收到的材料：图.pdf"
WORDS = "BT /F 12 Tf 20 100 Td (These words are on the page, and are read out.) Tj ET"


@pytest.fixture(scope="module")
def papers(press):
    """PDFs as they were issued, under what the list calls them."""
    drawn = {name: PAPERS[name] for name in ("letter", "table")} | {
        "crowded": crowded(),
        "listed": listed(30),
    }
    return {name: press.make(*sheet.page(paper))[1] for name, paper in drawn.items()}


@pytest.fixture(scope="module")
def numbers(press):
    """The path of a PDF with the numbers of so many pages."""
    made = {}

    def numbered(pages, folder):
        if pages not in made:
            html = render_to_string("documents/page_numbers.html", {"pages": range(pages)})
            made[pages] = press.make(html, layout.bound_css())[1]
        (folder / "numbers.pdf").write_bytes(made[pages])
        return str(folder / "numbers.pdf")

    return numbered


@pytest.fixture
def join(numbers, tmp_path):
    """Bind PDFs, {title: content}, as `documents.binding` does."""

    def joined(parts, by=lambda what, **job: binder.join(**job)):
        paths = []
        for n, (title, content) in enumerate(parts.items()):
            (tmp_path / f"{n}.pdf").write_bytes(content)
            paths.append([title, str(tmp_path / f"{n}.pdf")])
        pages, to = sum(len(pikepdf.open(path).pages) for _, path in paths), tmp_path / f"{uuid4()}.pdf"
        said = by("join", parts=paths, numbers=numbers(pages, tmp_path), title="案卷", to=str(to))
        assert said == {"pages": pages}
        return to.read_bytes()

    return joined


@pytest.fixture
def clean(tmp_path):
    """What is bound of a received PDF."""

    def cleaned(content):
        (tmp_path / "received.pdf").write_bytes(content)
        binder.clean(str(tmp_path / "received.pdf"), "pdf", str(tmp_path / "clean.pdf"), 99, TITLE, NAME)
        return (tmp_path / "clean.pdf").read_bytes()

    return cleaned


def saved(pdf):
    pdf.save(out := io.BytesIO())
    return out.getvalue()


def received(*contents, **page):
    """A PDF of a page for each content; `page`: what else stands on the first."""
    with pikepdf.new() as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        for each in contents:
            made = pdf.add_blank_page(page_size=(300, 200))
            made.obj.Resources = Dictionary(Font=Dictionary(F=font))
            made.obj.Contents = pdf.make_stream(each.encode())
        for key, value in page.items():
            pdf.pages[0].obj[f"/{key}"] = value
        return saved(pdf)


def looks(content):
    with pypdfium2.PdfDocument(content) as pdf:
        return [page.render().to_pil().convert("RGB").tobytes() for page in pdf]


def test_each_paper_is_a_part_that_reads_as_it_does_alone(papers, join):
    """One table twice: its heads are called alike in both."""
    wanted = [papers["letter"], papers["table"], papers["crowded"], papers["table"], papers["listed"]]
    bound = join({f"第{n}份": content for n, content in enumerate(wanted)})

    assert tagged.broken(bound) == []
    alone = [text for content in wanted for *_, text in tagged.parts(content)]
    assert all("【核验用的二维码】" in text for text in alone)
    assert tagged.parts(bound) == [("/Part", f"第{n}份", "zh-CN", text) for n, text in enumerate(alone)]


def test_what_stands_in_the_margin_is_not_read(papers, join):
    bound = join({"甲": papers["crowded"]})

    with pikepdf.open(io.BytesIO(bound)) as pdf:
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.docinfo["/Title"] == "案卷"
    (part,) = tagged.parts(bound)
    assert "— 1 —" not in part[-1]
    assert looks(bound)[1] != looks(papers["crowded"])[1]  # it has a number of the file now


def test_papers_alone_are_pdf_a_when_they_are_bound(papers, join):
    assert archival.problems(join({"甲": papers["letter"], "乙": papers["listed"]})) == []


@pytest.mark.parametrize("what", ["untagged", "other colours", "no claim"])
def test_one_part_that_is_not_takes_the_claim_from_all(papers, join, what):
    with pikepdf.open(io.BytesIO(papers["letter"])) as pdf:
        if what == "untagged":
            del pdf.Root.StructTreeRoot, pdf.Root.Metadata
        elif what == "no claim":
            del pdf.Root.Metadata
        else:
            profile = pdf.Root.OutputIntents[0].DestOutputProfile
            profile.write(profile.read_bytes() + b" ")
        other = saved(pdf)

    bound = join({"甲": papers["letter"], "乙": other})

    assert tagged.broken(bound) == []
    assert {"6.6.4 what it claims", "6.2.3 output intent"} <= set(archival.problems(bound))
    with pikepdf.open(io.BytesIO(bound)) as pdf:
        assert "/OutputIntents" not in pdf.Root
        assert "pdfaid:part" not in pdf.open_metadata()


def test_the_field_of_a_signature_goes(papers, join, settings, tmp_path):
    settings.SIGNING_CERTIFICATES = {"450323": (Authority().give(tmp_path / "county.p12"), PASSWORD)}
    signed = signing.signed(papers["letter"], signing._signer("450323"))

    bound = join({"甲": signed})

    assert signing.checked(bound) == []
    with pikepdf.open(io.BytesIO(bound)) as pdf:
        assert not any("/Annots" in page.obj for page in pdf.pages)
        assert not any(isinstance(each, Dictionary) and "/ByteRange" in each for each in pdf.objects)
    assert archival.problems(bound) == tagged.broken(bound) == []


def test_the_same_parts_are_the_same_bytes(papers, join, clean):
    parts = {"甲": papers["letter"], "图": clean(received(WORDS)), "乙": papers["table"]}

    first, second = (join(parts, by=lambda what, **job: binding._binder(what, 60, **job)) for _ in range(2))

    assert first == second == join(parts)


def test_links_roles_and_classes_of_a_part_go_along(papers, join):
    """None of ours has any as yet."""
    with pikepdf.open(io.BytesIO(papers["table"])) as pdf:
        tree, page = pdf.Root.StructTreeRoot, pdf.pages[0]
        (document,) = tree.K
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], F=4, StructParent=7)
        link = pdf.make_indirect(link)
        page.obj.Annots = Array([link])
        held = Dictionary(Type=Name.OBJR, Obj=link, Pg=page.obj)
        own = Dictionary(Type=Name.StructElem, S=Name.Own, P=document, Pg=page.obj, C=Name.Wide, K=held)
        document.K.append(pdf.make_indirect(own))
        tree.RoleMap = Dictionary(Own=Name.Other, Other=Name.Link)
        tree.ClassMap = Dictionary(Wide=Dictionary(O=Name.Layout, Width=9))
        other = saved(pdf)

    bound = join({"甲": papers["letter"], "乙": other})

    assert tagged.broken(bound) == []
    with pikepdf.open(io.BytesIO(bound)) as pdf:
        (link,) = pdf.pages[-1].obj.Annots
        element = dict(pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree))[link.StructParent]
        assert (element.S, element.A[0].Width) == ("/Link", 9)


def test_what_was_received_says_no_more_than_what_it_is(papers, join, clean):
    """A page with words is read out, one without is named: a scan, and one with a scanner's mark."""
    scanned = "1 0 0 rg 0 0 99 99 re f"
    marked = scanned + " BT /F 9 Tf (CamScanner) Tj ET"
    bound = join(
        {"甲": papers["letter"], "图": clean(received(scanned, WORDS, marked)), "乙": papers["table"]}
    )

    assert tagged.broken(bound) == []
    _, art, part = tagged.parts(bound)
    words = "These words are on the page, and are read out."
    assert art == ("/Art", TITLE, "", f"【{NAME}，第1页，共3页】{words}【{NAME}，第3页，共3页】")
    assert part[1] == "乙"


def test_words_in_a_drawing_are_words(clean, join):
    with pikepdf.open(io.BytesIO(received("/D Do"))) as pdf:
        page = pdf.pages[0]
        drawn = pdf.make_stream(WORDS.encode() + b" /D Do", Type=Name.XObject, Subtype=Name.Form)
        drawn.BBox = [0, 0, 300, 200]
        drawn.Resources = Dictionary(Font=page.Resources.Font, XObject=Dictionary(D=drawn))  # it draws itself
        page.Resources.XObject = Dictionary(D=drawn)
        content = saved(pdf)

    assert "These words" in tagged.parts(join({"图": clean(content)}))[0][-1]


@pytest.mark.parametrize(
    "page",
    [
        {},
        {"Rotate": 90},
        {"UserUnit": 2},
        {"CropBox": [50, 20, 250, 150], "TrimBox": [60, 30, 200, 100]},
        {"MediaBox": [-100, -50, 200, 150]},
        {"Group": Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB)},
    ],
    ids=lambda page: "".join(page) or "plain",
)
def test_a_received_page_looks_as_it_did(clean, page):
    """Also one that does not close what it opens, or closes what it did not open."""
    content = received(
        f"q EMC Q Q 0 1 0 rg 9 9 99 99 re f /P <</MCID 5>> BDC 9 w 0 0 m 300 200 l S {WORDS} q q", **page
    )

    assert looks(clean(content)) == looks(content)


def test_marks_of_what_was_received_are_gone(papers, join, clean):
    """Those on its pages, opened and closed as it likes, and those of its drawings; a reader that knows no marks within a mark
    reads on."""
    first, second = (
        f"BT /F 12 Tf 20 {y} Td ({word} words that are long enough) Tj ET"
        for y, word in ((9, "1st"), (50, "2nd"))
    )
    content = (
        f"EMC EMC /H1 <</MCID 7>> BDC {first} EMC /Span<</ActualText(x)/MCID 8>>BDC EMC /P /M BDC /P/M DP {second} /D Do "
        "/OC /Layer BDC EMC q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x40 EI Q"
    )
    with pikepdf.open(io.BytesIO(received(content, WORDS))) as pdf:
        drawn = pdf.make_stream(b"/P <</MCID 1>> BDC EMC", Type=Name.XObject, Subtype=Name.Form)
        drawn.BBox, drawn.StructParents, drawn.StructParent = [0, 0, 9, 9], 0, 1
        pdf.pages[0].Resources.XObject = Dictionary(D=drawn, MCID=drawn)
        pdf.pages[0].Resources.Properties = Dictionary(M=Dictionary(MCID=3))
        content = saved(pdf)
    cleaned = clean(content)
    bound = join({"图": cleaned, "甲": papers["letter"]})

    assert looks(cleaned) == looks(content)
    assert tagged.broken(bound) == []
    assert tagged.parts(bound)[0][-1].startswith("1st words that are long enough")
    with pikepdf.open(io.BytesIO(bound)) as pdf:
        streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        assert not any({"/StructParents", "/StructParent"} & set(each.keys()) for each in streams)
        page = pdf.pages[0].Resources.XObject.Page
        marks = [[*map(str, each.operands)] for each in pikepdf.parse_content_stream(page, "BMC BDC MP DP")]
        assert [each[0] for each in marks] == ["/Span", "/OC"]
        assert b"MCID" not in page.read_bytes()
        assert b"BDC" not in page.Resources.XObject.MCID.read_bytes()
        assert "/MCID" not in page.Resources.Properties.M


def claiming(break_):
    """A received PDF with a tree that is broken so."""
    with pikepdf.open(io.BytesIO(received(f"/P <</MCID 0>> BDC {WORDS} EMC", StructParents=0))) as pdf:
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        element = Dictionary(Type=Name.StructElem, S=Name.P, P=root, Pg=pdf.pages[0].obj, K=Array([0]))
        root.K = element = pdf.make_indirect(element)
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=[0, [element]]))
        pdf.Root.StructTreeRoot, pdf.Root.MarkInfo = root, Dictionary(Marked=True)
        pdf.Root.Lang = "xx"
        break_(pdf, root, element)
        return saved(pdf)


def circle(pdf, root, element):
    element.K.append(element)
    root.ParentTree.Kids = Array([root.ParentTree])


def depth(pdf, root, element):
    for _ in range(50_000):
        under = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Evil, P=element))
        element.K, element = under, under


def breadth(pdf, root, element):
    root.K = Array([element] * 200_000)
    root.RoleMap = Dictionary(P=Name.P, Evil=Name.Evil)


def stranger(pdf, root, element):
    root.K = Array([None, 7, Name.Evil, Array([]), Dictionary()])
    root.ParentTree = Array([])


@pytest.mark.parametrize("break_", [circle, depth, breadth, stranger])
def test_a_received_tree_is_left_behind(papers, join, clean, break_):
    cleaned = clean(claiming(break_))
    bound = join({"甲": papers["letter"], "图": cleaned})

    assert len(cleaned) < 5000
    assert tagged.broken(bound) == []
    assert [part[0] for part in tagged.parts(bound)] == ["/Part", "/Art"]


def test_content_beyond_what_is_looked_at_is_a_picture(monkeypatch, tmp_path):
    monkeypatch.setattr("documents.tagging.LOOKED_AT", 300)
    long = "".join(f"% {hashlib.sha256(bytes([n])).hexdigest()}\n" for n in range(9))
    (tmp_path / "a.pdf").write_bytes(received(WORDS, long + WORDS, WORDS))

    binder.clean(str(tmp_path / "a.pdf"), "pdf", str(tmp_path / "b.pdf"), 9, TITLE, NAME)

    with pikepdf.open(tmp_path / "b.pdf") as pdf:
        assert [str(each.S) for each in pdf.Root.StructTreeRoot.K[0].K] == ["/Span", "/Figure", "/Figure"]


def test_content_that_is_packed_small_counts_as_what_it_unpacks_to(monkeypatch, tmp_path):
    monkeypatch.setattr("documents.tagging.LOOKED_AT", 3000)
    (tmp_path / "a.pdf").write_bytes(received(WORDS, f"% {'x' * 5000}\n{WORDS}", WORDS))
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        pdf.save(tmp_path / "packed.pdf")
    assert (tmp_path / "packed.pdf").stat().st_size < 3000

    binder.clean(str(tmp_path / "packed.pdf"), "pdf", str(tmp_path / "b.pdf"), 9, TITLE, NAME)

    with pikepdf.open(tmp_path / "b.pdf") as pdf:
        assert [str(each.S) for each in pdf.Root.StructTreeRoot.K[0].K] == ["/Span", "/Figure", "/Figure"]


BREAKS = {
    "not marked": lambda pdf, tree: pdf.Root.__delitem__("/MarkInfo"),
    "no language": lambda pdf, tree: pdf.Root.__delitem__("/Lang"),
    "the title is not shown": lambda pdf, tree: pdf.Root.__delitem__("/ViewerPreferences"),
    "is met twice": lambda pdf, tree: tree.K[0].K.append(tree.K[0].K[0]),
    "has another parent": lambda pdf, tree: tree.K[0].K[0].__setattr__("P", tree),
    "the role /Evil": lambda pdf, tree: tree.K[0].K[0].__setattr__("S", Name.Evil),
    "is in 0 elements": lambda pdf, tree: tree.K[0].K[0].K.__delitem__(0),
    "a mark is drawn twice": lambda pdf, tree: pdf.pages[0].contents_add(b"/P <</MCID 0>> BDC EMC"),
    "the mark 900 is in 0": lambda pdf, tree: pdf.pages[0].contents_add(b"/P <</MCID 900>> BDC EMC"),
    "a mark that is not drawn": lambda pdf, tree: pdf.pages[0].obj.__setattr__(
        "Contents", pdf.make_stream(b"")
    ),
    "not a key each": lambda pdf, tree: pdf.pages[0].obj.__delitem__("/StructParents"),
    "said to be elsewhere": lambda pdf, tree: tree.ParentTree.Nums[1].__setitem__(0, tree.K[0]),
    "the next key is taken": lambda pdf, tree: tree.__setattr__("ParentTreeNextKey", 0),
    "the names are not": lambda pdf, tree: tree.IDTree.Names.__setitem__(1, tree.K[0]),
}


@pytest.mark.parametrize("wrong", BREAKS)
def test_what_is_wrong_is_seen(papers, join, wrong):
    with pikepdf.open(io.BytesIO(join({"甲": papers["table"]}))) as pdf:
        BREAKS[wrong](pdf, pdf.Root.StructTreeRoot)
        content = saved(pdf)

    assert any(wrong in each for each in tagged.broken(content))
