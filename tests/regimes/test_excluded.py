"""阿荣旗 keeps 行政处罚、行政许可、行政强制等行政权力事项 out (第一条), and the handling of what happens suddenly (第七条): what
of an application's text names them, and what only sounds so.
"""

import pytest

from regimes.schema import parse
from tests.regimes.conftest import regime_text

POWERS = parse(regime_text("arong")).excluded_powers
EMERGENCY = "突发、紧急事件的处置"
REFUSED = [
    # 第七条: 涉及人民群众生命财产安全和公共安全的突发、紧急事件的处置工作
    ("突发环境事件处置", EMERGENCY),
    ("突发自然灾害处置", EMERGENCY),
    ("参与突发公共卫生事件现场处置", EMERGENCY),
    ("突发急性传染病疫情处置", EMERGENCY),
    ("突发事件报告和处置", EMERGENCY),
    ("紧急情况处置", EMERGENCY),
    ("应急处置工作", EMERGENCY),
    ("森林火灾扑救", EMERGENCY),
    ("发现火情立即组织扑救", EMERGENCY),
    ("接到火情后灭火", EMERGENCY),
    ("安全生产事故救援", EMERGENCY),
    ("险情处置", EMERGENCY),
    ("汛期抢险", EMERGENCY),
    ("山洪到来时组织紧急转移", EMERGENCY),
    ("组织村民救火", EMERGENCY),
    ("火场清理", EMERGENCY),
    ("明火扑灭后清理火场", EMERGENCY),
    # 第一条
    ("强制拆除违法建筑", "行政强制"),
    ("对违法建设组织强拆", "行政强制"),
    ("对乱倒垃圾的处以罚款", "行政处罚"),
    ("对不承担责任的处以罚款", "行政处罚"),
    ("情节轻微的给予警告", "行政处罚"),
    ("没收违法所得", "行政处罚"),
    ("核发农村建房许可证", "行政许可"),
    ("核发采伐证", "行政许可"),
    ("林木采伐证的审批", "行政许可"),
    ("暂扣车辆", "行政强制"),
    ("暂扣违规作业的机具", "行政强制"),
    ("封存物品", "行政强制"),
    ("对违规者处罚", "行政处罚"),
    ("对违规行为依法处罚", "行政处罚"),
    ("暂扣驾驶证", "行政处罚"),
    ("征收管理费", "其他行政权力事项"),
    ("征收卫生管理费", "其他行政权力事项"),
    ("水资源费行政征收", "其他行政权力事项"),
    ("作出行政裁决", "其他行政权力事项"),
    # who does not do what he should is fined: the words behind 不 are his
    ("对不进行登记者罚款", "行政处罚"),
    ("不得焚烧秸秆：违者罚款", "行政处罚"),
    ("不直接拆除而由乡镇强制拆除", "行政强制"),
    ("对不承担门前三包责任的处以罚款", "行政处罚"),
]
# said of what is not done, or not clearly: the office looks at it
LOOKED_AT = [
    ("不得强制拆除", "强制拆除"),
    ("只巡查、报告，不参与扑救和事故救援", "事故救援"),
    ("不负责险情处置", "险情处置"),
    ("不参加防火值守一天罚款50元", "罚款"),
    ("对不进行申报的商户吊销许可证", "吊销"),
    ("对不得焚烧而焚烧秸秆行为罚款500元", "罚款"),
    ("不承担环境卫生责任罚款", "罚款"),
]
LET_THROUGH = [
    "突发事件信息报告",
    "发现突发情况及时报告旗应急局",
    "参加应急处置演练",
    "组织突发事件应急处置培训",
    "报送应急处置情况统计",
    "保管应急救援物资、抢险物资",
    "群众没收到通知的补发一次",
    "保洁费没收齐的，再催一次",
    "火情报告",
    "防火期每日巡查",
    "森林草原防灭火宣传",
    "检查灭火器是否在有效期内",
    "险情报告旗水利局处置",
    "在路口设置警告标志",
    "发现强占河道的，当场劝导",
    "组织救火演练",
    "保持消防救火通道畅通",
    "救火知识宣传",
    "火场清理演练",
    "查验采伐证，没有的报告旗林草局",
    "协助农户准备采伐证申请材料",
    "发放老年证、残疾证",
    "颁发荣誉证书",
    "看管停放的车辆",
    "登记暂扣期满的通知",
    "封存选票、封存档案",
    "转送处罚文书",
    "违规行为的处罚依据宣传",
    "处罚信息公示",
    "收取保洁费",
    "发放土地征收补偿费",
    "征收补偿安置协议的宣传解释",
    "征收范围内地上附着物的登记",
    "只巡查、记录、报告，不涉及行政处罚、行政许可。",
]


def named(text):
    return [power.term for power in POWERS if power.hit(text)]


@pytest.mark.parametrize(("text", "term"), REFUSED)
def test_what_is_kept_out_is_found(text, term):
    assert named(text) == [term]


@pytest.mark.parametrize("text", LET_THROUGH)
def test_what_only_sounds_so_is_let_through(text):
    assert named(text) == []
    assert [power.mentions(text) for power in POWERS] == [[]] * len(POWERS)


@pytest.mark.parametrize(("text", "words"), LOOKED_AT)
def test_what_is_said_not_to_be_done_does_not_pass_unseen(text, words):
    assert [hit for power in POWERS for hit in power.mentions(text)] == [words]


@pytest.mark.parametrize("power", POWERS, ids=lambda power: power.term)
def test_the_sentence_that_a_refusal_advises_is_understood(power):
    """Said once in the text, it speaks of every place that sounds so; by itself it names nothing."""
    advised = f"不涉及{power.term}。"

    assert power.hit(advised) == ""
    assert power.mentions(advised) == []
    assert power.mentions(f"不涉及行政许可、{power.term}。") == []
    assert power.is_disclaimed(f"保管处罚台账。{advised}")
    assert not power.is_disclaimed(f"负责{power.term}。")
