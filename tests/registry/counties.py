"""Several counties for the tests: two cities below one province, each county with an office, a department, townships."""

from dataclasses import dataclass

from accounts import actions as accounts
from accounts.acting import acting
from accounts.models import Post, Seat, Unit, UnitKind
from audit.record import SYSTEM
from registry import actions
from registry.loading import set_up_kinds
from tests.registry.conftest import FROM, facts

NAMES = {
    "450321": ("阳朔县", "阳"),
    "450323": ("灵川县", "灵"),
    "450324": ("全州县", "全"),
    "450203": ("鱼峰区", "鱼"),
}


def body(key, name, *, above=None):
    """A unit above counties."""
    unit = accounts.create_unit(county=None, key=key, code=key, name=name, kind=UnitKind.UPPER, by=SYSTEM)
    if above:
        accounts.set_above(unit=unit, above=above, by=SYSTEM)
    return unit


def seat_of(unit, post=Post.HANDLER, county=None):
    """An Acting of the unit; `county`: whose administrator looks after the account."""
    user = accounts.create_user(
        username=f"{unit.code}-{unit.county.code if unit.county else 'upper'}-{post}",
        display_name="工作人员",
        county=county or unit.county,
        by=SYSTEM,
        encoded="!",
    )
    return acting(Seat.objects.create(user=user, unit=unit, county=unit.county, post=post))


@dataclass
class Place:
    """A county and its units by code: place["zrj"]."""

    county: object
    kinds: dict

    def __getitem__(self, code):
        return Unit.objects.get(county=self.county, code=code)

    @property
    def townships(self):
        return [self["one"], self["two"]]

    def duty(self, name, *, kind="supporting", number="", townships=None, **more):
        """A duty in force since FROM; gives the version."""
        version = actions.enter_duty(
            county=self.county,
            facts=facts(name, **more),
            townships=townships or self.townships,
            list_kind=self.kinds[kind],
            category=None,
            department=self["zrj"],
        )
        return actions.set_effective(
            version=version,
            document_number=number or f"{self.county.short}编发〔2025〕9号",
            issued_on=FROM,
            effective_from=FROM,
        )

    def publish(self, on, number):
        head = Seat.objects.filter(unit=self["bb"], post=Post.HEAD).first()
        by = acting(head) if head else seat_of(self["bb"], Post.HEAD)
        return actions.publish_edition(county=self.county, document_number=number, published_on=on, by=by)


def place(code, upper=None):
    name, short = NAMES[code]
    county = accounts.open_county(code=code, name=name, short=short, by=SYSTEM)
    if upper:
        accounts.set_upper_body(county=county, unit=upper, by=SYSTEM)
    for order, (key, unit, kind) in enumerate(
        [
            ("bb", "县委编办", UnitKind.OFFICE),
            ("zrj", "县自然资源局", UnitKind.DEPARTMENT),
            ("one", f"{name}第一镇", UnitKind.TOWNSHIP),
            ("two", f"{name}第二乡", UnitKind.TOWNSHIP),
        ]
    ):
        accounts.create_unit(county=county, code=key, name=unit, kind=kind, order=order, by=SYSTEM)
    return Place(county, {kind.key: kind for kind in set_up_kinds(county).values()})
