"""Why an act cannot be done yet, in words for the person who tried."""

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing in the way. `anchor` is the form field to jump to, if there is one."""

    text: str
    anchor: str = ""


def found(check, case):
    """The problems `check` finds in the case, worked out once until `case.forget()`."""
    known = case.__dict__.setdefault("_problems", {})
    if check.__name__ not in known:
        known[check.__name__] = list(check(case))
    return known[check.__name__]


def clear(check):
    """A django-fsm condition that holds when `check(case)` finds no problems."""

    def condition(case):
        return not found(check, case)

    condition.problems = check
    condition.__name__ = check.__name__
    condition.__doc__ = check.__doc__
    return condition
