"""Numbers: the system's own series without gaps, and the organs' 发文字号 as they enter them."""

import re
import unicodedata

from django.db import connection, transaction
from django.utils import timezone

from accounts.fields import character_name, leaves_ink, refused_character
from audit import clock
from config.templatetags.chinese import plain_date
from documents.models import Counter, OrganNumber

NUMBER_MAX = 60
FORM = re.compile(r"[^〔〕]+〔[0-9]{4}〕[1-9][0-9]*号")
YEAR_IN_ANY_BRACKETS = re.compile(r"[\[(（【［〔]([0-9]{4})[\])）】］〕]")
FIRST_YEAR = 1949
EXAMPLE = "×政办〔2026〕17号"  # of no county: every county reads it


class BadNumber(Exception):
    """A number that is not taken; the message stands beside its field."""


class Taken(BadNumber):
    """It is another matter's."""


def allot(*, county, series, year):
    """The next number of the series: 1, 2, 3 … without gaps, given back when the act rolls back.

    Holds the counter's row until the act ends; cases are locked before it, the audit head after.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is given in the transaction of its act")
    mine = Counter.objects.filter(county=county, series=series, year=year)
    counter = mine.select_for_update(no_key=True).first()
    if counter is None:
        # Two first comers: the second waits here for the first, then locks the row it made.
        Counter.objects.bulk_create([Counter(county=county, series=series, year=year)], ignore_conflicts=True)
        counter = mine.select_for_update(no_key=True).get()
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def in_form(text):
    """The number as typed, with other brackets, full-width letters and digits and spaces put right."""
    return YEAR_IN_ANY_BRACKETS.sub(r"〔\1〕", "".join(unicodedata.normalize("NFKC", text).split()))


def check_form(text):
    """The 发文字号 as GB/T 9704—2012 7.2.5 writes it, put into its form; BadNumber tells what a person has to correct.

    What takes no ink, or hangs on another character, is refused: two numbers that look the same are the same.
    """
    number = in_form(text)
    if not number:
        raise BadNumber(f"请填写发文字号，如“{EXAMPLE}”。")
    if len(number) > NUMBER_MAX:
        raise BadNumber(f"发文字号不能超过{NUMBER_MAX}个字。")
    index = refused_character(number, lines=False)
    bad = [number[index]] if index is not None else list(filter(_hides, number))
    if bad:
        raise BadNumber(f"发文字号含有{character_name(bad[0])}，请删去后重填。")
    if FORM.fullmatch(number):
        # by the wall's clock: what is told of the past (the demo) names numbers of later years
        year, last = int(number.partition("〔")[2][:4]), timezone.localdate().year + 1
        if not FIRST_YEAR <= year <= last:
            raise BadNumber(f"发文字号的年份应在{FIRST_YEAR}至{last}年之间，请核对。")
        return number
    if "〕第" in number:
        raise BadNumber(f"发文字号的序号前不加“第”字，如“{EXAMPLE}”。")
    if "〕0" in number:
        raise BadNumber(f"发文字号的序号不编虚位（1不编为01），如“{EXAMPLE}”。")
    raise BadNumber(f"发文字号应由机关代字、年份和序号组成，如“{EXAMPLE}”。")


def other_year(number, day):
    """What to say of an organ's number of another year than its document's date; "" where there is nothing to say. A
    warning, no refusal: a document is dated when it is signed and numbered when it is sent out (GB/T 9704—2012, 7.2.5,
    7.3.5.4), in January perhaps, and of an organ's number its form and uniqueness alone are ours."""
    number = in_form(number)
    if not FORM.fullmatch(number) or int(number.partition("〔")[2][:4]) == day.year:
        return ""
    return (
        f"文号“{number}”的年份与文书的日期（{plain_date(day)}）不在同一年，请与原件核对，登记错了的请更正。"
    )


def _hides(char):
    return not leaves_ink(char) or unicodedata.category(char)[0] == "M"


def release(*, county, number, subject):
    """A number that was entered by mistake is free for the matter that it belongs to."""
    OrganNumber.objects.filter(county=county, number=number, subject=str(subject)).delete()


def claim(*, county, number, subject, organ):
    """Record an organ's number for one subject and return it in its normal form.

    One number serves one subject of the county; the same subject may use it again (县委 and 县政府
    decide by one joint document).
    """
    number, subject = check_form(number), str(subject)
    row, _ = OrganNumber.objects.get_or_create(
        county=county,
        number=number,
        defaults={"subject": subject, "organ": organ, "recorded_at": clock.now()},
    )
    if row.subject != subject:
        raise Taken(f"发文字号“{number}”已用于另一件事项，请核对。")
    return number
