"""Who is away when a date is given to its unit: heads who gave a 授权代签 for those days."""

from datetime import timedelta

from accounts.queries import absences
from audit import clock
from config.templatetags.chinese import cday

DAYS_AHEAD = 30  # in which an answer is likely to be due


def away(units):
    """(what to mind, who) for the page on which a date is given to the units; None where every head is there."""
    today = clock.today()
    rows = absences(units, today, today + timedelta(days=DAYS_AHEAD))
    said = [
        f"{row.seat}：{cday(row.valid_from, today)}至{cday(row.valid_until, today)}，由{row.to_seat.user}代签"
        for row in rows
    ]
    return ("定日期前请看：有的负责人这些天不在，已授权代签", "\n".join(said)) if said else None
