"""The demonstration put together: county, list, a year's cases and meetings. Each part once, in one transaction."""

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.db import transaction

from accounts.models import County, Seat
from admission.models import Application
from audit import clock
from demo import asking, cases, county, duties, everyday, following, other_counties, past, region
from demo.meetings import Session, changed_roster, corrected_minutes, decided, letters, topics
from demo.story import SHANGHAI, Stage
from documents.files import discarded_on_rollback
from registry.models import Duty
from workday.models import Note

# Joint meetings: the working day each was or will be held on, and its name.
SET_UP = date(2024, 12, 2)  # before the first edition
MEETINGS = (
    (-98, "第一次联席会议"),
    (-72, "第二次联席会议"),
    (-48, "第三次联席会议"),
    (-8, "第四次联席会议"),
    (4, "第五次联席会议"),
)


def load(tell=print):
    """Everything that is not there yet; nothing is told when all of it is."""
    today = clock.today()
    begun = datetime.combine(min(today - timedelta(days=240), SET_UP), time(9), SHANGHAI)
    if not County.objects.filter(code=county.CODE).exists():
        with part("灵川县：单位、账号、成员名单、制度和日历", tell), clock.at(begun):
            county.build(today=today)
    held = County.objects.get(code=county.CODE)
    if not Duty.objects.filter(county=held).exists():
        with part("职责清单", tell), clock.at(begun):
            duties.enter(held, today)
    if not Application.objects.filter(county=held).exists():
        with part("案件、会议和清单各版", tell):
            play(held, today)
            read_by_now(held, today)
    if not Note.objects.exists():
        with part("日常办公：备注、查阅记录、期限提醒", tell):
            everyday.load()
    return held


def load_region(tell=print):
    """Further counties below the same city, and the province; after `load`."""
    region.load(lambda name: part(name, tell))


def load_regimes(tell=print):
    """Four counties under other rules than the demo county's."""
    other_counties.load(lambda name: part(name, tell))


def play(held, today):
    stage = Stage(held, today)
    meetings = [Session(stage, day, name) for day, name in MEETINGS]
    stage.play(
        [
            duties.editions(stage),
            *(meeting.script() for meeting in meetings),
            *past.scripts(stage, meetings),
            *cases.scripts(stage, *meetings[-2:]),
            *following.scripts(stage),
            *asking.scripts(stage),
            topics(stage, *meetings[-2:]),
            decided(stage, meetings[-2]),
            corrected_minutes(stage, meetings[-3]),
            letters(stage, meetings[-2]),
            changed_roster(stage),
        ]
    )


def read_by_now(held, today):
    """Everyone has read the notices of before the last days; the newest are still to be read."""
    Seat.objects.filter(user__county=held).update(
        notices_seen_at=datetime.combine(today - timedelta(days=4), time(9), SHANGHAI)
    )


@contextmanager
def part(name, tell):
    """One part of the demonstration: all of it or nothing, files included."""
    with discarded_on_rollback(), transaction.atomic():
        yield
    tell(f"已载入{name}。")
