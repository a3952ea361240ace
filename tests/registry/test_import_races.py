"""Two files imported at the same moment, again and again: each code is given once, and who lost is told why.

Two workers (manage.py work_imports, or two pages) begin together; PostgreSQL only.
"""

import time
from datetime import timedelta
from itertools import cycle

import pytest

from accounts.models import Unit
from admission.actions import approval
from audit import clock
from registry.actions import imports, retire_duty, set_end
from registry.models import Duty, DutyTownship, Edition, ListImport, ListKind
from tests.cast import another_person, client_of, seat
from tests.factories import journey, unit
from tests.racing import on_postgres
from tests.registry.tables import upload, xlsx

pytestmark = on_postgres
TRIALS = 25
HEADER = ["编号", "事项名称", "责任部门", "乡镇职责", "上级部门职责", "依据", "关联镇街"]
AGAIN = "核对以后清单有了变化，请重新核对再导入。"


def brought(kind, code, name):
    """A file of one row, checked and ready for the head."""
    county = unit("bb").county
    row = [code, name, unit("zjj").name, "巡查。", "指导。", "条例", "全部"]
    made = imports.upload_list(
        county=county,
        list_kind=ListKind.objects.get(county=county, key=kind),
        upload=xlsx([HEADER, row], name=f"{name}.xlsx"),
        by=seat("bb-jb"),
    )
    townships = [each.pk for each in Unit.objects.filter(county=county, kind="township")]
    made = imports.settle_import(row=made, choices=made.choices | {"townships": townships}, by=seat("bb-jb"))
    made = imports.work(made)
    assert (made.state, made.problems) == ("checked", [])
    return made


def confirmed(row, by):
    given = {"document_number": "灵政办〔2026〕9号", "effective_from": clock.today()}
    return imports.confirm_import(row=row, by=by, **given)


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        (("supporting", "supporting"), "配合901"),
        (("supporting", "supporting"), "ZX-9"),
        (("supporting", "basic"), "ZX-9"),
    ],
)
def test_one_code_enters_once(race, kinds, code):
    """The same number in two files, of one kind of list or of two."""
    rows = [brought(kind, code, name) for kind, name in zip(kinds, ("示例事项甲", "示例事项乙"), strict=True)]
    for row in rows:
        confirmed(row, seat("bb-fz"))

    def bring(row):
        return lambda: imports.work(ListImport.objects.get(pk=row.pk))

    def then():
        ends = [ListImport.objects.get(pk=row.pk) for row in rows]
        said = [problem["text"].startswith(AGAIN) for each in ends for problem in each.problems]
        return sorted(each.state for each in ends), said, Duty.objects.filter(code=code).count()

    seen = race(*map(bring, rows), then=then, trials=TRIALS)

    assert seen == [(("won", "won"), ["done", "failed"], [True], 1)] * TRIALS


def test_two_kinds_with_codes_of_their_own_both_enter(race):
    rows = [
        brought(kind, code, f"示例事项{code}") for kind, code in (("supporting", "ZX-8"), ("basic", "ZX-9"))
    ]
    for row in rows:
        confirmed(row, seat("bb-fz"))

    def then():
        ends = [ListImport.objects.get(pk=row.pk) for row in rows]
        return sorted(each.state for each in ends), Duty.objects.filter(name__startswith="示例事项").count()

    seen = race(
        *[lambda row=row: imports.work(ListImport.objects.get(pk=row.pk)) for row in rows],
        then=then,
        trials=TRIALS,
    )

    assert {tuple(states) for _, states, _ in seen} == {("done", "done")}
    assert {number for *_, number in seen} == {2}


def test_one_form_uploads_a_file_once(race):
    """A double click: both windows are led to the one import, whoever of them checks it."""
    kind = ListKind.objects.get(county=unit("bb").county, key="supporting")
    row = ["配合901", "示例事项甲", unit("zjj").name, "巡查。", "指导。", "条例", "全部"]
    content = xlsx([HEADER, row]).read()
    clients, answers = [client_of(seat("bb-jb")) for _ in range(2)], []

    def sent(client):
        given = {"list_kind": kind.pk, "upload": upload("清单.xlsx", content), "form_key": "k"}
        answers.append(client.post("/imports/new/", given))

    def then():
        urls = {answer.url for answer in answers}
        answers.clear()
        return len(urls), [*ListImport.objects.values_list("state", flat=True)]

    seen = race(*[lambda client=client: sent(client) for client in clients], then=then, trials=TRIALS)

    assert seen == [(("won", "won"), 1, ["checked"])] * TRIALS


def test_two_heads_confirm_one_import(race):
    """One of them confirms; the other is told that the page is out of date."""
    row = brought("supporting", "配合901", "示例事项甲")
    other = another_person("bb-second", unit("bb"))

    seen = race(
        *[lambda by=by: imports.work(confirmed(row, by)) for by in (seat("bb-fz"), other)],
        then=lambda: (ListImport.objects.get(pk=row.pk).state, Duty.objects.filter(code="配合901").count()),
        trials=TRIALS,
    )

    assert {(state, number) for _, state, number in seen} == {("done", 1)}
    for results, *_ in seen:
        lost = next(result for result in results if result != "won")
        assert sorted(results)[-1] == "won"
        assert "页面已经过期，请刷新后再办。" in lost


def test_a_township_leaves_while_a_file_brings_the_next_text(race):
    """Whichever comes first, its last day stands on the text that counts."""
    imports.work(confirmed(brought("supporting", "配合901", "示例事项甲"), seat("bb-fz")))
    duty, left = Duty.objects.get(code="配合901"), unit("lcz")
    since = clock.today() - timedelta(days=30)
    duty.versions.update(effective_from=since)
    retire_duty(duty=duty, townships=[left], kind="done", case="案件一")
    row = confirmed(brought("supporting", "配合901", "示例事项甲（修订）"), seat("bb-fz"))

    moments = cycle(step / 100 for step in range(TRIALS))  # the file has to be read first

    def ends():
        time.sleep(next(moments))
        day = clock.today()
        set_end(duty=duty, townships=[left], case="案件一", document_number="灵编发〔2026〕3号", ended_on=day)

    def then():
        latest = DutyTownship.objects.get(
            version__duty=duty, version__superseded_on=None, township_id=left.pk
        )
        return latest.ended_on, latest.end_pending, ListImport.objects.get(pk=row.pk).state

    seen = race(lambda: imports.work(ListImport.objects.get(pk=row.pk)), ends, then=then, trials=TRIALS)

    assert set(seen) == {(("won", "won"), clock.today(), False, "done")}


def test_a_first_edition_and_a_notice_of_one_number(race):
    """One of them has it, and the other is told: never in a deadlock over the number and the duty."""
    imports.work(confirmed(brought("supporting", "配合901", "示例事项甲"), seat("bb-fz")))
    duty = Duty.objects.get(code="配合901")
    duty.versions.update(effective_from=clock.today() - timedelta(days=30))
    case = journey("approved", route="adjustment", duty=duty).case
    row = brought("supporting", "配合902", "示例事项乙")
    given = {"document_number": "灵政办〔2026〕9号", "effective_from": clock.today()}
    row = imports.confirm_import(row=row, by=seat("bb-fz"), first_edition_on=clock.today(), **given)
    moments = cycle(step / 200 for step in range(TRIALS))

    def notice():
        time.sleep(next(moments))
        days = {"issued_on": clock.today(), "effective_on": clock.today() + timedelta(days=1)}
        number = given["document_number"]
        approval.issue_notice(case=case, by=seat("xwb-jb"), lock=case.lock, number=number, **days)

    def then():
        return ListImport.objects.get(pk=row.pk).state, Edition.objects.count()

    seen = race(lambda: imports.work(ListImport.objects.get(pk=row.pk)), notice, then=then, trials=TRIALS)

    assert set(seen) <= {(("won", "Refused"), "done", 1), (("won", "won"), "failed", 0)}
