"""An approval, or its notice, at the moment in which something else changes the list; PostgreSQL only.

A file that is being imported holds its kind of list for seconds: who presses the button meanwhile waits, and then finds another
list than the one that was looked at.
"""

import time
from datetime import timedelta
from itertools import cycle

from accounts import actions as accounts
from accounts.models import Unit, UnitName
from admission.actions import approval
from audit import clock
from audit.record import SYSTEM
from registry.actions import imports
from registry.models import Duty, DutyVersion, ListImport, ListKind
from tests.cast import seat
from tests.factories import fresh, journey, listed_duty, number, unit
from tests.racing import on_postgres
from tests.registry.test_import_races import brought, confirmed

pytestmark = on_postgres
TRIALS = 25
NAME = "示例重名事项"


def importing(row):
    return lambda: imports.work(ListImport.objects.get(pk=row.pk))


def passing(case):
    """The last word of approval, at a moment of its own each time; an import takes about as long as these."""
    given, moments = {"number": number("市编复"), "reply_on": clock.today()}, cycle(range(TRIALS))

    def act():
        time.sleep(next(moments) / 200)
        approval.pass_upper(case=case, by=seat("sbb-jb"), lock=case.lock, **given)

    return act


def test_a_duty_admitted_while_a_file_brings_it_is_listed_once(race):
    case = journey("upper_review", name=NAME).file().case
    row = confirmed(brought("supporting", "配合901", NAME), seat("bb-fz"))

    def then():
        return ListImport.objects.get(pk=row.pk).state, Duty.objects.filter(name=NAME).count()

    seen = race(importing(row), passing(case), then=then, trials=TRIALS)

    assert set(seen) <= {(("won", "Refused"), "done", 1), (("won", "won"), "failed", 1)}


def test_a_duty_admitted_while_a_file_brings_it_into_another_list_is_listed_once(race, monkeypatch):
    """The file is being written when the button is pressed."""
    case = journey("upper_review", name=NAME).file().case
    row = confirmed(brought("basic", "ZX-9", NAME), seat("bb-fz"))
    write, act = imports.write_plan, passing(case)

    def slowly(**given):
        time.sleep(0.3)
        return write(**given)

    def meanwhile():
        time.sleep(0.15)
        act()

    def then():
        return ListImport.objects.get(pk=row.pk).state, Duty.objects.filter(name=NAME).count()

    monkeypatch.setattr(imports, "write_plan", slowly)
    seen = race(importing(row), meanwhile, then=then, trials=5)

    assert seen == [(("won", "Refused"), "done", 1)] * 5


def test_what_a_file_changed_is_not_written_over_by_an_adjustment_of_the_text_before(race):
    imports.work(confirmed(brought("supporting", "配合901", "示例事项甲"), seat("bb-fz")))
    duty = Duty.objects.get(code="配合901")
    duty.versions.update(effective_from=clock.today() - timedelta(days=30))
    case = journey("upper_review", route="adjustment", duty=duty).file().case
    row = confirmed(brought("supporting", "配合901", "示例事项甲（修订）"), seat("bb-fz"))

    def then():
        texts = DutyVersion.objects.filter(duty=duty).order_by("number")
        return ListImport.objects.get(pk=row.pk).state, [*texts.values_list("name", flat=True)]

    seen = race(importing(row), passing(case), then=then, trials=TRIALS)

    first, revised = "示例事项甲", "示例事项甲（修订）"
    wrong = [each for each in seen if each != (("won", "Refused"), "done", [first, revised])]
    assert [each for each in wrong if each != (("won", "won"), "failed", [first, first])] == []


def test_a_duty_goes_over_into_another_list_while_its_department_is_renamed(race):
    """Both hold the two duties: never in a deadlock."""
    today = clock.today()
    term = {"term_from": today - timedelta(days=40), "term_until": today + timedelta(days=60)}
    duty = listed_duty(**term, why_temporary="试点。")
    standing = {"term": "standing", "term_from": None, "term_until": None, "why_temporary": ""}
    made = journey("reviewing", route="adjustment", duty=duty, **standing)
    made.issue_review(list_kind=ListKind.objects.get(key="supporting"))
    case = made.circulate().opine().conclude().sign().file().pass_upper().case
    given = {"number": number("灵准入"), "issued_on": today, "effective_on": today + timedelta(days=3)}
    zjj, before = unit("zjj"), unit("zjj").name
    moments = cycle(range(TRIALS))

    def rename():
        time.sleep(next(moments) / 400)
        name = {"name": "县住建和城管局", "short_name": "住建城管局"}
        accounts.rename_unit(unit=zjj, **name, since=today, document="灵编发〔2026〕5号", by=SYSTEM)

    def then():
        name = Unit.objects.get(pk=zjj.pk).name
        UnitName.objects.all().delete()  # units are not put back between the trials
        Unit.objects.filter(pk=zjj.pk).update(name=before, short_name=zjj.short_name)
        ended = duty.versions.get().carriers.filter(ended_on__isnull=False).count()
        return fresh(case).notice is not None, ended, name

    def notice():
        approval.issue_notice(case=case, by=seat("xwb-jb"), lock=case.lock, **given)

    seen = race(notice, rename, then=then, trials=TRIALS)

    assert set(seen) == {(("won", "won"), True, 2, "县住建和城管局")}
