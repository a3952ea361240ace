"""What an issued paper says, as labelled lines read from its snapshot: the paper stays, whatever the case became."""

from datetime import date

from django.urls import reverse

from accounts.models import Unit
from admission.models import Version
from admission.pages.contents import source_of
from admission.paper_words import ABSENT, CAME, STANCES
from admission.states import Outcome, Procedure, Term, View
from audit import clock
from config.templatetags.chinese import cdate, cday, join_cn
from documents.models import PaperKind
from documents.papers import after, corrected, has_wrong_number, said_of_number
from registry.models import Category, ListKind
from registry.states import TownshipRole, TransferMode

FOLDED = 3  # papers of one kind
DAMAGED = "在服务器上被改动过"

LABELS = {
    "title": "会议",
    "case": "申请编号",
    "number": "申请编号",
    "version": "文稿",
    "to": "主送",
    "round": "轮次",
    "due": "答复期限",
    "cover_note": "来文说明",
    "asks": "审查问题",
    "reason": "内容和理由",
    "article": "依据条款",
    "lawful": "合法合规",
    "lawful_basis": "合法合规的依据",
    "conforming": "符合上级要求",
    "conforming_basis": "符合上级要求的依据",
    "division": "职责分工",
    "guarantees": "保障措施",
    "procedure": "程序",
    "finding": "审查结论",
    "view": "总体意见",
    "conditions": "条件",
    "reasons": "理由",
    "conclusion": "汇总情况",
    "opinions": "各单位意见",
    "paper_on": "落款日期",
    "held_on": "召开日期",
    "place": "地点",
    "called_by": "召集人",
    "attendance": "出席单位",
    "guests": "列席",
    "items": "审议结果",
    "minutes": "会议情况",
    "summary": "协商情况",
    "parties": "参加单位",
    "note": "批语",
    "seal": "所签内容的校验值",
    "sent_on": "上报日期",
    "issued_on": "印发日期",
    "effective_on": "生效日期",
}
# what a paper's own number is called; an organ's 发文字号 has no other name than 文号
NUMBERS = {
    PaperKind.APPLICATION: "申请编号",
    PaperKind.RECEIPT: "受理编号",
    PaperKind.MEETING_MINUTES: "纪要编号",
}
DAYS = ("due", "paper_on", "held_on", "sent_on", "issued_on", "effective_on", "term_from", "term_until")
# the minutes know a further one: a deferral that asks for coordination
OUTCOMES = {**dict(Outcome.choices), "coordinate": "暂缓审议，再次协调"}
CHOICES = {
    "procedure": Procedure,
    "view": View,
    "term": Term,
    "transfer_mode": TransferMode,
    "township_role": TownshipRole,
}
TIED = {"department": Unit, "townships": Unit, "related": Unit, "list_kind": ListKind, "category": Category}


def lines(paper, case, since=()):
    """[(label, text)] in the order in which an office reads a paper, its own number first; nothing twice. `since`: the
    papers that stood for it, one after another, since its number was put right."""
    if not paper.is_as_issued:
        return []
    said = paper.content
    number = paper.number
    if since:
        is_wrong = has_wrong_number(paper, since)
        number += (
            f"（有误，已更正为{since[-1].number}）" if is_wrong else f"（{said_of_number(paper, since)}）"
        )
    own = [(NUMBERS.get(paper.kind, "文号"), number)] if number else []
    if isinstance(said.get("version"), dict):
        return own + _application(said["version"], case)
    known = [key for key in LABELS if key in said and said[key] != (paper.number or None)]
    told = [(LABELS[key], text) for key in known if (text := _text(key, said, case))]
    return own + list(dict.fromkeys(told))


def _text(key, said, case):
    value = said[key]
    if value in (None, "", [], {}):
        return ""
    if key in DAYS:
        return cdate(date.fromisoformat(value))
    if key == "ground":
        return case.rules.ground_called(case.kind, value)
    if key in CHOICES:
        return CHOICES[key](value).label if value in CHOICES[key].values else ""
    match key:
        case "version":
            return f"第{value}稿"
        case "round":
            return f"第{value}轮"
        case "to":
            return join_cn(value)
        case "opinions":
            return "\n".join(f"{unit}：{STANCES.get(stance, stance)}" for unit, stance in value.items())
        case "parties" | "attendance":
            return "\n".join(_party(*party) for party in value)
        case "items":
            return "\n".join(_item(*item) for item in value)
        case "finding":
            return _finding(value, said.get("review"), case)
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def _party(name, came, position):
    """`came`: in words, or whether it did (of a coordination meeting, where nobody is excused)."""
    how = came if isinstance(came, str) else CAME if came else ABSENT
    return f"{name}（{how}）{position}"


def _item(number, title, result, wording):
    """One item of an extract: which application, the outcome, and the wording resolved; the paper's title names it."""
    return f"{number}：{OUTCOMES.get(result, result)}。{wording}"


def _finding(key, review, case):
    """The finding's label in the question of the review it answers: questions share keys, not always labels."""
    asked = next((row.question for row in case.dossier.every_review if row.pk == review), "")
    question = case.rules.questions.get(asked)
    return next((found.label for found in question.findings if found.key == key), "") if question else ""


def _application(contents, case):
    """The application form: the regime's fields, then the columns, in the words of the form."""
    texts = contents.get("texts", {})
    fields = {field.storage if field.storage != "text" else field.key: field for field in case.rules.fields}
    told = [(field.label, str(contents.get(key) or texts.get(key) or "")) for key, field in fields.items()]
    called = {f"guarantee_{key}": clause.label for key, clause in case.rules.guarantees.items()}
    for column in Version._meta.concrete_fields:
        value = contents.get(column.attname)
        if column.name in fields or column.name == "texts" or value in (None, ""):
            continue
        told.append((called.get(column.name, str(column.verbose_name)), _column(column.name, value, case)))
    told += [(label, _names(Unit, contents.get(key, []))) for key, label in _ties()]
    return [(label, text) for label, text in told if text]


def _ties():
    return [(field.name, str(field.verbose_name)) for field in Version._meta.many_to_many]


def _column(name, value, case):
    if name == "source_kind":
        return source_of(case, value)
    if name == "ground":
        return case.rules.ground_called(case.kind, value)
    if name in TIED:
        return _names(TIED[name], [value])
    if name in CHOICES:
        return CHOICES[name](value).label
    if name in DAYS:
        return cdate(date.fromisoformat(str(value)))
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def _names(model, pks):
    found = model.objects.in_bulk(pks)
    return join_cn(str(found[pk]) for pk in pks if pk in found)


def paper_name(paper, case):
    """受理通知书（灵准受〔2026〕37号）, in the case's own words; a reply by whose it is, a letter by whom it asks."""
    match paper.kind:
        case PaperKind.REPLY:
            said = paper.title.partition("关于")[0]
        case PaperKind.CIRCULATION if paper.is_as_issued:
            said = "、".join(paper.content.get("to", ()))
        case _:
            said = paper.number
    kind = paper.title if paper.kind == PaperKind.APPLICATION else case.words(paper.get_kind_display())
    return f"{kind}（{said}）" if said else kind


def rows(case, issued):
    """For components/files.html, newest first; one whose number was wrong is struck through, one whose row was changed in
    the database is named as damaged."""
    replaced = corrected(issued)
    return [_row(paper, case, after(paper, replaced)) for paper in reversed(issued)]


def _row(paper, case, since):
    note = [cday(paper.issued_at, clock.today()), said_of_number(paper, since)]
    said = {
        "name": paper_name(paper, case),
        "kind": case.words(paper.get_kind_display()),
        "url": reverse("case-paper", args=[case.uuid, paper.uuid]),
        "pdf": reverse("case-paper-pdf", args=[case.uuid, paper.uuid]),
        "docx": reverse("case-paper-docx", args=[case.uuid, paper.uuid]),
        "void": has_wrong_number(paper, since),
        "note": "，".join(filter(None, note)),
    }
    if not paper.is_as_issued:  # the PDF that was printed is kept by its own hash
        said |= {"docx": "", "note": f"{said['note']}，{DAMAGED}"}
    return said


def grouped(rows):
    """[(kind, its papers)]: a kind of which there are many by itself, to be unfolded; the others first, under no name."""
    kinds = {}
    for row in rows:
        kinds.setdefault(row["kind"], []).append(row)
    few = [row for row in rows if len(kinds[row["kind"]]) < FOLDED]
    many = [(kind, same) for kind, same in kinds.items() if len(same) >= FOLDED]
    return [*([("", few)] if few else []), *many]
