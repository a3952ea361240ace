"""The paragraphs of a DOCX, read by a process of its own, bounded in time and memory, as `pdf_pages` is.

`python -I word_parts.py MEMORY SECONDS BYTES`: the file on standard input, a JSON list of [place, text] on standard output;
nothing where its texts unpack to more bytes.
"""

import io
import json
import re
import resource
import sys
import zipfile
from xml.etree import ElementTree

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BOX, AGAIN = (
    f"{WORD}txbxContent",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)
PARTS = (
    ("", "document"),
    ("页眉", r"header\d*"),
    ("页脚", r"footer\d*"),
    ("脚注", "footnotes"),
    ("尾注", "endnotes"),
)


def main(memory, seconds, most):
    for limit, allowed in ((resource.RLIMIT_AS, int(memory)), (resource.RLIMIT_CPU, int(seconds))):
        resource.setrlimit(limit, (allowed, allowed))
    print(json.dumps(paragraphs(io.BytesIO(sys.stdin.buffer.read()), int(most))))  # noqa: T201 - the answer


def paragraphs(file, most):
    found = {}
    with zipfile.ZipFile(file) as archive:
        files = [
            (where, each)
            for where, name in PARTS
            for each in archive.infolist()
            if re.fullmatch(rf"word/{name}\.xml", each.filename)
        ]
        if sum(each.file_size for _, each in files) > most:
            return []
        for where, each in files:
            root = ElementTree.fromstring(archive.read(each))  # noqa: S314 - expat reads no entities from outside
            for boxed, text in _texts(root):
                if text.strip():
                    found.setdefault(where + ("文本框" if boxed else ""), []).append(text)
    # a header that every section has again is one
    texts = {where: texts if where == "" else dict.fromkeys(texts) for where, texts in found.items()}
    return [(f"{where}第{at}段", text) for where in texts for at, text in enumerate(texts[where], start=1)]


def _texts(node, boxed=False):
    """(whether in a text box, its text) of each paragraph; what stands there again for older programs is left out."""
    for each in node:
        if each.tag == AGAIN:
            continue
        if each.tag == f"{WORD}p":
            yield boxed, _words(each)
        yield from _texts(each, boxed or each.tag == BOX)


def _words(node):
    """Without those of text boxes in it."""
    if node.tag == f"{WORD}t":
        return node.text or ""
    return "".join(_words(each) for each in node if each.tag not in (BOX, AGAIN))


if __name__ == "__main__":
    main(*sys.argv[1:])
