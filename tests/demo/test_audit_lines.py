"""Every event of the demonstration reads in Chinese on the audit page: no code, no English (look.md)."""

import re

from accounts.models import Unit
from accounts.pages.audit_lines import lines
from accounts.queries import events_of

LATIN = re.compile(r"[A-Za-z_]{2,}")
NUMBERS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16}…")  # of cases, duties, meetings; of texts


def words_of(line):
    return [line.verb, line.kind, line.source, line.target, *(f"{name}：{said}" for name, said in line.facts)]


def test_no_event_shows_a_code(county):
    read = lines(events_of(county), county)

    shown = {NUMBERS.sub("", text) for line in read for text in words_of(line)}
    assert {text for text in shown if LATIN.search(text)} == set()
    assert len(read) > 1000


def test_units_and_people_go_by_name_and_answers_by_word(county):
    read = {line.event.verb: line.facts for line in lines(events_of(county), county)}

    assert ("总体意见", "同意") in read["issue_opinion"]
    assert dict(read["issue_opinion"])["单位"] in set(Unit.objects.values_list("short_name", flat=True))
    assert dict(read["decide"])["审定机关"] in ("县委", "县政府")
    assert ("审定结果", "审定通过") in read["decide"]
    assert dict(read["pass_upper"])["结果"] == "备案审核通过"
    assert dict(read["issue_review"])["合法合规"] in ("是", "否")
