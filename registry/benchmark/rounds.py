"""Figures of lists of several sizes that are measured in turn, row by row, and told beside each other.

A machine shared with others has slow minutes, which would make one size look slower than another that was measured before.
So a row is measured at all the sizes within seconds, by a process of each that waits for its turn; all rows several times,
minutes apart, of which the middle is told.
"""

import json
import os
import subprocess
import sys
from statistics import median


class Turn:
    """A process that measures the list of one size: one row, when it is asked to."""

    def __init__(self, size, url):
        self.size = size
        command = [sys.executable, "manage.py", "bench_registry", "--answer"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "encoding": "utf-8"}
        self.process = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url}, **pipes)  # noqa: S603
        self.labels = self._read()
        self.rounds = {label: [] for label in self.labels}

    def measure(self, label):
        self.process.stdin.write(f"{label}\n")
        self.process.stdin.flush()
        self.rounds[label].append(self._read())

    def _read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.size}: 量到一半停了")
        return json.loads(line)

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def answer(rows, asked, tell):
    """What such a process does: says which rows it has, then measures the ones whose labels come, one after the other."""
    rows = {row.label: row for row in rows}
    tell(json.dumps(list(rows), ensure_ascii=False))
    for label in asked:
        row = rows[label.rstrip("\n")]
        tell(json.dumps([*row.once(), row.note], ensure_ascii=False))


def table(sizes, rounds, tell):
    """[line]: of each row its p50 and p95 in milliseconds at every size, how many times as long the p95 is at the last size as
    at the first, the p95 of each round, and the notes. `sizes`: [(size, address of its database)], smallest first.
    """
    turns = [Turn(size, url) for size, url in sizes]
    labels = [label for label in turns[0].labels if all(label in turn.labels for turn in turns)]
    for number in range(1, rounds + 1):
        tell(f"  第{number}轮")
        for label in labels:
            for turn in turns:
                turn.measure(label)
    for turn in turns:
        turn.end()
    names = "\t".join(f"{turn.size} p50\tp95" for turn in turns)
    return [
        f"{'项目':<32}\t{names}\t之比\t各轮的p95\t说明",
        *(_line(label, [turn.rounds[label] for turn in turns]) for label in labels),
    ]


def _line(label, sizes):
    taken = [(median(p50 for p50, _, _ in rounds), median(p95 for _, p95, _ in rounds)) for rounds in sizes]
    figures = "\t".join(f"{p50:.1f}\t{p95:.1f}" for p50, p95 in taken)
    each = " | ".join("、".join(f"{p95:.1f}" for _, p95, _ in rounds) for rounds in sizes)
    notes = "；".join(dict.fromkeys(rounds[0][2] for rounds in sizes if rounds[0][2]))
    return f"{label:<32}\t{figures}\t{taken[-1][1] / taken[0][1]:.2f}\t{each}\t{notes}"
