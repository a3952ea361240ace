"""What an application about a listed duty goes by is the county's own file: its grounds, whether a revocation is joint, what its
guarantees are called and cite."""

import pytest
from django.urls import reverse

from admission.actions import applicant
from admission.columns import missing_columns
from admission.pages import contents, starting
from audit.record import SYSTEM
from documents.models import PaperKind
from documents.papers import papers_about
from regimes.actions import load_regime
from regimes.schema import parse
from regimes.states import GROUNDS_OF
from registry.states import EndKind
from tests.admission.forms import address, filled
from tests.cast import client_of, seat
from tests.factories import fresh, journey, listed_duty, problems, request_of, take_position
from tests.regimes.conftest import regime_text, with_ways

CHANGED = "工作任务有变化"


def own():
    """灵川's file as another county might write it: as 阿荣旗 第四条第（四）项 has the grounds, and no joint application."""
    text = regime_text("lingchuan")
    for here, instead in (
        ("joint_revocation = true ", "joint_revocation = false "),
        ('expired = { article = "第四条" }', f'changed = {{ own_choice = true, label = "{CHANGED}" }}'),
        ('staff = { article = "第九条" }', "staff = { own_choice = true }"),
        ('technology = { article = "第九条" }', 'technology = { article = "第九条", label = "技术力量" }'),
    ):
        assert text.count(here) == 1
        text = text.replace(here, instead)
    return text


@pytest.fixture
def county(lingchuan):
    load_regime(county=lingchuan, text=own(), by=SYSTEM)
    return lingchuan


def submit(case, who="zjj-fz"):
    return problems(applicant.submit, case, who)


# -- grounds ------------------------------------------------------------------------------------------------------------------


def test_only_the_county_s_grounds_are_offered_and_accepted(county):
    made = journey("consulting", route="revocation", ground="law").answer()

    assert submit(made.case) == [f"请选择撤销情形：已办结（第四条）；{CHANGED}（本县自定）。"]
    client = client_of("zjj-jb")
    form = client.get(address("case-edit", made.case)).context["form"]
    assert list(form.fields["ground"].choices) == [
        ("done", "已办结（第四条）"),
        ("changed", f"{CHANGED}（本县自定）"),
    ]
    assert form.fields["ground_evidence"].label == "情形的说明"
    sent = client.post(
        address("case-edit", made.case), filled(client, address("case-edit", made.case), ground="law")
    )
    assert list(sent.context["form"].errors) == ["ground"]


def test_what_is_written_of_a_ground_is_asked_for_by_its_own_article(county):
    made = journey("consulting", route="revocation", ground="changed", ground_evidence=" ").answer()

    assert submit(made.case) == ["请写明情形的说明（本县自定）。"]


def test_papers_and_pages_say_it_in_the_county_s_words(county):
    made = journey("approved", route="revocation", ground="changed", ground_evidence="改由部门办。").notice()
    case = made.case

    assert ("撤销情形", CHANGED) in [line[1:3] for line in contents.lines(case, case.version)]
    [application] = papers_about(case.uuid).filter(kind=PaperKind.APPLICATION)
    page = client_of("zjj-jb").get(reverse("case-paper", args=[case.uuid, application.uuid])).text
    assert CHANGED in page
    assert {row.end_kind for row in case.duty.versions.last().carriers.all()} == {"changed"}


def test_an_older_case_keeps_the_grounds_it_began_with(lingchuan):
    made = journey("submitted", route="revocation", ground="done")
    load_regime(county=lingchuan, text=own(), by=SYSTEM)

    assert fresh(made.case).rules.grounds_told("revocation") == "已办结、到期（第四条）"
    assert fresh(made.case).is_joint


# -- a revocation that is not joint -----------------------------------------------------------------------------------------


def test_townships_are_asked_as_of_any_application(county):
    case = journey("consulting", route="revocation").case
    asked = request_of(case, "lcz")

    page = client_of("lcz-fz").get(address("position", case, asked.pk))

    assert page.context["question"] == "灵川镇是否同意撤销这项职责？"
    assert [key for key, _ in page.context["form"].fields["answer"].choices] == [
        "agree",
        "conditional",
        "disagree",
    ]
    assert "联合" not in page.text.replace("联合国", "").replace("联席", "")


def test_who_disagrees_does_not_stand_in_the_way(county):
    made = journey("consulting", route="revocation", answers={"lcz": "disagree", "dxz": "conditional"})

    assert submit(made.case) == [
        f"{name}还没有答复；过期且催办后可记录逾期未复。" for name in ("灵川镇", "大圩镇")
    ]
    assert submit(made.answer().case) == []
    case = fresh(made.case)
    for who in ("zjj-jb", "bb-jb"):
        page = client_of(who).get(case.get_absolute_url()).text
        assert "联合申请" not in page


def test_a_township_asks_the_department_whose_duty_it_is(county):
    made = journey("draft", route="revocation", applicant="lcz", townships=("lcz",))

    assert submit(made.case, "lcz-fz") == ["还没有征询县住房城乡建设局的意见。"]
    made.consult()
    take_position(request_of(made.case, "zjj"), "conditional", text="先移交台账。")
    assert submit(made.case, "lcz-fz") == []


def test_a_township_still_asks_for_itself_alone(county):
    made = journey("consulting", route="revocation", applicant="lcz", townships=("lcz", "dxz")).answer()

    assert submit(made.case, "lcz-fz") == ["乡镇只能为本乡镇申请撤销。"]


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("zjj-jb", "写明情形和凭据，征询承担这项职责的乡镇，再按本县的程序办理。"),
        ("lcz-jb", "申请撤销本乡镇承担的这项职责；征询职责所属的部门，再提交；只涉及本乡镇。"),
    ],
)
def test_what_is_told_before_it_is_begun(county, who, told):
    duty = listed_duty()

    page = client_of(who).get(f"{reverse('case-new')}?kind=revocation&duty={duty.uuid}").text

    assert told in page
    assert "联合申请" not in page


def test_where_it_is_joint_that_is_told_as_before(lingchuan):
    duty = listed_duty()

    page = client_of("zjj-jb").get(f"{reverse('case-new')}?kind=revocation&duty={duty.uuid}").text

    assert "由贵单位与承担这项职责的乡镇联合申请撤销" in page


def test_which_duties_are_changed_is_told_by_the_grounds(lingchuan):
    page = client_of("zjj-jb").get(reverse("case-new")).text

    assert "清单内的事项，内容要改的：法律法规规章调整、机构职能调整、其他原因。" in page
    assert "转为常态" not in page  # 阿荣旗 第四条第（五）项


# -- guarantees -------------------------------------------------------------------------------------------------------------


def test_a_guarantee_that_is_missing_is_asked_for_by_its_own_article(county):
    case = journey("draft", guarantee_staff="", guarantee_technology="", guarantee_training="").case

    assert [problem.text for problem in missing_columns(case)] == [
        "人员保障没有填写，没有的写“无”。",  # 第九条 is not said to have it here
        "技术力量没有填写，没有的写“无”（第九条）。",
        "培训指导没有填写（第九条）。",
    ]


def test_the_form_puts_those_of_one_article_together(county):
    case = journey("draft").case

    page = client_of("zjj-jb").get(address("case-edit", case)).context["sheet"]
    sections = {each.heading: each for each in page.sections}

    together = sections["经费保障、技术力量、培训指导"]
    assert together.article == "第九条"
    assert [bound.name for bound in together.fields] == [
        "guarantee_funding",
        "cost",
        "guarantee_technology",
        "guarantee_training",
    ]
    assert sections["人员保障"].article == "本县自定"


def test_the_case_and_its_paper_call_them_so(county):
    case = journey("submitted").case

    told = dict(line[1:3] for line in contents.lines(case, case.version))
    assert {"经费保障", "技术力量"} <= told.keys()
    assert "技术保障" not in told
    [application] = papers_about(case.uuid).filter(kind=PaperKind.APPLICATION)
    page = client_of("zjj-jb").get(reverse("case-paper", args=[case.uuid, application.uuid])).text
    assert "技术力量" in page
    assert "技术保障" not in page


def test_the_page_of_a_duty_calls_them_so(county, client):
    """阿荣旗 第五条: 技术力量, 业务培训."""
    duty = listed_duty(guarantee_technology="配发记录仪。", guarantee_funding="每年2万元。")

    page = client.get(duty.get_absolute_url()).text

    for called, said in (("技术力量", "配发记录仪。"), ("经费", "每年2万元。")):
        assert f'<td class="strong">{called}</td><td>{said}</td>' in page


def test_grounds_with_a_list_in_them_are_divided_by_semicolons():
    told = starting.what(parse(regime_text("binxian")), "cancellation")

    assert told == "清单内的事项，不再列入的：政策法规调整；机构职能调整；简政放权、基层实际需求等情况。"


@pytest.mark.parametrize("kind", ["adjustment", "revocation"])
def test_a_draft_whose_kind_the_county_takes_no_more_stays_with_its_rules(lingchuan, kind):
    """Whoever writes on it and whoever was asked reads it still; it is not handed in."""
    made = journey("consulting", route=kind).answer()
    load_regime(county=lingchuan, text=with_ways({"cancellation"}), by=SYSTEM)

    applicant.save_text(case=made.case, by=seat("zjj-jb"), lock=None, ground_evidence="改写。")

    assert [client_of(who).get(made.case.get_absolute_url()).status_code for who in ("zjj-jb", "lcz-fz")] == [
        200,
        200,
    ]
    [told] = submit(made.case)
    label = fresh(made.case).kind_label
    assert told == f"本县现行制度（第2版）不再受理{label}申请，不能提交。"


def test_each_ground_of_a_revocation_is_a_kind_of_an_end():
    """What the application names is what the list keeps (`duty_list.settle`), whatever county's file it is."""
    assert set(GROUNDS_OF["revocation"]) <= set(EndKind.values)
