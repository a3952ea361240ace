"""From a TOML table to frozen dataclasses: shape only, meaning is `checks`' business.

The annotations of a dataclass are its grammar: a field without default is required, text that is
required may not be blank, a table with an unknown key is refused by name.
"""

import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from types import MappingProxyType, NoneType, UnionType
from typing import get_args, get_origin, get_type_hints

from accounts.fields import INKLESS, character_name, refused_character
from regimes import states
from regimes.locating import lines_of, located

# (table, key) of earlier versions of this program. The text a case is pinned to is never rewritten: it still
# reads, and they mean nothing.
RETIRED = {("Member", "optional")}
KINDS_OF_VALUE = {str: "文字", bool: "true或false", int: "整数", date: "日期（如2023-03-15）"}

HIDDEN = "含有看不见的控制字符，请删去后重新输入"
UNSEEN = {"Cc", "Cf", "Zl", "Zp"}
# signs without ink; but those that choose a form of the sign before them (U+FE00, U+E0100 and on) stand in rare names
FILLERS = {code for code in INKLESS if not 0xFE00 <= code < 0xFE10 and code < 0xE0100}
# tables of tables that learn the key they stand under
KEYED = (
    *("questions", "limits", "matters", "temporary_sources", "guarantees"),
    *(f"grounds.{kind}" for kind in states.GROUNDS_OF),
)
MOST_TOLD = 50  # of what is wrong with one file; more are told when these are put right


class RegimeError(ValueError):
    """A regime file that cannot be used; `problems` says in Chinese what to put right, all at once, and the message
    gives the line of each too, where the `text` is known: of many the first ones, and how many more."""

    def __init__(self, problems, text=""):
        self.problems = tuple(problems)
        lines = lines_of(text)
        told = [visible(located(problem, lines)) for problem in self.problems[:MOST_TOLD]]
        if more := len(self.problems) - len(told):
            told.append(f"另有{more}处没有列出：先改好以上{MOST_TOLD}处，再载入一次。")
        super().__init__("\n".join(told))


HINT = "（文字和中文的键写在英文双引号里；日期写作2023-03-15，日期、数字、true、false不加引号）"


TWICE = "这个键或者这张表前面已经写过，只能写一次；有几项的，每一项写成两层方括号的[[表]]"


A_DAY = re.compile(r"=\s*\d{4}-\d{1,2}-\d{1,2}\b")
NO_DAY = "没有这一天，或者写法不对：日期写作2023-03-15，月、日各写两位"


def _told(error, line):
    """What the parser found: a key or a table a second time, a day that no month has, or no TOML."""
    said = (
        "Cannot overwrite",
        "Cannot declare",
        "Cannot mutate",
        "Cannot redefine",
        "Duplicate inline table key",
    )
    if str(error).startswith(said):
        return TWICE
    return NO_DAY if A_DAY.search(line) else f"不是合格的TOML{HINT}"


LONGEST_LINE, LONGEST_TEXT = 2_000, 500_000  # characters: several times what any county's rules need


def read_toml(text):
    """The table of a TOML text; RegimeError. What would take the parser's time or depth is refused before."""
    if len(text) > LONGEST_TEXT:
        raise RegimeError([f"文件太长：不超过{LONGEST_TEXT}个字"])
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            raise RegimeError([f"第{number}行：太长，一行不超过{LONGEST_LINE}个字"])
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"第{place[1]}行第{place[2]}列" if place else "文件末尾"
        line = text.split("\n")[int(place[1]) - 1] if place else ""
        raise RegimeError([f"{where}：{_told(error, line)}"]) from error
    except (ValueError, RecursionError) as error:
        raise RegimeError([f"{_tried(text)}：数字位数太多，或者括号层数太多"]) from error
    if not table:
        raise RegimeError(["文件是空的：没有一个键。可以抄一份fixtures/regimes里的文件，照本县的制度逐条改"])
    return table


def _tried(text):
    """The line with which the text up to there has too much in it."""
    lines = text.split("\n")

    def is_too_much(number):
        try:
            tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            return False  # it only ends in the midst of something
        except (ValueError, RecursionError):
            return True
        return False

    return f"第{bisect_left(range(len(lines) + 1), True, key=is_too_much)}行"


def read(cls, table, where, problems):
    """An instance of `cls`, or None when something in the table is wrong (then `problems` has grown)."""
    before = len(problems)
    types = get_type_hints(cls)
    known = [field for field in fields(cls) if field.init]
    for key in table:
        if key not in {field.name for field in known} and (cls.__name__, key) not in RETIRED:
            problems.append(f"{_at(where, key)}：没有这个键，请核对拼写")
    values = {}
    for field in known:
        place = _at(where, field.name)
        required = field.default is MISSING and field.default_factory is MISSING
        if field.name in table:
            values[field.name] = _value(types[field.name], table[field.name], place, problems, required)
        elif required:
            problems.append(f"{place}：缺少这一项")
    return cls(**values) if len(problems) == before else None


def _at(where, key):
    return f"{where}.{key}" if where else key


def _value(kind, value, where, problems, required):
    if get_origin(kind) is UnionType:
        (kind,) = (arg for arg in get_args(kind) if arg is not NoneType)
    if is_dataclass(kind):
        return _table(value, where, problems) and read(kind, value, where, problems)
    if get_origin(kind) is tuple:
        return _list(get_args(kind)[0], value, where, problems)
    if get_origin(kind) is Mapping:
        return _mapping(get_args(kind)[1], value, where, problems)
    return _plain(kind, value, where, problems, required)


def _table(value, where, problems):
    if isinstance(value, dict):
        return True
    problems.append(f"{where}：应为一张表")
    return False


def _list(kind, value, where, problems):
    if not isinstance(value, list):
        problems.append(f"{where}：应为一个列表")
        return ()
    return tuple(
        _value(kind, item, f"{where}第{number}项", problems, True) for number, item in enumerate(value, 1)
    )


def _mapping(kind, value, where, problems):
    """A table of tables; each learns the key it stands under, when it wants to know."""
    if not _table(value, where, problems):
        return {}
    named = is_dataclass(kind) and "key" in get_type_hints(kind)
    found = {}
    for key, item in value.items():
        if named and isinstance(item, dict):
            item = {"key": key, **item}
        found[key] = _value(kind, item, _at(where, key), problems, True)
    return MappingProxyType(found)


def _plain(kind, value, where, problems, required):
    # true is an int to Python, a date with a time is a date
    if not isinstance(value, kind) or isinstance(value, {int: bool, date: datetime}.get(kind, ())):
        problems.append(f"{where}：应为{KINDS_OF_VALUE[kind]}")
    elif kind is str:
        value = value.strip()
        if required and not value:
            problems.append(f"{where}：不能空白")
        if any(unicodedata.category(sign) in {"Cc", "Cf"} and sign != "\n" for sign in value):
            problems.append(f"{where}：{HIDDEN}")
    return value


def oddities(value, where=""):
    """Of a file that is loaded now: keys with signs nobody sees, a text with an end of line that is none in the file, and a key
    written once more within its own table."""
    if isinstance(value, dict):
        for key, item in value.items():
            place = _at(where, key)
            if odd := _odd_sign(key) or any(unicodedata.category(sign) in UNSEEN for sign in key):
                yield f"{place}：键“{key}”{HIDDEN if odd is True else odd}"
            if where in KEYED and isinstance(item, dict) and "key" in item:
                yield f"{place}.key：不用写，代号就是“{key}”"
            yield from oddities(item, place)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from oddities(item, f"{where}第{number}项")
    elif isinstance(value, str):
        if any(unicodedata.category(sign) in {"Zl", "Zp"} for sign in value):
            yield f"{where}：{HIDDEN}"
        elif odd := _odd_sign(value):
            yield f"{where}：{odd}"


def _odd_sign(text):
    """A sign that takes no ink, or is of a private area and no two printers show alike; "" where there is none. Signs that control
    are told where the text is read."""
    for sign in text:
        if unicodedata.category(sign) in UNSEEN:
            continue
        if ord(sign) in FILLERS or refused_character(sign, lines=True) is not None:
            return f"含有{character_name(sign)}，请删去后重新输入，或者换成通用的字"
    return ""


def visible(text):
    """A message as it may be printed, in one line: signs nobody sees are written out (\\u202e)."""
    return "".join(f"\\u{ord(sign):04x}" if unicodedata.category(sign) in UNSEEN else sign for sign in text)
