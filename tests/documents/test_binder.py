"""The binder: what it takes from files of anybody's, and how it puts PDFs together."""

import io
import zlib

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from documents import binder
from documents.binding import _binder as bound

pytestmark = pytest.mark.sqlite_only  # what is bound are files, which no database changes

A4 = [595, 842]
SAID = {"title": "收到的材料：甲.pdf，SHA-256 0", "name": "收到的材料：甲.pdf"}


def pdf(path, pages=1, **save):
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    made.save(path, **save)
    return str(path)


def acting(path):
    """A PDF that would act: scripts at opening, on a page, behind a link; a form, and a file in it."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(595, 842))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made.Root.OpenAction = script
    page.obj.AA = pikepdf.Dictionary(O=script)
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=script)
    page.obj.Annots = made.make_indirect([made.make_indirect(link)])
    page.obj.PresSteps = pikepdf.Dictionary(Type=pikepdf.Name.NavNode, NA=script)
    made.attachments["x.exe"] = b"MZ"
    held = made.make_stream(b"MZ hidden", Type=pikepdf.Name.EmbeddedFile)
    hidden = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="x.exe", EF=pikepdf.Dictionary(F=held))
    page.obj.AF = pikepdf.Array([made.make_indirect(hidden)])
    page.obj.Metadata = made.make_stream(b"MZ of the page")
    drawn = made.make_stream(b"0 0 9 9 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    drawn.BBox, drawn.AF, drawn.Metadata = [0, 0, 9, 9], page.obj.AF, made.make_stream(b"MZ of the form")
    # an associated file of marked content, and a drawing that happens to be called as one
    page.obj.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(AF=drawn, EF=drawn), Properties=pikepdf.Dictionary(P=hidden)
    )
    page.obj.Contents = made.make_stream(b"/AF Do /EF Do")
    # what would be shown lies in another file, on the disk or in the net
    drawn.Ref = pikepdf.Dictionary(F=hidden, Page=0)
    away = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, FS=pikepdf.Name.URL, F="http://127.0.0.1/MZ")
    page.obj.Resources.XObject.Away = made.make_stream(b"", Type=pikepdf.Name.XObject, F=away)
    made.save(path)
    return str(path)


def test_a_received_pdf_only_shows(tmp_path):
    said = bound(
        "clean",
        20,
        source=acting(tmp_path / "a.pdf"),
        family="pdf",
        to=str(tmp_path / "b.pdf"),
        most=9,
        **SAID,
    )

    assert said == {"pages": 1}
    content = (tmp_path / "b.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(content)) as clean:
        assert not clean.attachments
        assert "/OpenAction" not in clean.Root
        assert set(clean.pages[0].obj.keys()) <= binder.DRAWN
        everything = b"".join(repr(each).encode() for each in clean.objects)
        held = b"".join(each.read_bytes() for each in clean.objects if isinstance(each, pikepdf.Stream))
        drawings = clean.pages[0].Resources.XObject.Page.Resources.XObject
        assert set(drawings.keys()) == {"/AF", "/EF", "/Away"}
        assert not drawings["/AF"].keys() & {"/Ref", "/F"}
    assert b"app.alert" not in everything
    assert b"127.0.0.1" not in everything
    assert b"MZ" not in held


def layered(path, **at_opening):
    """A PDF with a red square in the layer “first”, a blue one in “second”, and a green stamp in “first”."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(100, 100))
    first, second = (
        made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=name))
        for name in ("first", "second")
    )
    page.obj.Resources = pikepdf.Dictionary(Properties=pikepdf.Dictionary(A=first, B=second))
    page.obj.Contents = made.make_stream(
        b"/OC /A BDC 1 0 0 rg 0 0 30 30 re f EMC /OC /B BDC 0 0 1 rg 30 0 30 30 re f EMC"
    )
    drawn = made.make_stream(b"0 1 0 rg 0 0 30 30 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    drawn.BBox = [0, 0, 30, 30]
    stamp = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=[0, 60, 30, 90], F=4)
    stamp.AP, stamp.OC = pikepdf.Dictionary(N=drawn), first
    page.obj.Annots = pikepdf.Array([made.make_indirect(stamp)])
    names = {"first": first, "second": second}
    said = {
        key: [names[name] for name in value] if isinstance(value, list) else value
        for key, value in at_opening.items()
    }
    made.Root.OCProperties = pikepdf.Dictionary(OCGs=[first, second], D=pikepdf.Dictionary(said))
    made.save(path)
    return str(path)


def seen(path, page=0):
    """The colours at the places of red, blue, green: as a reader draws it."""
    drawn = pypdfium2.PdfDocument(path)[page].render().to_pil().convert("RGB")
    return [drawn.getpixel(at) != (255, 255, 255) for at in ((15, 85), (45, 85), (15, 25))]


@pytest.mark.parametrize(
    ("at_opening", "shown"),
    [
        ({"/OFF": ["first"]}, [False, True, False]),
        ({"/BaseState": pikepdf.Name.OFF, "/ON": ["first"]}, [True, False, True]),
        ({}, [True, True, True]),
    ],
)
def test_a_layer_that_was_hidden_stays_hidden(tmp_path, at_opening, shown):
    """In the cleaned file, and beside the layers of another in the whole file."""
    source = layered(tmp_path / "a.pdf", **at_opening)
    assert (
        seen(source)[:2] == shown[:2]
    )  # this reader asks no layer for the stamp, as long as it is an annotation
    other = layered(tmp_path / "other.pdf", **{"/OFF": ["second"]})
    for name in (source, other):
        bound("clean", 20, source=name, family="pdf", to=f"{name}.clean", most=1, **SAID)
    assert seen(f"{source}.clean") == shown

    parts = [["其他", f"{other}.clean"], ["甲", f"{source}.clean"]]
    numbers = pdf(tmp_path / "numbers.pdf", pages=2)
    bound("join", 20, parts=parts, numbers=numbers, title="案卷", to=str(tmp_path / "out.pdf"))

    assert [seen(tmp_path / "out.pdf", page) for page in (0, 1)] == [[True, False, True], shown]


def test_what_deleted_annotations_and_odd_layers_leave_behind_is_no_damage(tmp_path):
    with pikepdf.new() as made:
        made.add_blank_page()
        made.pages[0].obj.Annots = pikepdf.Array([None, pikepdf.Dictionary(Type=pikepdf.Name.Annot)])
        made.Root.OCProperties = pikepdf.Dictionary(D=pikepdf.Dictionary(OFF=[pikepdf.Dictionary(Name="x")]))
        made.save(tmp_path / "a.pdf")

    made = binder.clean(str(tmp_path / "a.pdf"), "pdf", str(tmp_path / "out.pdf"), 9, **SAID)

    assert made == {"pages": 1}


@pytest.mark.parametrize(
    "said",
    [
        pikepdf.Name.X,
        pikepdf.Dictionary(OCGs=5, D=pikepdf.Array()),
        pikepdf.Dictionary(OCGs=pikepdf.Array([5]), D=pikepdf.Dictionary(ON=5, OFF=[5], AS=[5, None])),
    ],
    ids=["name", "no lists", "lists of something else"],
)
def test_layers_that_are_none_hide_nothing_and_the_pages_are_bound(tmp_path, said):
    with pikepdf.open(layered(tmp_path / "a.pdf")) as made:
        made.Root.OCProperties = said
        made.save(tmp_path / "odd.pdf")

    made = binder.clean(str(tmp_path / "odd.pdf"), "pdf", str(tmp_path / "out.pdf"), 9, **SAID)

    assert made == {"pages": 1}
    assert seen(tmp_path / "out.pdf") == [True, True, True]


def test_what_is_wrong_with_other_lists_of_layers_shows_nothing_that_was_hidden(tmp_path):
    with pikepdf.open(layered(tmp_path / "a.pdf", **{"/OFF": ["first"]})) as made:
        made.Root.OCProperties.D.AS, made.Root.OCProperties.D.ON = 5, pikepdf.Array([5])
        made.save(tmp_path / "odd.pdf")

    binder.clean(str(tmp_path / "odd.pdf"), "pdf", str(tmp_path / "out.pdf"), 9, **SAID)

    assert seen(tmp_path / "out.pdf") == [False, True, False]


def test_pages_that_unpack_to_more_than_is_bound_are_refused_before(tmp_path, monkeypatch):
    """Also where each is small and many pages show the same."""
    monkeypatch.setattr(binder, "UNPACKED", 1000)
    with pikepdf.open(pdf(tmp_path / "a.pdf", pages=3)) as made:
        shown = made.make_stream(b"0 0 9 9 re f\n" * 30)
        for page in made.pages:
            page.obj.Contents = shown
        made.save(tmp_path / "many.pdf")
        del made.pages[2]
        made.save(tmp_path / "few.pdf")
    out = str(tmp_path / "out.pdf")

    with pytest.raises(binder.TooLarge):
        binder.clean(str(tmp_path / "many.pdf"), "pdf", out, 9, **SAID)
    assert binder.clean(str(tmp_path / "few.pdf"), "pdf", out, 9, **SAID) == {"pages": 2}


def drawing(tmp_path, digits, end=b">"):
    """A page that shows a form drawing of hexadecimal digits, packed."""
    with pikepdf.open(pdf(tmp_path / "a.pdf")) as made:
        form = made.make_stream(b"")
        ways = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.ASCIIHexDecode])
        form.write(zlib.compress(digits + end), filter=ways)
        form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 9, 9]
        page = made.pages[0].obj
        page.Resources, page.Contents = {"/XObject": {"/F": form}}, made.make_stream(b"/F Do")
        made.save(tmp_path / "drawing.pdf", compress_streams=False)
    return str(tmp_path / "drawing.pdf")


def test_so_are_drawings_that_would_be_unpacked_to_be_written(tmp_path, monkeypatch):
    monkeypatch.setattr(binder, "UNPACKED", 1000)
    out = str(tmp_path / "out.pdf")

    with pytest.raises(binder.TooLarge):
        binder.clean(drawing(tmp_path, b"20" * 1001), "pdf", out, 9, **SAID)
    with pytest.raises(pikepdf.DataDecodingError):
        binder.clean(drawing(tmp_path, b"20" * 900, end=b"zz>"), "pdf", out, 9, **SAID)
    assert binder.clean(drawing(tmp_path, b"20" * 900), "pdf", out, 9, **SAID) == {"pages": 1}


def test_pages_beyond_what_is_left_are_not_touched(tmp_path):
    source = pdf(tmp_path / "a.pdf", pages=4)

    said = [
        bound("clean", 20, source=source, family="pdf", to=str(tmp_path / "b.pdf"), most=most, **SAID)
        for most in (3, 4)
    ]

    assert said == [{"error": "TooManyPages"}, {"pages": 4}]


def test_a_seal_drawn_as_an_annotation_stays_to_be_seen(tmp_path):
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(595, 842))
    drawn = pikepdf.Stream(made, b"1 0 0 rg 0 0 50 50 re f", Type=pikepdf.Name.XObject)
    drawn.Subtype, drawn.BBox = pikepdf.Name.Form, [0, 0, 50, 50]
    stamp = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=[100, 100, 150, 150], F=4
    )
    stamp.AP = pikepdf.Dictionary(N=made.make_indirect(drawn))
    page.obj.Annots = made.make_indirect([made.make_indirect(stamp)])
    made.save(tmp_path / "a.pdf")

    bound(
        "clean", 20, source=str(tmp_path / "a.pdf"), family="pdf", to=str(tmp_path / "b.pdf"), most=9, **SAID
    )

    with pikepdf.open(tmp_path / "b.pdf") as clean:
        clean.pages[0].contents_coalesce()
        assert b" Do" in clean.pages[0].Contents.read_bytes()
        assert "/Annots" not in clean.pages[0].obj


@pytest.mark.parametrize(("size", "family"), [((300, 200), "png"), ((3000, 4000), "jpeg")])
def test_a_picture_is_an_a4_page(tmp_path, size, family):
    Image.new("RGB" if family == "jpeg" else "RGBA", size, "red").save(tmp_path / "a", family)

    said = bound(
        "clean", 20, source=str(tmp_path / "a"), family=family, to=str(tmp_path / "b.pdf"), most=9, **SAID
    )

    assert said == {"pages": 1}
    with pikepdf.open(tmp_path / "b.pdf") as made:
        left, bottom, right, top = map(float, made.pages[0].mediabox)
        assert [round(right - left), round(top - bottom)] == A4
        (drawn,) = made.pages[0].get_images().values()
        assert max(drawn.Width, drawn.Height) <= 2400


def test_what_cannot_be_read_is_said(tmp_path):
    locked = pikepdf.Encryption(owner="a", user="b")
    files = {
        "PasswordError": pdf(tmp_path / "locked.pdf", encryption=locked),
        "PdfError": str(tmp_path / "broken.pdf"),
        "UnidentifiedImageError": str(tmp_path / "broken.png"),
    }
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nno more")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    Image.new("1", (10_000, 9_000)).save(tmp_path / "bomb.png")
    files["ValueError"] = str(tmp_path / "bomb.png")

    said = {
        why: bound(
            "clean",
            20,
            source=path,
            family=path.rpartition(".")[2],
            to=str(tmp_path / "out.pdf"),
            most=9,
            **SAID,
        ).get("error")
        for why, path in files.items()
    }

    assert said == {why: why for why in files}


def garbled(pdf, page):
    """Content that cannot be unpacked."""
    page.Contents = pdf.make_stream(b"")
    page.Contents.write(b"0 0 9 9 re f " * 99, filter=pikepdf.Name.LZWDecode)


def without_size(pdf, page):
    page.TrimBox = pikepdf.Name.Large


def without_area(pdf, page):
    """Readers show it in a size of their own."""
    page.MediaBox = [0, 0, 0, 0]


@pytest.mark.parametrize("break_", [garbled, without_size, without_area])
def test_a_page_that_could_not_be_bound_is_refused_before(tmp_path, break_):
    """Its file is named then; it does not take the others along."""
    with pikepdf.open(pdf(tmp_path / "a.pdf")) as made:
        break_(made, made.pages[0].obj)
        made.save(tmp_path / "broken.pdf")

    said = bound(
        "clean",
        20,
        source=str(tmp_path / "broken.pdf"),
        family="pdf",
        to=str(tmp_path / "b.pdf"),
        most=9,
        **SAID,
    )

    assert "pages" not in said


def test_the_binder_is_bounded(tmp_path, monkeypatch):
    """A file that takes more memory than there is ends with its own process."""
    monkeypatch.setattr("documents.binding.MEMORY", 96 * 1024**2)
    Image.new("1", (8000, 9000)).save(tmp_path / "a.png")

    def cleaned():
        return bound(
            "clean",
            20,
            source=str(tmp_path / "a.png"),
            family="png",
            to=str(tmp_path / "b.pdf"),
            most=9,
            **SAID,
        )

    assert "pages" not in cleaned()
    monkeypatch.undo()
    assert cleaned()["pages"] == 1


def test_parts_follow_each_other_with_bookmarks(tmp_path):
    parts = [[f"第{n}份", pdf(tmp_path / f"{n}.pdf", pages=n)] for n in (1, 2, 3)]
    numbers = pdf(tmp_path / "numbers.pdf", pages=6)

    said = bound("join", 20, parts=parts, numbers=numbers, title="案卷", to=str(tmp_path / "out.pdf"))

    assert said == {"pages": 6}
    with pikepdf.open(tmp_path / "out.pdf") as made, made.open_outline() as outline:
        pages = [page.obj.objgen for page in made.pages]
        marks = [(each.title, pages.index(each.destination[0].objgen)) for each in outline.root]
    assert marks == [("第1份", 0), ("第2份", 1), ("第3份", 3)]
