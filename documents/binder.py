"""The binder: a process of its own that makes one PDF of several and knows nothing else, as the press does.

`python -I binder.py MEMORY SECONDS clean` makes of a file that was received, a PDF or a picture, a PDF that only shows
what it showed: no scripts, forms, links or files in it, and what a layer hid stays hidden. `… join` puts PDFs one behind
another, numbers their pages and gives each a bookmark and a place in the structure of the whole. The job is one JSON object
on standard input, the answer one on standard output.
"""

import json
import resource
import sys
from itertools import chain
from pathlib import Path

A4 = (595.28, 841.89)  # points
MARGIN = 40
PIXELS = 80_000_000  # of a picture that is opened at all
SHARP = 2400  # pixels of the longer side that are kept: 200 dots an inch
UNPACKED = 256 * 1024**2  # of the content of a file's pages, and of what is unpacked when it is written
PICTURES = {"/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"}  # never unpacked
# What a page is drawn with; all else of it acts on something, or shows nothing.
DRAWN = {"/Type", "/Parent", "/Resources", "/Contents", "/Group", "/Rotate", "/UserUnit"}
DRAWN |= {f"/{box}Box" for box in ("Media", "Crop", "Bleed", "Trim", "Art")}
UNSEEN = {"/AF", "/Metadata", "/PieceInfo", "/OPI", "/StructParent", "/StructParents"}  # of a stream
# of a stream: another file that would be shown in its place
ELSEWHERE = {"/Ref", "/F", "/FFilter", "/FDecodeParms"}
FILE_KEYS = {"/F", "/UF", "/DOS", "/Mac", "/Unix"}  # under which a file specification holds its file
CLAIM = ("2", "A")  # PDF/A-2a, as each paper says of itself


class TooManyPages(Exception):
    """More than may be bound."""


class TooLarge(Exception):
    """More than may be unpacked."""


def main(memory, seconds, what):
    # isolated as it is, it knows not even its own package
    sys.path.append(str(Path(__file__).resolve().parent.parent))
    for limit, most in ((resource.RLIMIT_AS, int(memory)), (resource.RLIMIT_CPU, int(seconds))):
        resource.setrlimit(limit, (most, most))
    job = json.load(sys.stdin)
    try:
        said = {"clean": clean, "join": join}[what](**job)
    except Exception as problem:  # a file of anybody's: whatever is wrong with it, it is not bound
        said = {"error": type(problem).__name__}
    print(json.dumps(said))  # noqa: T201 - the answer


def clean(source, family, to, most, title, name):
    """Its pages, in a PDF at `to`; TooManyPages before any work is done on more than `most`. `title` and `name`: what its
    structure calls the whole, and a page that is a picture."""
    import pikepdf  # noqa: PLC0415 - only the binder loads it

    from documents.tagging import tag_pages  # noqa: PLC0415

    if family != "pdf":
        if most < 1:
            raise TooManyPages
        _picture(source, to)
        with pikepdf.open(to, allow_overwriting_input=True) as pdf:
            tag_pages(pdf, title, name)
            pdf.save(to)
        return {"pages": 1}
    with pikepdf.open(source) as pdf:
        if len(pdf.pages) > most:
            raise TooManyPages
        _check_unpacked(pdf)
        for page in pdf.pages:
            _keep_layers_of_annotations(page.obj)
        pdf.flatten_annotations("all")  # a seal that is drawn as an annotation stays to be seen
        made = pikepdf.new()
        made.pages.extend(pdf.pages)
        _take_layers(made, pdf)
        for page in made.pages:
            for key in set(page.obj.keys()) - DRAWN:
                del page.obj[key]
        for each in made.objects:
            _without_files(each)
        tag_pages(made, title, name)
        made.save(to, stream_decode_level=pikepdf.StreamDecodeLevel.none)  # images stay as they are packed
        return {"pages": len(made.pages)}


def _check_unpacked(pdf):
    """TooLarge where the pages' content, packed small, unpacks to more than is bound, with whatever is packed in another way
    than qpdf leaves as it is: it unpacks that at every writing. What cannot be unpacked is an error."""
    import pikepdf  # noqa: PLC0415

    from documents.tagging import listed  # noqa: PLC0415

    shown = [part for page in pdf.pages for part in listed(page.obj.get("/Contents"))]
    room, known = UNPACKED, {}
    for part in chain(shown, filter(_is_unpacked_to_write, pdf.objects)):
        if not isinstance(part, pikepdf.Stream):
            continue
        if part.objgen not in known:
            known[part.objgen] = len(part.read_bytes())
        room -= known[part.objgen]  # again for each page that shows it
        if room < 0:
            raise TooLarge


def _is_unpacked_to_write(found):
    """Whether it is a stream that is packed, but not by Flate alone and not as a picture."""
    import pikepdf  # noqa: PLC0415

    from documents.tagging import listed  # noqa: PLC0415

    packed = found.get("/Filter") if isinstance(found, pikepdf.Stream) else None
    ways = {str(way) for way in listed(packed)}
    return bool(ways) and packed != pikepdf.Name.FlateDecode and not ways & PICTURES


def _keep_layers_of_annotations(page):
    """What is drawn of an annotation is in the annotation's layer, also when it becomes part of the page."""
    import pikepdf  # noqa: PLC0415

    for each in _dictionaries(page, "/Annots"):  # what is none was one that was deleted
        looks = each.get("/AP") if "/OC" in each else None
        drawn = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
        for stream in drawn.values() if isinstance(drawn, pikepdf.Dictionary) else [drawn]:
            if isinstance(stream, pikepdf.Stream):
                stream.OC = each.OC


def _dictionaries(found, key):
    """The dictionaries of the list that a dictionary holds there; [] where either is something else."""
    import pikepdf  # noqa: PLC0415

    held = found.get(key) if isinstance(found, pikepdf.Dictionary) else None
    listed = held if isinstance(held, pikepdf.Array) else []
    return [each for each in listed if isinstance(each, pikepdf.Dictionary)]


def _take_layers(made, pdf):
    """Layers are hidden or shown in `made` as `pdf` has them when it is opened; nobody is offered to switch them. What is no
    list of layers hides nothing."""
    import pikepdf  # noqa: PLC0415

    said = pdf.Root.get("/OCProperties")
    if not isinstance(said, pikepdf.Dictionary):
        return

    def known(each):
        return each if each.is_indirect else pdf.make_indirect(each)

    groups = [known(each) for each in _dictionaries(said, "/OCGs")]
    at_opening = said.get("/D")
    shown = {each.objgen for each in _dictionaries(at_opening, "/ON")}
    hidden = [known(each) for each in _dictionaries(at_opening, "/OFF")]
    if isinstance(at_opening, pikepdf.Dictionary) and at_opening.get("/BaseState") == "/OFF":
        hidden = [each for each in groups if each.objgen not in shown]
    if "/OCProperties" not in made.Root:
        made.Root.OCProperties = pikepdf.Dictionary(
            OCGs=pikepdf.Array(), D=pikepdf.Dictionary(OFF=pikepdf.Array(), AS=pikepdf.Array())
        )
    layers = made.Root.OCProperties
    switched = [known(each) for each in _dictionaries(at_opening, "/AS")]  # hidden on the screen, or in print
    for kept, found in ((layers.OCGs, groups), (layers.D.OFF, hidden), (layers.D.AS, switched)):
        kept.extend(made.copy_foreign(each) for each in found)


def _without_files(found):
    """Take the files out of an object and the direct ones in it, and what refers to a structure. Resources are named by
    anybody: keys go from streams alone, or by what they hold."""
    import pikepdf  # noqa: PLC0415

    if isinstance(found, pikepdf.Stream):
        for key in (UNSEEN | ELSEWHERE) & set(found.keys()):
            del found[key]
    elif isinstance(found, pikepdf.Dictionary):
        held = found.get("/EF")
        if isinstance(held, pikepdf.Dictionary) and FILE_KEYS & set(held.keys()):
            del found["/EF"]
        if isinstance(found.get("/MCID"), int):
            del found["/MCID"]  # of a mark, in a structure that is left behind
    elif not isinstance(found, pikepdf.Array):
        return
    for each in found if isinstance(found, pikepdf.Array) else [found[key] for key in found.keys()]:  # noqa: SIM118
        if isinstance(each, pikepdf.Object) and not each.is_indirect:
            _without_files(each)


def _picture(source, to):
    """The picture in the middle of an A4 page."""
    import pikepdf  # noqa: PLC0415
    from PIL import Image, ImageOps  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(source) as found:
        if found.width * found.height > PIXELS:
            raise ValueError("too large")
        found.draft("RGB", (SHARP, SHARP))  # a JPEG is read no larger than it is kept
        found.thumbnail((SHARP, SHARP))
        picture = ImageOps.exif_transpose(found).convert("RGBA")
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture)
    dots = max(side / (room - 2 * MARGIN) for side, room in zip(flat.size, A4, strict=True)) * 72
    flat.save(to, "PDF", resolution=max(dots, 72))
    with pikepdf.open(to, allow_overwriting_input=True) as pdf:
        *_, width, height = map(float, pdf.pages[0].mediabox)
        beside, above = (A4[0] - width) / 2, (A4[1] - height) / 2
        box = [-beside, -above, width + beside, height + above]
        pdf.pages[0].mediabox = box
        pdf.pages[0].cropbox = box
        pdf.save(to)


def join(parts, numbers, title, to):
    """`parts`: [[title, path]] in their order. `numbers`: a PDF with the number of each page, laid over it. It claims to be
    PDF/A-2a where every part does, and for the same colours."""
    import pikepdf  # noqa: PLC0415

    from documents.tagging import LANGUAGE, Structure  # noqa: PLC0415

    made, claims = pikepdf.new(), []
    structure = Structure(made, title)
    with made.open_outline() as outline:
        for name, path in parts:
            outline.root.append(pikepdf.OutlineItem(name, len(made.pages)))
            with pikepdf.open(path) as pdf:
                claims.append(_claim(pdf))
                structure.take(pdf, name)
                _take_layers(made, pdf)
                if claims[0] and "/OutputIntents" not in made.Root:
                    made.Root.OutputIntents = made.copy_foreign(pdf.make_indirect(pdf.Root.OutputIntents))
    with pikepdf.open(numbers) as drawn:
        claims.append(_claim(drawn))
        for n, (page, number) in enumerate(zip(made.pages, drawn.pages, strict=True), 1):
            _lay_over(made, page, drawn, number, f"/Number{n}")
    structure.close()
    made.Root.Lang = LANGUAGE
    made.Root.PageMode = pikepdf.Name.UseOutlines
    made.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with made.open_metadata(set_pikepdf_as_editor=False) as metadata:  # neither a time nor a name of its own
        metadata["dc:title"] = title
        if claims[0] and claims.count(claims[0]) == len(claims):
            metadata["pdfaid:part"], metadata["pdfaid:conformance"] = CLAIM
        elif "/OutputIntents" in made.Root:
            del made.Root.OutputIntents
    # what was received stays as it is packed: nothing is unpacked here that `clean` did not look at
    small = {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "compress_streams": True}
    small |= {"stream_decode_level": pikepdf.StreamDecodeLevel.none}
    made.save(to, min_version="1.7", deterministic_id=True, **small)
    return {"pages": len(made.pages)}


def _lay_over(made, page, numbers, number, name):
    """The number in its place on the page, as nothing that is read."""
    from pikepdf import Name, Rectangle  # noqa: PLC0415

    from documents.tagging import unmark  # noqa: PLC0415

    unmark(numbers, number, {})
    drawn = made.copy_foreign(number.as_form_xobject())
    page.add_resource(drawn, Name.XObject, Name(name))
    placed = page.calc_form_xobject_placement(drawn, Name(name), Rectangle(page.trimbox), allow_expand=True)
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"\nQ /Artifact <</Type /Pagination /Subtype /Header>> BDC\n" + placed + b"\nEMC")


def _claim(pdf):
    """The profile of the colours of a PDF that says it is PDF/A-2a."""
    said = pdf.open_metadata()
    if (said.get("pdfaid:part"), said.get("pdfaid:conformance")) != CLAIM:
        return None
    (intent,) = pdf.Root.OutputIntents
    return intent.DestOutputProfile.read_bytes()


if __name__ == "__main__":
    main(*sys.argv[1:])
