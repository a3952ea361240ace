"""What is a slip and what is an adjustment (I-53, I-68), kind by kind."""

import pytest

from registry.slips import is_slip

UNITS = [
    ("县水利局", "水利局"),
    ("县自然资源局", "自然资源局"),
    ("中共灵川县委机构编制委员会办公室", "县委编办"),
    ("灵川镇", "灵川镇"),
]


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("typing", "做好登汛巡查", "做好防汛巡查"),
        ("typing", "整顿软弱涣撒组织", "整顿软弱涣散组织"),
        ("typing", "巡巡查隐患点", "巡查隐患点"),
        ("typing", "做好登汛巡查,报告", "做好防汛巡查、报告"),
        ("typing", "巡査隐患點", "巡查隐患点"),
        ("punctuation", "巡查,报告", "巡查、报告。"),
        ("punctuation", "《条例》", "《条例》。"),
        ("punctuation", "巡查 报告", "巡查报告"),
        ("unit_name", "由县自然资料局处置", "由县自然资源局处置"),
        ("unit_name", "由县编办汇总", "由县委编办汇总"),
        ("unit_name", "中共灵川县委机构编制委员会办公室", "县委编办"),
        ("number", "灵编发[2026]21号", "灵编发〔2026〕12号"),
        ("number", "依据第12条规定", "依据第21条规定"),
        ("number", "灵编发〔2025〕9号", "灵编发〔2026〕9号"),
    ],
)
def test_a_slip(kind, old, new):
    assert is_slip(kind, old, new, UNITS)


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("typing", "每周巡查一次", "每周巡查二次"),
        ("typing", "每月2次", "每月3次"),
        ("typing", "负责处置", "不负责处置"),
        ("typing", "应当报告", "可以报告"),
        ("typing", "由乡镇处置", "由部门处置"),
        ("typing", "牵头巡查", "配合巡查"),
        ("typing", "县水利局负责", "县水务局负责"),
        ("typing", "灵川镇巡查", "大圩乡巡查"),
        ("typing", "每周巡查隐患点", "每周清理排水沟"),
        ("typing", "同样", "同样"),
        ("typing", "巡查,报告", "巡查、报告"),
        ("typing", "巡查 报告", "巡查报告"),
        ("typing", "经费3.5万元，登汛", "经费35万元，防汛"),
        ("punctuation", "巡查、报告", "巡查、处置"),
        ("punctuation", "经费3.5万元", "经费35万元"),
        ("punctuation", "不超过10%", "不超过10"),
        ("punctuation", "水位≥3米", "水位3米"),
        ("unit_name", "由县水利局处置", "由县自然资源局处置"),
        ("unit_name", "由乡镇处置", "由县水利局处置"),
        ("unit_name", "由处置", "由县水利局处置"),
        ("unit_name", "县水利局办、县编办办", "县自然资源局办、县委编办办"),
        ("number", "每月2次", "每月20次"),
        ("number", "经费2026万元", "经费2025万元"),
        ("number", "灵编发〔2026〕12号", "灵政办〔2026〕12号"),
        ("number", "灵编发〔2026〕12号，每月2次", "灵编发〔2026〕21号，每月3次"),
    ],
)
def test_an_adjustment(kind, old, new):
    assert not is_slip(kind, old, new, UNITS)
