"""Of a duty that no department leads: who may ask for its end, whom nobody is asked about, and what nobody promised."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Unit
from admission.act import NotAllowed
from admission.conditions import ready_to_consult
from admission.models import Application
from audit import clock
from registry import actions as duty_list
from registry.models import Category, Duty, ListKind
from supervision.actions import endings
from supervision.actions.guarantees import promise
from supervision.models import EndCheck, Guarantee, Report
from tests.cast import client_of, days_later, seat
from tests.factories import facts, journey, number, unit, units

pytestmark = pytest.mark.usefixtures("lingchuan")


def alone(name="示例文化站日常开放", townships=("lcz", "dxz")):
    """A basic duty in force, led by nobody."""
    text = facts(name)
    version = duty_list.enter_duty(
        county=unit("lcz").county,
        facts=duty_list.DutyFacts(
            name=name, township_duties=text["township_duties"], department_duties="", basis=text["basis"]
        ),
        townships=units(townships),
        list_kind=ListKind.objects.get(key="basic"),
        category=Category.objects.first(),
        department=None,
    )
    since = clock.today()
    duty_list.set_effective(version=version, document_number=number(), issued_on=since, effective_from=since)
    return Duty.objects.get(pk=version.duty_id)


def test_nobody_is_asked_whether_its_department_stopped():
    duty, townships = alone(), units(("lcz", "dxz"))
    duty_list.retire_duty(duty=duty, townships=townships, kind="done")
    duty_list.set_end(duty=duty, townships=townships, document_number=number(), ended_on=clock.today())

    with days_later(1):
        assert endings.ask_ends() == 0
    assert not EndCheck.objects.exists()


def test_the_office_promises_nothing_of_it():
    duty = alone()
    given = {"duty": duty, "kind": "funding", "text": "每年12万元", "townships": units(("lcz",))}
    with pytest.raises(NotAllowed):
        promise(by=seat("bb-jb"), **given)

    sent = {"code": duty.code, "kind": "funding", "text": "每年12万元", "townships": [unit("lcz").pk]}
    page = client_of("bb-jb").post(reverse("guarantee-new"), sent)

    assert "有牵头部门的事项，请核对" in page.content.decode()
    assert not Guarantee.objects.exists()


def test_a_department_is_reported_of_it_without_a_doubt():
    """There is no department that it could be mistaken for."""
    sent = {
        "kind": "disguised", "ways": ["责任状"], "department": unit("zjj").pk, "code": alone().code,
        "document": "示例责任状", "happened_on": clock.today().isoformat(), "form_key": "",
    }  # fmt: skip
    answer = client_of("lcz-jb").post(reverse("report-new"), sent)

    assert answer.status_code == 302
    assert Report.objects.get().duty.department is None


def test_a_report_of_it_has_to_name_the_department():
    sent = {
        "kind": "disguised", "ways": ["责任状"], "code": alone().code, "document": "示例责任状",
        "happened_on": clock.today().isoformat(), "form_key": "",
    }  # fmt: skip
    answer = client_of("lcz-jb").post(reverse("report-new"), sent)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "这一事项没有牵头部门，请选择被反映的部门" in page
    # the label promised that whoever gives a number need not choose
    assert "必选；填了清单编号、事项有牵头部门的可以不选" in page


def test_the_only_township_cancels_it_and_asks_a_related_department():
    """灵川 第五条: nobody else leads or carries it; whoever is named as related is asked all the same."""
    duty = alone(townships=("lcz",))
    made = journey(
        "draft", route="cancellation", duty=duty, applicant="lcz", townships=("lcz",), related=("zjj",)
    )
    page = client_of("lcz-fz").get(made.case.get_absolute_url()).content.decode()
    assert "请选择承担乡镇" not in page

    case = made.consult().answer().submit().case

    assert case.state == "submitted"


def test_its_townships_apply_for_its_end_and_nobody_else():
    duty = alone()
    offered = {
        who: "申请撤销" in client_of(who).get(duty.get_absolute_url()).content.decode()
        for who in ("lcz-fz", "zjj-fz", "sjz-fz")
    }
    assert offered == {"lcz-fz": True, "zjj-fz": False, "sjz-fz": False}

    made = journey("draft", route="revocation", duty=duty, applicant="lcz", townships=("lcz",))
    case = made.submit().accept().confirm().sign().case

    for who in ("lcz-jb", "bb-jb"):
        assert client_of(who).get(case.get_absolute_url()).status_code == 200
    assert duty.versions.get().carriers.get(township=unit("lcz")).end_case == str(case.uuid)


@pytest.mark.parametrize("kind", ["adjustment", "cancellation"])
def test_a_township_s_change_of_it_begins_with_an_open_department(kind):
    duty, client = alone(), client_of("lcz-jb")

    sent = client.post("/cases/new/", {"kind": kind, "duty": duty.uuid, "form_key": ""})

    case = duty.cases.get()
    assert case.version.department is None
    for address in (sent.url, case.get_absolute_url()):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("kind", "asked", "at"),
    [
        ("admission", "请选择承担乡镇。", "townships"),
        ("adjustment", "请选择职责所属部门。", "department"),
        ("cancellation", "没有要征询的单位，直接提交。", ""),
        ("revocation", "没有要征询的单位，直接提交。", ""),
    ],
)
def test_its_only_township_is_told_what_is_missing_before_it_asks_anybody(kind, asked, at):
    given = {"kind": kind, "form_key": ""} | (
        {"duty": alone(townships=("lcz",)).uuid} if at != "townships" else {}
    )
    assert client_of("lcz-jb").post("/cases/new/", given).status_code == 302
    case = Application.objects.get()
    case.dossier.version.townships.set([] if kind == "admission" else units(("lcz",)))

    assert (asked, at) in [(problem.text, problem.anchor) for problem in ready_to_consult(case)]


@pytest.mark.parametrize("ended", [True, False])
def test_who_may_not_know_of_a_duty_learns_nothing_of_it_by_its_number(ended):
    """不予公开, of a department that has ended: the answer is that to a number there is none of."""
    text, led = facts("示例涉密事项"), unit("zjj")
    version = duty_list.enter_duty(
        county=led.county,
        facts=duty_list.DutyFacts(
            name="示例涉密事项", township_duties=text["township_duties"], department_duties="", basis=text["basis"],
            is_public=False, publication_ground="涉密",
        ),
        townships=units(("dxz",)), list_kind=ListKind.objects.get(key="basic"), category=None, department=led,
    )  # fmt: skip
    since = clock.today()
    duty_list.set_effective(version=version, document_number=number(), issued_on=since, effective_from=since)
    if ended:
        Unit.objects.filter(pk=led.pk).update(valid_until=clock.today() - timedelta(days=1))

    answers = []
    for code in (version.duty.code, "县基999"):
        sent = {"kind": "other", "code": code, "document": "示例通知", "happened_on": since, "form_key": ""}
        page = client_of("lcz-jb").post(reverse("report-new"), sent).content.decode()
        answers.append(re.sub(r"csrfmiddlewaretoken.*?>|form_key.*?>", "", page).replace(code, "某号"))

    assert "清单里没有编号为“某号”的事项" in answers[0]
    assert answers[0] == answers[1]
