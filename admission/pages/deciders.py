"""Which of the county's bodies decide what, as the rules page tells it: by the kind of application and the term of the duty."""

from itertools import pairwise

from admission.states import Kind

SIGNED = "审签就批准"
TEMPORARY = "有明确时限的临时性、阶段性职责"
DECIDED = ("decision_verb", "decision_verb_temporary")  # of [sources], where a file has them


def named(rules, kind, variant):
    """县委、县政府: who decides applications of the kind on that way; where temporary duties go the same way to others, both."""
    standing, temporary = (_names(rules.deciders(kind, temporary=each)) for each in (False, True))
    if variant == "temporary":
        return temporary
    if standing == temporary or rules.paths[kind].temporary:
        return standing
    return f"{standing}（{TEMPORARY}：{temporary}）"


def rows(rules):
    """[(who, what they do, source)]: what holds for admissions of standing duties first, then what others decide, or in another
    word, each with what it is about."""
    ways, told = _ways(rules), []
    every = [each for of in ways.values() for each in of]
    for (deciders, verb), of in ways.items():
        said = verb if (Kind.ADMISSION, False) in of else f"{_about(of, every)}：{verb}"
        told.append((_names(deciders), said, _source(rules, deciders, temporary=all(term for _, term in of))))
    return told


def admitted_by(rules):
    """[(who, what, source)] of the kinds on which no body decides after the convenor's signature or the meeting; that a
    revocation ends with the signature, its own way says."""
    ways = {}
    for kind in rules.kinds:
        for path in rules.paths[kind].variants.values():
            if said := _last_word(path, rules):
                kinds = ways.setdefault((*said, rules.paths[kind].source), [])
                kinds += [kind] if kind not in kinds and (said[1], kind) != (SIGNED, Kind.REVOCATION) else []
    return [
        (who, f"{'、'.join(Kind(kind).label for kind in kinds)}：{what}", source)
        for (who, what, source), kinds in ways.items()
        if kinds
    ]


def _last_word(path, rules):
    """(who, what) of the county's last word on a path without 审定, where it admits or is the meeting's."""
    then = dict(pairwise(path))
    if then.get("signing") == "approved":
        return rules.bodies.convenor.short_name, SIGNED
    if then.get("deliberating") in ("approved", "upper_review"):
        said = "就批准" if then["deliberating"] == "approved" else f"就报{rules.bodies.upper.name}"
        return rules.worded("联席会议"), f"审议通过{said}"
    return None


def _ways(rules):
    """{(bodies, word): [(kind, whether temporary)]} of whatever comes to the county's bodies."""
    ways = {}
    for temporary in (False, True):
        for kind in rules.kinds:
            open_to = rules.paths[kind].open_to(temporary=temporary)
            if any("deciding" in path for path in open_to.values()):
                way = rules.deciders(kind, temporary=temporary), rules.decision_verb(temporary=temporary)
                ways.setdefault(way, []).append((kind, temporary))
    return ways


def _about(of, every):
    """撤销; 临时性、阶段性职责的准入: which applications are meant; temporary ones as a whole, where all of `every` are here."""
    standing, temporary = (
        [kind for kind, is_temporary in of if is_temporary == each] for each in (False, True)
    )
    if not standing and temporary == [kind for kind, is_temporary in every if is_temporary]:
        return TEMPORARY
    either = [kind for kind in standing if kind in temporary]
    parts = {
        "": either,
        "常态职责的": [kind for kind in standing if kind not in either],
        "临时性、阶段性职责的": [kind for kind in temporary if kind not in either],
    }
    return "；".join(
        which + "、".join(Kind(kind).label for kind in kinds) for which, kinds in parts.items() if kinds
    )


def _source(rules, deciders, *, temporary):
    """The article of the decision as a whole where it is all of them who decide, else of these bodies."""
    key = DECIDED[temporary]
    if deciders == rules.bodies.decision and key in rules.sources:
        return rules.source(key)
    return "、".join(dict.fromkeys(body.source for body in deciders))


def _names(bodies):
    return "、".join(body.name for body in bodies)
