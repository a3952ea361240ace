"""Very many cases, as rows: what the lists of a county have to cope with. On PostgreSQL only."""

import time
from statistics import quantiles

from django.db import connection
from django.urls import reverse

from admission import models
from admission.models import Application
from admission.states import OPEN

# Whose page of what: the workbench, the list of cases, a unit's inbox, the convenor's dashboard, the figures.
LISTS = {
    "工作台（编办）": ("bb-jb", "desk", ""),
    "在办（编办）": ("bb-jb", "desk", "?tab=doing"),
    "已办（编办）": ("bb-jb", "desk", "?tab=done"),
    "申请列表（编办）": ("bb-jb", "case-list", ""),
    "申请列表，搜索": ("bb-jb", "case-list", "?q=巡查"),
    "工作台（县司法局）": ("sfj-fz", "desk", ""),
    "召集人页面": ("zjr", "convenor", ""),
    "统计": ("bb-jb", "figures", ""),
}
# What every request costs, whatever it is about: the session, the seat; and a page's frame around one small form.
LEAST = {"几行字（robots.txt）": ("bb-jb", "robots", ""), "一页（密码）": ("bb-jb", "password", "")}
# Children after their parents; a row's own references into these are moved with it.
COPIED = (
    "Application",
    "Version",
    "Version.townships",
    "Version.related",
    "Consultation",
    "Position",
    "InitialReview",
    "Round",
    "Review",
    "Opinion",
    "Stay",
    "Reason",
    "SignOff",
    "Filing",
    "AdmissionNotice",
    "Searched",
    "ApplicationGroupObjectPermission",
)
OPEN_SHARE = 0.3  # of the first thousand; those that come later have ended
WARM, TIMES = 3, 40


def grown(work, size):
    """Cases up to so many, copied from a few that were really led: the first thousand a third open, all others ended. A
    county that keeps its cases for decades has no more of them open than before.
    """
    if not Application.objects.filter(state__in=OPEN).exists():
        _seed(work)
    seeds = list(Application.objects.filter(state__in=OPEN).values_list("pk", flat=True))
    # none, where a smaller size was measured before: those it made are open still
    _copy(seeds, round(min(size, 1000) * OPEN_SHARE / len(seeds)) - 1)
    ended = list(Application.objects.filter(notice__isnull=False).values_list("pk", flat=True)[:20])
    have = Application.objects.count()
    _copy(ended, max(size - have, 0) // len(ended))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Application.objects.count()


def _seed(work):
    """One case waiting for the office, one in its initial review, one asking the members with two answers missing; and
    a few that are over.
    """
    for _ in range(5):
        work.give_notice(work.case())
    work.file()
    accepted = work.file()
    work.act("bb-jb", accepted, "accept")
    circulating = work.file()
    work.review(circulating)
    for asked in models.Review.objects.filter(round__application=circulating).select_related("unit")[2:]:
        work.opinion(circulating, asked)


def _copy(cases, times):
    """Each of the cases so many times more, with all that hangs on them: one statement a table."""
    if times <= 0:
        return
    tables = [_table(name) for name in COPIED]
    steps = {}
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f'SELECT coalesce(max(id), 0) + 1 FROM "{model._meta.db_table}"')  # noqa: S608
            steps[model] = cursor.fetchone()[0]
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET session_replication_role = replica")
        for model in tables:
            columns, values = zip(
                *(_moved(each, model, steps) for each in model._meta.concrete_fields), strict=True
            )
            cursor.execute(
                f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) SELECT {", ".join(values)} '  # noqa: S608
                f'FROM "{model._meta.db_table}" AS t, generate_series(1::bigint, %s) AS k WHERE {_of(model)}',
                [times, list(cases)],
            )
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), "  # noqa: S608
                f'(SELECT max(id) FROM "{model._meta.db_table}"))'
            )
        cursor.execute("SET session_replication_role = DEFAULT")


def _table(name):
    owner, _, many = name.partition(".")
    model = getattr(models, owner)
    return getattr(model, many).through if many else model


def _moved(field, model, steps):
    """(column, what a copy holds in it)."""
    column, at = f'"{field.column}"', f't."{field.column}"'
    related = field.related_model
    if field.primary_key:
        return column, f"{at} + k * {steps[model]}"
    if related in steps and model in steps:
        return column, f"{at} + k * {steps[related]}"
    if field.name == "uuid":
        return column, "gen_random_uuid()"
    if model in (Application, models.AdmissionNotice) and field.name in ("number", "receipt_number"):
        return column, f"CASE WHEN {at} = '' THEN '' ELSE {at} || '-' || k || '-' || {steps[model]} END"
    return column, at


def _of(model):
    """The rows of the cases asked for, by whichever way leads to the case."""
    ways = {
        "Application": "t.id",
        "Position": "(SELECT application_id FROM admission_consultation c WHERE c.id = t.consultation_id)",
        "Review": "(SELECT application_id FROM admission_round r WHERE r.id = t.round_id)",
        "Opinion": "(SELECT r.application_id FROM admission_review v JOIN admission_round r ON r.id = v.round_id "
        "WHERE v.id = t.review_id)",
        "ApplicationGroupObjectPermission": "t.content_object_id",
        "Searched": "t.case_id",
    }
    through = "(SELECT application_id FROM admission_version v WHERE v.id = t.version_id)"
    way = ways.get(model.__name__) or (through if model._meta.auto_created else "t.application_id")
    return f"{way} = ANY(%s)"


def read(browsers, label):
    """One line: statements; p50 and p95 of the page in milliseconds, and of its processor time, which other work on the machine
    does not lengthen as much."""
    username, name, query = (LISTS | LEAST)[label]
    url, taken, worked = reverse(name) + query, [], []
    for _ in range(WARM + TIMES):
        sql, cpu, start = browsers.cost.sql, browsers.cost.cpu, time.perf_counter()
        browsers.get(username, url)
        taken.append((time.perf_counter() - start) * 1000)
        worked.append((browsers.cost.cpu - cpu) * 1000)
        sql = browsers.cost.sql - sql
    found = [part for each in (taken, worked) for part in _p50_p95(each[WARM:])]
    return "\t".join([f"{label:<24}", str(sql), *(f"{part:.1f}" for part in found)])


def _p50_p95(values):
    parts = quantiles(values, n=20)
    return parts[9], parts[18]
