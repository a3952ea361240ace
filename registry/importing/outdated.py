"""What of a preview that was confirmed holds no longer, as one sentence: the list went on while it waited for the head's word."""

from registry.importing import settling
from registry.importing.planning import GONE, WORDS

AGAIN = "核对以后清单有了变化，请重新核对再导入。"
NAMED = 5


def said_outdated(row, plan):
    """Why the Plan made now is not the one that was shown: what stands in its way, else which rows do something else; where
    neither can be seen in a preview, only that it is another."""
    said = _in_the_way(plan) or _differing(row.plan.get("rows", ()), settling.as_data(plan)["rows"])
    if not said:
        return AGAIN
    more = f"；等{len(said)}处" if len(said) > NAMED else ""
    return f"{AGAIN}现在：{'；'.join(said[:NAMED])}{more}。"


def _in_the_way(plan):
    wrong = [
        f"{_place(each.sheet, each.row)}：{each.text}" if each.row else each.text for each in plan.problems
    ]
    return [*wrong, *(f"单位名称“{name}”不认识" for name in plan.unknown)]


def _differing(shown, now):
    """A part of a sentence for each row of the file, and each duty that is not in it, of which another thing is said now."""
    was, told = _by_place(shown), []
    for place, row in _by_place(now).items():
        before = was.pop(place, None)
        if before != row:
            told.append(f"{_called(row)}{_instead(before, row)}")
    # each row of the file is in both; what is not in the file and not here now has left the list, or a row above is for it
    codes = {code for _, _, _, code, *_ in now}
    return told + [f"{_called(row)}已不在清单里" for row in was.values() if row[3] not in codes]


def _by_place(rows):
    """{(sheet, row, the code of what is not in the file): the row as the preview has it}"""
    return {(sheet, number, code if what == GONE else ""): [what, sheet, number, code, *said]
            for what, sheet, number, code, *said in rows}  # fmt: skip


def _called(row):
    what, sheet, number, code, name, *_ = row
    if what == GONE:
        return f"{code}“{name}”"
    return f"{_place(sheet, number)}“{name}”"


def _place(sheet, number):
    return f"{f'“{sheet}”' if sheet else ''}第{number}行"


def _instead(before, row):
    if before is None:
        return (
            "不在文件里，核对时没有列出"  # it came into the list, or the row that was for it is for another
        )
    if before[0] != row[0]:
        return f"是“{WORDS[row[0]]}”，核对时是“{WORDS[before[0]]}”"
    if before[3] != row[3]:
        return f"是{row[3]}，核对时是{before[3]}"
    return "写入的内容与核对时不同"
