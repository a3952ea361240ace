"""Counties under other rules: each walks the path of its own file from draft to list, and none knows another's rules."""

import re
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.acting import acting_for
from accounts.actions import set_upper_body
from accounts.errands import tally
from accounts.models import User
from admission.act import Refused
from admission.actions import applicant, approval, beginning, circulation, office
from admission.checks import excluded, wording
from admission.conditions import ready_to_circulate, ready_to_submit
from admission.models import Application, Stay
from admission.opinions import lists_of_one_turned_standing, problems_of_review
from admission.pages.whole import WholeFile
from admission.states import State
from audit import clock
from audit.record import SYSTEM
from demo import county as demo
from demo import other_counties
from demo.story import Tale
from documents.models import Paper, PaperKind
from documents.papers import papers_about
from regimes.queries import unready_units
from registry.models import Duty
from registry.queries import in_force
from supervision.models import Guarantee, Report
from tests.cast import client_of
from tests.conftest import COUNTIES
from tests.demo.own_words import as_read, pages_of, papers_of, said_elsewhere, typed_by_hand
from tests.factories import scan
from tests.regimes.conftest import regime_text
from voice.actions import matters
from voice.models import Burden, Matter, Period

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
COUNTY_OF = {"lingchuan": demo.CODE} | {each["regime"]: each["code"] for each in other_counties.counties()}
OFFICES = dict.fromkeys(("arong", "binxian", "rucheng"), "bianban") | {"tongwei": "party-office"}
READERS = {  # seats whose pages are read besides the office's: of each unit that has pages of its own
    "arong": ("lcj-fz", "justice-fz", "government-office-fz", "150721100-fz"),
    "tongwei": ("slj-fz", "government-office-fz"),
    "binxian": ("slj-fz", "party-office-fz"),
    "rucheng": ("slj-fz", "party-office-fz"),
}
if COUNTIES != "whole":
    READERS = dict.fromkeys(READERS, ()) | {"arong": ("lcj-fz",)}
WALKED = {  # state after state, 草稿 and 征询 before them (regimes.md)
    "arong": ["submitted", "reviewing", "circulating", "deciding", "upper_review", "approved"],
    "binxian": ["submitted", "reviewing", "deciding", "approved"],
    "tongwei": ["submitted", "reviewing", "deciding", "approved"],
    "rucheng": ["submitted", "reviewing", "deciding", "approved"],
}


@pytest.mark.parametrize("code", WALKED)
def test_a_case_walks_its_county_s_own_path(five, code):
    county = five[code]
    stage, cases = other_counties.stage_of(county), Application.objects.filter(county=county)

    assert unready_units(cases.first().regime) == []
    standing = cases.filter(state=State.APPROVED, kind="admission").exclude(version__term="temporary").get()
    walked = Stay.objects.filter(application=standing).order_by("entered_at").values_list("state", flat=True)
    assert [*walked, standing.state] == ["draft", "consulting", *WALKED[code]]
    assert standing.version.name in in_force(county, stage.today).values_list("name", flat=True)
    temporary = cases.filter(version__term="temporary", state=State.APPROVED).last()
    assert (temporary is not None) == (code == "arong")
    kinds = set(county.list_kinds.values_list("key", flat=True))
    assert kinds - {"basic", "supporting", "recalled", "temporary"} == {
        each.key for each in stage.rules.lists
    }
    assert (county.categories.count() == 9) == (code == "rucheng")  # 九类权力
    notice = Paper.objects.filter(county=county, kind=PaperKind.NOTICE).first()
    assert notice.content["document"]["issuers"][-1] == f"{county.name}人民政府办公室"
    assert notice.number.startswith(stage.rules.papers.words.get("notice", f"{county.short}办通"))
    sent_on = "随下一版清单报哈尔滨市委编办审核、黑龙江省委编办备案，通过以后编入公布的清单。"
    assert (sent_on in str(notice.content)) == (code == "binxian")  # 四（一）
    if code == "arong":
        filed = Paper.objects.filter(county=county, kind=PaperKind.FILING).first()
        document = filed.content["document"]
        assert document["title"].endswith("的请示")
        assert "同意" not in document["title"]
        said = "".join(document["body"])
        assert [word for word in ("权责内容", "责任分工", "职责边界") if word in said] == [
            "权责内容",
            "责任分工",
        ]
        assert (document["issuers"], filed.number[:3]) == (["阿荣旗人民政府"], "阿政请")
    if temporary:  # 第四条第（三）项: approved in the banner
        states = set(Stay.objects.filter(application=temporary).values_list("state", flat=True))
        assert State.UPPER_REVIEW not in states
        check_turned_standing(stage)


@pytest.mark.parametrize("code", COUNTY_OF)
def test_five_counties_side_by_side(five, code):
    """What a head of the office reads on its pages, and every paper of the county: no word, article or row of another county;
    and a case of another is not there for it, however the address was come by."""
    county = five[code]
    stage = other_counties.stage_of(county) if code in WALKED else None
    head = client_of(stage.seat(f"{OFFICES[code]}-fz") if stage else "bb-fz")
    pages = pages_of(head, county=county.code, read=str)
    assert len(pages) > 20

    others = [each for key, each in five.items() if key != code]
    named = [each.name for each in others]
    assert {(name, url) for url, html in pages.items() for name in named if name in html} == set()
    rows = {str(uuid) for each in others for uuid in uuids_of(each)}
    assert {
        (found, url) for url, html in pages.items() for found in UUID.findall(html) if found in rows
    } == set()
    if stage:
        read = papers_of(county) | {url: as_read(html) for url, html in pages.items()}
        assert said_elsewhere(regime_text(code), read) == set()
        for who in READERS[code]:
            check_own_words(stage, who)
    for case in Application.objects.filter(county__in=others):
        known = [
            reverse(name, args=[case.uuid]) for name in ("case", "case-whole", "case-clock", "case-edit")
        ]
        known += [reverse("case-act", args=[case.uuid, verb]) for verb in ("accept", "circulate", "forward")]
        papers = papers_about(case.uuid).values_list("uuid", flat=True)[:1]
        known += [reverse("case-paper", args=[case.uuid, paper]) for paper in papers]
        assert {url: head.get(url).status_code for url in known} == dict.fromkeys(known, 404)


def test_what_waits_for_any_seat_is_composed_without_asking_the_database(five, django_assert_num_queries):
    """It is composed once a seat and day: what it read then would be believed later."""
    for user in User.objects.filter(seats__unit__isnull=False).distinct():
        for by in acting_for(user, clock.today()):
            assert by.county is None or by.county.rules  # read once a process, by their hash
            with django_assert_num_queries(1):
                tally(by)


def test_the_city_reads_where_cases_stand_in_the_county_s_words(five):
    """第四条第（三）项: 旗委、旗政府 审核 what the city approves; 县委、县政府 审定 is of other counties."""
    stage = other_counties.stage_of(five["arong"])

    page = as_read(client_of(stage.seat("city-1507-jb")).get(reverse("region-cases")).text)

    assert "待旗委、旗政府审核" in page
    assert [word for word in ("县委", "县政府", "审定") if word in page] == []


def test_counties_that_call_a_step_differently_share_a_heading_of_neither(five):
    """regimes.md: 通渭's 县委、县政府 审核批准, 阿荣旗's 旗委、旗政府 审核 or, of what is temporary, 批准."""
    city = other_counties.stage_of(five["arong"]).seat("city-1507-jb")
    set_upper_body(county=five["tongwei"], unit=city.unit, by=SYSTEM)

    page = client_of(city).get(reverse("region-cases"))

    table = page.context["cases"]
    assert table.labels[table.states.index(State.DECIDING)] == "待县里决定"
    said = {county.name: {own for _, _, own in cells if own} for county, _, cells in table.lines}
    assert said["阿荣旗"] == {"待旗委、旗政府审核、批准"}
    assert said["通渭县"] == {"待县委、县政府审核批准"}
    assert "审定" not in page.text


def test_temporary_duties_of_arong_are_not_called_by_the_word_for_standing_ones(five):
    """第四条第（三）项: what has a clear limit the banner itself 批准; a list or a figure of both says both."""
    stage = other_counties.stage_of(five["arong"])
    office = client_of(stage.seat("bianban-fz"))

    chosen = office.get(reverse("case-list"))
    assert dict(chosen.context["list"].state_choices)["deciding"] == "待旗委、旗政府审核、批准"
    figures = as_read(office.get(reverse("figures")).text)
    assert "待审核、批准" in figures


@pytest.mark.parametrize("code", WALKED)
def test_figures_speak_of_member_units_only_where_some_are_asked(five, code):
    stage = other_counties.stage_of(five[code])

    page = client_of(stage.seat(f"{OFFICES[code]}-fz")).get(reverse("figures")).text

    assert ("成员单位怎么答" in page) == (code == "arong")


@pytest.mark.parametrize("verb", ["pass_upper", "return_upper"])
def test_where_no_body_is_above_its_answer_comes_to_nothing(five, verb):
    """通渭's cases end in the county; the address is there for other counties."""
    case = Application.objects.get(county=five["tongwei"], state=State.DECIDING)
    office = client_of(other_counties.stage_of(five["tongwei"]).seat("party-office-fz"))

    said = {"number": "市编复〔2026〕1号", "lock": case.lock, "files": scan()}
    assert office.post(reverse("case-act", args=[case.uuid, verb]), said).status_code == 409


@pytest.mark.parametrize("code", ["tongwei", "rucheng"])
def test_what_is_missing_of_a_decision_is_said_in_the_county_s_word(five, code):
    """通渭 第13项 审核批准, 湖南 第七项 审核: 审定 is 灵川's word."""
    stage = other_counties.stage_of(five[code])
    case = Application.objects.get(county=five[code], state=State.DECIDING)
    office = client_of(stage.seat("government-office-jb"))

    answer = office.post(reverse("case-act", args=[case.uuid, "record_decision"]), {"lock": case.lock})

    assert answer.status_code == 422
    assert f"请选择{stage.rules.decision_verb()}结果" in answer.text
    assert "审定" not in answer.text


def uuids_of(county):
    """Every row of the county that has an address of its own."""
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if {"uuid", "county"} <= names:
            yield from model.objects.filter(county=county).values_list("uuid", flat=True)


def check_turned_standing(stage):
    """第四条第（五）项: by adjustment, approved by the city as any standing duty, into one of three lists; it left its own."""
    turned = Application.objects.get(kind="adjustment")
    was, now = turned.duty, turned.entered.duty
    walked = Stay.objects.filter(application=turned).order_by("entered_at").values_list("state", flat=True)
    assert [*walked, turned.state] == ["draft", "consulting", *WALKED["arong"]]
    assert (was.list_kind.key, now.list_kind.key, now.code) == ("temporary", "powers", "权责001")
    since = turned.entered.effective_from
    ends = was.versions.last().carriers.values_list("ended_on", "end_kind")
    assert set(ends) == {(since - timedelta(days=1), "moved")}
    name = turned.version.name
    for day, kind in ((since - timedelta(days=1), "temporary"), (since, "powers")):
        assert [each.duty.list_kind.key for each in in_force(stage.county, day).filter(name=name)] == [kind]
    assert lists_of_one_turned_standing(turned) == ("basic", "supporting", "powers")
    said = {
        "lawful": False,
        "conforming": False,
        "list_kind": stage.kinds["recalled"],
        "category": turned.version.category,
    }
    said |= {"lawful_basis": "见附。", "conforming_basis": "见附。", "division": "", "guarantees": ""}
    assert [problem.text for problem in problems_of_review(turned, said)] == [
        "临时性任务转为常态的，列入基本履职、配合履职、权责清单（第四条第（五）项）。"
    ]
    pages = client_of(stage.seat("lcj-jb"))
    for one, other in ((was, now), (now, was)):  # each leads to the other
        assert other.get_absolute_url() in pages.get(one.get_absolute_url(), follow=True).text


def check_own_words(stage, who):
    """No page that the seat reaches says another county's words or articles; with --full those of typed addresses too."""
    typed = typed_by_hand() if COUNTIES == "whole" else ()
    pages = pages_of(client_of(stage.seat(who)), typed=typed, county=stage.county.code)
    assert len(pages) > 20
    assert said_elsewhere(regime_text(stage.rules.code), pages) == set()


AFTERWARDS = {  # what townships and the county ask of one another (regimes.md): nothing in 阿荣旗
    "arong": set(),
    "binxian": {"coordination", "opinion", "evaluation", "vetting"},
    "tongwei": {"opinion", "powers_review", "evaluation", "assessment", "cleanup", "combined"},
    "rucheng": {"suggestion", "opinion"},
}


@pytest.mark.parametrize("code", AFTERWARDS)
def test_what_follows_admission_is_there_where_the_county_has_it(five, code):
    county = five[code]
    burdens = set(Burden.objects.filter(county=county).values_list("kind", flat=True))
    asked = set(Matter.objects.filter(county=county).values_list("kind", flat=True))
    asked |= {"evaluation"} & {"evaluation" for _ in Period.objects.filter(county=county)}
    asked |= ({"cleanup"} if "pledge" in burdens else set()) | (burdens & {"combined"})

    assert asked == AFTERWARDS[code]
    assert {report.state for report in Report.objects.filter(county=county)} == {
        "answered",
        "submitted_report",
    }
    states = set(Guarantee.objects.filter(county=county).values_list("state", flat=True))
    assert {"promised", "met"} <= states
    [edition] = county.editions.all()
    assert edition.size == in_force(county, edition.published_on).count()
    passed = edition.draft.steps.values_list("key", flat=True) if code == "binxian" else ()
    if code == "binxian":  # each body under its own letterhead, none under that of 县委编办
        numbers = [number.split("〔")[0] for number in edition.draft.steps.values_list("number", flat=True)]
        assert sorted(numbers) == sorted(["宾办函", "哈编函", ""])
    assert list(passed) == (["county", "city", "province"] if code == "binxian" else [])  # 黑龙江 四（一）
    head = client_of(other_counties.stage_of(county).seat(f"{OFFICES[code]}-fz"))
    assert county.interpretations.get().question in head.get(reverse("regulation"), follow=True).text
    for shown in (*Matter.objects.filter(county=county), *Report.objects.filter(county=county)):
        assert shown.number in head.get(shown.get_absolute_url()).text


def test_in_tongwei_both_offices_look_through_an_assessment(five):
    """第14项: 县委办公室、县政府办公室 are answerable, and the first of them is the office of admission as well (第13项)."""
    stage = other_counties.stage_of(five["tongwei"])
    asked = Matter.objects.get(county=stage.county, kind="assessment")
    names = set(asked.replies.values_list("unit__short_name", flat=True))
    assert names == {"县委办公室", "县政府办公室"}

    given = {"title": "另一次抽查", "text": "只看结果。", "year": stage.today.year}
    other = matters.ask(by=stage.seat("slj-jb"), kind="assessment", **given)
    for who in ("party-office-fz", "government-office-fz"):
        matters.answer(matter=other, by=stage.seat(who), choice="pass", text="同意。")
    office = client_of(stage.seat("party-office-fz"))
    assert office.get(reverse("matter-act", args=[other.uuid, "decide_assessment"])).status_code == 200
    assert "登记决定" in office.get("/desk/").text


@pytest.mark.parametrize("kind", ["revocation", "cancellation"])
def test_what_the_banner_alone_admitted_the_banner_alone_ends(arong, kind):
    """第四条第（四）项: 参照职责准入程序, and a duty with a clear limit never went to the city."""
    duty = Duty.objects.get(county=arong.county, name="秋季防火期重点路口值守登记")
    standing = Duty.objects.get(county=arong.county, name="河道沿线垃圾清理劝导和线索报告")

    ending, other = (
        beginning.start(kind=kind, by=arong.seat("lcj-jb"), duty=each) for each in (duty, standing)
    )

    assert State.UPPER_REVIEW not in ending.path
    assert ending.label_of(State.DECIDING) == "待旗委、旗政府批准"
    assert State.UPPER_REVIEW in other.path
    assert other.label_of(State.DECIDING) == "待旗委、旗政府审核"


def test_what_the_city_refused_is_read_by_everyone_it_concerns(arong):
    """An upper body that approves may refuse (I-48, I-16): its answer, the reasons and the paper are there for all parties."""
    free = count(700)
    arong.number = lambda organ: (
        f"{organ}〔{arong.today.year}〕{next(free)}号"
    )  # its own begin anew with every stage
    made = other_counties.Walk(arong, other_counties.texts(arong, "lcj", "示例市政府不予批准的巡查"), -25)
    arong.play([made.script(State.UPPER_REVIEW)])
    made.do(approval.record_filing, "bianban-jb", number="阿政请〔2026〕77号", sent_on=clock.today())
    given = {"number": "市政函〔2026〕77号", "reply_on": clock.today(), "reason": "由部门自行承担。"}
    made.do(approval.refuse_upper, "city-1507-fz", **given)
    township = arong.townships[0].code

    for who in (
        "lcj-fz",
        "lcj-jb",
        "bianban-jb",
        "bianban-fz",
        f"{township}-fz",
        "justice-fz",
        "party-office-jb",
        "city-1507-fz",
    ):
        page = client_of(arong.seat(who)).get(made.case.get_absolute_url())
        assert page.status_code == 200, who
        assert "不予准入" in page.text
        assert "退回（实质）" not in page.text
    assert "由部门自行承担。" in as_read(
        client_of(arong.seat("lcj-fz")).get(made.case.get_absolute_url()).text
    )


@pytest.fixture
def arong(five):
    return other_counties.stage_of(five["arong"])


def written(stage, **changes):
    """A draft of the banner's forestry bureau, each text as in the sample but for `changes`."""
    facts = other_counties.texts(stage, "lcj", "秋季防火期路口值守登记")
    made = other_counties.Walk(stage, facts | changes, -3)
    made.start()
    made.write()
    return made


def test_none_of_the_eleven_fields_may_be_left_out(arong):
    """I-07: 书面申请应包括 (第四条第（一）项)."""
    made = written(arong)
    fields = made.fresh().rules.fields_of("admission")
    assert len(fields) == 11
    for field in fields:
        said = f"“{field.label}”没有填写（{field.source}）。"
        blank = {"texts": {field.key: "　"}} if field.storage == "text" else {field.storage: "　"}
        assert said not in refused_to_submit(made)
        made.write(**blank)
        assert said in refused_to_submit(made)


def refused_to_submit(made):
    with pytest.raises(Refused) as refused:
        made.do(applicant.submit, made.head)
    return [problem.text for problem in refused.value.problems]


def test_arong_takes_no_application_of_a_township(arong):
    township = arong.townships[0].code
    made = Tale(arong, {"name": "x", "department": "lcj"}, -1, by=township)

    with pytest.raises(Refused, match="不能作为申请主体") as refused:
        beginning.start(kind="admission", by=arong.seat(made.handler))

    # it may for the end of a duty (第四条第（四）项): only what it may not is refused, by the article that names the applicants
    said = str(refused.value)
    assert said.startswith("按《阿荣旗乡镇职责准入管理办法（试行）》，申请准入的，")
    assert said.endswith("不能作为申请主体。（第四条第（一）项）")


@pytest.mark.parametrize(
    ("changes", "article"),
    [
        ({"township_duties": "对违规用火处以罚款。"}, "第一条"),
        ({"township_duties": "核发临时用火许可证。"}, "第一条"),
        ({"township_duties": "强制拆除违规设施。"}, "第一条"),
        ({"name": "森林火灾等突发事件现场处置"}, "第七条"),
    ],
)
def test_arong_keeps_powers_and_emergencies_out(arong, changes, article):
    """No township is asked to agree to it; what is changed to such a text afterwards is not submitted."""
    made, handler = written(arong, **changes), {"by": arong.seat("lcj-jb"), "lock": None}
    with pytest.raises(Refused) as refused:
        applicant.consult(case=made.case, **handler)
    [told] = [each.text for each in refused.value.problems]
    assert "不纳入乡镇职责准入事项" in told
    assert "不涉及的，在“权责内容”里写明“不涉及" in told  # as the banner's form calls it
    assert told.endswith(f"（{article}）")

    made = written(arong, name="秋季防火期路口值守登记（二）")
    applicant.consult(case=made.case, **handler)
    applicant.save_text(case=made.fresh(), talk=None, **handler, **changes)
    made.positions()
    with pytest.raises(Refused) as refused:
        applicant.submit(case=made.fresh(), by=arong.seat(made.head), lock=None)
    assert told in [problem.text for problem in refused.value.problems]


def test_what_is_said_not_to_be_meant_is_looked_at_by_the_office(arong):
    """第一条: words that only sound so do not stop who writes, as the refusal advises, that the power is not meant; the office
    keeps them with a reason, or has them changed."""
    text = "登记巡查情况，保管行政处罚文书的回执。不涉及行政处罚。"
    made = written(arong, township_duties=text)
    applicant.consult(case=made.case, by=arong.seat("lcj-jb"), lock=None)
    made.positions()
    applicant.submit(case=made.fresh(), by=arong.seat(made.head), lock=None)
    made.do(office.accept, "bianban-jb")
    told = "写明不涉及行政处罚，又写有“行政处罚”。须写明保留的理由，或要求改掉（第一条）。"
    review = partial(made.review, who="bianban-fz", conforming_basis="符合。")
    with pytest.raises(Refused, match=told):
        review()

    [hit] = wording(made.fresh())
    review(clearances={hit.key: "只保管回执。"})
    assert ready_to_circulate(made.fresh()) == []


def test_what_is_kept_out_is_looked_at_in_the_banner_s_other_fields_too(arong):
    """办事流程 is no place to hide it; a rule for the townships' people (不得) is no disclaimer, and nothing to refuse."""
    made = written(arong, township_duties="路口值守登记，不得查封。")
    texts = made.fresh().version.texts | {"procedure": "巡查—对违规用火处以罚款—归档。"}
    applicant.save_text(case=made.fresh(), talk=None, by=arong.seat("lcj-jb"), lock=None, texts=texts)

    assert list(excluded(made.fresh())) == []
    assert [(hit.field, hit.word, hit.text) for hit in wording(made.fresh())] == [
        ("procedure", "罚款", "“办事流程”中写有“罚款”。"),
        ("township_duties", "查封", "“权责内容”中写有“查封”。"),
    ]


def test_arong_submits_only_what_every_township_agreed_to(arong):
    made = written(arong)
    applicant.consult(case=made.case, by=arong.seat(made.handler), lock=None)
    against = arong.townships[2].code
    made.positions(**{against: ("disagree", "人手不足。")})

    with pytest.raises(Refused, match="同意"):
        applicant.submit(case=made.fresh(), by=arong.seat(made.head), lock=None)


def test_arong_hears_experts_whose_views_are_read_like_opinions(arong):
    made = other_counties.Walk(arong, other_counties.texts(arong, "lcj", "秋季防火期路口值守登记"), -9)
    arong.play([made.script(State.CIRCULATING)])
    view = {"expert": "示例大学 · 林学教授", "asks": "可行吗？", "gist": "先培训，再值守。"}
    office, applicant_, justice = (
        client_of(arong.seat(who)) for who in ("bianban-jb", "lcj-fz", "justice-fz")
    )
    url = reverse("case-act", args=[made.case.uuid, "file_expert_view"])
    form = office.get(url)
    assert "从专业上看是否可行" in form.text  # the county's own question

    sent = {"lock": made.fresh().lock, "written_on": arong.today.isoformat(), **view}
    assert office.post(url, sent).status_code == 422  # no scan
    assert office.post(url, sent | {"files": scan()}).status_code == 302

    assert applicant_.get(url).status_code == justice.get(url).status_code == 403
    page = made.case.get_absolute_url()
    assert [view["gist"] in client.get(page).text for client in (office, applicant_, justice)] == [
        True,
        False,
        False,
    ]
    assert not made.fresh().dossier.round.reviews.filter(opinions__isnull=False).exists()  # nobody's answer
    made.opinions()
    made.do(circulation.conclude_circulation, "bianban-jb")
    said = [client.get(page).text for client in (office, applicant_, justice)]
    assert [text.count(view["gist"]) for text in said] == [1, 1, 1]
    assert all("专家书面意见" in text for text in said)
    summary = papers_about(made.case.uuid).get(kind=PaperKind.SUMMARY)
    assert "专家：示例大学 · 林学教授" in str(summary.content)
    bound = WholeFile(made.fresh(), arong.seat("party-office-jb")).manifest(record=False)
    assert any(view["gist"] in part.get("html", "") for part in bound["parts"])


def test_pages_of_arong_speak_of_its_own_rules_only(arong):
    made = written(arong)
    client = client_of(arong.seat(made.handler))

    form = client.get(f"/cases/{made.case.uuid}/edit/").text
    assert [field.label for field in arong.rules.fields if f"{field.label}" not in form] == []
    assert "第四条第（一）项" in form
    new = client.get("/cases/new/").text
    for page in (form, new, client.get("/desk/").text):
        assert [word for word in ("灵川", "桂林", "第三条第（", "简易程序", "召集人") if word in page] == []


def test_a_temporary_duty_turned_standing_says_so(arong):
    """第四条第（五）项 is the ground for that, and no other one: which lists it may enter goes by it."""
    duty = Duty.objects.filter(county=arong.county, list_kind__temporary=True).first()
    told = {}
    for ground in ("law", "standing"):
        changes = {"term": "standing", "ground": ground, "ground_evidence": "任务长期需要。"}
        facts = other_counties.texts(arong, duty.department.code, f"{duty.name}（{ground}）", **changes)
        made = other_counties.Walk(arong, facts, -3, adjusts=duty)
        made.start(kind="adjustment", duty=duty)
        made.write()
        case = made.fresh()
        told[ground] = [problem.text for problem in ready_to_submit(case)]
        applicant.discard(case=case, by=arong.seat(made.handler), lock=case.lock)

    named = "请选“阶段性、临时性工作任务转为常态化工作”"
    assert [ground for ground, said in told.items() if any(named in text for text in said)] == ["law"]


def test_what_the_city_approved_is_not_changed_without_it_by_being_called_temporary(arong):
    """第四条第（三）项: the banner alone approves what is temporary; that is not said of a standing duty by asking for a term. And
    only a temporary duty turns standing (第五项)."""
    duty = Duty.objects.filter(county=arong.county, versions__term_until=None).first()
    term = {"term": "temporary", "term_from": arong.workday(-2), "term_until": arong.workday(60)}
    changes = {
        "ground": "standing",
        "ground_evidence": "任务变化。",
        "source_kind": "county",
        "why_temporary": "期满即止。",
    }
    facts = other_counties.texts(arong, duty.department.code, f"{duty.name}（二）", **term, **changes)
    made = other_counties.Walk(arong, facts, -3, adjusts=duty)
    made.start(kind="adjustment", duty=duty)
    made.write()
    case = made.fresh()

    assert case.version.term == "temporary"
    assert case.path == case.rules.paths["adjustment"].any
    told = [problem.text for problem in ready_to_submit(case)]
    assert any("只用于把临时性、阶段性职责调整为常态" in text for text in told)
