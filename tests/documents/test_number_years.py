"""An organ's number of another year than its document's date: accepted, and who entered it is told to look again."""

import pytest
from django.urls import reverse

from audit import clock
from documents.numbers import other_year
from jointmeeting import actions
from registry.actions import publish_edition
from tests.admission.forms import filled
from tests.cast import client_of, seat
from tests.factories import journey, listed_duty, scan

DOUBT = "不在同一年，请与原件核对"


def notice_of_a_case(number):
    made = journey("approved")
    client, url = client_of("xwb-jb"), f"/cases/{made.case.uuid}/acts/issue_notice/"
    return client, client.post(url, filled(client, url, number=number), follow=True)


def circular(number):
    letter = actions.draft_report(by=seat("bb-jb"), matter="保障落实", text="情况。")
    client, url = client_of("bb-fz"), reverse("special-report-issue", args=[letter.uuid])
    shown = client.get(url)
    sent = {"number": number} | {name: shown.context[name] for name in ("lock", "form_key")}
    answer = client.post(url, sent, follow=True)
    assert answer.redirect_chain, answer.context["form"].errors
    return client, answer


def edition(number):
    listed_duty(townships=("lcz",))
    sent = {"document_number": number, "published_on": clock.today()}
    return client_of("bb-fz"), client_of("bb-fz").post("/editions/publish/", sent, follow=True)


def put_right(number):
    """更正 of an edition: the day is its notice's, whenever the number is put right."""
    listed_duty(townships=("lcz",))
    made = publish_edition(
        county=seat("bb-fz").county,
        document_number=f"灵编发〔{clock.today().year}〕{number[-3:-1]}9号",
        published_on=clock.today(),
        by=seat("bb-fz"),
    )
    client, url = client_of("bb-fz"), reverse("edition-correct", args=[made.year, made.number])
    sent = {"number": number, "wrong": made.document_number, "reason": "抄错。", "file": scan()}
    return client, client.post(url, sent, follow=True)


@pytest.mark.parametrize("issue", [notice_of_a_case, circular, edition, put_right])
def test_a_number_of_another_year_is_taken_and_doubted(lingchuan, issue):
    year = clock.today().year

    _, right = issue(f"灵编发〔{year}〕81号")
    _, other = issue(f"灵编发[{year - 1}]82号")

    assert [each.redirect_chain[-1][1] for each in (right, other)] == [302, 302]
    assert DOUBT not in right.text
    said = f"文号“灵编发〔{year - 1}〕82号”的年份与文书的日期（{year}年"
    assert said in other.text
    assert DOUBT in other.text


def test_what_is_no_number_and_the_same_year_are_not_doubted():
    day = clock.today()

    assert other_year(f"灵编发〔{day.year}〕1号", day) == ""
    assert other_year("灵编发第1号", day) == ""
    assert other_year("", day) == ""
