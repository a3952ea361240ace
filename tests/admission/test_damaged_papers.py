"""A paper whose row was rewritten in the database: the pages of its case stay, and say so; nothing of it is handed out as
what was issued."""

import pytest
from django.db import connection

from admission import queries
from admission.pages.whole import WholeFile
from documents import triggers
from documents.models import Paper
from tests.cast import client_of, seat
from tests.factories import journey

DAMAGED = "在服务器上被改动过"
SNAPSHOTS = {"no JSON": "{", "nothing": "{}", "another thing": "[1]", "another word": None}
SNAPSHOTS |= {"other kinds of values": '{"to": 5, "review": [], "attached": 5}'}


@pytest.fixture(params=SNAPSHOTS)
def case(request, lingchuan):
    """In circulation, answered; every letter and reply of it rewritten."""
    case = journey("circulating").opine().case
    triggers.remove(connection)
    for paper in Paper.objects.filter(subject=str(case.uuid), kind__in=("circulation", "reply")):
        other = SNAPSHOTS[request.param] or paper.snapshot.replace("同意", "不同意").replace("函", "涵")
        Paper.objects.filter(pk=paper.pk).update(snapshot=other)
    triggers.install(connection)
    return case


def test_the_pages_of_its_case_stay_and_say_so(case):
    letter = Paper.objects.filter(subject=str(case.uuid), kind="circulation").first()
    url = f"{case.get_absolute_url()}papers/{letter.uuid}/"
    for name in ("bb-fz", "zjj-jb", "czj-jb"):  # who sees all, the applicant, a unit that was asked
        assert client_of(name).get(case.get_absolute_url()).status_code == 200
    office = client_of("bb-fz")

    page, paper = (office.get(each) for each in (case.get_absolute_url(), url))
    draft, whole = office.get(f"{url}docx/"), office.get(f"{case.get_absolute_url()}whole/")

    assert DAMAGED in page.text
    assert (paper.status_code, DAMAGED in paper.text, "涵" in paper.text) == (200, True, False)
    assert (draft.status_code, "缺失，或者被改动过" in draft.text) == (500, True)
    assert office.get(f"{url}attached/").status_code == 404
    assert whole.status_code == 200
    titles = [part["title"] for part in WholeFile(case, seat("bb-fz")).manifest(record=False)["parts"]]
    damaged = [paper for paper in queries.papers_for(case, seat("bb-fz")) if not paper.is_as_issued]
    assert sum("没有编入" in title for title in titles) == len(damaged) > 0
