"""更正文号 of an edition: the notice as issued stays, one with the right number stands beside it; the list does not change."""

import io
import json
import re
from uuid import UUID

import pdfplumber
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.urls import reverse

from audit import clock
from audit.models import Event
from documents import triggers
from documents.correcting import NotCorrected
from documents.models import OrganNumber, Paper, StoredFile
from documents.numbers import claim
from documents.papers import papers_about
from registry.actions import publish_edition
from registry.actions.numbers import Renumbered, correct_number
from registry.models import Edition
from tests.cast import client_of, seat
from tests.documents.test_editable import words
from tests.factories import listed_duty, scan

WRONG, RIGHT = "灵编发〔2026〕17号", "灵编发〔2026〕71号"


@pytest.fixture
def edition(lingchuan):
    listed_duty(townships=("lcz",))
    return publish_edition(
        county=lingchuan, document_number=WRONG, published_on=clock.today(), by=seat("bb-fz")
    )


def correct(edition, by="bb-fz", **more):
    said = {"wrong": WRONG, "number": RIGHT, "reason": "登记时抄错。", "file": scan()} | more
    return correct_number(edition=edition, by=seat(by), **said)


def address(edition, name, *more):
    return reverse(f"edition-{name}", args=[edition.year, edition.number, *more])


def sent(**more):
    return {"wrong": WRONG, "number": RIGHT, "reason": "登记时抄错。", "file": scan()} | more


def test_the_right_number_is_issued_beside_the_wrong_one(edition):
    before, listed = papers_about(edition.uuid).get(), edition.sha256
    with pytest.raises(PermissionDenied):
        correct(edition, by="bb-jb")

    correct(edition)

    first, second = papers_about(edition.uuid)
    assert (first.snapshot, first.sha256) == (before.snapshot, before.sha256)
    was, said = first.content["document"], second.content["document"]
    assert said == was | {"number": RIGHT, "note": f"原文号{WRONG}有误，更正为本文号，以本件为准"}
    assert second.content["corrects"] == {
        "paper": str(first.uuid),
        "number": WRONG,
        "reason": "登记时抄错。",
    }
    edition.refresh_from_db()
    assert (edition.document_number, edition.sha256) == (RIGHT, listed)
    assert claim(county=edition.county, number=WRONG, subject="另一件", organ="县委编办") == WRONG
    done, refused = Event.objects.filter(verb="correct_edition").order_by("-outcome")[::-1]
    assert {done.outcome, refused.outcome} == {"done", "refused"}
    facts = next(each.facts for each in (done, refused) if each.outcome == "done")
    assert (facts["number"], facts["wrong_number"]) == (RIGHT, WRONG)
    assert facts["file"] == edition.scans.get().sha256


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"number": "灵编发2026-7"}, "发文字号应由机关代字、年份和序号组成"),
        ({"number": "灵编发〔2026〕99号"}, "已用于另一件事项，请核对。两件的文号互相填错的"),
        ({"number": WRONG}, "与原来的文号相同"),
        ({"reason": "　"}, "写明更正的理由"),
    ],
    ids=["form", "taken", "same", "reason"],
)
def test_what_is_no_correction_is_refused(edition, more, told):
    claim(county=edition.county, number="灵编发〔2026〕99号", subject="另一件", organ="县委编办")

    with pytest.raises(NotCorrected, match=told):
        correct(edition, **more)

    edition.refresh_from_db()
    assert (edition.document_number, papers_about(edition.uuid).count()) == (WRONG, 1)
    assert not StoredFile.objects.exists()
    assert Event.objects.filter(verb="correct_edition", outcome="refused").count() == 1


def test_it_is_put_right_once_for_one_form(edition):
    correct(edition)
    with pytest.raises(Renumbered):
        correct(edition, number="灵编发〔2026〕72号")

    correct(edition, wrong=RIGHT, number="灵编发〔2026〕72号")  # and again, when that was wrong too

    first, second, third = papers_about(edition.uuid)
    assert (second.stands_for, third.stands_for) == (str(first.uuid), str(second.uuid))
    assert OrganNumber.objects.get(subject=str(edition.uuid)).number == "灵编发〔2026〕72号"


def test_a_number_that_is_right_again_is_not_said_to_be_wrong(edition):
    correct(edition)
    correct(edition, wrong=RIGHT, number=WRONG, reason="原来的没有错。")

    said = papers_about(edition.uuid).last().content["document"]
    assert (said["number"], said["note"]) == (WRONG, f"原文号{RIGHT}有误，更正为本文号，以本件为准")


def test_a_number_that_is_right_again_is_not_called_wrong_where_the_last_paper_was_rewritten(edition, client):
    correct(edition)
    correct(edition, wrong=RIGHT, number=WRONG, reason="原来的没有错。")
    rewrite(papers_about(edition.uuid).last(), {"title": "改写"})

    page = client.get(edition.get_absolute_url()).text

    assert f"{WRONG}曾更正为{RIGHT}，后又改回：登记时抄错。" in page
    assert f"<del>{WRONG}</del>" not in page


def test_of_a_number_that_is_right_again_the_pages_say_so_and_keep_both_corrections(edition, client):
    correct(edition)
    correct(edition, wrong=RIGHT, number=WRONG, reason="原来的没有错。")
    first, second, third = papers_about(edition.uuid)

    page = client.get(edition.get_absolute_url()).text

    assert f"文号更正两次，现仍为原文号{WRONG}。" in page
    assert f"{WRONG}曾更正为{RIGHT}，后又改回：登记时抄错。" in page
    assert f"原文号<del>{RIGHT}</del>有误，已更正：原来的没有错。" in page
    assert f"<del>{WRONG}</del>" not in page
    for before in (first, second):
        assert f'href="{address(edition, "paper-before", before.uuid)}"' in page
    checked = [client.get(f"/verify/{paper.sha256[:32]}/").text for paper in (first, second, third)]
    assert ["文号更正两次，现仍为原文号" in each for each in checked] == [True, False, False]
    assert [
        f"<del>{paper.number}</del>" in each
        for paper, each in zip((first, second, third), checked, strict=True)
    ] == [
        False,
        True,
        False,
    ]


def test_the_database_lets_nothing_else_of_an_edition_be_changed(edition):
    fields = [field for field in Edition._meta.concrete_fields if field.name not in ("id", "document_number")]
    for field in fields:
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(**{field.name: getattr(edition, field.attname)})


def test_everyone_reads_the_right_number_and_the_old_one_struck_through(edition, client, monkeypatch):
    url, handed = edition.get_absolute_url(), []
    assert WRONG in client.get(url).text  # kept for whoever asks next
    monkeypatch.setattr(
        "registry.views.numbers.printed",
        lambda request, paper, back: handed.append(paper.number) or HttpResponse(),
    )

    correct(edition)

    first, second = papers_about(edition.uuid)
    before, page = address(edition, "paper-before", first.uuid), client.get(url).text
    assert f"{RIGHT} · " in page
    assert f"原文号<del>{WRONG}</del>有误，已更正：登记时抄错。" in page
    assert f'href="{before}"' in page
    for listing in (reverse("edition-list"), f"/api/v1/counties/{edition.county.code}/editions/"):
        text = client.get(listing).text
        assert RIGHT in text
        assert WRONG not in text
    assert [client.get(each).status_code for each in (address(edition, "paper"), before)] == [200, 200]
    assert handed == [RIGHT, WRONG]
    assert client.get(address(edition, "paper-before", edition.uuid)).status_code == 404
    assert "文号印发以后作过更正" in client.get(f"/verify/{first.sha256[:32]}/").text
    assert "文号印发以后作过更正" not in client.get(f"/verify/{second.sha256[:32]}/").text


def test_what_it_stands_on_is_the_offices_own(edition, client):
    correct(edition)
    stands_on = address(edition, "scan", edition.scans.get().uuid)

    assert stands_on in client_of("bb-jb").get(edition.get_absolute_url()).text
    assert b"".join(client_of("bb-jb").get(stands_on).streaming_content).startswith(b"%PDF")
    for other in (client, client_of("zjj-jb")):
        assert stands_on not in other.get(edition.get_absolute_url()).text
    assert client_of("zjj-jb").get(stands_on).status_code == 404


def test_the_poster_of_a_township_names_the_right_one(edition, client, settings):
    settings.SITE_URL = "https://zhunru.example"
    right = correct(edition)

    response = client.get("/townships/lcz/poster.pdf?size=A4")

    with pdfplumber.open(io.BytesIO(response.content)) as pdf:
        text = re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))
    assert RIGHT in text
    assert WRONG not in text
    assert f"https://zhunru.example/verify/{right.sha256[:32]}/" in text


def test_by_its_form(edition):
    """A wrong file is told beside its field and nothing typed is lost; sent twice it is done once; another form that was
    open meanwhile is told what happened."""
    client, url = client_of("bb-fz"), address(edition, "correct")
    assert f'href="{url}"' in client.get(edition.get_absolute_url()).text
    assert f'href="{url}"' not in client_of("bb-jb").get(edition.get_absolute_url()).text
    lying = SimpleUploadedFile("扫描件.pdf", b"not a PDF")

    refused = client.post(url, sent(file=lying))
    empty = client.post(url, {})
    done, again = client.post(url, sent()), client.post(url, sent(number="灵编发[2026]71号"))
    late = client.post(url, sent(number="灵编发〔2026〕72号", reason="看错了一位。"))

    assert (refused.status_code, "登记时抄错。" in refused.text) == (422, True)
    assert "扫描件" in refused.text
    assert empty.status_code == 422
    assert [each["Location"] for each in (done, again)] == [edition.get_absolute_url()] * 2
    assert late.status_code == 409
    for said in (f"已经更正为{RIGHT}", "看错了一位。", "灵编发〔2026〕72号"):
        assert said in late.text
    assert Paper.objects.filter(subject=str(edition.uuid)).count() == 2


def test_it_is_looked_at_first(edition):
    client, url = client_of("bb-fz"), address(edition, "correct")
    assert client.get(url).text.count('name="preview"') == 2

    draft = client.post(f"{url}?as=docx", sent(preview="1"))

    said = words(draft.content)
    assert RIGHT in said
    assert f"原文号{WRONG}有误，更正为本文号，以本件为准" in said
    edition.refresh_from_db()
    assert (edition.document_number, papers_about(edition.uuid).count()) == (WRONG, 1)
    assert not StoredFile.objects.exists()


def test_an_edition_without_a_notice_has_no_number_to_put_right(edition):
    """As one brought in before the system issued notices."""
    Paper.objects.filter(subject=str(edition.uuid)).delete()

    page = client_of("bb-fz").get(edition.get_absolute_url()).text
    assert address(edition, "correct") not in page
    assert client_of("bb-fz").get(address(edition, "correct")).status_code == 404
    with pytest.raises(NotCorrected):
        correct(edition)


def rewrite(paper, more):
    triggers.remove(connection)
    Paper.objects.filter(pk=paper.pk).update(snapshot=json.dumps(more and paper.content | more))
    triggers.install(connection)


FORGED = {"number": "假发〔2026〕1号", "reason": "假的理由"}


@pytest.mark.parametrize(
    "more",
    [
        {"document": {"date": "某日"}},
        {"document": {"date": 5}},
        {"document": []},
        {"corrects": FORGED | {"paper": "x"}},
        {"corrects": FORGED | {"paper": ["x"]}},
        {"corrects": FORGED | {"paper": str(UUID(int=5))}},
    ],
    ids=json.dumps,
)
def test_its_pages_stay_when_the_notice_was_rewritten_in_the_database(edition, client, more):
    """And say nothing of what was written into it."""
    rewrite(paper := papers_about(edition.uuid).get(), more)
    office, url = client_of("bb-fz"), edition.get_absolute_url()

    pages = [client.get(url), office.get(url), office.get(address(edition, "correct"))]
    checked = client.get(f"/verify/{paper.sha256[:32]}/")

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert not any(said in page.text for page in [*pages, checked] for said in FORGED.values())
    assert office.post(address(edition, "correct"), sent()).status_code == 422


def test_what_was_rewritten_in_the_database_is_not_issued_once_more(edition):
    rewrite(papers_about(edition.uuid).get(), {})

    refused = client_of("bb-fz").post(address(edition, "correct"), sent())

    assert (refused.status_code, "在服务器上被改动过" in refused.text) == (422, True)
    assert papers_about(edition.uuid).count() == 1
