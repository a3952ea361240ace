"""Where a step with several outcomes leads: pure functions of the case and its rows, for `GET_STATE`."""

from admission.states import Kind, Procedure, State


def after_submission(case):
    """待受理; after a correction back to the state it was returned from (settled 10)."""
    return State(case.came_from or State.SUBMITTED)


def after_circulation(case):
    """Simple and unanimous → 审签; general → what this version still lacks; no procedures → 审定 (第三条第（三）项)."""
    dossier = case.dossier
    if not case.rules.has_procedures:
        return State.DECIDING
    if case.procedure == Procedure.SIMPLE and dossier.unanimous:
        return State.SIGNING
    return State.DELIBERATING if dossier.coordinated else State.COORDINATING


def after_coordination(case):
    """审议 where this version was circulated, else 征求意见 first."""
    return State.DELIBERATING if case.dossier.circulated else State.CIRCULATING


def after_deferral(case):
    """暂缓审议 stays; a resolution that asks for coordination (the act's `choice`) goes back there."""
    return State.COORDINATING if case.choice == State.COORDINATING else State.DELIBERATING


def after_signature(case):
    """A revocation ends with the convenor's consent (第四条); an admission is reported upward (第三条第（三）项第1目)."""
    return State.APPROVED if case.kind == Kind.REVOCATION else _after(case, State.SIGNING)


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
