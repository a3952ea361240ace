"""Urgent tasks started by word of mouth."""

from datetime import timedelta

from audit import clock
from supervision.actions import urgent
from tests.cast import seat
from tests.factories import units


def started(by="zjj-jb", **more):
    today = clock.today()
    given = {
        "name": "示例抢险任务",
        "contents": "转移群众。",
        "townships": units(["lcz", "dxz"]),
        "asked_by": "县住房城乡建设局负责人",
        "asked_of": "联席会议召集人",
        "asked_on": today,
        "asked_at": "8时30分",
        "allowed_by": "联席会议召集人",
        "started_on": today,
        "until": today + timedelta(days=20),
    } | more
    return urgent.start_task(by=seat(by), **given)
