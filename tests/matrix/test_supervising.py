"""Every address of a report × state × method × kind of seat."""

from uuid import UUID

import pytest
from django.urls import reverse

from documents.papers import papers_about
from supervision.acts import REPORT as SPECS
from supervision.models import Attachment
from supervision.views.reports import PAGES
from tests.factories import scan
from tests.matrix.asking import ALLOWED, ask
from tests.matrix.seats import browsers, kinds
from tests.matrix.supervising import ACTS, REPORT, SENT, STATES, expected
from tests.matrix.table import KINDS, OF_CASES
from tests.matrix.test_elsewhere import wrong_with
from tests.supervision.conftest import led_to


def test_every_act_has_a_page_and_a_row():
    assert SPECS.keys() == PAGES.keys() == ACTS.keys()


def rows(report):
    """(name, verb or None, address) of everything there is of the report."""
    file = Attachment.objects.get(entry__subject=report.uuid, entry__verb="submit_report").file.uuid
    slip = papers_about(report.uuid).filter(kind="supervision").first()
    parts = {"report-paper": [slip.uuid if slip else UUID(int=1)], "report-file": [file]}
    for name in REPORT:
        if name != "report-act":
            yield name, None, reverse(name, args=[report.uuid, *parts.get(name, ())])
    for verb in ACTS:
        yield "report-act", verb, reverse("report-act", args=[report.uuid, verb])


@pytest.mark.parametrize("state", STATES)
def test_a_report(lingchuan, remembered, state):
    report = led_to(state, files=[scan()]).report
    who, wrong = browsers(), {}
    among = KINDS if state == "verifying" else OF_CASES  # the others are as one of these
    for turn, (name, verb, url) in enumerate(rows(report), STATES.index(state)):
        allowed = {kind for kind in KINDS if expected(name, state, kind, verb) == ALLOWED}
        for method in REPORT[name]:
            for kind in kinds(allowed.__contains__, turn, among):
                answer = ask(who[kind], method, url, SENT | {"lock": report.lock})
                if problem := wrong_with(answer, expected(name, state, kind, verb), method):
                    wrong[name, verb, method, kind] = problem

    assert wrong == {}
