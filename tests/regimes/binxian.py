"""A county of 黑龙江 as a regime file: its list goes 县级审定 → 市级审核 → 省级备案 (指导意见（试行）四(一))."""

from tests.regimes.test_other_counties import COMMON, fields

LIST_PATH = """
[list_path]

[[list_path.steps]]
article = "四（一）"
key = "county"
label = "县委、县政府审定"
unit_key = "party_office"
body = "县委、县政府"
verb = "审定"
may_return = true

[[list_path.steps]]
article = "四（一）"
key = "city"
label = "市级审核"
unit_key = "city_bianban"
body = "哈尔滨市委编办"
verb = "审核"
may_return = true

[[list_path.steps]]
article = "四（一）"
key = "province"
label = "省级备案"
unit_key = "province_bianban"
body = "黑龙江省委编办"
verb = "备案"
numbered = false
"""
BINXIAN = (
    """
code = "binxian"
county = "230125"
title = "关于推行乡镇（街道）职责清单的指导意见（试行）"
document = "示例"
issued = 2022-01-01
in_force_from = 2022-01-01
interpreter = "县委编办"
applicants = ["department"]
agreement_is_precondition = false
has_procedures = false

[source_articles]
"三（二）" = "未经党委和政府统一部署，各职能部门不得将自身权责事项派交乡镇（街道）承担。"
"四（一）" = "各县（市、区）制定的乡镇（街道）职责任务清单由所属市（地）审核后统一报省委编办备案。"

[units]
bianban = "县委编办"
party_office = "县委办公室"
city_bianban = "哈尔滨市委编办"
province_bianban = "黑龙江省委编办"

[bodies.office]
own_choice = true
unit_key = "bianban"
name = "中共宾县县委机构编制委员会办公室"
short_name = "县委编办"

[[bodies.decision]]
article = "三（二）"
key = "county_party"
name = "县委"
office_unit_key = "party_office"

[paths.admission]
article = "三（二）"
any = ["submitted", "reviewing", "deciding", "approved"]

[series]
admission = "宾准申"
receipt = "宾准受"
edition = "宾准单"
"""
    + fields(
        "own_choice = true",
        ("name", "职责名称", True, ["townships"]),
        ("basis", "法定依据", True, ["townships"]),
        ("township_duties", "乡镇职责", True, ["townships"]),
        ("department_duties", "部门职责", True, ["townships"]),
    )
    + COMMON
    + LIST_PATH
)
