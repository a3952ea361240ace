"""A regime file whose words hold marks of HTML: they are read as they are written, on every page, in charts, papers and mail."""

import re
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

from django.core import mail

from accounts.models import NoticeKind, User
from demo import other_counties
from documents import editable, sheet
from documents.models import Paper
from tests.cast import client_of
from tests.demo.own_words import pages_of
from tests.demo.test_words_by_state import MANAGED, pages_of_case
from tests.matrix.other_counties import FACTS, Led, seats_of
from tests.regimes.conftest import regime_text
from workday.mailing import send_due
from workday.models import MailChoice, When

MARK = '<x7>&lt;"x7'  # a tag, what looks escaped already, the end of an attribute
SHOWN = "&lt;x7&gt;&amp;lt;&quot;x7"
# raw, not escaped once more where it should be, escaped twice
INJECTED = re.compile(r'<x7|&lt;x7&gt;&lt;|&lt;"x7|;"x7|&amp;lt;x7|&amp;quot;x7')
MARKED = (
    *("title", "document", "interpreter", "repealed", "name", "short_name", "verb"),
    *("hint", "example", "asks", "suggestion", "term", "label"),
)
TABLES = ("units", "source_articles")


def marked(text):
    """The file with the mark behind every word of it that is shown."""
    lines, table = [], ""
    for line in text.splitlines():
        table = found[1] if (found := re.match(r"\[+([\w.]+)", line)) else table
        key, is_set, value = line.partition(" = ")
        if is_set and (key in MARKED or table in TABLES):
            lines += _term(table, key, value)
            line = f"{key} = {_said(value)}"
        elif table.startswith("questions"):
            line = re.sub(r'label = ("[^"]*")', lambda said: f"label = {_said(said[1])}", line)
        lines.append(line)
    return "\n".join(lines)


def _said(value):
    written = MARK.replace("\\", "\\\\").replace('"', '\\"')
    return re.sub(r'^"([^"]*)"', lambda said: f'"{said[1]}{written}"', value)


def _term(table, key, value):
    """A field's label as the article has it, where the label is another now."""
    return [f"term = {value}"] if table == "fields" and key == "label" else []


OWN_WORDS = f"""
[words]
office = {_said('"旗"')}

[state_labels]
reviewing = {_said('"初"')}

[units]
"""


def wants_mail(user):
    User.objects.filter(pk=user.pk).update(email="sfj@example.org")
    chosen = [MailChoice(user=user, kind=kind, when=When.AT_ONCE) for kind in NoticeKind.values]
    MailChoice.objects.bulk_create(chosen)


def test_marks_of_html_in_a_regime_file_are_read_as_written(db):
    text = marked(regime_text("arong")).replace("[units]", OWN_WORDS)
    stage = other_counties.stage_of(other_counties.build(FACTS["arong"], "!", text, townships=2))
    made = Led("arong", stage)
    wants_mail(User.objects.get(username="justice-jb-150721"))
    clients, read = {kind: client_of(by) for kind, by in seats_of("arong", stage).items()}, {}
    for state in made.states():
        known = {made.case.get_absolute_url()}
        for kind in ("applicant head", "office director", "justice handler", "township head", "city handler"):
            pages = pages_of_case(clients[kind], made.case.get_absolute_url(), known, read=str)
            read |= {(state, page): html for page, html in pages.items()}
    for kind in ("office director", "applicant head", *MANAGED):
        read |= pages_of(clients[kind], typed=MANAGED.get(kind, ()), read=str)
    papers = Paper.objects.filter(county=stage.county)
    read |= {(paper.kind, "printed"): sheet.page(paper)[0] for paper in papers}

    assert {where: INJECTED.findall(html) for where, html in read.items() if INJECTED.search(html)} == {}
    assert len([where for where, html in read.items() if SHOWN in html.replace("&#34;", "&quot;")]) > 60
    assert SHOWN in read["/regulation/"]
    for paper in papers:
        with ZipFile(BytesIO(editable.docx(paper))) as parts:
            said = "".join(ElementTree.fromstring(parts.read("word/document.xml")).itertext())  # noqa: S314 - our own
        assert MARK in said, paper.kind
    send_due()
    assert any(MARK in letter.body for letter in mail.outbox)
    assert [letter.body for letter in mail.outbox if "&amp;" in letter.body or "&quot;" in letter.body] == []
