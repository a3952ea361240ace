"""Who stands above a county: the path of its list and the rights to its cases know the same bodies."""

from itertools import pairwise

import pytest

from accounts import actions
from accounts.models import County, Unit, UnitKind
from accounts.queries import LEVELS, above, stands_above
from audit.record import SYSTEM
from registry.draft_path import bodies_above

pytestmark = pytest.mark.django_db


def test_both_know_as_many_levels():
    """A county, the body of its 地区, its city's, its province's, and one more that has no part in it."""
    county = County.objects.create(code="450323", name="灵川县", short="灵")
    chain = [
        actions.create_unit(
            county=None, code=f"up{n}", name=f"上级{n}", kind=UnitKind.UPPER, order=n, by=SYSTEM
        )
        for n in range(LEVELS + 1)
    ]
    for lower, upper in pairwise(chain):
        actions.set_above(unit=lower, above=upper, by=SYSTEM)
    actions.set_upper_body(county=county, unit=chain[0], by=SYSTEM)
    county.refresh_from_db()

    assert bodies_above(county) == chain[:LEVELS]
    assert list(Unit.objects.filter(above(county.pk)).order_by("pk")) == chain[:LEVELS]
    assert [stands_above(unit, county) for unit in chain] == [True] * LEVELS + [False]
