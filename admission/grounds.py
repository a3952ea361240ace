"""Why a listed duty is to change or end, in the words of the case's own rules (灵川 第四条, 第五条; 阿荣旗 第四条第（四）、（五）项)."""

from admission.states import Ground, Kind

HEADINGS = {Kind.REVOCATION: "撤销情形", Kind.ADJUSTMENT: "调整原因", Kind.CANCELLATION: "取消原因"}


def heading(kind):
    """How the ground is called on an application of the kind."""
    return HEADINGS[kind]


def evidence(case):
    """And what is said of it: of a revocation, by the grounds that the county has."""
    if case.kind != Kind.REVOCATION:
        return "原因和依据"
    only = {*case.rules.grounds_of(case.kind)} <= {Ground.DONE, Ground.EXPIRED}
    return "办结或到期的情况" if only else "情形的说明"


def ground_called(case, version):
    """The ground that the version names; "" where it names none."""
    return case.rules.ground_called(case.kind, version.ground)


def choices(case):
    """[(key, words)] to choose from; each with its article where they are of several."""
    rules, several = case.rules, "、" in case.rules.ground_source(case.kind)
    return [
        (key, f"{label}（{rules.ground_source(case.kind, key)}）" if several else label)
        for key, label in rules.grounds_of(case.kind).items()
    ]
