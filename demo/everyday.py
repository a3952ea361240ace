"""Everybody's working day in the demonstration: notes within units, who has a case in hand, phrases, what was read,
what is due."""

from datetime import timedelta
from types import SimpleNamespace

from django.urls import reverse

from admission.models import Application
from admission.states import State
from audit import clock
from demo.county import seat
from workday.actions import add_phrase, choose_columns, hand_over, keep_filter, write_note
from workday.reading import remember
from workday.reminding import remind

PAGE = SimpleNamespace(url_name="case", kwargs={})


def load():
    """On the last days before now; reminders are those of today."""
    running = Application.objects.filter(state=State.CIRCULATING).order_by("pk")
    for hours, case in zip((4, 3, 2), running, strict=False):  # the earlier first, as everything on record
        with clock.at(clock.now() - timedelta(hours=hours)):
            _within_units(case)
            for reader in ("bb-jb", "sfj-jb", "sfj-fz", "zjr"):
                remember(seat(reader), case, PAGE)
    _own_ways()
    remind()


def _own_ways():
    """Phrases of the county and of a person; a filter kept, and columns chosen."""
    for text in ("同意，请按程序办理。", "请补充法定依据的条款和原文。", "请明确部门与乡镇的职责边界。"):
        add_phrase(text=text, by=seat("sys"))
    add_phrase(text="请会同财政局核定经费后再报。", by=seat("bb-jb"))
    keep_filter(name="逾期的", query="tab=todo&late=1", by=seat("bb-jb"))
    choose_columns(columns=["applicant", "procedure", "handler", "due"], by=seat("bb-jb"))


def _within_units(case):
    url, handler, head = reverse("case-inside", args=[case.uuid]), seat("sfj-jb"), seat("sfj-fz")
    hand_over(case=case, seat=handler.seat, url=url, by=head)
    write_note(case=case, text=f"已查依据原文，示例数据。请@{head.user} 看第二条。", url=url, by=handler)
    hand_over(case=case, seat=seat("bb-jb").seat, url=url, by=seat("bb-fz"))
