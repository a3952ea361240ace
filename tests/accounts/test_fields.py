import pytest
from django import forms

from accounts.fields import LongTextField, PlainTextField, character_name, is_blank, refused_character


class Letter(forms.Form):
    title = PlainTextField(label="职责名称", max_length=10)
    body = LongTextField(label="理由", required=False)


def errors(**data):
    return Letter({"title": "名称", **data}).errors.get_json_data()


def cleaned(**data):
    form = Letter({"title": "名称", **data})
    assert form.is_valid(), form.errors
    return form.cleaned_data


@pytest.mark.parametrize(
    "blank", ["", " ", "\u3000\u3000", "\u200b", "\u00a0\n", "\u2800", "\u202e", "\ufe0f", "\u17b5"]
)
def test_blank_text_is_missing(blank):
    assert errors(title=blank)["title"][0]["message"] == "请填写职责名称"


@pytest.mark.parametrize("blank", ["", "\u3000 \r\n"])
def test_blank_text_where_none_is_needed_is_empty(blank):
    assert cleaned(body=blank)["body"] == ""


def test_outer_blanks_go_inner_ones_stay():
    assert cleaned(title="\u3000 甲\u3000乙 \r\n")["title"] == "甲\u3000乙"


def test_line_ends_become_one_character():
    assert cleaned(body="一\r\n二\r三\n四\t五")["body"] == "一\n二\n三\n四\t五"


REFUSED = [
    ("a\u202eb", "从右到左覆盖（U+202E）"),
    ("a\u2066b", "从左到右隔离（U+2066）"),
    ("a\u200eb", "从左到右标记（U+200E）"),
    ("a\u061cb", "阿拉伯字母方向标记（U+061C）"),
    ("a\x00b", "空字符（U+0000）"),
    ("a\x07b", "控制字符（U+0007）"),
    ("a\x85b", "控制字符（U+0085）"),
    ("a\u200bb", "零宽空格（U+200B）"),
    ("a\ue000b", "造字区的字（U+E000）"),
    ("a\U000f0000b", "造字区的字（U+F0000）"),
    ("a\u200db", "零宽连字（U+200D）"),
    ("a\u180bb", "蒙古文变体选择符（U+180B）"),
    ("a\ufeffb", "零宽不换行空格（U+FEFF）"),
    ("a\u2028b", "行分隔符（U+2028）"),
    ("a\ufffdb", "无法识别的字符（U+FFFD）"),
    ("a\uffffb", "不可见字符（U+FFFF）"),
    ("a\ud800b", "不成对的代理码（U+D800）"),
    ("a\U000e0041b", "不可见字符（U+E0041）"),
]


@pytest.mark.parametrize(("text", "name"), REFUSED, ids=ascii)
@pytest.mark.parametrize(("field", "label"), [("title", "职责名称"), ("body", "理由")])
def test_what_cannot_be_seen_is_refused_by_name(field, label, text, name):
    said = errors(**{field: text})[field][0]["message"]

    assert said == f"{label}第2个字是{name}，不能使用，请删去"


@pytest.mark.parametrize(("text", "name"), [("a\tb", "制表符（U+0009）"), ("a\nb", "换行符（U+000A）")])
def test_one_line_holds_no_line_breaks(text, name):
    assert errors(title=text)["title"][0]["message"] == f"职责名称第2个字是{name}，不能使用，请删去"


KEPT = [
    "ᠠᠷᠤᠨ ᠬᠣᠰᠢᠭᠤ",
    "ᠨ᠋ᠠ",
    "ᠬᠠᠰ᠎ᠠ",
    "\u200dᠠ\u200d",
    "ᠠ\u202fᠶᠢᠨ",
    "ᠠ\u180b\u200dᠨ",
    "灵川县①“责任状”",
    "葛\U000e0100",
    "𠮷田",
    "؀١",
]


@pytest.mark.parametrize("text", KEPT)
def test_mongolian_and_rare_characters_are_kept_byte_for_byte(text):
    assert cleaned(body=text)["body"].encode() == text.encode()


def test_too_long_is_said_with_numbers_and_nothing_is_cut():
    form = Letter({"title": "一" * 11})

    assert form.errors.get_json_data()["title"][0]["message"] == "职责名称最多10个字，现在有11个字"
    assert "maxlength" not in str(form["title"])
    assert "一" * 11 in str(form["title"])


def test_a_missing_key_is_missing_text():
    assert Letter({}).errors.get_json_data()["title"][0]["message"] == "请填写职责名称"


def test_names_of_characters_always_carry_the_code():
    assert character_name("\u0001") == "控制字符（U+0001）"
    assert is_blank("") is True
    assert is_blank("字") is False


def test_a_long_run_of_joiners_is_read_once():
    """Signing in with such a text, looked at anew for every character, kept a worker busy for minutes."""
    calls = 0

    class Counted(str):
        def __getitem__(self, where):
            nonlocal calls
            calls += len(range(*where.indices(len(self)))) if isinstance(where, slice) else 1
            return super().__getitem__(where)

    assert refused_character(Counted("\u1820" + "\u180b" * 40_000), lines=False) is None
    assert calls < 10
