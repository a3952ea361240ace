"""A revocation that no convenor may sign: the leader named in the county's file signs it (workflow.md, `sign`)."""

import pytest
from django.urls import reverse

from accounts.actions import create_unit
from accounts.models import UnitKind
from admission import rules
from admission.act import NotAllowed
from admission.actions import approval
from admission.pages.regulation import RegulationPage
from audit.record import SYSTEM
from jointmeeting.pages import convenor
from regimes.actions import load_regime
from regimes.calendar import Calendar
from tests.cast import another_person, client_of, seat, second_seat
from tests.factories import fresh, journey, unit

SUBSTITUTE = """
[bodies.substitute]
own_choice = true
unit_key = "standing_deputy"
name = "县委副书记（代行撤销审签）"
short_name = "县委副书记"

[[bodies.decision]]"""


@pytest.fixture
def leader(lingchuan):
    """The county names a leader in its file; a unit and a person for it."""
    create_unit(
        county=lingchuan,
        key="standing_deputy",
        code="fsj",
        name="县委副书记",
        kind=UnitKind.DEPARTMENT,
        by=SYSTEM,
    )
    text = lingchuan.regimes.last().text
    text = text.replace('convenor = "', 'standing_deputy = "县委副书记"\nconvenor = "', 1)
    text = text.replace("\n[[bodies.decision]]", SUBSTITUTE, 1)
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    return another_person("fsj-fz", unit("fsj"))


def conflicted():
    for username in ("zjr", "zjr2"):
        second_seat(username, unit("zjj"))


def test_the_leader_signs_what_no_convenor_may(leader):
    conflicted()
    case = journey("signing", route="revocation").case

    with pytest.raises(NotAllowed):
        approval.sign(case=case, by=seat("zjr"), lock=case.lock)
    assert client_of(leader).get(case.get_absolute_url()).status_code == 200
    assert "县委副书记" in client_of("zjj-fz").get(case.get_absolute_url()).content.decode()
    approval.sign(case=case, by=leader, lock=case.lock, note="同意撤销。")

    assert fresh(case).state == "approved"
    assert fresh(case).sign_offs.get().label == "县委副书记 · 负责人"


def test_while_a_convenor_may_sign_the_leader_sees_nothing(leader):
    second_seat("zjr", unit("zjj"))
    case = journey("signing", route="revocation").case

    assert client_of(leader).get(case.get_absolute_url()).status_code == 404
    assert not rules.may_sign(case, leader)
    assert rules.may_sign(case, seat("zjr2"))


def test_an_admission_is_never_the_leader_s(leader):
    case = journey("signing").case
    conflicted()

    assert not rules.may_sign(fresh(case), leader)


def test_the_dashboard_says_who_signs_instead(leader):
    conflicted()
    journey("signing", route="revocation")

    (line,) = convenor.queue(seat("zjr"), Calendar.load())

    assert line.avoid == "申请方是您所在单位，不能由您审签，也没有其他召集人，由县委副书记同意。"


def test_the_rules_page_names_the_leader(leader, client):
    page = client.get(reverse("regulation")).text

    assert "召集人都要回避时，代为同意撤销申请" in page
    rows = RegulationPage(leader.unit.county.rules).decided
    assert ("县委副书记", "召集人都要回避时，代为同意撤销申请", "本县自定") in rows
