"""What the demonstration of one county shows of that which its own document has and the others' have not."""

from django.urls import reverse

from accounts.models import UnitKind
from demo import other_counties
from tests.cast import client_of
from voice.models import Period


def test_tongwei_s_evaluation_was_filled_in_both_ways(five):
    """通渭 第12项 双向考核评议: townships rated departments and departments townships; every one has its result."""
    stage = other_counties.stage_of(five["tongwei"])
    [period] = Period.objects.filter(county=stage.county)
    units = {
        kind: {unit.short_name for unit in stage.units.values() if unit.kind == kind}
        for kind in (UnitKind.DEPARTMENT, UnitKind.TOWNSHIP)
    }

    page = client_of(stage.seat("party-office-fz")).get(reverse("period", args=[period.uuid]))

    assert "示例数据" in period.title
    shown = {side.title: side.rows for side in page.context["results"]}
    assert {title: {unit.short_name for unit, _ in rows} for title, rows in shown.items()} == {
        "乡镇评价部门": units[UnitKind.DEPARTMENT],
        "部门评议乡镇": units[UnitKind.TOWNSHIP],
    }
    raters = {title: {row["raters"] for _, row in rows} for title, rows in shown.items()}
    assert raters == {
        "乡镇评价部门": {len(units[UnitKind.TOWNSHIP])},
        "部门评议乡镇": {len(units[UnitKind.DEPARTMENT])},
    }
    assert all(row["all"] for rows in shown.values() for _, row in rows)
    of_its_own = client_of(stage.seat("slj-fz")).get(reverse("period", args=[period.uuid])).context["results"]
    assert [side.title for side in of_its_own] == ["乡镇评价部门"]


NINE = (
    "行政许可",
    "行政处罚",
    "行政给付",
    "行政强制",
    "行政确认",
    "行政裁量",
    "行政征收",
    "监督检查",
    "其他权力",
)  # 湖南 第一项


def test_rucheng_s_public_list_has_the_nine_kinds_of_power_and_what_villages_help_with(five, client):
    """湖南 第一项: 细化行政许可 … 和其他权力等权责事项; 第七项: 明确村（社区）依法协助行政事项清单."""
    duties = five["rucheng"].duties.select_related("list_kind", "category")
    powers, village = (list(duties.filter(list_kind__key=key)) for key in ("powers", "village"))
    assert [duty.category.name for duty in powers] == list(NINE)
    assert {duty.list_kind.name for duty in village} == {"村（社区）依法协助行政事项清单"}
    assert village
    assert all(duty.is_sample for duty in (*powers, *village))

    public = reverse("duty-list")
    for there, others in ((powers, village), (village, powers)):
        shown = client.get(f"/c/431026{public}", {"kind": there[0].list_kind.key}, follow=True).text
        assert [duty.code for duty in there if duty.name not in shown or duty.code not in shown] == []
        assert [duty.code for duty in others if duty.name in shown] == []
