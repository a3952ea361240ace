"""How long documents take to print and how much memory that needs, beside Chromium and typst on the same content.

For `script/bench documents`; figures stand in docs/performance.md. Memory is the highest sum over a printer's
processes, each page shared among several counted once (PSS).
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from accounts.models import County
from documents import layout, sheet
from documents.papers import drawn
from documents.rendering import Press, open_static

SENTENCE = "为进一步规范乡镇职责准入工作，切实减轻基层负担，现将有关事项函告如下，请结合工作实际认真研究。"
CHROMIUM = ("chromium-headless-shell", "chromium", "google-chrome")
ROWS = (200, 2400)
WARM = 5  # more of the same on a press that runs


@dataclass
class Figure:
    what: str
    printer: str
    seconds: float
    cpu: float | str
    megabytes: int
    kilobytes: int

    def __str__(self):
        return f"| {self.what} | {self.printer} | {self.seconds:.2f} | {self.cpu} | {self.megabytes} | {self.kilobytes} |"


class Watch:
    """Seconds, and the memory of the processes below ours, while it is open."""

    def __enter__(self):
        self.used = _used()
        self.most, self.ended, self.began = 0, threading.Event(), time.perf_counter()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.seconds = time.perf_counter() - self.began
        self.cpu = round(_used() - self.used, 1)
        self.ended.set()
        self.thread.join()

    def _look(self):
        while not self.ended.wait(0.05):
            self.most = max(self.most, sum(_memory(pid) for pid in _below(os.getpid())) // 1024)


def letter():
    """Two pages to three units."""
    body = ["一、基本情况", SENTENCE * 7, "二、具体意见", SENTENCE * 7, "（一）时限", SENTENCE * 3]
    document = {
        "layout": "letter",
        "mark": "",
        "upward": False,
        "number": "灵编办函〔2026〕17号",
        "title": "关于征求农村自建房施工安全日常巡查事项准入意见的函",
        "to": ["灵川县财政局", "灵川县司法局", "灵川县人力资源和社会保障局"],
        "issuers": ["中共灵川县委机构编制委员会办公室"],
        "date": "2026-03-05",
        "body": body,
    }
    return drawn(document)


def listed(number):
    """The list as it is downloaded: as many duties, about two lines a cell."""
    rows = [
        {
            "code": f"灵-{n:04}",
            "name": f"示例事项{n}的日常巡查和隐患报告",
            "department": "灵川县住房和城乡建设局",
            "townships": "灵川镇、大圩镇、定江镇、三街镇、潭下镇",
            "township_duties": "每周巡查一次并记录，发现隐患及时报告。",
            "department_duties": "负责处置、培训和技术指导，每年检查一次。",
            "basis": "《中华人民共和国安全生产法》第九条；《建设工程安全生产管理条例》。",
            "document_number": f"灵办发〔2026〕{n}号",
        }
        for n in range(1, number + 1)
    ]
    context = {
        "title": "乡镇职责任务清单",
        "said": [f"{number}项"],
        "rows": rows,
        "county": County(name="灵川县", is_demo=True),
    }
    css = [open_static(f"css/{name}.css").decode() for name in ("tables-and-posters", "list-paper")]
    return render_to_string("registry/list_paper.html", context), css


def jobs():
    """[(what, HTML, style sheets)]"""
    return [("函，两页", *sheet.page(letter())), *((f"清单，{n}项", *listed(n)) for n in ROWS)]


def ours(what, html, css):
    """The press: from its start, and, of what somebody waits for, while it runs."""
    with Watch() as watch, Press() as press:
        _, content = press.make(html, css, seconds=600)
    kilobytes = len(content) // 1024
    yield Figure(what, "WeasyPrint", watch.seconds, watch.cpu, watch.most, kilobytes)
    if str(ROWS[-1]) not in what:
        with Press() as press:
            press.make(html, css)
            taken = []
            for n in range(WARM):
                began = time.perf_counter()
                press.make(html.replace("示例", f"示例{n}"), css)
                taken.append(time.perf_counter() - began)
        yield Figure(f"{what}，接着印", "WeasyPrint", statistics.median(taken), "", watch.most, kilobytes)


def chromium(what, html, css):
    """What Chromium's print makes of the same HTML and style sheets."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        return
    fonts = (settings.BASE_DIR / "static").as_uri()
    style = "".join(f"<style>{each.replace('static:', f'{fonts}/')}</style>" for each in css)
    with tempfile.TemporaryDirectory() as desk:
        page, out = Path(desk, "page.html"), Path(desk, "out.pdf")
        page.write_text(html.replace("</head>", f"{style}</head>"))
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command = [program, *options, f"--user-data-dir={desk}/p", f"--print-to-pdf={out}", page.as_uri()]
        yield from _timed(what, "Chromium", command, out)


def typst(what, html, css):
    """typst on the same words: a table of the same columns, a letter of the same paragraphs."""
    python = os.environ.get("TYPST_PYTHON")
    if not python:
        return
    with tempfile.TemporaryDirectory() as desk:
        source, out = Path(desk, "page.typ"), Path(desk, "out.pdf")
        source.write_text(
            _letter_in_typst() if "函" in what else _list_in_typst(int("".join(filter(str.isdigit, what))))
        )
        compile_ = (
            "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2], font_paths=[sys.argv[3]])"
        )
        fonts = str(settings.BASE_DIR / "static" / "fonts")
        yield from _timed(what, "typst", [python, "-c", compile_, str(source), str(out), fonts], out)


def _timed(what, printer, command, out):
    with Watch() as watch:
        subprocess.run(command, capture_output=True, timeout=600, check=False)  # noqa: S603 - ours, see above
    if out.exists():
        yield Figure(what, printer, watch.seconds, "", watch.most, out.stat().st_size // 1024)


def _letter_in_typst():
    document = letter().content["document"]
    lines = [document["title"], "、".join(document["to"]) + "：", *document["body"]]
    page = '#set page(paper: "a4", margin: (top: 37mm, left: 28mm, right: 26mm, bottom: 35mm))\n'
    return (
        page
        + f'#set text(font: "FandolFang R", size: {layout.BODY_PT}pt)\n'
        + "\n\n".join(map(_typed, lines))
    )


def _list_in_typst(number):
    columns = "(15mm, 42mm, 24mm, 30mm, 1fr, 1fr, 30mm)"
    html, _ = listed(number)
    cells = [part.partition("</td>")[0] for part in html.split("<td>")[1:]]
    page = '#set page(paper: "a4", flipped: true, margin: 14mm)\n#set text(font: "Noto Sans CJK SC", size: 7.5pt)\n'
    return f"{page}#table(columns: {columns}, {', '.join(f'[{_typed(cell)}]' for cell in cells)})"


def _typed(text):
    return f"#{json.dumps(text, ensure_ascii=False)}"


def _used():
    """CPU seconds of the processes that came of ours and have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _below(pid):
    """The processes that came of one, itself not."""
    try:
        children = Path(f"/proc/{pid}/task").iterdir()
        found = [int(child) for task in children for child in (task / "children").read_text().split()]
    except OSError:
        return
    for child in found:
        yield child
        yield from _below(child)


def _memory(pid):
    """Kilobytes that are its own part of what is in memory."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)
