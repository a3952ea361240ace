"""灵川县 for a demonstration and for tests: its units, accounts, roster, regime and calendar.

Everything goes through the actions of accounts, regimes and registry. No real persons: a display name is
the post. The units are those of 办发〔2023〕3号, the departments the sample list names, and the twelve townships.
"""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import actions
from accounts.acting import Acting, acting
from accounts.models import County, Post, RosterRole, Seat, UnitKind
from audit import clock
from audit.record import SYSTEM
from regimes.actions import load_calendar, load_regime
from registry.loading import set_up_kinds
from registry.models import Category

CODE = "450323"
PASSWORD = "demo-2026"  # noqa: S105 - shown on the login page on purpose
DOCUMENT = "办发〔2023〕3号"
SINCE = date(2023, 3, 15)
FIXTURES = Path(settings.BASE_DIR) / "fixtures"


class Body(NamedTuple):
    code: str
    short: str
    name: str
    kind: str = UnitKind.DEPARTMENT
    key: str = ""
    is_standing: bool = True


OFFICE, PARTY_GOV = UnitKind.OFFICE, UnitKind.PARTY_GOV
CONVENOR = Body(
    "zjr", "联席会议召集人", "灵川县乡镇职责准入制度联席会议召集人", UnitKind.CONVENOR, "convenor"
)
# In the order of 第二条.
MEMBERS = [
    Body("xwb", "县委办公室", "中共灵川县委办公室", PARTY_GOV, "party_office"),
    Body("zgb", "县政府办公室（政管办）", "灵川县人民政府办公室（政管办）", PARTY_GOV, "service_admin"),
    Body("zzb", "县委组织部", "中共灵川县委组织部", key="organization_dept"),
    Body("bb", "县委编办", "中共灵川县委机构编制委员会办公室", OFFICE, "bianban"),
    Body("mzj", "县民政局", "灵川县民政局", key="civil_affairs"),
    Body("sfj", "县司法局", "灵川县司法局", key="justice"),
    Body("czj", "县财政局", "灵川县财政局", key="finance"),
    Body("rsj", "县人力资源社会保障局", "灵川县人力资源和社会保障局", key="hr"),
]
DEPARTMENTS = [
    Body("fgj", "县发展和改革局", "灵川县发展和改革局"),
    Body("jyj", "县教育局", "灵川县教育局"),
    Body("gaj", "县公安局", "灵川县公安局"),
    Body("zrj", "县自然资源局", "灵川县自然资源局"),
    Body("hbj", "灵川生态环境局", "桂林市灵川生态环境局"),
    Body("zjj", "县住房城乡建设局", "灵川县住房和城乡建设局"),
    Body("jtj", "县交通运输局", "灵川县交通运输局"),
    Body("slj", "县水利局", "灵川县水利局"),
    Body("nyj", "县农业农村局", "灵川县农业农村局"),
    Body("lyj", "县林业局", "灵川县林业局"),
    Body("wgj", "县文化广电体育和旅游局", "灵川县文化广电体育和旅游局"),
    Body("wjj", "县卫生健康局", "灵川县卫生健康局"),
    Body("tyj", "县退役军人事务局", "灵川县退役军人事务局"),
    Body("yjj", "县应急管理局", "灵川县应急管理局"),
    Body("scj", "县市场监管局", "灵川县市场监督管理局"),
    Body("tjj", "县统计局", "灵川县统计局"),
    Body("ybj", "县医疗保障局", "灵川县医疗保障局"),
    Body("cgj", "县城市管理局", "灵川县城市管理监督局"),
    Body("xfj", "县信访局", "灵川县信访局"),
    Body("cjb", "县创建办", "灵川县文明城市创建工作领导小组办公室", is_standing=False),
]
UPPER = Body("sbb", "桂林市委编办", "中共桂林市委机构编制委员会办公室", UnitKind.UPPER, "city_bianban")
SUPERVISORS = [
    Body("rd", "县人大常委会办公室", "灵川县人民代表大会常务委员会办公室", UnitKind.SUPERVISOR),
    Body("sjj", "县审计局", "灵川县审计局", UnitKind.SUPERVISOR),
    Body("jw", "县纪委监委", "中共灵川县纪律检查委员会、灵川县监察委员会", UnitKind.SUPERVISOR),
]
ADMINISTRATORS = [
    ("sys", "系统管理员", Post.SYSTEM_ADMIN),
    ("sec", "安全管理员", Post.SECURITY_ADMIN),
    ("aud", "审计管理员", Post.AUDIT_ADMIN),
]
CATEGORIES = [
    "党的建设",
    "乡村振兴",
    "民生服务",
    "平安法治",
    "自然资源",
    "生态环保",
    "水利",
    "应急管理",
    "林业",
    "农业农村",
    "城乡建设",
    "交通运输",
    "市场监管",
    "卫生健康",
    "教育体育",
    "文化旅游",
    "综合政务",
]


@transaction.atomic
def build(password=PASSWORD, today=None) -> County:
    """The county with everything a case needs; the delegation runs around `today`."""
    today = today or clock.today()
    county = actions.open_county(
        code=CODE,
        name="灵川县",
        short="灵",
        organiser_name="中共灵川县委机构编制委员会办公室",
        host_name="（示例，待填）",
        is_demo=True,
        by=SYSTEM,
    )
    seats = _seats(county, make_password(password))
    _second_seats(seats)
    _roster(seats)
    actions.delegate(
        seat=seats["sfj-fz"],
        to_seat=seats["sfj-jb"],
        valid_from=today - timedelta(days=14),
        valid_until=today + timedelta(days=16),
        document="灵司发〔2026〕11号（示例）",
        by=SYSTEM,
    )
    load_regime(county=county, text=_read("regimes/lingchuan.toml"), by=SYSTEM, at=clock.now())
    for year in sorted((FIXTURES / "calendar").glob("*.csv")):
        load_calendar(text=year.read_text(), by=SYSTEM)
    set_up_kinds(county)
    Category.objects.bulk_create(
        Category(county=county, name=name, order=order) for order, name in enumerate(CATEGORIES, 1)
    )
    return county


def seat(username, post=None) -> Acting:
    """The account acting from its first seat, or from the one with that post."""
    held = Seat.objects.select_related("user", "unit__county", "county").filter(user__username=username)
    if post:
        held = held.filter(post=post)
    return acting(held.order_by("id").first())


def _read(name):
    return (FIXTURES / name).read_text(encoding="utf-8")


def _townships():
    return [
        Body(row["account"], row["name"], f"灵川县{row['name']}人民政府", UnitKind.TOWNSHIP)
        for row in csv.DictReader(_read("demo/townships.csv").splitlines())
    ]


def _seats(county, encoded):
    """{username: seat} of every unit's accounts and of the administrators."""
    seats = {}

    def person(username, display_name, post, **where):
        user = actions.create_user(
            username=username, display_name=display_name, county=county, encoded=encoded, by=SYSTEM
        )
        seats[username] = actions.grant_seat(user=user, post=post, by=SYSTEM, **where)

    def staff(unit):
        person(f"{unit.code}-jb", f"{unit.short_name}经办人", Post.HANDLER, unit=unit)
        person(f"{unit.code}-fz", f"{unit.short_name}负责人", Post.HEAD, unit=unit)

    convenor, *others = [CONVENOR, *MEMBERS, *DEPARTMENTS, *_townships(), *SUPERVISORS]
    unit = add_unit(county, convenor, 0)
    person("zjr", "联席会议召集人", Post.CONVENOR, unit=unit)
    person("zjr2", "联席会议第二召集人", Post.CONVENOR, unit=unit)
    for order, body in enumerate(others, 1):
        staff(add_unit(county, body, order))
    upper = add_unit(None, UPPER, 100)
    actions.set_upper_body(county=county, unit=upper, by=SYSTEM)
    staff(upper)
    for username, name, post in ADMINISTRATORS:
        person(username, name, post, county=county)
    return seats


def add_unit(county, body, order):
    """The body as a unit of the county; with None, as one above counties."""
    return actions.create_unit(
        county=county,
        code=body.code,
        key=body.key,
        name=body.name,
        short_name=body.short,
        kind=body.kind,
        is_standing=body.is_standing,
        order=order,
        contact_post="办公室",
        telephone=f"示例000-00000{order:02}",
        by=SYSTEM,
    )


def _second_seats(seats):
    """One person with two seats, and a convenor who must stand aside where 县应急管理局 applies."""
    for username, unit_of, post in (("bb-jb", "zzb-jb", Post.HANDLER), ("zjr2", "yjj-fz", Post.HEAD)):
        actions.grant_seat(user=seats[username].user, unit=seats[unit_of].unit, post=post, by=SYSTEM)


def _roster(seats):
    rows = [
        ("zjr", RosterRole.CONVENOR, "召集人"),
        ("zjr2", RosterRole.CONVENOR, "召集人"),
        *[(f"{body.code}-fz", RosterRole.MEMBER, f"{body.short}负责人") for body in MEMBERS],
        *[(f"{body.code}-jb", RosterRole.LIAISON, f"{body.short}有关负责同志") for body in MEMBERS],
        ("bb-fz", RosterRole.DIRECTOR, "县委编办主任"),
    ]
    for username, role, title in rows:
        actions.add_roster_entry(
            seat=seats[username], role=role, title=title, document=DOCUMENT, valid_from=SINCE, by=SYSTEM
        )
