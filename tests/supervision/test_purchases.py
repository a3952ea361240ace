"""Bought instead of handed over: the three parties' duties named, and never at once an admission (灵川 第十一条; I-14)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Unit
from admission.act import Refused, Stale
from admission.checks import hard
from audit import clock
from audit.record import SYSTEM
from regimes.actions import load_regime
from registry.models import Duty, ListKind, Purchase
from supervision.actions import purchases as actions
from supervision.actions import urgent
from supervision.forms.purchases import PurchaseForm
from supervision.forms.temporary import TaskForm
from tests.cast import client_of, seat
from tests.factories import fresh, listed_duty, make_case, scan, unit
from tests.regimes.conftest import with_ways
from tests.supervision.starting import started

pytestmark = pytest.mark.usefixtures("lingchuan")


def given(**more):
    return {
        "way": "bought",
        "name": "农村公路桥梁检测",
        "basis": "政府购买服务指导性目录（示例）",
        "department_duties": "招标、验收、付款。",
        "receiver": "示例检测公司",
        "receiver_duties": "每年检测一次。",
        "township_duties": "无",
        "amount": "",
        "begins_on": clock.today(),
        "until": None,
        "townships": [unit("lcz")],
    } | more


def recorded(**more):
    return actions.record_purchase(by=seat("zjj-jb"), **given(**more))


def refusal(**more):
    with pytest.raises(Refused) as refused:
        recorded(**more)
    assert Purchase.objects.count() == 0
    return [problem.text for problem in refused.value.problems]


def test_what_was_started_by_word_of_mouth_is_not_bought_meanwhile():
    task = started(name="农村公路桥梁检测")

    assert refusal() == [f"“农村公路桥梁检测”正在先行办理（{task.number}），不能同时购买服务；先登记任务结束"]
    urgent.end_task(urgent=task, by=seat("zjj-jb"), lock=task.lock, text="改为购买服务。")
    assert recorded().pk


def test_what_was_taken_back_from_townships_may_be_bought():
    duty = listed_duty("农村公路桥梁检测")
    assert "清单中已有" in refusal()[0]
    back = ListKind.objects.get(county=duty.county, recalled=True)
    Duty.objects.filter(pk=duty.pk).update(list_kind=back)

    assert recorded().pk


def test_it_is_told_to_the_townships_and_everybody_in_the_county_reads_it():
    purchase = recorded(files=[scan()])

    assert unit("lcz").notices.filter(title__contains="不交由乡镇办理：农村公路桥梁检测").exists()
    for who in ("dxz-jb", "bb-jb", "czj-jb"):
        html = client_of(who).get(purchase.get_absolute_url()).content.decode()
        for said in ("示例检测公司", "招标、验收、付款。", "每年检测一次。"):
            assert said in html, (who, said)
    assert "report-new" not in html
    township = client_of("lcz-jb").get(purchase.get_absolute_url()).content.decode()
    assert "/supervision/reports/new/?kind=purchased" in township


def test_a_report_from_a_purchase_names_its_department():
    """Or who took over from it; what is no department of the county fills in nothing."""
    purchase = recorded()
    client = client_of("lcz-jb")

    def filled_in(code=""):
        page = client.get(purchase.get_absolute_url()).text
        address = re.search(r'href="([^"]*reports/new/[^"]*)"', page)[1].replace("&amp;", "&")
        form = client.get(code or address).context["form"]
        return form["kind"].value(), form["department"].value()

    assert filled_in() == ("purchased", purchase.department.pk)
    Unit.objects.filter(pk=purchase.department.pk).update(
        valid_until=clock.today() - timedelta(days=1), successor=unit("gaj")
    )
    assert filled_in() == ("purchased", unit("gaj").pk)
    assert filled_in(f"{reverse('report-new')}?department=x%00") == ("", None)


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        *[(said, True) for said in ("", "每年18万元（示例），列入预算", "１２．５万元", "180,000", "3千元")],
        *[(said, False) for said in ("若干", "-5万元", "待定2次", "万元")],
    ],
)
def test_a_sum_is_a_number(said, taken):
    form = PurchaseForm({"amount": said}, by=seat("zjj-jb"))

    assert ("amount" not in form.errors) == taken


def test_not_while_the_duty_is_listed_or_applied_for():
    duty = listed_duty("农村公路桥梁检测")
    case = make_case("submitted", name="农村公路涵洞检测")

    assert refusal() == [
        f"清单中已有{duty.code}“农村公路桥梁检测”（现行），不能同时购买服务；先申请取消或撤销"
    ]
    assert refusal(name="农村公路涵洞检测") == [
        f"{case.number}正在申请准入这一事项，不能同时购买服务；先撤回申请"
    ]


@pytest.mark.parametrize(
    ("kinds", "advice"),
    [(("adjustment", "revocation"), "；先申请撤销"), (("adjustment",), "")],
)
def test_nobody_is_told_to_apply_for_what_the_county_does_not_take(lingchuan, kinds, advice):
    duty = listed_duty("农村公路桥梁检测")
    load_regime(county=lingchuan, text=with_ways(kinds), by=SYSTEM)

    assert refusal() == [f"清单中已有{duty.code}“农村公路桥梁检测”（现行），不能同时购买服务{advice}"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"townships": []}, "请选择涉及的乡镇"),
        ({"until": clock.today() - timedelta(days=1)}, "结束日期不能早于开始日期"),
        (
            {"begins_on": clock.today() - timedelta(days=9), "until": clock.today() - timedelta(days=1)},
            "约定的结束日期已经过了，不再登记",
        ),
    ],
)
def test_bad_input_is_told(more, told):
    assert refusal(**more) == [told]


def test_an_admission_is_refused_until_the_purchase_has_ended():
    case = make_case("draft", name="农村公路桥梁检测")
    purchase = recorded(begins_on=clock.today() - timedelta(days=3))
    said = "县住房城乡建设局已登记“农村公路桥梁检测”向社会购买服务，终止以后才能申请准入。"

    assert said in [finding.text for finding in hard(fresh(case))]
    actions.end_purchase(
        purchase=purchase,
        by=seat("zjj-fz"),
        lock=purchase.lock,
        ended_on=clock.today() - timedelta(days=1),
        text="到期。",
    )
    assert said not in [finding.text for finding in hard(fresh(case))]


def test_the_form_keeps_what_was_typed():
    sent = given(townships=[unit("lcz").pk], begins_on="2026-13-40", until="")
    response = client_of("zjj-jb").post("/supervision/purchases/new/", sent | {"form_key": ""})

    assert response.status_code == 422
    assert "示例检测公司" in response.content.decode()


def test_it_ends_once():
    purchase = recorded()
    given = {"by": seat("zjj-fz"), "ended_on": clock.today(), "text": "到期。"}
    actions.end_purchase(purchase=purchase, lock=purchase.lock, **given)

    purchase.refresh_from_db()
    assert purchase.state == "ended"
    with pytest.raises(Stale):
        actions.end_purchase(purchase=purchase, lock=purchase.lock, **given)


def test_the_same_is_not_recorded_twice_for_a_township(lingchuan):
    first = recorded()

    with pytest.raises(Refused, match="“农村公路桥梁检测”已登记购买服务"):
        recorded(name="农村公路 桥梁检测", townships=[unit("lcz"), unit("dxz")])
    recorded(townships=[unit("dxz")])  # another lot
    actions.end_purchase(
        purchase=first, by=seat("zjj-jb"), lock=first.lock, ended_on=clock.today(), text="到期。"
    )
    recorded()


def test_what_has_not_begun_yet_is_called_off_today_and_no_other_day(lingchuan):
    purchase = recorded(begins_on=clock.today() + timedelta(days=9))

    def ended(day):
        return actions.end_purchase(
            purchase=purchase, by=seat("zjj-jb"), lock=purchase.lock, ended_on=day, text="不买了。"
        )

    for day in (purchase.begins_on, clock.today() - timedelta(days=1)):
        with pytest.raises(Refused):
            ended(day)
    assert ended(clock.today()).state == "ended"


@pytest.mark.parametrize(("n", "taken"), [(50, True), (51, False)])
def test_a_name_that_grows_in_the_form_for_comparing_is_told_beside_it(n, taken):
    """㍿ is 株式会社: PostgreSQL refused what was longer than its column. Of a task that is started first as well."""
    told = "“㍿”一类的合写符号展开以后有204个字，最多200个字，请照平常的写法改短"
    for form in (PurchaseForm, TaskForm):
        assert form({"name": "㍿" * n}, by=seat("zjj-jb")).errors.get("name", []) == ([] if taken else [told])
    if taken:
        assert recorded(name="㍿" * n).normalized_name == "株式会社" * n


def test_each_way_is_told_with_its_own_article():
    """灵川 第十一条 is of buying; that a group organisation takes something on, is the county's own."""
    bought, taken = recorded(), recorded(way="group", name="困难家庭走访", receiver="示例协会")
    client = client_of("zjj-jb")

    form = client.get(reverse("purchase-new")).context["form"]
    assert list(form.fields["way"].choices) == [
        ("bought", "向社会购买服务（第十一条）"),
        ("group", "由群团组织承接（本县自定）"),
    ]
    assert (
        "向社会购买服务（第十一条）或者由群团组织承接（本县自定）"
        in client.get(reverse("purchase-list")).text
    )
    for purchase, told in ((bought, "向社会购买服务（第十一条）"), (taken, "由群团组织承接（本县自定）")):
        assert told in client.get(purchase.get_absolute_url()).text
    case = make_case("draft", name="困难家庭走访")
    [found] = [each for each in hard(case) if "困难家庭走访" in each.text]
    assert found.article == "本县自定"
