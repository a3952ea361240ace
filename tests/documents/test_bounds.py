"""The bounds of time and memory of the press, the binder and the checking of files: all in one table, as the code has them."""

import ast
import math
import operator
import re
from pathlib import Path

import pytest
from django.conf import settings

UNITS = {
    "秒": 1, "分钟": 60, "小时": 3600, "MB": 1024**2, "GB": 1024**3, "万像素": 10_000,
    **dict.fromkeys(("页", "个", "份", "卷", "次", "倍"), 1),
}  # fmt: skip
WHOLE = ("press", "rendering", "unkept", "printing", "binding")  # each number of theirs is a bound
DOES = {ast.Mult: operator.mul, ast.Pow: operator.pow}


def told():
    """{module.CONSTANT: number} of the table."""
    text = Path(settings.BASE_DIR, "docs/deploy.md").read_text(encoding="utf-8").partition("## 九、")[2]
    rows = re.findall(r"^\| [^|]+ \| ([\d.]+) (\S+?)(?:于一份)? \| `([a-z]+\.[A-Z_]+)` \|$", text, re.M)
    assert len(rows) == text.count("\n| ") - 1  # no row is left out for how it is written
    return {name: float(number) * UNITS[unit] for number, unit, name in rows}


def numbers_of(module):
    """{module.CONSTANT: number} of its source: what tests set for a busy machine is not what it says."""
    tree = ast.parse(Path(settings.BASE_DIR, f"documents/{module}.py").read_text(encoding="utf-8"))
    found = {}
    for node in (each for each in tree.body if isinstance(each, ast.Assign)):
        names, values = _parts(node.targets[0]), _parts(node.value)
        for name, value in zip(names, values, strict=False):
            if isinstance(name, ast.Name) and not math.isnan(number := _number(value)):
                found[f"{module}.{name.id}"] = number
    return found


def _parts(node):
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _number(node):
    """Of a number, or of numbers multiplied; else none."""
    if isinstance(node, ast.BinOp) and type(node.op) in DOES:
        return DOES[type(node.op)](_number(node.left), _number(node.right))
    is_number = isinstance(node, ast.Constant) and isinstance(node.value, int | float)
    return node.value if is_number else math.nan


def test_the_table_says_what_the_code_does():
    table = told()
    modules = {name.partition(".")[0] for name in table}
    code = {name: value for module in modules for name, value in numbers_of(module).items()}

    assert {name: code.get(name) for name in table} == table


@pytest.mark.parametrize("module", WHOLE)
def test_no_bound_is_left_out_of_the_table(module):
    assert numbers_of(module).keys() <= told().keys()
