"""The texts of the demonstration's applications, from fixtures/demo/cases.toml."""

import tomllib
from decimal import Decimal
from functools import cache

from demo.county import DEPARTMENTS, FIXTURES, MEMBERS

NAMES = {body.code: body.short for body in [*MEMBERS, *DEPARTMENTS]}


@cache
def _file():
    return tomllib.loads((FIXTURES / "demo/cases.toml").read_text(encoding="utf-8"))


def written(key, **others):
    """One of the file's applications: written in full, or worded by its pattern."""
    facts = _file()[key] | others
    if "pattern" in facts:
        return composed(facts.pop("pattern"), **facts)
    return _complete(facts)


def composed(pattern, *, name, department, category, thing, law, each="0.4", townships=(), **others):
    """An application worded like its kind of work: patrol, service or publicity."""
    head = others.pop("department_name", "") or NAMES[department]
    words = {"object": thing, "law": law, "head": head, "each": each}
    whole = _file()["patterns"][pattern]
    facts = {key: text.format(**words) for key, text in whole.items() if key != "texts"}
    facts["texts"] = {key: text.format(**words) for key, text in whole["texts"].items()}
    facts |= {"name": name, "department": department, "category": category, "townships": townships}
    return _complete(facts | {"cost": float(each) * (len(townships) or 12)} | others)


def _complete(facts):
    common = _file()["common"]
    whole = {**common, **facts, "texts": {**common["texts"], **facts["texts"]}}
    whole = {key: value.strip() if isinstance(value, str) else value for key, value in whole.items()}
    whole["texts"] = {key: value.strip() for key, value in whole["texts"].items()}
    whole["cost"] = Decimal(str(whole.get("cost", 0))).quantize(Decimal("0.01"))
    return whole
