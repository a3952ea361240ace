"""Any two editions side by side: added, ended, changed, 勘误; sizes that add up; pages of many."""

import json
from datetime import date

import pytest

from accounts import actions as accounts
from accounts.models import Post
from audit.record import SYSTEM
from documents.models import Paper
from registry import actions
from registry.actions import kinds
from registry.actions.corrigenda import confirm_corrigendum, propose_corrigendum
from registry.columns import Column
from registry.comparison import Comparison
from registry.editions import text_differences
from registry.models import Category, Duty, Edition, EditionEntry, ListKind
from registry.since_edition import marked_changes
from registry.states import changes_said
from registry.table import table_columns
from tests.cast import client_of
from tests.registry.conftest import FROM, end, facts, take_effect

pytestmark = pytest.mark.django_db

TERM = {"term_from": date(2026, 1, 1), "term_until": date(2026, 12, 31), "source_kind": "county"}


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (  # a line taken out, the next one amended
            "建立台账。\n每周巡查一次并记录。",
            "每周巡查两次并记录。",
            [("第1条", "建立台账。", ""), ("第1条", "每周巡查一次并记录。", "每周巡查两次并记录。")],
        ),
        (  # one put before, one amended
            "每周巡查一次并记录。",
            "建立台账。\n每周巡查两次并记录。",
            [("第1条", "", "建立台账。"), ("第2条", "每周巡查一次并记录。", "每周巡查两次并记录。")],
        ),
        (  # as many as before: one by one
            "甲\n乙",
            "丙\n丁",
            [("第1条", "甲", "丙"), ("第2条", "乙", "丁")],
        ),
        ("甲\n乙", "甲", [("第2条", "乙", "")]),
        ("甲。\n" * 20, "乙。\n" * 12, 20),  # too many to be looked at
    ],
)
def test_a_line_stands_beside_what_it_became(was, now, told):
    found = text_differences("", was, now)

    assert (len(found) if isinstance(told, int) else found) == told


@pytest.fixture
def three(place, enter, seat_of, time_machine):
    """1: 甲 乙 丙 丁; 2: 乙 amended, 丙 ended, 戊 added; 3: 丁 corrected, 甲 amended and corrected."""
    handler, head = seat_of(place.bb, Post.HANDLER), seat_of(place.bb, Post.HEAD)

    def publish(number, day):
        return actions.publish_edition(
            county=place.county, document_number=f"灵编发〔2026〕{number}号", published_on=day, by=head
        )

    def amend(version, day, **more):
        new = actions.amend_duty(
            duty=version.duty, facts=facts(**more), townships=place.townships, department=place.zrj
        )
        take_effect(new, day, "灵编发〔2026〕9号")

    def correct(duty, new_text, **more):
        made = propose_corrigendum(
            duty=duty, kind="punctuation", new_text=new_text, reason="漏了。", by=handler, **more
        )
        confirm_corrigendum(corrigendum=made, by=head)

    one, two, gone, slip = (enter(name) for name in ("甲事项", "乙事项", "丙事项", "丁事项"))
    time_machine.move_to("2026-01-05T12:00:00+08:00")
    publish(1, date(2026, 1, 5))
    amend(two, date(2026, 2, 1), name="乙事项", township_duties="每月巡查隐患点。")
    end(gone.duty, place.townships, date(2026, 2, 1), number="灵编发〔2026〕8号")
    enter("戊事项", effective=date(2026, 2, 1))
    time_machine.move_to("2026-02-05T12:00:00+08:00")
    publish(2, date(2026, 2, 5))
    correct(slip.duty, "《地质灾害防治条例》。", field="basis")
    amend(one, date(2026, 2, 20), name="甲事项", township_duties="每周巡查，隐患点。")
    time_machine.move_to("2026-03-05T12:00:00+08:00")
    correct(one.duty, "每周巡查隐患点。", field="township_duties")
    publish(3, date(2026, 3, 5))
    time_machine.move_to("2026-11-21T12:00:00+08:00")
    return list(Edition.objects.order_by("pk"))


def told(compared):
    changes = compared.page(1).changes
    return (
        [each["name"] for each in changes.added],
        [pair.after["name"] for pair in changes.changed],
        [pair.after["name"] for pair in changes.corrected],
        [each["name"] for each in changes.ended],
    )


def test_neighbours(three):
    first, second, third = three

    assert told(Comparison(first, second)) == (["戊事项"], ["乙事项"], [], ["丙事项"])
    # 甲 reads again as it did, under another document: no slip but a change
    assert told(Comparison(second, third)) == ([], ["甲事项"], ["丁事项"], [])


def test_any_two_whichever_is_named_first(three):
    first, _, third = three

    expected = (["戊事项"], ["甲事项", "乙事项"], ["丁事项"], ["丙事项"])
    assert told(Comparison(first, third)) == told(Comparison(third, first)) == expected


def test_sizes_add_up(three):
    first, second, third = three

    assert [edition.size for edition in three] == [4, 4, 4]
    for one, other in ((first, second), (second, third), (first, third)):
        compared = Comparison(one, other)
        assert (compared.counted, compared.adds_up) == (other.size, True)
    assert [(edition.added, edition.changed, edition.corrected, edition.ended) for edition in three] == [
        (4, 0, 0, 0),
        (1, 1, 0, 1),
        (0, 1, 1, 0),
    ]


def test_the_page_marks_the_words(client, three):
    html = client.get("/editions/compare/?from=2026-1&to=2026-3").content.decode()

    assert "新增1项、调整2项、勘误1项、退出1项。项数：4＋1－1＝4。" in html
    assert "每<del>周</del><ins>月</ins>巡查隐患点。" in html
    assert "<h3" in html.split("勘误（1项）")[0]
    assert "<ins>。</ins>" in html.split("勘误（1项）")[1]
    assert "已办结" in html.split("退出（1项）")[1]
    assert "项数对不上" not in html


def test_a_size_that_does_not_add_up_is_told(client, three, django_db_blocker):
    first, second, _ = three
    first.size += 1

    assert not Comparison(first, second).adds_up


def test_without_a_choice_the_last_two(client, three):
    compared = client.get("/editions/compare/").context["compared"]

    assert (compared.before, compared.after) == (three[1], three[2])


def test_the_same_twice_asks_for_another(client, three):
    html = client.get("/editions/compare/?from=2026-1&to=2026-1").content.decode()

    assert "请选两个不同的版次。" in html


@pytest.mark.parametrize(
    "query", ["?from=2026-9", "?from=x", "?to=%00", "?from=2026-1&to=2026-2&page=9", "?page=x"]
)
def test_what_is_not_there(client, three, query):
    assert client.get("/editions/compare/" + query).status_code == 404


def test_a_county_without_editions_has_a_plain_page(client, place):
    assert "公布过两版以后，才能比较。" in client.get("/editions/compare/").content.decode()


def test_thousands_are_told_apart_page_by_page(client, enter, place, django_assert_max_num_queries):
    """Entries written past the actions: what is measured is the comparison, not the publishing."""
    version = enter()
    many = [
        Edition.objects.create(
            county=place.county,
            year=2026,
            number=number,
            document_number=f"灵编发〔2026〕{number}号",
            published_on=FROM,
            size=3000,
            added=0,
            changed=0,
            ended=0,
        )
        for number in (1, 2)
    ]
    blank = dict.fromkeys(("kind", "name", "department", "document_number", "townships"), "同")
    blank["duty"] = str(version.duty.uuid)
    for edition in many:
        EditionEntry.objects.bulk_create(
            EditionEntry(
                edition=edition,
                version=version,
                code=f"配合{serial:04d}",
                snapshot=json.dumps(
                    blank
                    | {
                        "code": f"配合{serial:04d}",
                        "version": 1,
                        "basis": f"{edition.number if serial < 120 else ''}",
                    },
                    ensure_ascii=False,
                ),
            )
            for serial in range(3000)
        )

    with django_assert_max_num_queries(16):
        page = client.get("/editions/compare/?from=2026-1&to=2026-2&page=3").context["page"]

    assert page.paginator.count == 120
    assert [pair.code for pair in page.changes.changed] == [f"配合{serial:04d}" for serial in range(100, 120)]


def test_a_number_put_right_is_told_and_one_of_an_amendment_is_not(place, enter, seat_of, time_machine):
    """The 文号 of a 勘误 is its whole point; an amendment always brings another."""
    handler, head = seat_of(place.bb, Post.HANDLER), seat_of(place.bb, Post.HEAD)
    wrong, amended = enter("甲事项"), enter("乙事项")
    publish = {"county": place.county, "by": head}
    actions.publish_edition(document_number="灵编发〔2026〕1号", published_on=date(2026, 11, 20), **publish)
    old, right = wrong.document_number, wrong.document_number.replace("号", "1号")
    made = propose_corrigendum(
        duty=wrong.duty, field="document_number", kind="number", new_text=right, reason="错了。", by=handler
    )
    confirm_corrigendum(corrigendum=made, by=head)
    new = actions.amend_duty(
        duty=amended.duty,
        facts=facts(name="乙事项", township_duties="每月巡查隐患点。"),
        townships=place.townships,
        department=place.zrj,
    )
    take_effect(new, date(2026, 11, 21), "灵编发〔2026〕9号")
    actions.publish_edition(document_number="灵编发〔2026〕2号", published_on=date(2026, 11, 21), **publish)

    changes = Comparison(*Edition.objects.all()).page(1).changes

    assert [pair.texts for pair in changes.corrected] == [[("文号", old, right)]]
    assert [[label for label, *_ in pair.texts] for pair in changes.changed] == [["乡镇职责"]]


@pytest.fixture
def publish(place, head):
    """publish(2): the list as it is that day, as edition 2 of 灵编发〔2026〕2号."""

    def published(number):
        return actions.publish_edition(
            county=place.county,
            document_number=f"灵编发〔2026〕{number}号",
            published_on=date(2026, 11, 21),
            by=head,
        )

    return published


def test_a_kind_renamed_changes_no_duty(place, enter, publish):
    """Its duties say the same under the same codes; the number the notice counts and the page agree."""
    version = enter("甲巡查")

    one = publish(1)
    ListKind.objects.filter(pk=version.duty.list_kind_id).update(name="配合类事项清单")
    enter("乙巡查")
    other = publish(2)

    entries = [each.entries.get(code=version.duty.code) for each in (one, other)]
    assert [json.loads(entry.snapshot)["kind"] for entry in entries] == [
        "配合履职",
        "配合类事项清单",
    ]
    assert Comparison(one, other).said == other.changes_said == "新增1项、调整0项、勘误0项、退出0项"


def test_a_unit_renamed_changes_no_duty(place, enter, publish):
    """Each edition says the names of its day; who carries the duty less is told still."""
    enter("甲巡查"), enter("乙巡查")
    gone = enter("丙巡查").duty

    one = publish(1)
    for unit in (place.zrj, place.lcz):
        accounts.change_unit(unit=unit, by=SYSTEM, name=f"新{unit.name}", short_name=f"新{unit.short_name}")
    end(gone, [place.dxz], date(2026, 11, 20))
    waiting = marked_changes(place.county, one, date(2026, 11, 21))
    other = publish(2)

    assert json.loads(other.entries.first().snapshot)["department"] == "新县自然资源局"
    said = "新增0项、调整1项、勘误0项、退出0项"
    assert Comparison(one, other).said == other.changes_said == changes_said(waiting.numbers) == said


@pytest.fixture
def headed(place):
    """headed("执法协助", …): the kind's own columns, own0, own1 …, are headed so from now on."""

    def head(*labels):
        kind = ListKind.objects.get(pk=place.kinds["supporting"].pk)
        columns = [column for column in table_columns(kind) if column.storage]
        columns += [Column(key=f"own{at}", label=label) for at, label in enumerate(labels)]
        kind.columns = [column.as_data() for column in columns]
        kind.save(update_fields=["columns"])

    return head


def test_a_column_headed_otherwise_changes_no_duty(enter, publish, headed):
    """Its text is the same text; what an own column says otherwise is told still, and so is a text that moved into another."""
    headed("办理结果", "协助内容")
    enter("甲巡查", texts={"own0": "有", "own1": "有"})
    other, moved = enter("乙巡查", texts={"own0": "有"}).duty, enter("丙巡查", texts={"own0": "有"}).duty

    one = publish(1)
    headed("协助内容", "结果")
    for duty, texts in ((other, {"own0": "无"}), (moved, {"own1": "有"})):
        take_effect(
            actions.amend_duty(
                duty=duty,
                facts=facts(duty.name, texts=texts),
                townships=[row.township for row in duty.versions.get().carriers.all()],
                department=duty.department,
            ),
            date(2026, 11, 1),
        )
    waiting = marked_changes(one.county, one, date(2026, 11, 21))
    two = publish(2)

    said = "新增0项、调整2项、勘误0项、退出0项"
    assert Comparison(one, two).said == two.changes_said == changes_said(waiting.numbers) == said


@pytest.mark.parametrize("after", [("办理结果", "内容"), ("结果", "协助内容"), ("结果", "内容")])
def test_a_slip_under_a_column_headed_otherwise_is_told_as_one(
    place, enter, publish, headed, seat_of, head, after
):
    handler = seat_of(place.bb, Post.HANDLER)
    headed("办理结果", "协助内容")
    duty = enter("甲巡查", texts={"own0": "登记台帐。", "own1": "每周一次"}).duty

    one = publish(1)
    made = propose_corrigendum(
        duty=duty, field="texts.own1", kind="punctuation", new_text="每周一次。", reason="漏了。", by=handler
    )
    confirm_corrigendum(corrigendum=made, by=head)
    headed(*after)
    two = publish(2)

    compared = Comparison(one, two)
    assert compared.said == two.changes_said == "新增0项、调整0项、勘误1项、退出0项"
    [slip] = compared.page(1).changes.corrected
    assert slip.texts == [(after[1], "每周一次", "每周一次。")]


def test_a_duty_that_goes_into_another_category_is_told(place, enter, seat_of):
    """By the edition that says it, be it before the text counts that brings it there: no later one would."""
    publish = {"county": place.county, "by": seat_of(place.bb, Post.HEAD)}
    duty = enter("甲巡查").duty
    one = actions.publish_edition(
        document_number="灵编发〔2026〕1号", published_on=date(2026, 11, 20), **publish
    )
    other = Category.objects.create(county=place.county, name="另一类", order=9)
    to_come = actions.amend_duty(
        duty=duty, facts=facts("甲巡查"), townships=place.townships, department=place.zrj
    )
    actions.set_effective(
        version=to_come,
        document_number="灵编发〔2026〕8号",
        issued_on=date(2026, 11, 20),
        effective_from=date(2026, 12, 1),
        category=other,
    )
    two = actions.publish_edition(
        document_number="灵编发〔2026〕2号", published_on=date(2026, 11, 21), **publish
    )

    [changed] = Comparison(one, two).page(1).changes.changed
    assert ("类别", duty.category.name if duty.category else "", "另一类") in changed.texts


def test_a_kind_renamed_alone_is_something_to_publish(place, enter, seat_of):
    """Told in the edition's notes, in its notice and where two editions are compared; the sizes stay as they are."""
    head = seat_of(place.bb, Post.HEAD)
    version, other_kind = enter("甲巡查"), enter("乙巡查", kind="temporary", **TERM)
    client = client_of(head)
    sent = {"document_number": "灵编发〔2026〕1号", "published_on": "2026-11-21", "notes": ""}
    client.post("/editions/publish/", sent)
    one = Edition.objects.get()
    assert "改称" not in client.get("/editions/").text
    nothing = client.post("/editions/publish/", sent | {"document_number": "灵编发〔2026〕2号"})
    assert "没有变化，不用公布新版" in nothing.text

    kind = version.duty.list_kind
    kinds.change_kind(kind=kind, name="配合类", columns=kind.columns, by=head)
    told = f"清单种类“{kind.name}”改称“配合类”，其下的事项不变。"
    assert told in client.get("/editions/").text
    assert told in client.get("/editions/publish/").text
    sent |= {"document_number": "灵编发〔2026〕2号", "notes": "按新的叫法。"}
    urls = [client.post("/editions/publish/", sent).url for _ in range(2)]  # sent twice

    two = Edition.objects.first()
    assert urls == [two.get_absolute_url()] * 2
    assert (two.notes, two.size) == (f"按新的叫法。\n{told}", 2)
    assert two.changes_said == "新增0项、调整0项、勘误0项、退出0项"
    compared = Comparison(one, two)
    assert (compared.page(1).changes.renamed, compared.adds_up) == ([(kind.name, "配合类")], True)
    for address in (f"/editions/compare/?from={one.year}-1&to={two.year}-2", two.get_absolute_url()):
        page = client.get(address).text
        assert told in page
        assert "没有变化" not in page
        assert f"“{other_kind.duty.list_kind.name}”改称" not in page
    document = Paper.objects.get(subject=str(two.uuid)).content["document"]
    assert f"与{one}相比，清单种类“{kind.name}”改称“配合类”。" in document["body"]
    assert "相比的变更" not in str(document["annexes"])
    assert told not in client.get("/editions/").text


def test_renamed_kinds_are_told_beside_the_list_and_once_on_the_edition_s_page(client, place, enter, seat_of):
    head = seat_of(place.bb, Post.HEAD)
    publish = {"county": place.county, "published_on": date(2026, 11, 21), "by": head}
    enter("甲巡查")
    enter("乙巡查", kind="temporary", **TERM)
    actions.publish_edition(document_number="灵编发〔2026〕1号", **publish)
    assert "其后" not in client.get("/").text

    for key, name in (("supporting", "配合类"), ("temporary", "临时类")):
        kind = place.kinds[key]
        kinds.change_kind(kind=kind, name=name, columns=kind.columns, by=head)
    told = "清单种类“配合履职”改称“配合类”、“临时性、阶段性”改称“临时类”"
    assert f"其后{told}，待编入新版" in client.get("/").text
    enter("丙巡查")
    assert f"其后新增1项，{told}，待编入新版" in client.get("/").text

    two = actions.publish_edition(document_number="灵编发〔2026〕2号", notes="按新的叫法。", **publish)
    page = client.get(two.get_absolute_url()).text
    assert two.notes == f"按新的叫法。\n{told}，其下的事项不变。"
    assert "按新的叫法。" in page
    assert [page.count(f"改称“{name}”") for name in ("配合类", "临时类")] == [1, 1]


def test_two_kinds_that_change_their_names_are_both_told(place, enter, seat_of):
    head = seat_of(place.bb, Post.HEAD)
    own, temporary = enter("甲巡查").duty.list_kind, enter("乙巡查", kind="temporary", **TERM).duty.list_kind
    publish = {"county": place.county, "published_on": date(2026, 11, 21), "by": head}
    one = actions.publish_edition(document_number="灵编发〔2026〕1号", **publish)
    names = own.name, temporary.name
    for kind, name in ((own, "暂"), (temporary, names[0]), (own, names[1])):
        kinds.change_kind(kind=kind, name=name, columns=kind.columns, by=head)
    two = actions.publish_edition(document_number="灵编发〔2026〕2号", **publish)

    assert sorted(Comparison(one, two).renamed) == sorted([names, names[::-1]])


def test_each_name_leads_to_its_duty_where_everyone_may_open_it(three, place, client):
    first, second, third = three
    duties = {duty.name: duty for duty in Duty.objects.all()}
    secret = actions.amend_duty(
        duty=duties["戊事项"],
        facts=facts("戊事项", is_public=False, publication_ground="涉及个人隐私"),
        townships=place.townships,
        department=place.zrj,
    )
    take_effect(secret, date(2026, 11, 1), "灵编发〔2026〕19号")
    links = {name: f'<a href="{duty.get_absolute_url()}">{name}</a>' for name, duty in duties.items()}
    compare = f"/editions/compare/?from={first.year}-1&to={third.year}-3"

    for page, names in (
        (compare, "甲乙丙丁"),
        (second.get_absolute_url(), "乙丙"),
        ("/editions/", ""),
    ):
        html = client.get(page).text
        changed = html[
            html.find("<h3") : html.find("全部事项")
        ]  # below, every duty of the edition has its link
        assert "戊事项" in changed
        assert {name for name in links if links[name] in changed} == {f"{name}事项" for name in names}, page
