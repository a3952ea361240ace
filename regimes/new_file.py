"""What is asked of a file that is loaded now, besides `checks`; what is stored already was good when it came, and is read for ever."""

from itertools import pairwise

from regimes.checks import SHORT_SLUG, again, mentioned


def unanswered(rules):
    answered = {member.question for member in rules.members} | {"adhoc"}
    for key in rules.questions:
        if key not in answered:
            yield f"questions.{key}：没有一个成员单位答这一问"


def unmentioned(rules):
    """A key that slipped under [units] would be a unit nobody ever sets up; a name written wrong elsewhere is told there."""
    named = {unit_key for _, unit_key in mentioned(rules)}
    for key in rules.units if named <= set(rules.units) else ():
        if key not in named:
            yield f"units.{key}：文件里没有一处用到这个单位"


def deciding(rules):
    """Each body's decision is registered under its key."""
    yield from again("bodies.decision", "key", [body.key for body in rules.bodies.decision], "代号")
    for number, body in enumerate(rules.bodies.decision, 1):
        if not SHORT_SLUG.fullmatch(body.key):
            yield f"bodies.decision第{number}项.key：只能用小写字母、数字和下划线，以字母开头，不超过30个字"


def matters_said(rules):
    if rules.matters is None:
        yield "matters：缺少这一张表：本县开展哪几种县乡协同和后续监督，各写出处；一种也没有的，写一张空的[matters]"


def unreached(rules):
    """Who is named for a step that no path has would never be asked."""
    passed = {
        state for path in rules.paths.values() for variant in path.variants.values() for state in variant
    }
    if rules.members and "circulating" not in passed:
        yield "members第1项：没有一条程序经过circulating，成员单位不会被征求意见：写进程序，或者不写members"
    if rules.bodies.upper and "upper_review" not in passed:
        yield "bodies.upper：没有一条程序经过upper_review，案件不会报上级：写进程序，或者不写bodies.upper"


def undivided(rules):
    """Without procedures nobody chooses between ways: what was circulated goes to be decided (`admission.outcomes`)."""
    for kind, path in rules.paths.items() if not rules.has_procedures else ():
        for variant, sequence in path.variants.items():
            if ("circulating", "deciding") not in pairwise(sequence) and "circulating" in sequence:
                yield f"paths.{kind}.{variant}：has_procedures为false，circulating之后只能是deciding"


CHECKS_OF_A_NEW_FILE = (unanswered, unmentioned, deciding, matters_said, unreached, undivided)
