"""What is given for each point of an evaluation, and what comes of many sheets: pure, no queries."""

from collections import defaultdict
from statistics import mean

SCORES = {5: "好", 4: "较好", 3: "一般", 2: "较差", 1: "差"}
CHOICES = [("", "不评价"), *((str(points), word) for points, word in SCORES.items())]
LOW = 2  # up to this the rater says why
LEAST = 3  # raters before what they wrote is shown: of one or two the words alone would tell who (本县自定)
POINTS = 20  # of a hundred for each step of the scale


def results(sheets, points):
    """{unit id: {"raters": n, "points": [average of each point or None], "all": average or None, "remarks": [text]}} out of
    a hundred; `sheets`: [{unit id as text: {"scores": [5, None, …], "remark": text}}], `points`: how many there are.
    Remarks stand in an order of their own: that of the sheets would tell who wrote which; those of fewer than LEAST raters
    are not told at all."""
    given, remarks = defaultdict(list), defaultdict(list)
    for sheet in sheets:
        for unit, said in sheet.items():
            given[int(unit)].append(said["scores"])
            if said["remark"]:
                remarks[int(unit)].append(said["remark"])
    return {
        unit: {
            "raters": len(rows),
            "points": [_average([row[at] for row in rows]) for at in range(points)],
            "all": _average([score for row in rows for score in row]),
            "remarks": sorted(remarks[unit]) if len(rows) >= LEAST else [],
            "is_kept": bool(remarks[unit]) and len(rows) < LEAST,
        }
        for unit, rows in given.items()
    }


def _average(scores):
    scores = [score for score in scores if score]
    return round(float(mean(scores)) * POINTS, 1) if scores else None
