"""What the day brings by itself, by the daily command `follow_up`."""

from django.db.models import Q
from django.urls import reverse

from config.templatetags.chinese import cdate
from jointmeeting.models import DecidedItem, Reading, Topic
from jointmeeting.states import DecidedStage, LetterStage, TopicStage
from supervision.actions.late import tell_late
from supervision.actions.left import tell_left
from voice import queries
from voice.models import Burden, Matter
from voice.states import OPEN, BurdenState, MatterState


def follow_up():
    """Everything that is due today; how many of each were done."""
    left = tell_left("县乡协同", reverse("matter-list"), _left_by)
    of_meetings = tell_left("联席会议", reverse("decided-list"), _left_of_meetings)
    return {"协同事项逾期": tell_late_matters(), "告知承接协同": left, "告知承接会议事项": of_meetings}


def _left_by(unit):
    """{name: what is open} of what a unit that ended left."""
    asked = Q(asker=unit, state__in=OPEN) | queries.unanswered(unit=unit) & Q(state=MatterState.ASKED)
    return {
        "协同事项": Matter.objects.filter(asked),
        "待清理的考核评比": Burden.objects.filter(department=unit, state=BurdenState.FOUND),
    }


def _left_of_meetings(unit):
    waiting = (TopicStage.WAITING, TopicStage.ON_AGENDA, TopicStage.PUT_OFF)
    unread = Reading.objects.filter(unit=unit, read_at=None, circular__stage=LetterStage.ISSUED)
    return {
        "议定事项": DecidedItem.objects.filter(unit=unit).exclude(stage=DecidedStage.CLOSED),
        "议题": Topic.objects.filter(unit=unit, stage__in=waiting),
        "通报": unread,
    }


def tell_late_matters():
    """逾期没有答复: to those who have to answer, to the asker, and up."""
    return tell_late(
        lambda: queries.late(Matter.objects.all()),
        day=lambda matter: matter.due,
        units=lambda matter: [
            matter.asker,
            *(reply.unit for reply in matter.answers if not reply.answered_at),
        ],
        title=lambda matter: f"逾期没有答复（{cdate(matter.due)}止）：{matter.title}",
    )
