"""The binder: a process of its own that makes one PDF of several and knows nothing else, as the press does.

`python -I binder.py MEMORY SECONDS clean` makes of a file that was received, a PDF or a picture, a PDF that only shows
what it showed: no scripts, forms, links or files in it. `… join` puts PDFs one behind another, numbers their pages and
gives each a bookmark. The job is one JSON object on standard input, the answer one on standard output.
"""

import json
import resource
import sys

A4 = (595.28, 841.89)  # points
MARGIN = 40
PIXELS = 80_000_000  # of a picture that is opened at all
SHARP = 2400  # pixels of the longer side that are kept: 200 dots an inch
UNSEEN = ("/AA", "/Annots", "/Thumb", "/PieceInfo", "/B")  # of a page: acts on something, or shows nothing


def main(memory, seconds, what):
    for limit, most in ((resource.RLIMIT_AS, int(memory)), (resource.RLIMIT_CPU, int(seconds))):
        resource.setrlimit(limit, (most, most))
    job = json.load(sys.stdin)
    try:
        said = {"clean": clean, "join": join}[what](**job)
    except Exception as problem:  # a file of anybody's: whatever is wrong with it, it is not bound
        said = {"error": type(problem).__name__}
    print(json.dumps(said))  # noqa: T201 - the answer


def clean(source, family, to):
    """Its pages, in a PDF at `to`."""
    import pikepdf  # noqa: PLC0415 - only the binder loads it

    if family != "pdf":
        _picture(source, to)
        return {"pages": 1}
    with pikepdf.open(source) as pdf:
        pdf.flatten_annotations("all")  # a seal that is drawn as an annotation stays to be seen
        made = pikepdf.new()
        made.pages.extend(pdf.pages)
        for page in made.pages:
            for key in set(UNSEEN) & set(page.obj.keys()):
                del page.obj[key]
        made.save(to)
        return {"pages": len(made.pages)}


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
    """`parts`: [[title, path]] in their order. `numbers`: a PDF with the number of each page, laid over it."""
    import pikepdf  # noqa: PLC0415

    made = pikepdf.new()
    with made.open_outline() as outline, made.open_metadata() as metadata:
        metadata["dc:title"] = title
        for name, path in parts:
            outline.root.append(pikepdf.OutlineItem(name, len(made.pages)))
            with pikepdf.open(path) as pdf:
                made.pages.extend(pdf.pages)
    made.Root.Lang = "zh-CN"
    made.Root.PageMode = pikepdf.Name.UseOutlines
    made.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with pikepdf.open(numbers) as drawn:
        for page, number in zip(made.pages, drawn.pages, strict=True):
            page.add_overlay(number)
    made.save(to)
    return {"pages": len(made.pages)}


if __name__ == "__main__":
    main(*sys.argv[1:])
