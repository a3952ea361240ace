"""Every act between townships and departments in one table, as `supervision.acts` has its own."""

from supervision.acts import SPECS, Spec, from_flow
from voice import rules
from voice.flow import BurdenFlow, MatterFlow, PeriodFlow
from voice.kinds import KINDS, words_of
from voice.states import (
    BasisLevel,
    BurdenKind,
    BurdenState,
    Grade,
    MatterKind,
    MatterState,
    PeriodState,
    level_word,
)

MATTER = {spec.verb: spec for spec in from_flow(MatterFlow)}
PERIOD = {
    spec.verb: spec
    for spec in (
        Spec("hand_in", "提交评价", frozenset({PeriodState.RATING}), rules.may_rate),
        *from_flow(PeriodFlow),
    )
}
BURDEN = {spec.verb: spec for spec in from_flow(BurdenFlow)}
# whose words a matter's page shows; with the asking only what was handed in, its text stands above
SAID = {"ask": Spec("ask", "附件", frozenset(), rule=lambda matter, by: False), **MATTER}
SAID_OF_BURDENS = {
    "enter_burden": Spec("enter_burden", "附件", frozenset(), rule=lambda burden, by: False),
    **BURDEN,
}
SPECS |= {"matter": MATTER, "period": PERIOD, "burden": BURDEN}
AUDIT_LABELS = {
    "matter": "县乡协同",
    "ask": "提出",
    "matter_kind": "种类",
    "choice": "答复",
    "result": "结论",
    "grades": "评价",
    "asked": "被问的单位",
    "tell_late": "逾期上报",
    "recount": "重算期限",
    "burden": "考核评比清理",
    "enter_burden": "登记考核评比",
    "burden_kind": "种类",
    "outcome": "清理意见",
    "basis_level": "依据的层级",
    "hits": "文字提示",
    "period": "评价",
    "open_period": "开展评价",
    "rated": "评价的单位数",
    "sheets": "评价表",
    "year": "年度",
    **{spec.verb: spec.label for table in (MATTER, PERIOD, BURDEN) for spec in table.values()},
    **{state.value: state.label for states in (MatterState, PeriodState, BurdenState) for state in states},
}


def audit_values(county):
    """The words of coded facts: see accounts.pages.audit_lines."""
    words = {code: word for kind in KINDS for code, word in words_of(kind).items()}
    return {
        "matter_kind": dict(MatterKind.choices),
        "choice": words,
        "result": words,
        "grades": dict(Grade.choices),
        "burden_kind": dict(BurdenKind.choices),
        "outcome": dict(BurdenState.choices),
        "basis_level": {level: level_word(level, county, county.rules) for level in BasisLevel}
        if county
        else {},
    }
