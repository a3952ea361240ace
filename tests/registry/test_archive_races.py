"""A former case put down by two persons at the same moment: it is there once, and who came second is told."""

from datetime import date

from registry.actions import archive
from registry.models import ArchivedCase
from tests.cast import another_person, seat
from tests.factories import unit
from tests.racing import on_postgres

pytestmark = on_postgres
TRIALS = 25
FACTS = {
    "number": "2019-07",
    "title": "示例事项",
    "kind": "准入",
    "applicant": "县水利局",
    "decided_on": date(2019, 7, 1),
    "result": "admitted",
}


def test_one_number_is_put_down_once(race):
    """By the form and from a table."""
    county, other = unit("bb").county, another_person("bb-second", unit("bb"))

    seen = race(
        lambda: archive.archive_case(county=county, by=seat("bb-jb"), facts=FACTS),
        lambda: archive.archive_case(county=county, by=other, facts=FACTS),
        then=lambda: [ArchivedCase.objects.count()],
        trials=TRIALS,
    )

    assert {number for *_, number in seen} == {1}
    for results, _ in seen:
        assert sorted(results) == ["NotPossible('编号“2019-07”已经登记过。')", "won"]
