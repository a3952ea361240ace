"""历史档案 are in no statistics: not in the county's, not in those after admission, not in those of the bodies above."""

from io import BytesIO

from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import County
from audit import clock
from jointmeeting.pages.figures import of_county
from regimes.calendar import Calendar
from regimes.queries import current_regime
from registry.actions import archive
from registry.pages.region import Region
from registry.states import ArchivedResult
from tests.cast import client_of, days_later, seat
from tests.factories import listed_duty, make_case
from voice.pages.figures import PARTS


def figures(county):
    """All of them, as the convenor and a body above read them, drawn and as files."""
    charts = of_county(seat("zjr"), Calendar.load(), current_regime(county).rules)["charts"]
    book = load_workbook(BytesIO(client_of("zjr").get(reverse("figures-xlsx")).content))
    return {
        "charts": [(chart.id, chart.table) for chart in charts],
        "workbook": {sheet.title: list(sheet.values) for sheet in book},
        "after": {name: made(county).table for name, (_, made) in PARTS.items()},
        "above": list(Region(County.objects.filter(pk=county.pk), clock.today()).table()),
    }


def test_former_cases_are_in_no_statistics(lingchuan):
    make_case("rejected")
    duty = listed_duty()
    with days_later(30):
        before = figures(lingchuan)
        for number, result in enumerate(ArchivedResult.values):
            facts = {
                "number": f"旧{number}", "title": "示例事项", "kind": "准入", "applicant": "县住房城乡建设局",
                "applied_on": clock.today(), "decided_on": clock.today(), "result": result, "duty": duty,
            }  # fmt: skip
            archive.archive_case(county=lingchuan, by=seat("bb-jb"), facts=facts)

        assert figures(lingchuan) == before
    assert lingchuan.archived_cases.count() == len(ArchivedResult.values)
