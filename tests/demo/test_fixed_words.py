"""What the program says by itself, read in the words of each other county without a page or a row: no word of 灵川's is left.

Pages that people reach are read in test_other_counties; here is what they would reach only after long ways: every kind of paper,
the sentences of matters and of what follows admission.
"""

import json
from types import SimpleNamespace

import pytest

from accounts.models import County
from admission.models import Application, Version
from admission.pages.timeline import entries
from demo import other_counties
from documents.kinds import FORMS, composed
from documents.models import PaperKind
from documents.pages import COMES_OF
from documents.words import EXAMPLES
from jointmeeting.pages import meeting
from jointmeeting.states import Result
from jointmeeting.views import agenda
from regimes.models import Regime
from regimes.schema import parse
from supervision.pages import guarantees, report
from supervision.views import guarantees as guarantee_views
from supervision.views import reports, temporary
from tests.demo.own_words import said_elsewhere
from tests.regimes.conftest import regime_text
from voice.kinds import KINDS
from voice.pages import matters
from voice.views import matters as matter_views

OTHERS = ("arong", "binxian", "rucheng", "tongwei")
NAMES = {each["regime"]: each["name"] for each in other_counties.counties()}
RENAMED = regime_text("lingchuan").replace(
    "[units]",
    '[words]\noffice = "领导小组办公室"\nmeeting = "领导小组会议"\ncoordination = "会商"\n\n[units]',
)


def county(code):
    """How the county of the file says a fixed sentence."""
    rules = parse(regime_text(code))
    place = County(name=NAMES[code])
    return rules, lambda text: place.worded(text, rules=rules)


@pytest.mark.parametrize("code", OTHERS)
def test_every_paper(code):
    rules, worded = county(code)
    absent = {kind for kind, state in COMES_OF.items() if state not in rules.states} | {PaperKind.URGENT}
    absent |= {PaperKind.MEETING_AGENDA}
    said = {}
    for kind in FORMS.keys() - absent:
        words = dict.fromkeys(EXAMPLES, "示例")
        shipped = [worded(text) for text in FORMS[kind].paragraphs]
        document = composed(kind, words, paragraphs=shipped, worded=worded, to=["示例镇"], issuers=["示例办"])
        said[kind] = json.dumps(document, ensure_ascii=False)

    assert len(said) > 15
    assert said_elsewhere(regime_text(code), said) == set()


def sentences(offered):
    yield from (text for kind in KINDS if kind in offered for text in (KINDS[kind].lead, KINDS[kind].text))
    for notes in (report.NOTES, guarantees.NOTES, matters.NOTES):
        yield from notes.values()
    pages = (reports.PAGES, guarantee_views.PAGES, temporary.END_PAGES, matter_views.PAGES)
    yield from (line for table in pages for page in table.values() for line in (page.done, *page.will))


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_after_admission(code):
    rules, worded = county(code)
    said = {text: worded(text) for text in sentences(rules.matters)}

    assert len(said) > 40
    assert said_elsewhere(regime_text(code), said) == set()


@pytest.mark.parametrize(("code", "passed"), [("lingchuan", "备案审核通过"), ("arong", "批准通过")])
def test_the_history_names_the_answer_from_above_as_the_file_does(code, passed):
    case = Application(
        county=County(name=NAMES.get(code, "灵川县")), regime=Regime(text=regime_text(code), sha256=code)
    )
    case.version = Version()
    event = SimpleNamespace(verb="pass_upper", facts={}, when=None, unit=None, seat="", source="", target="")

    assert [row["text"] for row in entries([event], {}, case)] == [passed]


def test_what_the_meeting_s_result_leads_to_is_said_in_the_words_of_the_case():
    rules = parse(RENAMED)
    case = SimpleNamespace(words=lambda text: County(name="灵川县").worded(text, rules=rules))
    item = SimpleNamespace(result=Result.COORDINATE, case=case)
    assert agenda._leads_to(item) == "案件回到协调环节，再次召开会商。"


def test_a_county_that_calls_its_meeting_otherwise():
    """Nothing about meetings keeps the usual names."""
    rules = parse(RENAMED)
    place = County(name="灵川县")
    papers = [
        composed(
            kind,
            {name: place.worded(example, rules=rules) for name, example in EXAMPLES.items()},
            paragraphs=[place.worded(text, rules=rules) for text in form.paragraphs],
            worded=lambda text: place.worded(text, rules=rules),
        )
        for kind, form in FORMS.items()
    ]
    notes = [note for _, note in meeting.SHOWN.values()] + list(agenda.LEADS_TO.values())
    said = str(papers) + "".join(place.worded(note, rules=rules) for note in notes)

    assert [word for word in ("联席会议", "协调会") if word in said] == []
    assert "领导小组办公室" in said
    assert "领导小组会议纪要" in said
    assert rules.label("coordinating") == "召开会商"
