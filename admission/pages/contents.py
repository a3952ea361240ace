"""What one version says, as labelled lines in the regulation's order; and what differs between two."""

from typing import NamedTuple

from accounts.words import at_level
from admission.grounds import evidence, ground_called, heading
from admission.listed import HELD, ListedText
from admission.states import ENDINGS, Kind, Term
from config.templatetags.chinese import crange, join_cn
from registry.states import TownshipRole, TransferMode

COMPARED = {*HELD, "townships", "list_kind", "category", "term"}  # lines that the list has an answer to


class Line(NamedTuple):
    """`old` is the earlier text where it differs, else None. `aside`: may be folded away."""

    key: str
    label: str
    value: str
    old: str | None = None
    aside: bool = False

    @property
    def changed(self):
        return self.old is not None


def own_label(case, storage, usual):
    """How the county's file calls the field, unless that has the usual word in it; "" where it asks no such thing."""
    label = next((field.label for field in case.rules.fields if field.storage == storage), "")
    return usual if usual and usual in label else label


def lines(case, version):
    """Every line with something to say; the regime's fields first, then what every application says."""
    rules = case.rules
    told = [
        Line(field.key, field.label, version.value(field) or "", aside=field.storage == "text")
        for field in rules.fields_of(case.kind)
        if field.storage != "name"
    ]
    if case.kind == Kind.REVOCATION:
        told.append(_townships(version, "涉及乡镇"))
    if case.kind != Kind.ADMISSION:
        told += _ground(case, version)
    if case.kind not in ENDINGS:
        told += [Line(*row) for row in _columns(version)]
        told += [Line(*row, aside=True) for row in _more(case, version)]
    if case.kind == Kind.CANCELLATION:
        told += [_townships(version, "承担乡镇"), Line("related", "相关部门", names(version.related.all()))]
    return [line for line in told if line.value]


def against_list(case, version):
    """The lines of an adjustment, its name too, each with the listed text where that differs; else all as they are.

    What the list does not hold – the argument, what it costs – stands as it is.
    """
    told = lines(case, version)
    if case.kind != Kind.ADJUSTMENT:
        return told
    listed = ListedText(case)
    # who looked into the publication is said with it, so that the words always differ
    compared = COMPARED if version.is_public != listed.is_public else COMPARED - {"is_public"}
    before = {line.key: line.value for line in lines(case, listed)}
    told = [
        line._replace(old=before.get(line.key, ""))
        if line.key in compared and before.get(line.key, "") != line.value
        else line
        for line in told
    ]
    if version.name != listed.name:
        told.insert(0, Line("name", "职责名称", version.name, listed.name))
    gone = [(key, old) for key, old in before.items() if key in compared and key not in {x.key for x in told}]
    labels = {line.key: line.label for line in lines(case, listed)}
    return told + [Line(key, labels[key], "", old) for key, old in gone]


def marked(case, earlier, version):
    """The lines marked against the list where the application is to change it, else against the 稿 before."""
    if case.kind == Kind.ADJUSTMENT:
        return against_list(case, version)
    return compared(case, earlier, version)


def compared(case, old, new):
    """The lines of `new`, each with the text of `old` where they differ; what was taken out too."""
    before = {line.key: line for line in lines(case, old)} if old else {}
    after = {line.key: line for line in lines(case, new)}
    told = [
        line._replace(old=before[key].value if key in before else "")
        if old and (key not in before or before[key].value != line.value)
        else line
        for key, line in after.items()
    ]
    gone = [line._replace(value="", old=line.value) for key, line in before.items() if key not in after]
    return told + gone


def names(units):
    return join_cn(unit.short_name for unit in units)


def townships(version, county_has=None):
    """甲镇、乙镇; 全部12个乡镇 where it is every one."""
    units = list(version.townships.all())
    if county_has and len(units) == county_has:
        return f"全部{county_has}个乡镇"
    return names(units)


def term(version):
    if version.term != Term.TEMPORARY:
        return Term(version.term).label if version.term else ""
    days = (
        crange(version.term_from, version.term_until)
        if version.term_from or version.term_until
        else "起止日期未填"
    )
    return f"临时性、阶段性，{days}"


def _columns(version):
    yield "department", "职责所属部门", version.department.short_name if version.department else ""
    yield "townships", "承担乡镇", names(version.townships.all())
    yield "related", "相关部门", names(version.related.all())
    yield "transfer_mode", "下放方式", _label(TransferMode, version.transfer_mode)
    yield "township_role", "承担方式", _label(TownshipRole, version.township_role)
    yield "list_kind", "拟列入", str(version.list_kind or "")
    yield "category", "类别", str(version.category or "")
    yield "term", "期限", term(version)
    if version.term == Term.TEMPORARY:
        yield (
            "source_kind",
            "来源",
            source_of(version.application, version.source_kind),
        )
        yield "why_temporary", "不宜列入《清单》的原因", version.why_temporary


def source_of(case, key):
    """Where a temporary duty comes from, in the words of the rules the case goes by."""
    return at_level(case.rules.temporary_source(key), case.county.name)


def guarantees(case, version):
    """(column, the clause of the case's rules, what the version promises) of each."""
    for key, clause in case.rules.guarantees.items():
        yield f"guarantee_{key}", clause, getattr(version, f"guarantee_{key}")


def _more(case, version):
    for key, clause, text in guarantees(case, version):
        yield key, clause.label, text
        if key == "guarantee_funding":
            cost = version.cost
            yield "cost", "每年所需经费", f"{cost.normalize():f}万元" if cost is not None else ""
    yield "is_public", "是否公开", _publication(version)
    yield "similarity_note", "与相近事项的区别", version.similarity_note


def _townships(version, label):
    return Line("townships", label, names(version.townships.all()))


def _ground(case, version):
    return [
        Line("ground", heading(case.kind), ground_called(case, version)),
        Line("ground_evidence", evidence(case), version.ground_evidence),
    ]


def _publication(version):
    if version.is_public is None:
        return ""
    said = "主动公开" if version.is_public else f"不予公开：{version.publication_ground}"
    return f"{said}（{version.publication_checked_by}审查）" if version.publication_checked_by else said


def _label(choices, value):
    return choices(value).label if value else ""
