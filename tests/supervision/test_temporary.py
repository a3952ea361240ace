"""Tasks started before their papers, temporary duties near their end, and whether ended duties stopped."""

import re
from dataclasses import fields
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errands import errands
from accounts.models import Notice, Unit
from admission.act import NotAllowed, Refused
from admission.actions import applicant, office
from admission.models import Application
from audit import clock
from audit.record import SYSTEM
from documents.papers import papers_about
from regimes.actions import load_regime
from regimes.schema import parse
from registry.actions import DutyFacts, amend_duty, retire_duty, set_effective, set_end
from registry.models import Duty, ListKind
from supervision import queries
from supervision.actions import endings, urgent
from supervision.forms.temporary import TaskForm
from supervision.models import EndCheck, Report, UrgentTask
from supervision.states import EndState
from tests.cast import client_of, days_later, seat
from tests.factories import journey, listed_duty, make_case, number, unit, units
from tests.regimes.conftest import only, regime_text, with_ways
from tests.supervision.promising import promised
from tests.supervision.starting import started
from tests.supervision.test_purchases import recorded

TEMPORARY = {"term": "temporary", "source_kind": "county", "why_temporary": "只办一次。"}


def act(action, task, who, **more):
    task = UrgentTask.objects.get(pk=task.pk)
    action(urgent=task, by=seat(who), lock=task.lock, **more)
    return UrgentTask.objects.get(pk=task.pk)


def temporary_case(state, **more):
    today = clock.today()
    term = {"term_from": today, "term_until": today + timedelta(days=60)}
    name = f"示例抢险任务{Application.objects.count()}"  # like the task that is started
    return make_case(state, **TEMPORARY, **term, **{"name": name} | more)


def test_an_oral_request_is_on_paper(lingchuan):
    task = started()

    year = clock.today().year
    assert task.number == f"灵准先〔{year}〕1号"
    rows = dict(papers_about(task.uuid).get().content["document"]["rows"])
    assert rows["同意的领导"] == "联席会议召集人"
    assert rows["依据"] == "《灵川县乡镇职责准入制度》（办发〔2023〕3号）第六条"
    assert "8时30分，县住房城乡建设局负责人向联席会议召集人口头请示" in rows["请示的时间和对象"]
    told = Notice.objects.filter(url=task.get_absolute_url()).values_list("unit__code", flat=True)
    assert sorted(told) == sorted(["zjj", "lcz", "dxz", "bb", "xwb", "zgb", "zjr"])
    who = ("zjj-jb", "lcz-jb", "bb-jb", "zgb-jb", "djx-jb", "nyj-jb", "sfj-fz")
    assert {name for name in who if queries.tasks_seen_by(seat(name)).exists()} == set(who[:4])


def test_the_day_of_its_papers_is_marked_while_the_calendar_of_its_year_is_not_out(lingchuan):
    with clock.at(datetime(2026, 12, 28, 10, tzinfo=ZoneInfo("Asia/Shanghai"))):
        task = started()

    rows = dict(papers_about(task.uuid).get().content["document"]["rows"])
    assert "2027年1月11日（暂定）" in rows["补办手续的期限"]  # ten working days, as the weeks go


def test_a_township_enters_what_it_was_asked_to_start(lingchuan):
    task = started(by="lcz-jb", townships=(), department=unit("zjj"))

    assert [place.code for place in task.townships.all()] == ["lcz"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"townships": []}, "选择承担的乡镇"),
        ({"asked_on": clock.today() + timedelta(days=1)}, "请示日期不能晚于今天"),
        ({"started_on": clock.today() - timedelta(days=1)}, "先请示后开始：开始日期不能早于请示日期"),
        (
            {"started_on": clock.today() + timedelta(days=31), "until": clock.today() + timedelta(days=40)},
            "开始日期不能晚于补办手续的期限（",
        ),
        ({"until": clock.today() - timedelta(days=1)}, "结束日期不能早于开始日期"),
        ({"until": clock.today() + timedelta(days=367)}, "结束日期不能晚于一年以后"),
    ],
)
def test_what_may_not_be_started(lingchuan, wrong, said):
    with pytest.raises(Refused) as refused:
        started(**wrong)

    assert said in str(refused.value)


def test_a_body_that_does_not_stand_hands_nothing_down_by_word_of_mouth(lingchuan):
    with pytest.raises(NotAllowed):
        started(by="cjb-fz")
    with pytest.raises(Refused) as refused:
        started(by="lcz-jb", townships=(), department=unit("cjb"))

    assert [problem.anchor for problem in refused.value.problems] == ["department"]
    assert "县创建办是议事协调机构或临时机构，不能向乡镇交办（" in str(refused.value)
    assert "第七条" in str(refused.value)


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        *[(said, True) for said in ("", "8时30分", "８：３０", "下午3:20", "23点", "上午9点半", "8时许")],
        *[(said, False) for said in ("25:99", "24时", "8:60", "8", "随时", "今天8时30分左右吧")],
    ],
)
def test_a_time_of_day(lingchuan, said, taken):
    form = TaskForm({"asked_at": said}, by=seat("zjj-jb"))

    assert ("asked_at" not in form.errors) == taken


def test_no_oral_renewal_and_none_for_what_is_listed(lingchuan):
    task = started()
    listed_duty("示例常态事项")

    with pytest.raises(Refused) as again:
        started(name="示例 抢险任务")
    with pytest.raises(Refused) as listed:
        started(name="示例常态事项")

    assert str(again.value) == f"同一任务已先行办理过（{task.number}），不能口头续办；请按程序申请准入"
    assert "清单中已有这一事项" in str(listed.value)


def test_what_was_taken_back_from_townships_is_not_given_to_them_by_word_of_mouth(lingchuan):
    duty = listed_duty("示例收回的事项")
    Duty.objects.filter(pk=duty.pk).update(list_kind=ListKind.objects.get(county=lingchuan, recalled=True))

    with pytest.raises(Refused) as refused:
        started(name="示例收回的事项")
    assert str(refused.value) == f"这一事项已由上级部门收回（{duty}），由部门自己办理，不能再口头交给乡镇"


@pytest.mark.parametrize(("state", "said"), [("submitted", ""), ("approved", "，已准入")])
def test_the_task_tells_that_its_papers_were_granted(lingchuan, state, said):
    task = act(urgent.regularise, started(), "zjj-jb", case=temporary_case(state))
    page = client_of("lcz-jb").get(task.get_absolute_url())
    assert dict(page.context["facts"])["补办的申请"] == f"{task.case.number}{said}"


def test_what_ended_does_not_come_back_by_word_of_mouth(lingchuan):
    duty, given = ended(name="示例某项整治行动宣传"), {"name": "示例某项整治行动宣传发动"}

    with days_later(1):
        with pytest.raises(Refused) as same:
            started(name="示例某项整治行动 宣传")
        with pytest.raises(Refused) as alike:
            started(**given)
        assert started(**given, other_matter="这次是防汛。").state == "started"

    assert f"这一事项在清单中已经终止（{duty}），不能口头续办" in str(same.value)
    assert f"与清单中已经终止的“{duty}”相近，不能口头续办" in str(alike.value)


def test_much_the_same_again_needs_a_reason_why_it_is_another(lingchuan):
    task = started(name="汛期低洼住户转移")
    again = {"name": "汛期低洼住户转移安置"}
    assert started(name="汛期低洼住户转移值守", other_matter="另一批住户。").pk
    with days_later(60):
        with pytest.raises(Refused, match="相近，不能口头续办"):
            started(**again)
        started(**again, townships=units(["lcz"]), other_matter="这次是地质灾害点。")
        assert started(name="森林火险巡护").name != task.name
    other = UrgentTask.objects.get(name="汛期低洼住户转移安置")
    assert "这次是地质灾害点。" in client_of("zjj-jb").get(other.get_absolute_url()).content.decode()


def test_the_reason_is_asked_for_on_the_form_only_then(lingchuan):
    task = started()
    act(urgent.end_task, task, "zjj-jb", text="任务已完成。")
    client, today = client_of("zjj-jb"), clock.today().isoformat()
    sent = {
        "name": "示例抢险任务第二批", "contents": "转移群众。", "townships": [unit("lcz").pk], "asked_on": today,
        "asked_by": "负责人", "asked_of": "召集人", "allowed_by": "召集人", "started_on": today, "until": today,
    }  # fmt: skip
    assert '<textarea name="other_matter"' not in client.get(reverse("urgent-new")).content.decode()
    page = client.post(reverse("urgent-new"), sent)
    assert (page.status_code, task.number in page.content.decode()) == (422, True)
    assert '<textarea name="other_matter"' in page.content.decode()
    assert client.post(reverse("urgent-new"), sent | {"other_matter": "另一处险情。"}).status_code == 302


def test_one_much_like_a_running_one_of_a_township_needs_a_reason_and_leads_to_it(lingchuan):
    """Not registered twice under two names; with the reason, or of other townships, it is."""
    task = started(townships=units(["lcz"]))
    client, today = client_of("zjj-jb"), clock.today().isoformat()
    sent = {
        "name": "示例抢险任务第二批", "contents": "转移群众。", "townships": [unit("lcz").pk], "asked_on": today,
        "asked_by": "负责人", "asked_of": "召集人", "allowed_by": "召集人", "started_on": today, "until": today,
    }  # fmt: skip
    page = client.post(reverse("urgent-new"), sent)
    assert (page.status_code, UrgentTask.objects.count()) == (422, 1)
    assert f"与正在先行办理的“示例抢险任务”（{task.number}）相近" in page.text
    assert f'<a href="{task.get_absolute_url()}">' in page.text
    assert client.post(reverse("urgent-new"), sent | {"other_matter": "另一处险情。"}).status_code == 302
    assert started(name="示例抢险任务第三批", townships=units(["dxz"])).pk


@pytest.mark.parametrize("who", ["zjj-jb", "lcz-jb"])
def test_a_faulty_reason_beside_fields_left_empty_is_told_with_them(lingchuan, who):
    page = client_of(who).post(reverse("urgent-new"), {"other_matter": "长" * 501})

    assert page.status_code == 422
    assert "长" * 501 in page.text
    assert page.text.count("不能为空") + page.text.count("请填写") + page.text.count("请选择") > 1


def test_refused_where_the_regulation_knows_no_such_start(lingchuan, settings):
    arong = (settings.BASE_DIR / "fixtures/regimes/arong.toml").read_text(encoding="utf-8")

    assert urgent.refusal_of(parse(arong)) == (
        "制度没有规定先行办理，不能登记；突发、紧急事件的处置不纳入职责准入（第七条）。"
    )


def test_there_is_no_form_where_nothing_can_be_registered(lingchuan, client):
    """灵川 第六条 without the article: the address says why, what is sent to it is refused with what was typed kept."""
    text = re.sub(r'(?m)^urgent = ".*\n', "", regime_text("lingchuan"))
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    department, address = client_of("zjj-jb"), reverse("urgent-new")

    page = department.get(address)

    assert page.status_code == 200
    assert "制度没有规定先行办理，不能登记。" in page.text
    assert "<form" not in page.text.partition("<main")[2].partition("</main>")[0]
    sent = department.post(address, {"name": "抢修水毁路段"})
    assert sent.status_code == 422
    assert "抢修水毁路段" in sent.text
    assert not UrgentTask.objects.exists()


def test_regularised_once_its_application_is_handed_in(lingchuan):
    task = started()
    draft, handed_in = temporary_case("draft"), temporary_case("submitted")
    with pytest.raises(Refused):
        act(urgent.regularise, task, "zjj-jb", case=draft)
    with pytest.raises(NotAllowed):
        act(urgent.regularise, task, "lcz-fz", case=handed_in)
    task = act(urgent.regularise, task, "zjj-jb", case=handed_in)

    assert (task.state, task.case) == ("regularised", handed_in)
    assert urgent.stop_failed() == 0


def test_papers_about_another_matter_need_a_reason_why_it_is_the_same(lingchuan):
    """I-58: what was submitted for one thing does not end the limit of another."""
    case, task = temporary_case("submitted", name="示例校园周边巡查"), started(name="汛期住户转移")
    client, url = client_of("zjj-jb"), reverse("urgent-act", args=[task.uuid, "regularise"])
    sent = {"case": case.pk, "lock": task.lock}
    assert '<textarea name="same_matter"' not in client.get(url).content.decode()

    page = client.post(url, sent)
    assert (page.status_code, UrgentTask.objects.get().state) == (422, "started")
    assert "名称、内容都不相近" in page.content.decode()
    assert '<textarea name="same_matter"' in page.content.decode()
    assert client.post(url, sent | {"same_matter": " "}).status_code == 422
    assert client.post(url, sent | {"same_matter": "转移与巡查一并申请。"}).status_code == 302
    assert UrgentTask.objects.get().case == case
    assert "转移与巡查一并申请。" in client_of("lcz-jb").get(task.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("of_the_task", "of_the_case"),
    [
        ({"name": "汛期住户转移"}, {"name": "汛期住户转移安置"}),
        ({"contents": "转移低洼地带的群众。"}, {"township_duties": "转移低洼地带群众，登记在册。"}),
    ],
)
def test_papers_alike_in_name_or_contents_need_no_reason(lingchuan, of_the_task, of_the_case):
    case = temporary_case("submitted", **{"name": "示例校园周边巡查"} | of_the_case)
    task = started(**{"name": "转移值守"} | of_the_task)

    assert act(urgent.regularise, task, "zjj-jb", case=case).case == case


def test_papers_begun_from_the_task_need_no_reason_under_another_name(lingchuan):
    task = started(name="汛期住户转移")
    act(urgent.begin_papers, task, "zjj-jb")
    begun, handed_in = Application.objects.get(), temporary_case("submitted", name="示例校园周边巡查")
    text = handed_in.version
    Application.objects.filter(pk=begun.pk).update(
        state="submitted", version=text, submitted_at=clock.now(), number="灵准申〔2026〕9号"
    )

    assert act(urgent.regularise, task, "zjj-jb", case=begun).case_id == begun.pk


def test_its_application_is_for_all_of_its_townships(lingchuan):
    handed_in, task = temporary_case("submitted"), started()
    further = Unit.objects.filter(kind="township").exclude(code__in=("lcz", "dxz")).first()
    task.townships.add(further)

    with pytest.raises(Refused, match=f"没有申请{further.short_name}"):
        act(urgent.regularise, task, "zjj-jb", case=handed_in)


def test_an_application_is_the_papers_of_one_task_and_not_of_a_later_one(lingchuan):
    handed_in, first, second = temporary_case("submitted"), started(), started(name="示例转移值守")
    Application.objects.filter(pk=handed_in.pk).update(
        state="approved", submitted_at=clock.now() - timedelta(days=3)
    )
    with pytest.raises(Refused):  # approved of what was handed in before anybody was asked
        act(urgent.regularise, first, "zjj-jb", case=handed_in)
    Application.objects.filter(pk=handed_in.pk).update(state="reviewing")
    act(urgent.regularise, first, "zjj-jb", case=handed_in)

    with pytest.raises(Refused):
        act(urgent.regularise, second, "zjj-jb", case=handed_in, same_matter="一并申请。")


def test_its_application_begins_with_what_the_task_says_and_is_offered_once_handed_in(lingchuan):
    task = started(contents="转移低洼地带的群众。")
    client, url = client_of("zjj-jb"), reverse("urgent-act", args=[task.uuid, "begin_papers"])

    def page():
        return client.get(task.get_absolute_url()).content.decode()

    assert url in page()
    assert client.post(url, {"lock": task.lock}).url == task.get_absolute_url()
    case = Application.objects.get()
    said = case.version
    assert (case.applicant.code, said.name, said.township_duties) == ("zjj", task.name, task.contents)
    assert (said.term, said.term_from, said.term_until) == ("temporary", task.started_on, task.until)
    assert {place.code for place in said.townships.all()} == {"lcz", "dxz"}
    finish = f'<a class="btn btn-primary" href="{reverse("case-edit", args=[case.uuid])}">补充申请</a>'
    assert finish in page()
    assert url not in page()
    with pytest.raises(Refused, match="已经起草了申请"):
        act(urgent.begin_papers, task, "zjj-jb")

    Application.objects.filter(pk=case.pk).update(state="submitted", number="灵准申〔2026〕9号")
    assert "已提交，登记为补办的申请" in page()
    assert "补充申请" not in page()
    offered = client.get(reverse("urgent-act", args=[task.uuid, "regularise"])).content.decode()
    assert f'<option value="{case.pk}" selected>' in offered
    assert "补办的申请</h2>" not in client_of("lcz-jb").get(task.get_absolute_url()).content.decode()


def test_it_stops_the_day_its_application_fails(lingchuan):
    led = journey(
        "submitted", **TEMPORARY, term_from=clock.today(), term_until=clock.today() + timedelta(days=60)
    )
    task = act(urgent.regularise, started(), "zjj-jb", case=led.case, same_matter="一并申请。")
    led.decline()

    assert [urgent.stop_failed() for _ in range(2)] == [1, 0]
    title = f"补办的申请没有准入，任务停止，乡镇不再办理：{task.name}"
    assert set(Notice.objects.filter(title=title).values_list("unit__code", flat=True)) == {
        "zjj", "lcz", "dxz", "bb",
    }  # fmt: skip


def test_papers_joined_into_another_case_live_as_long_as_that_one(lingchuan):
    """并案: the joined one ends as withdrawn, its matter goes on in the leading one."""
    led = journey(
        "submitted", **TEMPORARY, term_from=clock.today(), term_until=clock.today() + timedelta(days=60)
    )
    act(urgent.regularise, started(), "zjj-jb", case=led.case, same_matter="一并申请。")
    lead = journey("submitted", applicant="lyj")
    led.act(office.join, "bb-jb", lead=lead.case, reason="同一件事。")
    assert (led.case.state, urgent.stop_failed()) == ("withdrawn", 0)

    lead.decline()
    assert urgent.stop_failed() == 1


def test_it_stops_the_day_the_draft_of_its_papers_is_deleted(lingchuan):
    task = started()
    act(urgent.begin_papers, task, "zjj-jb")
    assert urgent.stop_failed() == 0
    draft = Application.objects.get()
    applicant.discard(case=draft, by=seat("zjj-jb"), lock=draft.lock)

    assert [urgent.stop_failed() for _ in range(2)] == [1, 0]
    task = UrgentTask.objects.get()
    assert (task.state, task.case) == ("task_stopped", None)
    told = Notice.objects.filter(title__contains="任务停止，乡镇不再办理", unit__code__in=("lcz", "dxz"))
    assert told.count() == 2


@pytest.mark.parametrize("state", ["withdrawn", "rejected", "not_accepted"])
def test_it_stops_though_the_papers_that_failed_were_never_entered_as_its_own(lingchuan, state):
    task = started()
    act(urgent.begin_papers, task, "zjj-jb")
    Application.objects.update(state=state)

    assert urgent.stop_failed() == 1
    assert UrgentTask.objects.get().state == "task_stopped"


def test_papers_begun_from_it_are_its_papers_under_another_name(lingchuan):
    """No second draft beside them; the task goes on while they live."""
    task = started(townships=units(["lcz"]))
    urgent.begin_papers(urgent=task, by=seat("zjj-jb"), lock=task.lock)
    draft = Application.objects.get()
    applicant.save_text(case=draft, by=seat("zjj-jb"), lock=draft.lock, name="城区低洼处排水巡护")

    with pytest.raises(Refused, match="已经起草了申请"):
        urgent.begin_papers(urgent=task, by=seat("zjj-jb"), lock=None)
    assert urgent.stop_failed() == 0
    page = client_of("zjj-jb").get(task.get_absolute_url()).text.partition("<main")[2]
    assert ("起草中，提交以后登记" in page, "城区低洼处排水巡护" in page) == (True, True)


def test_another_application_for_it_keeps_it_going(lingchuan):
    task = started()
    act(urgent.begin_papers, task, "zjj-jb")
    draft = Application.objects.get()
    applicant.discard(case=draft, by=seat("zjj-jb"), lock=draft.lock)
    act(urgent.begin_papers, task, "zjj-jb")

    assert urgent.stop_failed() == 0


def test_what_was_regularised_for_a_time_that_is_over_is_not_renewed_by_word_of_mouth(lingchuan):
    task = act(urgent.regularise, started(), "zjj-jb", case=temporary_case("submitted"))
    again = {"name": "示例抢险任务第二批", "townships": units(["lcz"])}
    with (
        days_later((task.until - clock.today()).days + 1) as today,
        pytest.raises(Refused, match="不能口头续办"),
    ):
        started(**again, asked_on=today, started_on=today, until=today + timedelta(days=5))
    with days_later((task.until - clock.today()).days) as today:  # its last day counts
        started(**again, asked_on=today, started_on=today, until=today + timedelta(days=5))


@pytest.mark.parametrize("code", ["xwb", "zjj"])
def test_who_leads_a_temporary_duty_is_prompted_for_its_revocation(lingchuan, code):
    until = clock.today() + timedelta(days=10)
    since = clock.today() - timedelta(days=30)
    duty = listed_duty(**TEMPORARY, department=code, term_from=since, term_until=until)

    assert [each.title for each in errands(seat(f"{code}-jb"))] == [duty.name]


def test_late_papers_go_up_once(lingchuan):
    task = started()
    assert [each.what for each in errands(seat("zjj-jb"))] == ["补办准入手续"]
    with days_later(30):
        assert [urgent.tell_late_tasks() for _ in range(2)] == [1, 0]
        for who in ("bb-jb", "xwb-jb"):
            assert [each.what for each in errands(seat(who))] == ["先行办理逾期没有补办，请督促"]
        act(urgent.end_task, task, "bb-jb", text="任务已完成。")
        assert errands(seat("bb-jb")) == []


def test_a_task_without_papers_ends_the_day_after_its_last(lingchuan):
    """Its own end is an end: nothing is admitted for a time that is over, and a township does not go on by word of mouth."""
    today = clock.today()
    task = started(until=today + timedelta(days=3))
    over = {"urgent": task, "by": seat("zjj-jb"), "lock": None}
    assert [each.due for each in errands(seat("zjj-jb"))] == [task.until]
    with days_later(3):
        assert urgent.lapse_over() == 0  # its last day counts
    with days_later(4):
        with pytest.raises(Refused, match="已过，不能再补办手续；还要办理的，请按程序申请准入"):
            urgent.regularise(case=temporary_case("submitted"), **over)
        with pytest.raises(Refused, match="已过，不能再补办手续"):
            urgent.begin_papers(**over)
        Notice.objects.all().delete()
        assert [urgent.lapse_over() for _ in range(2)] == [1, 0]
        assert (errands(seat("zjj-jb")), urgent.tell_late_tasks()) == ([], 0)
    assert UrgentTask.objects.get().state == "task_lapsed"
    told = Notice.objects.filter(title__startswith="到期没有补办手续").values_list("unit__code", flat=True)
    assert sorted(told) == ["bb", "dxz", "lcz", "zjj"]
    assert "到期未补办" in client_of("lcz-jb").get(task.get_absolute_url()).text


def test_a_temporary_duty_prompts_for_its_revocation(lingchuan):
    until = clock.today() + timedelta(days=40)
    listed_duty(**TEMPORARY, term_from=clock.today() - timedelta(days=30), term_until=until)
    found = {}
    for days in (0, 20, 41):
        with days_later(days):
            found[days] = [each.what for each in errands(seat("zjj-jb"))]

    assert found == {0: [], 20: ["将到期：到期后申请撤销，要延长的现在申请延期"], 41: ["已到期，申请撤销"]}
    page = client_of("zjj-jb").get(reverse("temporary-list")).content.decode()
    assert "县委、县政府确需" in page


def test_what_was_revoked_early_does_not_look_as_what_runs(lingchuan):
    """By shape and colour too: revoked is ↩, as everywhere (look.md)."""
    today = clock.today()
    term = {"term_from": today - timedelta(days=60), "term_until": today + timedelta(days=60)}
    duty = listed_duty("示例临时事项", townships=("lcz",), **term)
    retire_duty(duty=duty, townships=units(["lcz"]), kind="done")
    set_end(duty=duty, townships=units(["lcz"]), document_number=number(), ended_on=today)
    with days_later(1):
        page = client_of("bb-jb").get(reverse("temporary-list"))
    assert [row["state"] for row in page.context["duties"]] == [("back", "已撤销")]


def ended(kind="done", name="示例已办结的事项"):
    duty = listed_duty(name)
    retire_duty(duty=duty, townships=units(["lcz", "dxz"]), kind=kind)
    set_end(duty=duty, townships=units(["lcz", "dxz"]), document_number=number(), ended_on=clock.today())
    return duty


def test_a_check_that_is_not_answered_is_told_once_to_the_townships_and_above(lingchuan):
    """One answers in time; the other, and those who lead, are told of the silence, one line a duty."""
    duty = ended()
    with days_later(1):
        endings.ask_ends()
        check = EndCheck.objects.get(township__code="dxz")
        endings.say_stopped(end_check=check, by=seat("dxz-jb"), lock=0)
    late = EndCheck.objects.get(township__code="lcz")
    days = (late.due - clock.today()).days
    with days_later(days):
        assert (endings.tell_late_ends(), errands(seat("zjr"))) == (0, [])
    with days_later(days + 1):
        assert [endings.tell_late_ends() for _ in range(2)] == [1, 0]
        said = {
            who: [each.what for each in errands(seat(who))] for who in ("bb-jb", "xwb-jb", "zjr", "lcz-jb")
        }

    told = Notice.objects.filter(title__startswith="逾期没有核对是否停止办理", title__endswith=duty.name)
    assert sorted(told.values_list("unit__code", flat=True)) == sorted(["lcz", "bb", "xwb", "zgb", "zjr"])
    above = ["乡镇逾期没有核对是否停止，请督促"]
    assert said == {"bb-jb": above, "xwb-jb": above, "zjr": above, "lcz-jb": ["核对是否已停止办理"]}


def test_every_township_is_asked_whether_it_stopped(lingchuan):
    ended()
    assert endings.ask_ends() == 0  # its last day counts
    with days_later(1):
        assert [endings.ask_ends() for _ in range(2)] == [2, 0]

    assert set(EndCheck.objects.values_list("township__code", "department__code", "end_kind")) == {
        ("lcz", "zjj", "done"),
        ("dxz", "zjj", "done"),
    }
    assert [each.what for each in errands(seat("lcz-jb"))] == ["核对是否已停止办理"]
    seen = {
        name: queries.ends_seen_by(seat(name)).count()
        for name in ("lcz-jb", "zjj-jb", "bb-jb", "xwb-jb", "nyj-jb")
    }
    assert seen == {"lcz-jb": 1, "zjj-jb": 2, "bb-jb": 2, "xwb-jb": 2, "nyj-jb": 0}


def test_each_is_told_its_own_day_though_they_ended_on_several_days(lingchuan):
    """The command may miss a day. Twenty working days (本县自定) after Mon 2 and Wed 4 November 2026: Mon 30 November, Wed 2
    December."""
    duty = ended()
    for code, day in (("lcz", 2), ("dxz", 4)):
        duty.versions.get().carriers.filter(township=unit(code)).update(ended_on=date(2026, 11, day))
    with clock.at(datetime(2026, 11, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        assert endings.ask_ends() == 2

    told = Notice.objects.filter(title__startswith="请核对").values_list("unit__code", "title")
    assert {code: title.partition("，")[2][:11] for code, title in told} == {
        "lcz": "2026年11月30日",
        "dxz": "2026年12月2日（",
    }


def test_a_township_that_an_adjustment_leaves_out_is_asked_too(lingchuan):
    duty, tomorrow = listed_duty("示例调整的事项"), clock.today() + timedelta(days=1)
    known = {field.name: getattr(duty.versions.get(), field.name) for field in fields(DutyFacts)}
    text = amend_duty(duty=duty, facts=DutyFacts(**known), townships=units(["lcz"]), department=unit("zjj"))
    set_effective(version=text, document_number=number(), issued_on=clock.today(), effective_from=tomorrow)
    assert endings.ask_ends() == 0  # 大圩镇's last day counts
    with days_later(1):
        assert [endings.ask_ends() for _ in range(2)] == [1, 0]

    check = EndCheck.objects.get()
    assert (check.township.code, check.ended_on, check.end_kind) == ("dxz", clock.today(), "cancelled")


def test_no_township_is_asked_where_the_county_s_file_says_nothing_of_it(lingchuan):
    """灵川 第十条; the other sources are silent."""
    only(lingchuan, vetting="")
    ended()
    with days_later(1):
        assert endings.ask_ends() == 0


def test_not_of_what_ended_long_ago(lingchuan):
    ended()
    with days_later(60):
        assert endings.ask_ends() == 0


def test_a_term_that_ran_out_is_asked_about_too(lingchuan):
    until = clock.today() + timedelta(days=1)
    listed_duty(**TEMPORARY, term_from=clock.today() - timedelta(days=30), term_until=until)
    with days_later(2):
        assert endings.ask_ends() == 2

    assert set(EndCheck.objects.values_list("end_kind", "ended_on")) == {("expired", until)}


def extended(name="示例汛期值守"):
    """A temporary duty of two townships until tomorrow; and what makes its next term, for 灵川镇 alone."""
    until = clock.today() + timedelta(days=1)
    listed_duty(name, **TEMPORARY, term_from=until - timedelta(days=30), term_until=until)

    def go_on():
        today = clock.today()
        term = {"term_from": today, "term_until": today + timedelta(days=60)}
        return listed_duty(name, townships=("lcz",), effective_from=today, **TEMPORARY, **term)

    return go_on


def test_whoever_carries_the_next_term_is_not_asked_whether_it_stopped(lingchuan):
    go_on = extended()
    with days_later(2):
        go_on()
        assert [endings.ask_ends() for _ in range(2)] == [1, 0]
    assert EndCheck.objects.get().township.code == "dxz"


def test_a_check_that_runs_ends_once_the_next_term_is_in_force(lingchuan):
    go_on = extended()
    with days_later(2):
        endings.ask_ends()
        assert endings.close_followed() == 0
        check, duty = EndCheck.objects.get(township__code="lcz"), go_on()
        with pytest.raises(Refused, match="已接续准入，由乡镇承担，不用核对"):
            endings.say_continued(end_check=check, by=seat("lcz-jb"), lock=0, text="仍在报数。")
        assert [endings.close_followed() for _ in range(2)] == [1, 0]
        assert errands(seat("lcz-jb")) == []
    states = dict(EndCheck.objects.values_list("township__code", "state"))
    assert states == {"lcz": EndState.FOLLOWED, "dxz": EndState.ASKED}
    assert Notice.objects.filter(title__startswith=f"{duty}已接续准入", unit=unit("lcz")).count() == 1
    assert not Report.objects.exists()


def test_still_going_on_opens_a_report(lingchuan):
    duty = ended()
    with days_later(1):
        endings.ask_ends()
        stopped, going = (EndCheck.objects.get(township__code=code) for code in ("dxz", "lcz"))
        endings.say_stopped(end_check=stopped, by=seat("dxz-jb"), lock=0)
        with pytest.raises(NotAllowed):
            endings.say_continued(end_check=going, by=seat("dxz-jb"), lock=0, text="仍在报数。")
        endings.say_continued(end_check=going, by=seat("lcz-jb"), lock=0, text="仍在报数。")

    report = Report.objects.get()
    assert (report.kind, report.duty, report.department.code) == ("continued", duty, "zjj")
    states = dict(EndCheck.objects.values_list("township__code", "state"))
    assert states == {"dxz": EndState.STOPPED, "lcz": EndState.CONTINUED}


def test_the_pages(lingchuan):
    department, township = client_of("zjj-jb"), client_of("lcz-jb")
    today = clock.today().isoformat()
    sent = {
        "name": "抢险",
        "contents": "转移。",
        "townships-all": "1",
        "asked_by": "局负责人",
        "allowed_by": "召集人",
    }
    sent |= {"asked_of": "召集人", "asked_on": today, "started_on": today, "until": today}
    wrong = department.post(reverse("urgent-new"), sent | {"until": "2020-01-01"})
    done = department.post(reverse("urgent-new"), sent)
    task = UrgentTask.objects.get()

    assert wrong.status_code == 422
    assert "结束日期不能早于开始日期" in wrong.content.decode()
    assert done.url == reverse("temporary-list")
    assert "抢险" in township.get(reverse("temporary-list")).content.decode()
    assert "口头请示" not in township.get(reverse("end-list")).content.decode()
    assert township.get(reverse("urgent-new")).status_code == 200
    shown = township.get(task.get_absolute_url()).content.decode()
    assert "10个工作日，不停止计算" in shown
    ended()
    with days_later(1):
        endings.ask_ends()
        check = EndCheck.objects.get(township__code="lcz")
        page = township.get(reverse("end-list")).content.decode()
        url = reverse("end-act", args=[check.uuid, "say_continued"])
        assert url in page
        assert township.post(url, {"lock": 0, "text": "仍在报数。"}).url == reverse("end-list")
    assert Report.objects.count() == 1


def test_the_timer_of_the_daily_command_reaches_the_last_minutes_of_the_day(settings):
    """A task stops that day, though its papers fail in the evening (I-58): the manual's timer runs hourly, and before 24:00."""
    lines = (settings.BASE_DIR / "docs/deploy.md").read_text(encoding="utf-8").splitlines()
    given = [line.split()[:5] for line in lines if line.endswith("manage.py follow_up")]

    assert all(rest == ["*", "*", "*"] for _minute, _hour, *rest in given)
    assert [(minute, hour) for minute, hour, *_rest in given] == [("30", "6-23"), ("55", "23")]


def test_what_is_bought_is_not_started_by_word_of_mouth(lingchuan):
    """灵川 第十一条: not handed over in disguise while it is bought."""
    recorded(name="农村公路桥梁检测")
    with pytest.raises(Refused, match="已登记向社会购买服务（第十一条），不交由乡镇办理"):
        started(name="农村公路桥梁检测")
    assert started(name="农村公路水毁抢通").state == "started"


def test_a_report_of_an_ended_duty_holds_its_name_however_long(lingchuan):
    """As long as a name may be; PostgreSQL takes no more than the column holds."""
    ended(name="甲" * 200)
    with days_later(1):
        endings.ask_ends()
        check = EndCheck.objects.get(township__code="lcz")
        endings.say_continued(end_check=check, by=seat("lcz-jb"), lock=0, text="仍在报数。")

    assert len(Report.objects.get().document) <= Report._meta.get_field("document").max_length


@pytest.mark.parametrize(
    ("left", "found"),
    [
        (("admission", "revocation"), {20: ["将到期：到期后申请撤销"], 41: ["已到期，申请撤销"]}),
        (("admission", "adjustment"), {20: ["将到期，要延长的现在申请延期"], 41: []}),
        (("admission",), {20: ["将到期"], 41: []}),
    ],
)
def test_nobody_is_told_to_apply_for_what_the_county_does_not_take(lingchuan, left, found):
    """A county may be without paths.adjustment, and without paths.revocation too."""
    load_regime(county=lingchuan, text=with_ways(left), by=SYSTEM)
    until = clock.today() + timedelta(days=40)
    duty = listed_duty(**TEMPORARY, term_from=clock.today() - timedelta(days=30), term_until=until)
    told, addresses = {}, set()
    for days in found:
        with days_later(days):
            waiting = errands(seat("zjj-jb"))
            told[days] = [each.what for each in waiting]
            addresses |= {each.url for each in waiting}
            page = client_of("zjj-jb").get(reverse("temporary-list")).text

    assert told == found
    leads = next((kind for kind in ("revocation", "adjustment") if kind in left), "")
    new = f"{reverse('case-new')}?kind={leads}&duty={duty.uuid}"
    assert addresses == {new if leads else duty.get_absolute_url()}
    assert ("申请撤销" in page) == ("revocation" in left)
    assert ("不用另办撤销" in page) == ("revocation" not in left)
    assert "已到期" in page


def test_what_was_asked_long_ago_or_would_last_longer_than_a_year_is_not_started(lingchuan):
    """An entry late by some days is taken and marked; of a year ago it is no 先行办理 any more."""
    today, year = clock.today(), timedelta(days=366)
    with pytest.raises(Refused, match="请示日期在一年以前"):
        started(asked_on=today - year - timedelta(days=1), started_on=today)
    ago = today - timedelta(days=200)
    with pytest.raises(Refused, match="临时任务最长一年"):
        started(asked_on=ago, started_on=ago, until=today + timedelta(days=167))
    assert started(asked_on=ago, started_on=ago, until=today + timedelta(days=166)).is_late_entry


@pytest.mark.parametrize(
    ("said", "now", "taken"),
    [
        ("8时30分", (8, 29), False),
        ("8时30分", (8, 30), True),
        ("下午3:20", (15, 19), False),
        ("下午３：２０", (15, 20), True),
        ("中午12点", (12, 0), True),
        ("晚上9点半", (21, 29), False),
        ("21点半", (21, 30), True),
    ],
)
def test_nobody_was_asked_later_than_now(lingchuan, said, now, taken):
    at = timezone.localtime().replace(hour=now[0], minute=now[1], second=0)
    with clock.at(at):
        today, before = clock.today(), clock.today() - timedelta(days=1)
        wrong = [
            "asked_at" in TaskForm({"asked_at": said, "asked_on": day}, by=seat("zjj-jb")).errors
            for day in (today, before)
        ]
    assert wrong == [not taken, False]


def test_a_duty_without_a_public_page_is_not_linked_to_one(lingchuan):
    """不予公开: the link led to 404. In the list of temporary duties, of ended ones, on the board of its guarantees."""
    term = {"term_from": clock.today() - timedelta(days=9), "term_until": clock.today()}
    duties = {
        public: promised(
            name=name, townships=("lcz",), **term, is_public=public, publication_ground="内部管理"
        )
        for public, name in ((True, "示例汛期值守"), (False, "示例重点对象走访"))
    }
    township = client_of("lcz-jb")

    def linked(address):
        said = township.get(address).content.decode()
        return [duty.get_absolute_url() in said for duty in duties.values()], [
            duty.name in said for duty in duties.values()
        ]

    assert linked(reverse("temporary-list")) == ([True, False], [True, True])
    boards = [linked(queries.board_url(duty)) for duty in duties.values()]
    assert [links for links, _ in boards] == [[True, False], [False, False]]
    with days_later(1):
        endings.ask_ends()
        assert linked(reverse("end-list")) == ([True, False], [True, True])
        assert client_of("lcz-jb").get(duties[False].get_absolute_url()).status_code == 404


def test_what_may_never_be_admitted_is_not_started_first(lingchuan):
    kept_out = '[[excluded_powers]]\nown_choice = true\nterm = "涉密事项"\n\n[[wording]]'
    load_regime(
        county=lingchuan, text=regime_text("lingchuan").replace("[[wording]]", kept_out, 1), by=SYSTEM
    )

    for field in ("name", "contents"):
        with pytest.raises(
            Refused, match="涉密事项不纳入职责准入（本县自定），写了“涉密事项”，不能先行办理"
        ) as refused:
            started(**{field: "涉密事项台账的紧急保管"})
        assert [problem.anchor for problem in refused.value.problems] == [field]
    assert started(contents="转移群众，不涉及涉密事项。").number
