"""Counties under other rules: each walks the path of its own file from draft to list, and none knows another's rules."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import County
from admission.act import Refused
from admission.actions import applicant, circulation
from admission.models import Application, Stay
from admission.opinions import lists_of_one_turned_standing, problems_of_review
from admission.pages.whole import WholeFile
from admission.states import State
from demo import other_counties
from demo.story import Tale
from documents.models import Paper, PaperKind
from regimes.queries import unready_units
from registry.queries import in_force
from tests.cast import client_of
from tests.conftest import COUNTIES
from tests.demo.own_words import pages_of, papers_of, said_elsewhere, typed_by_hand
from tests.factories import scan

READERS = {  # seats whose every page is read in a cut run; the other two counties' papers are
    "arong": ("{office}-fz", "lcj-fz"),
    "tongwei": ("{office}-fz",),
    "binxian": (),
    "rucheng": (),
}
FACTS = {each["regime"]: each for each in other_counties.counties()}
TOWNSHIPS = 3  # are enough to disagree
WALKED = {  # state after state, 草稿 and 征询 before them (regimes.md)
    "arong": ["submitted", "reviewing", "circulating", "deciding", "upper_review", "approved"],
    "binxian": ["submitted", "reviewing", "deciding", "approved"],
    "tongwei": ["submitted", "reviewing", "deciding", "approved"],
    "rucheng": ["submitted", "reviewing", "deciding", "approved"],
}


@pytest.fixture
def built(db, request):
    """The county of the regime asked for, with nothing in it."""
    return other_counties.build(FACTS[request.param], "!", townships=TOWNSHIPS)


@pytest.mark.parametrize("built", WALKED, indirect=True, ids=list(WALKED))
def test_a_case_walks_its_county_s_own_path(built):
    stage = other_counties.stage_of(built)
    stage.play(other_counties.scripts(stage))

    assert unready_units(Application.objects.first().regime) == []
    code = stage.rules.code
    standing = Application.objects.filter(state=State.APPROVED, kind="admission")
    standing = standing.exclude(version__term="temporary").get()
    walked = Stay.objects.filter(application=standing).order_by("entered_at").values_list("state", flat=True)
    assert [*walked, standing.state] == ["draft", "consulting", *WALKED[code]]
    assert standing.version.name in in_force(built, stage.today).values_list("name", flat=True)
    temporary = Application.objects.filter(version__term="temporary", state=State.APPROVED).last()
    assert (temporary is not None) == (code == "arong")
    kinds = set(built.list_kinds.values_list("key", flat=True))
    assert kinds - {"basic", "supporting", "recalled", "temporary"} == {
        each.key for each in stage.rules.lists
    }
    assert (built.categories.count() == 9) == (code == "rucheng")  # 九类权力
    if temporary:  # 第四条第（三）项: approved in the banner
        states = set(Stay.objects.filter(application=temporary).values_list("state", flat=True))
        assert State.UPPER_REVIEW not in states
        check_turned_standing(stage)
    check_own_words(stage)


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
        assert other.get_absolute_url() in pages.get(one.get_absolute_url()).text


def every_reader(stage):
    """The head of one unit of each kind that the county has; those above it read several counties, each in its words."""
    first = {unit.kind: unit for unit in reversed(stage.units.values()) if unit.kind != "upper"}
    return [f"{unit.code}-fz" for unit in first.values()]


def check_own_words(stage):
    """No page that its office and an applicant reach, and no paper, says another county's words or articles."""
    code, office = stage.rules.code, stage.rules.bodies.office.unit_key.replace("_", "-")
    read = papers_of(stage.county)
    whole = COUNTIES == "whole"
    for who in every_reader(stage) if whole else READERS[code]:
        typed = typed_by_hand() if whole else ()
        pages = pages_of(client_of(stage.seat(who.format(office=office))), typed=typed)
        assert len(pages) > 20
        read |= {f"{who} {url}": text for url, text in pages.items()}
    assert said_elsewhere(code, read) == set()


@pytest.fixture
def arong(db):
    return other_counties.stage_of(other_counties.build(FACTS["arong"], "!", townships=TOWNSHIPS))


def written(stage, **changes):
    """A draft of the banner's forestry bureau, each text as in the sample but for `changes`."""
    facts = other_counties.texts(stage, "lcj", "秋季防火期路口值守登记")
    made = other_counties.Walk(stage, facts | changes, -3)
    made.start()
    made.write()
    return made


def test_arong_takes_no_application_of_a_township(arong):
    township = arong.townships[0].code
    made = Tale(arong, {"name": "x", "department": "lcj"}, -1, by=township)

    with pytest.raises(Refused, match="不能作为申请主体"):
        applicant.start(kind="admission", by=arong.seat(made.handler))


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
    made = written(arong, **changes)
    applicant.consult(case=made.case, by=arong.seat(made.handler), lock=None)
    made.positions()

    with pytest.raises(Refused) as refused:
        applicant.submit(case=made.fresh(), by=arong.seat(made.head), lock=None)

    assert any("不纳入乡镇职责准入事项" in problem.text for problem in refused.value.problems)


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
    summary = Paper.objects.get(kind=PaperKind.SUMMARY)
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
    assert County.objects.get().name == "阿荣旗"


# A county that none of the five sources describes, written by docs/regime-file.md and nothing else: 编办 and 司法局
# review, the county approves, no city takes part, fifteen working days.
WRITTEN = """
code = "shili"
county = "621121"
title = "示例县乡镇职责准入办法"
document = "示办发〔2026〕1号"
issued = 2026-01-05
in_force_from = 2026-01-05
interpreter = "示例县委编办"
applicants = ["department", "township"]
agreement_is_precondition = false
has_procedures = false

[source_articles]
"第三条" = "部门申请时写明职责名称、依据、乡镇职责、部门职责；编办初评，司法局审查是否合法，县委、县政府批准。"
"第四条" = "初评、审查各在十五个工作日内完成。"

[cites]
scope = "第三条"

[units]
bianban = "县委编办"
justice = "县司法局"
party_office = "县委办公室"
government_office = "县政府办公室"

[bodies]
decision_verb = "批准"

[bodies.office]
article = "第三条"
unit_key = "bianban"
name = "示例县委编办"
short_name = "县委编办"

[[bodies.decision]]
article = "第三条"
key = "county_party"
name = "县委"
office_unit_key = "party_office"

[[bodies.decision]]
article = "第三条"
key = "county_government"
name = "县政府"
office_unit_key = "government_office"

[paths.admission]
article = "第三条"
any = ["submitted", "reviewing", "circulating", "deciding", "approved"]

[[members]]
article = "第三条"
unit_key = "justice"
question = "legality"
asks = "合法吗？"
may_disclaim = false
mandatory_always = true

[questions.legality]
label = "合法性"
findings = [{ key = "lawful", label = "合法" }, { key = "unlawful", label = "不合法", forces = "disagree" }]

[questions.adhoc]
label = "其他意见"

[limits]
accept = { days = 3, own_choice = true }
initial_review = { days = 15, article = "第四条" }
consultation = { days = 5, own_choice = true }
circulation = { days = 15, article = "第四条" }
coordination = { days = 10, own_choice = true }
meeting = { days = 10, own_choice = true }
signing = { days = 3, own_choice = true }
upper = { days = 10, own_choice = true }
correction = { days = 10, own_choice = true }
revision = { days = 10, own_choice = true }

[touches]
townships = ["members"]
department = ["members", "townships"]
related = ["related"]
list_kind = []
transfer_mode = ["townships"]
township_role = ["townships"]
term = ["townships"]
publication = []
guarantee_funding = ["townships"]
guarantee_staff = ["townships"]
guarantee_technology = ["townships"]
guarantee_training = ["townships"]
ground = ["townships"]

[matters]
cleanup = { own_choice = true }

[series]
admission = "示准申"
receipt = "示准受"
edition = "示准单"
""" + "".join(
    f"""
[[fields]]
article = "第三条"
key = "{key}"
label = "{label}"
storage = "{key}"
hint = "一行一条"
example = "示例：每月一次。"
touches = ["members", "townships"]
"""
    for key, label in (
        ("name", "职责名称"),
        ("basis", "依据"),
        ("township_duties", "乡镇职责"),
        ("department_duties", "部门职责"),
    )
)


def test_a_county_written_by_the_document_runs_end_to_end(db):
    county = other_counties.build(FACTS["tongwei"], "!", WRITTEN, TOWNSHIPS)
    stage = other_counties.stage_of(county)
    stage.play(other_counties.scripts(stage))

    case = Application.objects.get(state=State.APPROVED)
    walked = Stay.objects.filter(application=case).order_by("entered_at").values_list("state", flat=True)
    path = ["draft", "consulting", "submitted", "reviewing", "circulating", "deciding", "approved"]
    assert [*walked, case.state] == path
    assert case.rules.label("deciding") == "待县委、县政府批准"
    assert case.version.name in in_force(county, stage.today).values_list("name", flat=True)
    shown = client_of(stage.seat("slj-jb")).get("/regulation/").text
    assert "15个工作日（第四条）" in shown
    assert "本县也没有开展的：乡镇请部门协调" in shown
    assert "撤销" not in client_of(stage.seat("slj-jb")).get("/cases/new/").text
