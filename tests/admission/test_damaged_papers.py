"""A paper whose row was rewritten in the database: the pages of its case stay, and say so; nothing of it is handed out as
what was issued."""

import json

import pytest
from django.urls import reverse

from admission import queries
from admission.pages.whole import WholeFile
from documents.models import Paper
from tests.cast import client_of, seat
from tests.documents.conftest import rewrite
from tests.factories import journey, make_case

DAMAGED = "在服务器上被改动过"
SNAPSHOTS = {"no JSON": "{", "nothing": "{}", "another thing": "[1]", "another word": None}
SNAPSHOTS |= {"other kinds of values": '{"to": 5, "review": [], "attached": 5}'}


@pytest.fixture(params=SNAPSHOTS)
def case(request, lingchuan):
    """In circulation, answered; every letter and reply of it rewritten."""
    case = journey("circulating").opine().case
    rewrite(
        Paper.objects.filter(subject=str(case.uuid), kind__in=("circulation", "reply")),
        lambda said: SNAPSHOTS[request.param] or said.replace("同意", "不同意").replace("函", "涵"),
    )
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


def test_of_several_papers_the_others_are_bound(lingchuan, settings, tmp_path):
    """One that was rewritten before it was printed has nothing to print: it is told by name, on the page and in the PDF."""
    settings.VAR = tmp_path
    case = make_case("reviewing")
    rewrite(
        Paper.objects.filter(subject=str(case.uuid), kind="receipt"),
        lambda said: said.replace("受理", "不予受理"),
    )
    office, whole, damaged = client_of("bb-fz"), [], []
    for paper in queries.papers_for(case, seat("bb-fz")):
        (whole if paper.is_as_issued else damaged).append(str(paper.uuid))
    assert whole
    assert len(damaged) == 1

    page = office.get(reverse("desk-print"), {"case": case.uuid})
    assert page.text.count(DAMAGED) == 1
    office.get(reverse("desk-print-pdf"), {"case": case.uuid, "paper": [*whole, *damaged]})

    (job,) = (settings.VAR / "bound").glob("*.json")
    parts = json.loads(job.read_text())["parts"]
    assert sorted(part["paper"] for part in parts if "paper" in part) == sorted(whole)
    (told,) = [part for part in parts if "paper" not in part]
    assert "受理通知书" in told["title"]
    assert told["title"].endswith("（被改动过，没有编入）")
    assert "没有编入。请系统管理员从备份恢复。" in told["html"]
