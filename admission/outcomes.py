"""Which way a case goes: its procedure by rule, and where a step with several outcomes leads (`GET_STATE`).

Pure functions of the case and its rows.
"""

from admission.states import Procedure, State


def by_rule(case):
    """The procedure the rule gives on a lawful case, and why (workflow.md, “Procedure by rule”)."""
    if case.dossier.every_convenor_conflicted:
        return Procedure.GENERAL, "申请方是全部召集人所在单位，按一般程序办理。"
    if case.dossier.disagreeing:
        names = "、".join(concern.unit.short_name for concern in case.dossier.disagreeing)
        return Procedure.GENERAL, f"与{names}协商未达成一致意见{case.rules.cited('general')}。"
    return Procedure.SIMPLE, f"合法合规、符合上级要求，且协商一致{case.rules.cited('simple')}。"


def is_confirmed(case):
    """Whether the case goes the short path of a revocation: confirmed by the office, not reviewed (第四条).

    A county whose regime circulates revocations reviews them like everything else.
    """
    return leads_from_review(case, State.SIGNING)


def leads_from_review(case, state):
    """Whether the state comes next after 初评 on the case's path."""
    return state in case.path and _after(case, State.REVIEWING) == state


def after_submission(case):
    """待受理; after a correction back to the state it was returned from (settled 10)."""
    return State(case.came_from or State.SUBMITTED)


def after_circulation(case):
    """Simple and unanimous → what its path says (审签 in 第三条第（三）项第1目, 审定 in a county without it); general → what this
    version still lacks; no procedures → 审定, or the meeting."""
    dossier = case.dossier
    if not case.rules.has_procedures:
        return State.DECIDING if State.DELIBERATING not in case.path else State.DELIBERATING
    if case.procedure == Procedure.SIMPLE and dossier.unanimous:
        return _after(case, State.CIRCULATING)
    return after_both(case) if dossier.coordinated else State.COORDINATING


def after_coordination(case):
    """审议, or what the path has in its place, where this version was circulated; else 征求意见 first."""
    return after_both(case) if case.dossier.circulated else State.CIRCULATING


def after_both(case):
    """What follows 征求意见 and 协调会, whichever of them came first: 审议 (第三条第（三）项第2目), or 审定 in a county whose general
    path has no meeting."""
    path = case.rules.path(case.kind, Procedure.GENERAL, temporary=case.is_temporary)
    meets = State.DELIBERATING in path or State.COORDINATING not in path
    return State.DELIBERATING if meets else State.DECIDING


def after_deliberation(case):
    """What its path says: what the meeting passed goes to 审定 (灵川 第三条第（三）项第2目); in other counties it reports upward, or
    admits."""
    return _after(case, State.DELIBERATING) if State.DELIBERATING in case.path else State.DECIDING


def after_deferral(case):
    """暂缓审议 stays; a resolution that asks for coordination (the act's `choice`) goes back there."""
    return State.COORDINATING if case.choice == State.COORDINATING else State.DELIBERATING


def after_signature(case):
    """What its path says: a revocation ends with the convenor's consent (灵川 第四条), an admission is reported upward
    (第三条第（三）项第1目); other counties decide on what was signed, or admit by it."""
    return _after(case, State.SIGNING)


def after_decision(case):
    """To the upper body where the path has one, else approved."""
    return _after(case, State.DECIDING)


def after_return(case):
    """Back to the meeting, or to the office where the path has none."""
    return State.DELIBERATING if State.DELIBERATING in case.path else State.REVIEWING


def _after(case, state):
    """The next state on the case's path."""
    path = case.path
    return State(path[path.index(state) + 1])
