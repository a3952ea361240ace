"""What a file means by what it leaves out, spelled out once it is read; and what holds for one of a time when it could not say it:
what could be done then goes on."""

from dataclasses import replace
from types import MappingProxyType

from regimes import states
from regimes.clauses import Ground, Guarantee, Matter


def spelled_out(rules):
    """ "members" in a touches list becomes the units asked, units not asked go; no term means the label, no [matters] all."""
    everyone = [member.unit_key for member in rules.asked]

    def spell(touches):
        keys = (key for word in touches for key in (everyone if word == states.EVERY_MEMBER else [word]))
        return tuple(key for key in dict.fromkeys(keys) if key in states.PARTIES or key in everyone)

    labels = (
        dict(rules.state_labels)
        if rules.sources
        else {"consulting": states.CONSULTING_BEFORE} | rules.state_labels
    )
    return replace(
        rules,
        state_labels=MappingProxyType(labels),
        matters=MappingProxyType(_matters(rules)),
        guarantees=MappingProxyType(_guarantees(rules)),
        grounds=MappingProxyType(
            {kind: _grounds(rules, kind) for kind in rules.kinds if kind != "admission"}
        ),
        joint_revocation=_is_joint(rules),
        fields=tuple(
            replace(each, touches=spell(each.touches), term=each.term or each.label) for each in rules.fields
        ),
        touches=MappingProxyType({key: spell(touches) for key, touches in rules.touches.items()}),
    )


def _matters(rules):
    if rules.matters is None:
        every = {key: Matter(key=key, own_choice=True, mutual=key in states.MUTUAL) for key in states.MATTERS}
    else:
        every = dict(rules.matters)
    if not rules.sources and states.VETOED in every:  # nor any [sources] then
        every[states.VETOED] = replace(every[states.VETOED], veto_except=states.VETO_BEFORE)
    return every


def _guarantees(rules):
    """Each in its own words, else the usual ones; one article stood behind all of them before there was a table."""
    of_all = rules.cites.get("guarantees", "")
    told = {
        key: Guarantee(key=key, article=of_all, own_choice=not of_all) for key in states.GUARANTEES
    } | dict(rules.guarantees or {})
    return {key: replace(each, label=each.label or states.GUARANTEES[key]) for key, each in told.items()}


def _grounds(rules, kind):
    """Of a kind of application; before there was a table, the usual ones by the article of its way."""
    way, told = rules.paths[kind], dict((rules.grounds or {}).get(kind, {}))
    if not told:
        of_way = {"article": way.article, "own_choice": way.own_choice}
        told = {key: Ground(key=key, **of_way) for key in states.GROUNDS_BEFORE[kind]}
    return MappingProxyType(
        {key: replace(each, label=each.label or states.GROUNDS[key]) for key, each in told.items()}
    )


def _is_joint(rules):
    """As the file says; one that has no word of it at all is of the time when every revocation was (灵川 第四条)."""
    if rules.joint_revocation is None:
        return "joint_revocation" not in rules.sources
    return rules.joint_revocation
