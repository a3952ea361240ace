"""A county opened on the pages alone: its units, its regime file, its first draft."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.actions import create_unit, open_county
from accounts.models import Post, Seat, Unit, User
from admission.act import Refused
from admission.actions.beginning import start
from audit.record import SYSTEM
from registry.models import ListKind
from tests import cast
from tests.cast import another_person, client_of, seat

LINGCHUAN = settings.BASE_DIR / "fixtures/regimes/lingchuan.toml"
UNITS = [  # name, 单位代码, 代号 of the file, 类别
    ("县委编办", "bb", "bianban", "office"),
    ("县委办公室", "xwb", "party_office", "party_gov"),
    ("县政府办公室", "zgb", "service_admin", "party_gov"),
    ("县委组织部", "zzb", "organization_dept", "department"),
    ("县民政局", "mzj", "civil_affairs", "department"),
    ("县司法局", "sfj", "justice", "department"),
    ("县财政局", "czj", "finance", "department"),
    ("县人社局", "rsj", "hr", "department"),
    ("召集人", "zjr", "convenor", "convenor"),
    ("县住建局", "zjj", "", "department"),
]


@pytest.fixture
def opened(db):
    """灵川县 without a unit, and its system administrator: of another sort than those the cast remembers."""
    cast.forget()
    county = open_county(code="450323", name="灵川县", short="灵", by=SYSTEM)
    person = User.objects.create(username="sys", display_name="系统管理员", password="x", county=county)
    Seat.objects.create(user=person, county=county, post=Post.SYSTEM_ADMIN)
    ListKind.objects.create(county=county, key="supporting", name="配合履职", order=1)
    yield county
    cast.forget()


def set_up(units):
    client = client_of(seat("sys"))
    for name, code, key, kind in units:
        row = {"name": name, "short_name": name, "code": code, "key": key, "kind": kind, "order": "1"}
        assert client.post("/manage/units/new/", row | {"is_standing": "on"}).status_code == 302


def load_regime():
    told = StringIO()
    call_command("load_regime", str(LINGCHUAN), stdout=StringIO(), stderr=told)
    return told.getvalue()


def upper(county):
    call_command("open_upper_body", "450323", "city_bianban", "sbb", "桂林市委编办", stdout=StringIO())


def test_units_set_up_on_the_pages_are_those_of_the_regime_file(opened):
    set_up(UNITS)
    upper(opened)

    assert load_regime() == ""
    case = start(kind="admission", by=another_person("zjj-fz", Unit.objects.get(code="zjj")))

    assert case.state == "draft"
    assert Unit.objects.get(code="zjj").key == "zjj"


def test_a_unit_set_up_as_another_kind_is_named_and_no_case_begins(opened):
    """An office that is a department would see what no page expects of it."""
    wrong = [(*row[:3], "department") if row[0] in ("县委编办", "县委办公室") else row for row in UNITS]
    set_up(wrong)
    upper(opened)
    said = [
        "县委编办（bianban）的类别须是联席会议办公室。",
        "县委办公室（party_office）的类别须是县委、县政府办公室或联席会议办公室。",
    ]

    told = load_regime()

    assert told.splitlines() == [f"提示（改好以前不能办理案件）：{sentence}" for sentence in said]
    with pytest.raises(Refused) as refused:
        start(kind="admission", by=another_person("zjj-fz", Unit.objects.get(code="zjj")))
    assert [problem.text for problem in refused.value.problems] == said


def test_a_unit_above_counties_does_not_stand_in_for_the_countys_own(opened):
    set_up([row for row in UNITS if row[0] != "县司法局"])
    upper(opened)
    create_unit(county=None, code="ssfj", key="justice", name="市司法局", kind="upper", by=SYSTEM)

    assert load_regime() == "提示（改好以前不能办理案件）：制度所列的单位还没有设立：县司法局（justice）。\n"


def test_the_body_above_another_county_is_not_this_one_s(opened):
    """Two cities' 编办 under one key: who wrote 灵川's key into his file is told before a case begins."""
    set_up(UNITS)
    create_unit(county=None, code="sbb", key="city_bianban", name="别市市委编办", kind="upper", by=SYSTEM)
    said = "桂林市委编办（city_bianban）不是本县的上级：请设定本县的上级单位；是别的市用了这个代号的，另取一个代号。"

    assert load_regime() == f"提示（改好以前不能办理案件）：{said}\n"
    with pytest.raises(Refused, match="不是本县的上级"):
        start(kind="admission", by=another_person("zjj-fz", Unit.objects.get(code="zjj")))
