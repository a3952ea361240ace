"""The texts of a PDF's pages, read by a process of its own, bounded in time and memory, as the binder is.

`python -I pdf_pages.py MEMORY SECONDS PAGES`: the PDF on standard input, a JSON list of texts on standard output; nothing
where there are more pages.
"""

import io
import json
import resource
import sys


def main(memory, seconds, most):
    for limit, allowed in ((resource.RLIMIT_AS, int(memory)), (resource.RLIMIT_CPU, int(seconds))):
        resource.setrlimit(limit, (allowed, allowed))
    from pypdf import PdfReader  # noqa: PLC0415 - only this process loads it

    pages = PdfReader(io.BytesIO(sys.stdin.buffer.read())).pages
    texts = [page.extract_text() for page in pages] if len(pages) <= int(most) else []
    print(json.dumps(texts))  # noqa: T201 - the answer


if __name__ == "__main__":
    main(*sys.argv[1:])
