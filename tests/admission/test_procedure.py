import re

from django.conf import settings

from admission import procedure
from admission.acts import SPECS
from admission.models import Application
from admission.states import State
from regimes.states import CONSULTING_BEFORE, LABELS


def test_the_page_says_what_the_transitions_do():
    page = settings.BASE_DIR / "docs" / "procedure.md"

    assert page.read_text(encoding="utf-8") == procedure.text(), "运行 manage.py write_procedure"


def test_every_rule_and_condition_has_words():
    assert {spec.rule for spec in SPECS.values()} == set(procedure.WHO)
    assert {check for spec in SPECS.values() for check in spec.checks} == set(procedure.WHEN)


def test_a_state_has_one_usual_name():
    """But 事前酝酿, as files that give it no name of their own mean it (`regimes.states.CONSULTING_BEFORE`)."""
    usual = LABELS | {"consulting": CONSULTING_BEFORE}

    assert {state.value for state in State} == usual.keys()
    assert {state.label for state in State if usual[state]} == set(filter(None, usual.values()))


def test_the_design_s_table_names_the_states_of_the_transitions():
    """docs/design/workflow.md, “Transitions”: its second column, of which every word that is a state counts."""
    text = (settings.BASE_DIR / "docs" / "design" / "workflow.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|", text.partition("## Transitions")[2], re.MULTILINE))

    def named(words):
        return {State(word) for word in re.findall(r"\w+", words) if word in State.values}

    assert {
        spec.verb: tuple(map(named, told[spec.verb].split("→"))) for spec in SPECS.values() if spec.moves
    } == {
        spec.verb: (spec.states, targets) if (targets := _targets(spec)) else (spec.states,)
        for spec in SPECS.values()
        if spec.moves
    }


def _targets(spec):
    """Where the transition may lead; nothing where the state stays."""
    transitions = getattr(Application, spec.verb)._django_fsm.transitions.values()
    every = [getattr(each.target, "allowed_states", [each.target]) for each in transitions]
    return {State(state) for states in every for state in states if state}
