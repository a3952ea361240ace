import hashlib
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import County
from audit.models import Event
from audit.record import SYSTEM, events_about
from regimes.actions import CalendarError, load_calendar, load_regime, read_days
from regimes.models import CalendarDay, Regime
from regimes.queries import current_regime
from regimes.schema import RegimeError
from registry.models import Category, ListKind
from tests.regimes.conftest import LINGCHUAN, REGIMES

HEADER = "date,weekday,kind,festival\n"
TWO_DAYS = f"{HEADER}2027-01-01,五,holiday,元旦\n2027-01-02,六,holiday,元旦\n"


@pytest.fixture
def changed_text(lingchuan_text):
    return lingchuan_text.replace("accept = { days = 3", "accept = { days = 2", 1)


def test_the_same_text_is_no_new_version(county, lingchuan_text):
    first, was_new = load_regime(county=county, text=lingchuan_text, by=SYSTEM)
    second, is_new = load_regime(county=county, text=lingchuan_text, by=SYSTEM)

    assert (was_new, is_new) == (True, False)
    assert (first.pk, first.version) == (second.pk, 1)
    assert Event.objects.filter(subject_kind="regime").count() == 1


def test_a_changed_text_is_the_next_version_and_the_first_stays(county, lingchuan_text, changed_text):
    first, _ = load_regime(county=county, text=lingchuan_text, by=SYSTEM)
    stored = Regime.objects.filter(pk=first.pk).values().get()
    second, is_new = load_regime(county=county, text=changed_text, by=SYSTEM)
    third, _ = load_regime(county=county, text=lingchuan_text, by=SYSTEM)

    assert (is_new, second.version, third.version) == (True, 2, 3)
    assert Regime.objects.filter(pk=first.pk).values().get() == stored
    assert current_regime(county) == third
    assert (first.rules.days("accept"), second.rules.days("accept")) == (3, 2)


def test_the_text_is_kept_with_its_hash_and_an_event(county, lingchuan_text):
    regime, _ = load_regime(county=county, text=lingchuan_text, by=SYSTEM)

    regime.refresh_from_db()
    event = events_about(regime.uuid).get()

    assert regime.text == lingchuan_text
    assert regime.sha256 == hashlib.sha256(lingchuan_text.encode()).hexdigest()
    assert (event.verb, event.content_hash) == ("load_regime", regime.sha256)


def test_rules_are_read_without_a_query(county, lingchuan_text, django_assert_num_queries):
    regime, _ = load_regime(county=county, text=lingchuan_text, by=SYSTEM)

    with django_assert_num_queries(0):
        assert regime.rules is regime.rules


def test_a_regime_holds_from_its_date(county, lingchuan_text):
    now, _ = load_regime(county=county, text=lingchuan_text, by=SYSTEM)
    later, _ = load_regime(
        county=county,
        text=lingchuan_text.replace("in_force_from = 2023-03-15", "in_force_from = 2099-01-01", 1),
        by=SYSTEM,
    )

    assert current_regime(county) == now
    assert current_regime(county, on=date(2099, 1, 1)) == later
    with pytest.raises(Regime.DoesNotExist):
        current_regime(county, on=date(2023, 3, 14))


def test_another_countys_file_is_refused(county, lingchuan_text):
    other = County.objects.create(code="621121", name="通渭县", short="通")

    with pytest.raises(RegimeError) as refused:
        load_regime(county=other, text=lingchuan_text, by=SYSTEM)

    assert refused.value.problems == ("county：文件写的是450323，要载入的县是621121（通渭县）",)
    assert Regime.objects.count() == 0


def test_load_regime_command(county):
    out, err = StringIO(), StringIO()

    call_command("load_regime", str(LINGCHUAN), stdout=out, stderr=err)
    call_command("load_regime", str(LINGCHUAN), county="450323", stdout=out, stderr=err)

    assert out.getvalue() == (
        "灵川县乡镇职责准入制度（第1版）：已载入\n已设立：基本履职；配合履职；上级部门收回；临时性、阶段性；综合\n"
        "灵川县乡镇职责准入制度（第1版）：内容没有变，不产生新版本\n"
    )
    assert err.getvalue().splitlines()[0] == (
        "提示（改好以前不能办理案件）：制度所列的单位还没有设立：县委编办（bianban）、县委办公室（party_office）、"
        "县政府办公室（政管办）（service_admin）、县委组织部（organization_dept）、县民政局（civil_affairs）、"
        "县司法局（justice）、县财政局（finance）、县人力资源社会保障局（hr）、联席会议召集人（convenor）、"
        "桂林市委编办（city_bianban）。"
    )


def test_load_regime_sets_up_the_lists_it_names(db):
    """A county at work is given new rules: what they name is there at once, what stands in the way is told, nothing is lost."""
    banner = County.objects.create(code="150721", name="阿荣旗", short="阿")
    kept = ListKind.objects.create(county=banner, key="own1", name="服务清单", prefix="权责", order=1)
    out, err = StringIO(), StringIO()

    call_command("load_regime", str(REGIMES / "arong.toml"), stdout=out, stderr=err)
    assert (
        "提示：“权责清单”没有设立：编号前缀“权责”已经用于“服务清单”，请在制度文件里另写一个前缀。"
        in err.getvalue()
    )
    assert not banner.list_kinds.filter(key="powers").exists()
    kept.prefix, kept.name = "服务", "权责清单"
    kept.save()
    call_command("load_regime", str(REGIMES / "arong.toml"), stdout=out, stderr=err)
    assert "提示：“权责清单”没有设立：已经有一种清单叫这个名称，请在“清单种类”页给它改名" in err.getvalue()
    kept.name = "服务清单"
    kept.save()
    call_command("load_regime", str(REGIMES / "arong.toml"), stdout=out, stderr=err)
    call_command("load_regime", str(REGIMES / "arong.toml"), stdout=out, stderr=err)

    assert out.getvalue().count("已设立：权责清单") == 1
    usual = {"basic", "supporting", "recalled", "temporary"}
    assert set(banner.list_kinds.values_list("key", flat=True)) == {"own1", "powers", *usual}
    assert banner.list_kinds.get(key="own1").prefix == "服务"
    assert [
        column["label"]
        for column in banner.list_kinds.get(key="powers").columns
        if column["storage"] == "department_duties"
    ] == ["旗直部门职责"]
    events = Event.objects.filter(verb="add_kind")
    assert sorted(event.subject for event in events) == sorted(f"150721/{key}" for key in ("powers", *usual))


def test_load_regime_adds_the_categories_it_names(db):
    county = County.objects.create(code="431026", name="汝城县", short="汝")
    Category.objects.create(county=county, name="农业农村", order=4)

    call_command("load_regime", str(REGIMES / "rucheng.toml"), stdout=StringIO(), stderr=StringIO())

    names = list(county.categories.values_list("name", flat=True))
    assert (names[0], len(names)) == ("农业农村", 10)  # nine kinds of power behind its own


def test_load_regime_command_tells_what_is_wrong(county, tmp_path, lingchuan_text):
    file = tmp_path / "wrong.toml"
    file.write_text(lingchuan_text.replace('code = "lingchuan"\n', "", 1), encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        call_command("load_regime", str(file))

    assert str(refused.value) == f"{file}：制度文件有1处要改\ncode：缺少这一项"


@pytest.mark.parametrize("command", ["load_regime", "load_calendar", "load_duties"])
@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda file: None, "没有这个文件，请核对路径和文件名"),
        (lambda file: file.mkdir(), "这是一个目录，请写到其中的文件"),
        (lambda file: file.write_bytes(b"\xff\xfe\x00"), "不是UTF-8编码的文本，请另存为UTF-8再载入"),
        (lambda file: file.symlink_to(file), "读不出来（系统错误40），请核对路径和存放文件的磁盘"),
    ],
)
def test_a_command_says_why_it_has_no_text(county, tmp_path, command, made, said):
    """No word of encodings where the file is not there at all."""
    made(file := tmp_path / "a.toml")
    county_of_list = {"county": "450323"} if command == "load_duties" else {}

    with pytest.raises(CommandError) as refused:
        call_command(command, str(file), **county_of_list)

    assert str(refused.value) == f"{file}：{said}"


def test_a_file_beneath_a_file_is_not_there(county):
    with pytest.raises(CommandError, match="没有这个文件"):
        call_command("load_regime", str(LINGCHUAN / "a.toml"))


def test_a_file_that_may_not_be_read_is_told(county, monkeypatch):
    """The tests may run as root, who may read everything: the answer of the system is given as it would be."""

    def denied(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(CommandError, match="没有读这个文件的权限"):
        call_command("load_regime", str(LINGCHUAN))


@pytest.mark.parametrize("content", ["", "\n", "# 以后再写\n"])
def test_an_empty_file_is_called_empty(county, tmp_path, content):
    (tmp_path / "a.toml").write_text(content, encoding="utf-8")

    with pytest.raises(CommandError, match="文件是空的：没有一个键"):
        call_command("load_regime", str(tmp_path / "a.toml"))


def test_load_regime_command_without_the_county(db):
    with pytest.raises(CommandError, match="没有代码为450323的县，请先建县"):
        call_command("load_regime", str(LINGCHUAN))


def test_a_calendar_takes_the_place_of_its_year(db):
    assert load_calendar(text=TWO_DAYS, by=SYSTEM) == (2027, True)
    assert load_calendar(text=TWO_DAYS, by=SYSTEM) == (2027, False)
    assert load_calendar(text=f"{HEADER}2027-01-01,五,holiday,元旦\n", by=SYSTEM) == (2027, True)

    assert list(CalendarDay.objects.values_list("day", "is_workday", "name")) == [
        (date(2027, 1, 1), False, "元旦")
    ]
    assert Event.objects.filter(subject_kind="calendar").count() == 2


@pytest.mark.parametrize("apart", [",", "\t", "，"])
def test_a_year_may_be_written_as_a_county_writes_it(apart):
    lines = ["日期,星期,放假或上班,节日", "2027-01-01,周五,放假,元旦", "2027-01-03,星期日,上班,元旦"]

    days = read_days("\n".join(lines).replace(",", apart))

    assert days == {date(2027, 1, 1): (False, "元旦"), date(2027, 1, 3): (True, "元旦")}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "第一行应为：日期,星期,放假或上班,节日（或者date,weekday,kind,festival）"),
        ("day,kind\n", "第一行应为：日期,星期,放假或上班,节日（或者date,weekday,kind,festival）"),
        (HEADER, "文件里没有日期"),
        (f"{HEADER}2027-02-30,二,holiday,春节\n", "第2行：没有“2027-02-30”这一天"),
        (f"{HEADER}2027-01-01,六,holiday,元旦\n", "第2行：2027-01-01是星期五，文件写的是“六”"),
        (f"{HEADER}2027-01-01,五,off,元旦\n", "第2行：“off”应为放假或上班（holiday、makeup_workday）"),
        (f"{HEADER}2027-01-01,五,holiday,\n", "第2行：没有写节日名称"),
        (f"{HEADER}2027-01-01,五,holiday,{'元' * 21}\n", "第2行：节日名称最多20个字"),
        (f"{HEADER}2027-01-01,五,holiday\n", "第2行：应有4栏，现有3栏"),
        (f"# 说明\n{TWO_DAYS}2027-01-01,五,holiday,元旦\n", "第5行：2027-01-01写了两次"),
        (f"{TWO_DAYS}2028-01-01,六,holiday,元旦\n", "第4行：2028-01-01不是2027年，一个文件只写一年"),
    ],
)
def test_a_wrong_calendar_names_the_line(text, message):
    with pytest.raises(CalendarError) as refused:
        read_days(text)

    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("here", "instead", "problem"),
    [
        (  # given to another; the first one has a new one
            'admission = "灵准申"\nadjustment = "灵准调"',
            'admission = "灵申"\nadjustment = "灵准申"',
            "第{}行 series.adjustment：前缀“灵准申”第1版用于admission，两种会编出相同的号：各用各的，或者另取一个",
        ),
        ('admission = "灵准申"', 'admission = "灵申"', ""),
        ('adjustment = "灵准调"', 'adjustment = "灵准评"', ""),  # stood behind what has no number
    ],
)
def test_a_prefix_stays_with_its_series_over_the_versions(county, lingchuan_text, here, instead, problem):
    """Each series counts by itself: 灵准申〔2026〕1号 would be given twice, and the second application refused by the database."""
    load_regime(county=county, text=lingchuan_text, by=SYSTEM)
    text = lingchuan_text.replace('initial_review = "灵准评"\n', "").replace(here, instead, 1)
    assert instead in text

    if not problem:
        assert load_regime(county=county, text=text, by=SYSTEM)[1]
        return
    with pytest.raises(RegimeError) as refused:
        load_regime(county=county, text=text, by=SYSTEM)
    line = text[: text.index('adjustment = "灵准申"')].count("\n") + 1
    assert str(refused.value) == problem.format(line)
    assert Regime.objects.filter(county=county).count() == 1


def test_a_file_of_another_county_is_refused_with_its_line(county, lingchuan_text):
    text = lingchuan_text.replace('county = "450323"', 'county = "450324"', 1)
    line = text[: text.index('county = "450324"')].count("\n") + 1

    with pytest.raises(RegimeError, match=f"^第{line}行 county：文件写的是450324，要载入的县是450323"):
        load_regime(county=county, text=text, by=SYSTEM)


def test_an_edition_has_the_organ_s_own_number_and_needs_no_series(county, lingchuan_text):
    text = lingchuan_text.replace('edition = "灵准单"\n', "", 1)
    assert text != lingchuan_text

    assert load_regime(county=county, text=text, by=SYSTEM)[1]
