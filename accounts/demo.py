"""The table of demo accounts on the login page, from the rows of the demo county."""

from dataclasses import dataclass, field
from itertools import groupby

from django.conf import settings
from django.db.models import Q

from accounts.models import County, RosterEntry, RosterRole, Seat, UnitKind

PASSWORD = "demo-2026"  # noqa: S105 - printed on the page on purpose

WHO = {
    UnitKind.DEPARTMENT: ("申请方", "起草申请、征询意见、提交、补正和修改"),
    UnitKind.TOWNSHIP: ("乡镇", "答复征询、申请撤销"),
    UnitKind.OFFICE: ("办公室", "受理、初评、征求意见、汇总、上报、发布清单"),
    "member": ("成员单位", "各答自己的审查问题"),
    UnitKind.CONVENOR: ("召集人", "审签、召集联席会议、签署纪要"),
    UnitKind.PARTY_GOV: ("审定", "筹备会议、登记审定结果、印发通知"),
    UnitKind.UPPER: ("上级", "备案审核"),
    UnitKind.SUPERVISOR: ("监督", "查阅办结的案件、反映和督办、统计，不办理"),
    "administrators": ("管理", "只管账号、规则、审计，不能办案"),
}
ORDER = list(WHO)
ELSEWHERE = (
    UnitKind.OFFICE,
    UnitKind.DEPARTMENT,
    UnitKind.PARTY_GOV,
)  # of the other demo counties; their townships would be many
AT_ONCE = 2  # units of a kind that are named at once; the others unfold


@dataclass
class Row:
    """A unit, or the administrators together."""

    kind: str
    name: str
    own: bool = True
    accounts: list = field(default_factory=list)


@dataclass
class Group:
    """The units whose people do the same."""

    kind: str
    rows: list

    @property
    def who(self):
        return WHO[self.kind][0]

    @property
    def does(self):
        return WHO[self.kind][1]

    @property
    def first(self):
        return self.rows[:AT_ONCE]

    @property
    def others(self):
        return self.rows[AT_ONCE:]


def accounts():
    """[Group] of the demo county's people, its own first, of the bodies above and of other demo counties' bodies.

    Empty when the demo is off. Three queries.
    """
    county = County.objects.filter(is_demo=True).order_by("pk").first() if settings.DEMO else None
    if county is None:
        return []
    members = set(
        RosterEntry.objects.filter(county=county, role=RosterRole.MEMBER).values_list("seat__unit", flat=True)
    )
    rows = {}
    for seat in _seats(county):
        own = seat.county_id in (county.pk, None)
        row = rows.setdefault(seat.unit_id, Row(_kind(seat, members), _name(seat, county), own))
        if seat.user.username not in row.accounts:
            row.accounts.append(seat.user.username)
    rows = sorted(rows.values(), key=lambda row: (ORDER.index(row.kind), not row.own))
    return [Group(kind, list(of_kind)) for kind, of_kind in groupby(rows, key=lambda row: row.kind)]


def _seats(county):
    others = Q(unit__kind__in=ELSEWHERE, unit__county__is_demo=True) | Q(unit__kind=UnitKind.UPPER)
    return (
        Seat.objects.filter(Q(county=county) | others, is_active=True, user__is_active=True)
        .select_related("user", "unit__county", "county")
        .order_by("unit__order", "unit_id", "id")
    )


def _kind(seat: Seat, members):
    if seat.unit is None:
        return "administrators"
    if seat.unit.kind == UnitKind.DEPARTMENT and seat.unit_id in members:
        return "member"
    return UnitKind(seat.unit.kind)


def _name(seat: Seat, county):
    if seat.unit is None:
        return "三名管理员"
    elsewhere = seat.unit.county not in (None, county)
    return f"{seat.unit.county} · {seat.unit.short_name}" if elsewhere else seat.unit.short_name
