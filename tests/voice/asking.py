"""Matters of every kind and evaluations, begun by the seat that would and led on."""

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from audit import clock
from tests.cast import days_later, seat
from tests.factories import unit, units
from voice.actions import evaluations
from voice.actions import matters as actions
from voice.models import Matter

ASKED = {
    "coordination": ("lcz-jb", ("zjj", "gaj")),
    "suggestion": ("lcz-jb", ("zjj", "bb")),
    "opinion": ("zjj-jb", ("lcz",)),
    "powers_review": ("bb-jb", ("lcz", "zjj")),
    "vetting": ("zjj-jb", ()),
    "assessment": ("zjj-jb", ()),
}
ANSWERS = {
    "coordination": "handle",
    "suggestion": "adopt",
    "opinion": "agree",
    "powers_review": "keep",
    "vetting": "amend",
    "assessment": "pass",
}


def letter(*paragraphs, name="通知.docx"):
    """A DOCX as a department would send it."""
    document, file = Document(), io.BytesIO()
    for text in paragraphs or ("请各乡镇做好安全生产月宣传。",):
        document.add_paragraph(text)
    document.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def fresh_matter(matter):
    return Matter.objects.select_related(*Matter.NAMED).get(pk=matter.pk)


def asked(kind="coordination", who="", **more):
    """By the seat that would, or another of its unit."""
    usual, codes = ASKED[kind]
    given = {"title": "沿街店铺占道经营", "text": "多次劝导无效，请到场处理。", "units": units(codes)}
    if kind == "vetting":
        given["files"] = [letter()]
    if kind in ("assessment", "powers_review"):
        given["year"] = clock.today().year
    given |= more
    return actions.ask(by=seat(who or usual), kind=kind, **given)


def answered(kind="coordination", choice="", **more):
    """Every unit asked has answered, by its head."""
    matter, choice = asked(kind, **more), choice or ANSWERS[kind]
    for reply in matter.answers:
        actions.answer(matter=matter, by=seat(f"{reply.unit.code}-fz"), choice=choice, text="已安排。")
    return fresh_matter(matter)


def opened(title="年终双向评价", who="bb-jb"):
    """An evaluation of two points in departments and one in townships."""
    closes_on = clock.today() + timedelta(days=20)
    points = {"of_departments": ["响应", "保障"], "of_townships": ["履职"]}
    return evaluations.open_period(by=seat(who), title=title, year=2026, closes_on=closes_on, **points)


def handed_in(period, who, said):
    return evaluations.hand_in(period=period, by=seat(who), said=said)


def published(title="年中双向评价"):
    """Its results are out: one sheet of each side."""
    period = opened(title)
    handed_in(period, "lcz-jb", {str(unit("zjj").pk): {"scores": [5, 4], "remark": ""}})
    handed_in(period, "zjj-jb", {str(unit("lcz").pk): {"scores": [5], "remark": ""}})
    with days_later(21):
        return evaluations.publish_period(period=period, by=seat("bb-fz"), lock=None)
