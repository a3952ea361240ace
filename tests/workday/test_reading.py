"""The reading log: one row a person, place and quarter of an hour; read by the audit administrator only."""

import logging
import sqlite3
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admission.actions import applicant
from audit import clock
from audit.models import Event
from documents.papers import papers_about
from jointmeeting.actions import share_file
from regimes.queries import current_regime
from supervision.models import EndCheck
from tests.cast import client_of, days_later, delegated, seat
from tests.factories import listed_duty, make_case, open_reviews, scan, unit
from tests.jointmeeting.conftest import led_to
from tests.voice.asking import asked
from workday.models import Reading
from workday.reading import opened


def rows():
    return list(Reading.objects.order_by("pk").values_list("person", "seat", "what", "part"))


def test_who_opened_what(lingchuan):
    """A case page, a part of it, the seat it was opened from; the chain of events knows nothing of it."""
    case = make_case("circulating")
    review = next(each for each in open_reviews(case) if each.unit.code == "sfj")
    events = Event.objects.count()
    deputy = delegated(seat("sfj-fz"), seat("sfj-jb"))
    client_of("sfj-jb").get(case.get_absolute_url())
    client_of("sfj-jb").get(reverse("opinion", args=[case.uuid, review.pk]))
    client_of(deputy).get(case.get_absolute_url())

    name = str(seat("sfj-jb").user)
    assert rows() == [
        (name, "县司法局 · 经办人", "", ""),
        (name, "县司法局 · 经办人", "opinion", str(review.pk)),
        (name, "县司法局 · 负责人（受托）", "", ""),
    ]
    assert {row.case for row in Reading.objects.all()} == {case.uuid}
    assert Event.objects.count() == events


def test_an_attachment(lingchuan):
    case = make_case("draft")
    applicant.save_text(case=case, by=seat("zjj-jb"), lock=case.lock, files=[("attachment", scan())])
    file = case.files.get().file
    answer = client_of("zjj-jb").get(reverse("case-file", args=[case.uuid, file.uuid]))
    assert answer.getvalue().startswith(b"%PDF")
    assert [row[2:] for row in rows()] == [("case-file", str(file.uuid))]


def test_other_matters_too(lingchuan):
    """A meeting, its papers, what a township reports and a paper of the library: whatever is fetched for the seat."""
    course = led_to("called")
    shared = share_file(by=seat("czj-fz"), kind="material", title="资料", file=scan())
    paper = papers_about(course.meeting.uuid).first()
    client = client_of("xwb-jb")
    client.get(course.meeting.get_absolute_url())
    client.get(reverse("meeting-paper", args=[course.meeting.uuid, paper.uuid]))
    client.get(reverse("shared-file", args=[shared.uuid])).getvalue()

    assert [row[2:] for row in rows()] == [
        ("meeting", ""),
        ("meeting-paper", str(paper.uuid)),
        ("shared-file", ""),
    ]
    page = client_of("aud").get(reverse("manage-readings"), {"case": course.meeting.number})
    assert [row.opened for row in page.context["page"]] == ["会议文书", "联席会议"]


def test_once_a_quarter_of_an_hour(lingchuan):
    """In another process too, which remembers nothing; what was not shown, or was a form sent, is not logged."""
    case, client = make_case("circulating"), client_of("bb-jb")
    start = clock.now().replace(minute=0, second=0)
    for minutes in (0, 1, 14, 15):
        with clock.at(start + timedelta(minutes=minutes)):
            client.get(case.get_absolute_url())
            cache.clear()
            client.get(case.get_absolute_url())
    assert [row.at.minute for row in Reading.objects.order_by("at")] == [0, 15]

    client_of("lyj-jb").get(case.get_absolute_url())
    client.post(reverse("case-act", args=[case.uuid, "conclude_circulation"]))
    client.head(case.get_absolute_url())
    assert Reading.objects.count() == 2


def test_it_costs_one_statement(lingchuan):
    case, client = make_case("circulating"), client_of("bb-jb")

    def asked():
        with CaptureQueriesContext(connection) as captured:
            client.get(case.get_absolute_url())
        return [query["sql"] for query in captured if "workday_" in query["sql"]]

    assert [sql.split()[0] for sql in asked()] == ["INSERT"]
    assert asked() == []


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_writer_that_takes_long_keeps_no_reader_waiting_for_ever(lingchuan, caplog):
    """The page is shown; what could not be written is told in the server's log."""
    case, client = make_case("circulating"), client_of("bb-jb")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    writer = sqlite3.connect(django_settings.DATABASES["default"]["NAME"], isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        with caplog.at_level(logging.WARNING):
            assert client.get(case.get_absolute_url()).status_code == 200
    finally:
        writer.execute("ROLLBACK")
        writer.close()
    assert [str(case.uuid) in record.getMessage() for record in caplog.records] == [True]
    assert client.get(case.get_absolute_url()).status_code == 200
    assert Reading.objects.count() == 1


def test_the_page_of_the_audit_administrator(lingchuan):
    case, other = make_case("circulating"), make_case("reviewing")
    client_of("bb-jb").get(case.get_absolute_url())
    client_of("bb-fz").get(other.get_absolute_url())
    with days_later(3):
        client_of("bb-fz").get(case.get_absolute_url())
    client = client_of("aud")

    def found(**asked):
        page = client.get(reverse("manage-readings"), asked)
        return [(row.number, row.person) for row in page.context["page"]]

    handler, head = str(seat("bb-jb").user), str(seat("bb-fz").user)
    today = clock.today().isoformat()
    every = [(case.number, head), (other.number, head), (case.number, handler)]
    assert found() == found(case="", person="") == every
    assert found(case=case.number) == found(case=str(case.uuid)) == [every[0], every[2]]
    assert found(person=handler) == [every[2]]
    assert found(since=today, until=today) == every[1:]
    assert found(since="昨天") == found(case="没有") == []
    assert case.title not in client.get(reverse("manage-readings")).text


def test_what_is_asked_and_what_has_ended_are_named(lingchuan):
    """Every kind of matter between township and department; and the question whether an ended duty stopped."""
    matter, check = asked(), _put_end_check()
    client_of("zjj-jb").get(matter.get_absolute_url())
    client_of("lcz-jb").get(reverse("end-act", args=[check.uuid, "say_stopped"]))

    told = {row.what: opened(row) for row in Reading.objects.all()}
    assert told == {"matter": "县乡协同", "end_check": "终止后的核对"}


def _put_end_check():
    duty, today = listed_duty(), clock.today()
    return EndCheck.objects.create(
        county=duty.county, regime=current_regime(duty.county), duty=duty, township=unit("lcz"), department=unit("zjj"),
        ended_on=today, end_kind="done", due=today, begun_at=clock.now(),
    )  # fmt: skip
