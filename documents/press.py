"""The press: a process of its own that makes PDFs of HTML and knows nothing else, neither settings nor database.

`python -I press.py MEMORY SECONDS FOLDER…` reads jobs from its standard input, one JSON object a line, and answers
each with lines `{"at": n}`, the page it has come to, then with `{"pages": n, "size": bytes}` or `{"error": "…"}`, and
the bytes. A job names nothing but static files below the FOLDERs; any other address is refused. The same job gives the
same bytes: no clock, zone or locale is asked.
"""

import ctypes.util
import gc
import json
import logging
import os
import resource
import sys
import zlib
from contextlib import nullcontext
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

OURS = "static:"  # the only scheme a paper may name
MOST_ON_DISK = 64 * 1024**2  # of the fonts, which Pango reads from files of their own


def main(memory, seconds, *folders):
    os.nice(5)  # who works on a page goes first
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_ON_DISK, MOST_ON_DISK))
    gc.disable()  # a long table is a million objects that all stay until it is written: a tenth of its time
    answers = sys.stdout.buffer
    make = _maker([Path(folder).resolve() for folder in folders])
    tell_pages(answers)
    for line in sys.stdin.buffer:
        try:
            pages, content = make(**json.loads(line))
            said = {"pages": pages, "size": len(content)}
        except (ValueError, OSError, MemoryError) as problem:
            said, content = {"error": f"{type(problem).__name__}: {problem}"}, b""
        answers.write(json.dumps(said).encode() + b"\n" + content)
        answers.flush()
        del content
        gc.collect()


def tell_pages(answers):
    """Say which page is being laid out: all that is known of a long job before it is done."""

    def tell(record):
        if record.msg.startswith("Step 5 - Creating layout - Page"):
            answers.write(json.dumps({"at": record.args[0]}).encode() + b"\n")
            answers.flush()
        return False

    progress = logging.getLogger("weasyprint.progress")
    progress.setLevel(logging.INFO)
    progress.addFilter(tell)


def _maker(folders):
    """make(html=, css=, identifier=) → (pages, bytes), with the fonts read once."""
    forget = quicken()
    from weasyprint import CSS, HTML  # noqa: PLC0415 - only the press loads it
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class StaticOnly(URLFetcher):
        def fetch(self, url, headers=None):
            scheme, _, name = url.partition(":")
            if f"{scheme}:" != OURS:
                raise ValueError("papers fetch static files only")
            return URLFetcherResponse(url, find(folders, unquote(name).lstrip("/")).read_bytes())

    fonts, fetcher = FontConfiguration(), StaticOnly()

    @lru_cache(maxsize=8)  # the one of all papers stays
    def sheet(css):
        return CSS(string=css, base_url=OURS, url_fetcher=fetcher, font_config=fonts)

    def make(html, css, identifier):
        try:
            document = HTML(string=html, base_url=OURS, url_fetcher=fetcher).render(
                stylesheets=[sheet(each) for each in css], font_config=fonts, pdf_variant="pdf/a-2a"
            )
            forget()  # what was measured: the pages have what they need of it
            for page in document.pages:
                page.paint = _in_one_piece(page.paint)
            content = document.write_pdf(
                finisher=_composed, pdf_variant="pdf/a-2a", pdf_identifier=bytes.fromhex(identifier)
            )
            return len(document.pages), content
        finally:
            forget()

    return make


def quicken():
    """Make WeasyPrint quicker with long tables, which it prints as before (docs/decisions/0029); a function that forgets
    the lines of a job."""
    # Each library's list of names ends with one the linker knows: no compiler is asked where the others may lie.
    _replace(ctypes.util, "find_library", lambda name: None)
    import pydyf  # noqa: PLC0415 - only the press loads it
    from weasyprint import draw, html  # noqa: PLC0415
    from weasyprint.css import AnonymousStyle  # noqa: PLC0415
    from weasyprint.layout import inline  # noqa: PLC0415
    from weasyprint.matrix import Matrix  # noqa: PLC0415

    # Without the pseudo-elements that every element would have a style of its own for; paper.css has those of the imprint.
    matcher = html.UA_STYLESHEET.matcher
    matcher.other_selectors = [each for each in matcher.other_selectors if each[3] is None]

    split, known = inline.split_first_line, {}

    def split_once(text, style, context, width, spacing, **more):
        """The same words in a column of the same style are measured once."""
        own = style.parent_style if isinstance(style, AnonymousStyle) else style
        key = (text, id(own), style["white_space"], width, spacing, *more.items())
        if key not in known:
            known[key] = own, split(text, style, context, width, spacing, **more)
        return known[key][1]

    _replace(inline, "split_first_line", split_once)

    text, first_line, drawn = draw.draw_text, draw.text.draw_first_line, {}

    def text_once(stream, box, offset, overflow, ellipsis):
        """A line measured once is shaped once, and drawn again by the calls that drew it."""
        layout, style = box.pango_layout, box.style
        is_plain = style["text_decoration_line"] == "none" and style["visibility"] == "visible"
        if not is_plain or (overflow, ellipsis) != ("clip", "none"):
            text(stream, box, offset, overflow, ellipsis)
            return
        if layout not in drawn:
            layout.reactivate(style)
            called = _Calls(stream)
            has_pictures = first_line(called, box, overflow, ellipsis, Matrix())
            layout.deactivate()
            drawn[layout] = None if has_pictures else called.made
        if drawn[layout] is None:
            text(stream, box, offset, overflow, ellipsis)
            return
        place = Matrix(d=-1, e=box.position_x, f=box.position_y + box.baseline).values
        stream.set_color(style["color"])
        stream.begin_text()
        for name, arguments in drawn[layout]:
            getattr(stream, name)(*(place if name == "set_text_matrix" else arguments))
        stream.end_text()

    _replace(draw, "draw_text", text_once)

    borders, line = draw.draw_collapsed_borders, draw.draw_line
    _replace(draw, "draw_line", lambda stream, *segment: stream.segments.append(segment))

    def rules(stream, table):
        """The borders of a table, each rule in one piece instead of one a cell."""
        apart = SimpleNamespace(segments=[], artifact=nullcontext, stacked=nullcontext)
        borders(apart, table)
        with stream.artifact(), stream.stacked():
            for segment in _joined(apart.segments):
                line(stream, *segment)

    _replace(draw, "draw_collapsed_borders", rules)

    _replace(pydyf.PDF, "page_references", property(_References))  # asked for with every cell
    at_usual_level = SimpleNamespace(compressobj=lambda level: zlib.compressobj())
    _replace(pydyf, "zlib", at_usual_level)  # level 9 takes twice as long for nothing

    def forget():
        known.clear()
        drawn.clear()

    return forget


def _replace(owner, name, value):
    """AttributeError where the library has no such thing any more."""
    getattr(owner, name)
    setattr(owner, name, value)


class _Calls:
    """A stream on which a line is drawn to know by which calls; what it asks, the page's own stream answers."""

    def __init__(self, stream):
        self.made = []
        self.add_font = stream.add_font
        self.ink_rect, self.logical_rect = stream.ink_rect, stream.logical_rect

    def __getattr__(self, name):
        return lambda *arguments: self.made.append((name, arguments))


def _joined(segments):
    """Rules (x1, y1, x2, y2, width, style, color), those that go on from one another as one; in their order where some
    cover others."""
    if len({each[4:6] for each in segments}) != 1 or len({f"{each[6]}" for each in segments}) != 1:
        return segments
    joined = []
    for across in (0, 1):  # upright ones are alike in x, level ones in y
        alike = [each for each in segments if each[across] == each[across + 2]]
        key = itemgetter(across, 1 - across)
        for _, group in groupby(sorted(alike, key=key), itemgetter(across)):
            first, *others = group
            for each in others:
                if each[1 - across] > first[3 - across]:
                    joined.append(first)
                    first = each
                elif each[3 - across] > first[3 - across]:
                    first = (*first[:2], *each[2:])
            joined.append(first)
    return joined


class _References:
    """The reference of each page of a pydyf.PDF by its number."""

    def __init__(self, pdf):
        self.kids = pdf.pages["Kids"]

    def __getitem__(self, number):
        return f"{self.kids[3 * number]} 0 R".encode()


def _in_one_piece(paint):
    """Paint a page, and keep what is drawn as bytes instead of some thousand small ones."""
    from pydyf import _to_bytes  # noqa: PLC0415 - what pydyf does with each when it writes

    def painted(stream, scale=1):
        paint(stream, scale)
        stream.stream = [b"\n".join(map(_to_bytes, stream.stream))]

    return painted


def _composed(document, pdf):
    """Write out each object once; pydyf would do it for the file and again for its identifier."""
    import pydyf  # noqa: PLC0415

    class Composed(pydyf.Object):
        data, compressible = b"", False

    for place, each in enumerate(pdf.objects):
        if each.free == "f":
            continue
        pdf.objects[place] = done = Composed()
        done.number, done.generation = each.number, each.generation
        done.data, done.compressible = each.data, each.compressible


def find(folders, name):
    """The static file of that name; ValueError for one that is not there, or lies elsewhere."""
    for folder in folders:
        path = (folder / name).resolve()
        if path.is_relative_to(folder) and path.is_file():
            return path
    raise ValueError(f"no static file {name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
