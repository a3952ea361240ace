"""Figures of lists of several sizes that are measured in turn, some minutes apart, and told beside each other.

A machine shared with others has slow minutes, which would make one size look slower than another that was measured before.
So every round measures all the sizes one after the other, and the middle of the rounds' figures is what a row takes.
"""

import json
from pathlib import Path
from statistics import median


def keep(path, figures):
    """One round's {label: [p50, p95, note]}, a line of the file."""
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(json.dumps(figures, ensure_ascii=False) + "\n")


def table(paths):
    """[line]: of each row its p50 and p95 in milliseconds at every size, how many times as long the p95 is at the last size as
    at the first, the p95 of each round, and the notes; `paths` are the files of the sizes, smallest first."""
    sizes = [
        [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()] for path in paths
    ]
    names = "\t".join(f"{Path(path).stem} p50\tp95" for path in paths)
    yield f"{'项目':<32}\t{names}\t之比\t各轮的p95\t说明"
    for label in sizes[0][0]:
        if all(label in each for rounds in sizes for each in rounds):
            yield _line(label, [[each[label] for each in rounds] for rounds in sizes])


def _line(label, sizes):
    taken = [(median(p50 for p50, _, _ in rounds), median(p95 for _, p95, _ in rounds)) for rounds in sizes]
    figures = "\t".join(f"{p50:.1f}\t{p95:.1f}" for p50, p95 in taken)
    each = " | ".join("、".join(f"{p95:.1f}" for _, p95, _ in rounds) for rounds in sizes)
    notes = "；".join(dict.fromkeys(rounds[0][2] for rounds in sizes if rounds[0][2]))
    return f"{label:<32}\t{figures}\t{taken[-1][1] / taken[0][1]:.2f}\t{each}\t{notes}"
