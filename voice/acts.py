"""Every act between townships and departments in one table, as `supervision.acts` has its own."""

from supervision.acts import Spec, from_flow
from voice.flow import MatterFlow
from voice.kinds import KINDS, words_of
from voice.states import Grade, MatterKind, MatterState

MATTER = {spec.verb: spec for spec in from_flow(MatterFlow)}
# whose words a matter's page shows; with the asking only what was handed in, its text stands above
SAID = {"ask": Spec("ask", "附件", frozenset(), rule=lambda matter, by: False), **MATTER}
AUDIT_LABELS = {
    "matter": "县乡协同",
    "ask": "提出",
    "matter_kind": "种类",
    "choice": "答复",
    "result": "结论",
    "grades": "评价",
    "asked": "被问的单位",
    "tell_late": "逾期上报",
    **{spec.verb: spec.label for spec in MATTER.values()},
    **{state.value: state.label for state in MatterState},
}


def audit_values(county):
    """The words of coded facts: see accounts.pages.audit_lines."""
    words = {code: word for kind in KINDS for code, word in words_of(kind).items()}
    return {
        "matter_kind": dict(MatterKind.choices),
        "choice": words,
        "result": words,
        "grades": dict(Grade.choices),
    }
