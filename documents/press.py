"""The press: a process of its own that makes PDFs of HTML and knows nothing else, neither settings nor database.

`python -I press.py MEMORY SECONDS FOLDER…` reads jobs from its standard input, one JSON object a line, and answers
each with lines `{"at": n}`, the page it has come to, then with `{"pages": n, "size": bytes}` or `{"error": "…"}`, and
the bytes. A job names nothing but static
files below the FOLDERs; any other address is refused. The same job gives the same bytes: no clock, zone or locale
is asked.
"""

import gc
import json
import logging
import os
import resource
import sys
from functools import lru_cache
from pathlib import Path

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
    from weasyprint import CSS, HTML  # noqa: PLC0415 - only the press loads it
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class StaticOnly(URLFetcher):
        def fetch(self, url, headers=None):
            scheme, _, name = url.partition(":")
            if f"{scheme}:" != OURS:
                raise ValueError("papers fetch static files only")
            return URLFetcherResponse(url, find(folders, name.lstrip("/")).read_bytes())

    fonts, fetcher = FontConfiguration(), StaticOnly()

    @lru_cache(maxsize=8)  # the one of all papers stays
    def sheet(css):
        return CSS(string=css, base_url=OURS, url_fetcher=fetcher, font_config=fonts)

    def make(html, css, identifier):
        document = HTML(string=html, base_url=OURS, url_fetcher=fetcher).render(
            stylesheets=[sheet(each) for each in css], font_config=fonts, pdf_variant="pdf/a-2a"
        )
        content = document.write_pdf(pdf_variant="pdf/a-2a", pdf_identifier=bytes.fromhex(identifier))
        return len(document.pages), content

    return make


def find(folders, name):
    """The static file of that name; ValueError for one that is not there, or lies elsewhere."""
    for folder in folders:
        path = (folder / name).resolve()
        if path.is_relative_to(folder) and path.is_file():
            return path
    raise ValueError(f"no static file {name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
