"""What the day brings by itself, by the daily command `follow_up`."""

from config.templatetags.chinese import cdate
from supervision.actions.late import tell_late
from voice import queries
from voice.models import Matter


def follow_up():
    """Everything that is due today; how many of each were done."""
    return {"协同事项逾期": tell_late_matters()}


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
