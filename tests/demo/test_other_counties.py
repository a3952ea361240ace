"""Counties under other rules: each walks the path of its own file from draft to list, and none knows another's rules."""

import pytest

from accounts.models import County
from admission.act import Refused
from admission.actions import applicant
from admission.models import Application, Stay
from admission.states import State
from demo import other_counties
from demo.story import Tale
from regimes.queries import unready_units
from registry.models import DutyVersion
from registry.queries import in_force
from tests.cast import client_of

FACTS = {each["regime"]: each for each in other_counties.counties()}
WALKED = {  # state after state, 草稿 and 征询 before them (regimes.md)
    "arong": ["submitted", "reviewing", "circulating", "deciding", "upper_review", "approved"],
    "binxian": ["submitted", "reviewing", "deciding", "approved"],
    "tongwei": ["submitted", "reviewing", "deciding", "approved"],
    "rucheng": ["submitted", "reviewing", "deciding", "approved"],
}


@pytest.fixture
def built(db, request):
    """The county of the regime asked for, with nothing in it."""
    return other_counties.build(FACTS[request.param], "!")


@pytest.mark.parametrize("built", WALKED, indirect=True, ids=list(WALKED))
def test_a_case_walks_its_county_s_own_path(built):
    stage = other_counties.stage_of(built)
    stage.play(other_counties.scripts(stage))

    assert unready_units(Application.objects.first().regime) == []
    code = stage.rules.code
    standing = Application.objects.filter(state=State.APPROVED).exclude(version__term="temporary").get()
    walked = Stay.objects.filter(application=standing).order_by("entered_at").values_list("state", flat=True)
    assert [*walked, standing.state] == ["draft", "consulting", *WALKED[code]]
    assert standing.version.name in in_force(built, stage.today).values_list("name", flat=True)
    temporary = Application.objects.filter(version__term="temporary", state=State.APPROVED).first()
    assert (temporary is not None) == (code == "arong")
    if temporary:  # 第四条第（三）项: approved in the banner
        states = set(Stay.objects.filter(application=temporary).values_list("state", flat=True))
        assert State.UPPER_REVIEW not in states
    assert DutyVersion.objects.filter(duty__county=built).count() == (2 if temporary else 1)


@pytest.fixture
def arong(db):
    return other_counties.stage_of(other_counties.build(FACTS["arong"], "!"))


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
    against = arong.townships[3].code
    made.positions(**{against: ("disagree", "人手不足。")})

    with pytest.raises(Refused, match="同意"):
        applicant.submit(case=made.fresh(), by=arong.seat(made.head), lock=None)


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
