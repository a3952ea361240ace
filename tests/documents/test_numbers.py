"""The system's numbers have no gaps; an organ's number has its form and serves one subject."""

import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction

from documents.models import Counter, OrganNumber
from documents.numbers import BadNumber, allot, check_form, claim

EXAMPLE, SHOWN = (
    "灵政办〔2026〕17号",
    "×政办〔2026〕17号",
)  # as written; as the sentences show it, of no county


def next_number(county, series="灵准申", year=2026):
    with transaction.atomic():
        return allot(county=county, series=series, year=year)


def test_each_series_and_year_of_a_county_counts_for_itself(county, other_county):
    given = [
        next_number(county),
        next_number(county),
        next_number(county, series="灵准撤"),
        next_number(county, year=2027),
        next_number(other_county),
        next_number(county),
    ]

    assert given == [1, 2, 1, 1, 1, 3]


def test_a_rolled_back_act_gives_its_number_back(county):
    next_number(county)
    with transaction.atomic():
        assert allot(county=county, series="灵准申", year=2026) == 2
        transaction.set_rollback(True)

    assert next_number(county) == 2


def test_a_number_costs_two_statements_once_its_series_runs(county, django_assert_num_queries):
    next_number(county)

    with transaction.atomic(), django_assert_num_queries(2):
        allot(county=county, series="灵准申", year=2026)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_number_is_given(county):
    with pytest.raises(transaction.TransactionManagementError):
        allot(county=county, series="灵准申", year=2026)

    assert Counter.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_and_some_failing_leave_no_gap(county):
    start = threading.Barrier(8)
    given = []

    def one(worker):
        start.wait()
        for turn in range(10):
            with transaction.atomic():
                number = allot(county=county, series="灵准申", year=2026)
                if (worker + turn) % 4 == 0:
                    transaction.set_rollback(True)
                    continue
            given.append(number)
        connection.close()

    threads = [threading.Thread(target=one, args=[worker]) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(given) == list(range(1, 61))
    assert Counter.objects.get().last == 60


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (EXAMPLE, EXAMPLE),
        ("灵政办[2026]17号", EXAMPLE),
        ("灵政办(2026)17号", EXAMPLE),
        ("灵政办（2026）17号", EXAMPLE),
        ("灵政办【2026】17号", EXAMPLE),
        ("灵政办［２０２６］１７号", EXAMPLE),
        ("ＬＺＢ〔2026〕17号", "LZB〔2026〕17号"),
        ("桂编办发（函）〔2026〕3号", "桂编办发(函)〔2026〕3号"),
        ("灵政办〔1949〕1号", "灵政办〔1949〕1号"),
        (" 灵政办　〔 2026 〕 17 号\n", EXAMPLE),
        ("桂编办发(函)〔2026〕3号", "桂编办发(函)〔2026〕3号"),
        ("灵办发〔2026〕1024号", "灵办发〔2026〕1024号"),
    ],
)
def test_an_organ_number_is_put_into_its_form(text, number):
    assert check_form(text) == number
    assert check_form(number) == number


# What makes another number that looks the same; typed as U+3164 and U+FFA0 the Hangul filler is U+1160.
LOOKING_ALIKE = {
    **dict.fromkeys((0xFE0F, 0xE0100, 0x2800, 0x115F, 0x1160, 0x17B4, 0x180B), "不可见字符"),
    0x180B: "蒙古文变体选择符",
    **dict.fromkeys((0x0301, 0x20DD, 0x0E31), "附加符号"),
}
FORM = f"发文字号应由机关代字、年份和序号组成，如“{SHOWN}”。"


@pytest.mark.parametrize("year", ["1948", "2028", "0000", "9999"])
def test_a_year_in_which_no_organ_gave_numbers_is_refused(time_machine, year):
    time_machine.move_to("2026-11-26 08:00:00+08:00", tick=False)

    with pytest.raises(BadNumber) as refusal:
        check_form(f"灵政办〔{year}〕17号")

    assert str(refusal.value) == "发文字号的年份应在1949至2027年之间，请核对。"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"请填写发文字号，如“{SHOWN}”。"),
        (" 　\n", f"请填写发文字号，如“{SHOWN}”。"),
        ("〔2026〕17号", FORM),
        ("灵政办〔2026〕17", FORM),
        ("灵政办〔26〕17号", FORM),
        ("灵政办2026-17号", FORM),
        ("灵政办〔2026〕17号附件", FORM),
        ("灵政办〔2026〕〔2026〕17号", FORM),
        ("灵政办〔2026〕十七号", FORM),
        ("灵政办〔2026〕٣号", FORM),
        ("灵政办〔2026〕第17号", f"发文字号的序号前不加“第”字，如“{SHOWN}”。"),
        ("灵政办〔2026〕017号", f"发文字号的序号不编虚位（1不编为01），如“{SHOWN}”。"),
        ("灵政办〔2026〕0号", f"发文字号的序号不编虚位（1不编为01），如“{SHOWN}”。"),
        ("灵政办\u202e〔2026〕17号", "发文字号含有从右到左覆盖（U+202E），请删去后重填。"),
        ("灵政办\x00〔2026〕17号", "发文字号含有空字符（U+0000），请删去后重填。"),
        *(
            (f"灵政办{chr(code)}〔2026〕17号", f"发文字号含有{name}（U+{code:04X}），请删去后重填。")
            for code, name in LOOKING_ALIKE.items()
        ),
        ("灵" * 60 + "〔2026〕17号", "发文字号不能超过60个字。"),
    ],
)
def test_what_is_no_organ_number_is_refused_in_words(text, message):
    with pytest.raises(BadNumber) as refusal:
        check_form(text)

    assert str(refusal.value) == message


def test_a_number_serves_one_subject_of_a_county(county, other_county):
    case, another = uuid4(), uuid4()

    assert claim(county=county, number="灵办发[2026]8号", subject=case, organ="县委") == ("灵办发〔2026〕8号")
    assert claim(county=county, number="灵办发〔2026〕8号", subject=case, organ="县政府") == (
        "灵办发〔2026〕8号"
    )
    with pytest.raises(BadNumber) as refusal:
        claim(county=county, number="灵办发（2026）8号", subject=another, organ="县委")
    claim(county=other_county, number="灵办发〔2026〕8号", subject=another, organ="县委")

    assert str(refusal.value) == "发文字号“灵办发〔2026〕8号”已用于另一件事项，请核对。"
    assert list(OrganNumber.objects.values_list("county", "subject", "organ").order_by("id")) == [
        (county.pk, str(case), "县委"),
        (other_county.pk, str(another), "县委"),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_cases_claiming_one_number_at_once_one_gets_it(county):
    start = threading.Barrier(4)
    outcomes = []

    def one():
        start.wait()
        try:
            with transaction.atomic():
                claim(county=county, number=EXAMPLE, subject=uuid4(), organ="县政府")
            outcomes.append("claimed")
        except BadNumber:
            outcomes.append("refused")
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["claimed", "refused", "refused", "refused"]
