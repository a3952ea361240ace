"""Evaluation both ways (黑龙江 三(四), 通渭 二12), and the clean-up of what is laid on townships (通渭 二14; I-13)."""

from datetime import date, timedelta
from statistics import mean

import pytest
from hypothesis import strategies as st

from accounts.models import UnitKind
from admission.act import Refused
from audit import clock
from tests.cast import seat
from tests.factories import scan, unit
from tests.histories.ways import BODY_HEADS, DEPARTMENT, HEAD, OTHER, TOWNSHIP, Way
from tests.voice.asking import opened
from tests.voice.test_burdens import entered, settled
from voice.actions import burdens, evaluations
from voice.models import Burden as BurdenRow
from voice.pages.evaluations import Results

RATERS = (*DEPARTMENT, *OTHER, *TOWNSHIP, "dxz-fz")
OTHER_SIDE = {"zjj": "lcz", "gaj": "lcz", "lcz": "zjj", "dxz": "zjj"}
SETTLED = ("burden_kept", "burden_merged", "burden_cancelled")


class Period(Way):
    """`given`: {unit: the scores of its last sheet}."""

    subject, actions, steps = "period", evaluations, 12
    moves = {
        "hand_in": (RATERS, {"period_rating": "period_rating"}),
        "publish_period": (HEAD, {"period_rating": "period_published"}),
    }
    ends = ("period_published",)

    def begin(self, draw):
        self.row, self.state, self.given = opened(), "period_rating", {}

    def words(self, verb, who, ahead, draw):
        if verb == "publish_period":
            return {}
        mine = who.split("-")[0]
        side = OTHER_SIDE.get(mine, "zjj")
        points = 2 if side == "zjj" else 1
        scores = [draw(st.sampled_from([5, 4, 1])) for _ in range(points)]
        remark = draw(st.sampled_from(["", "推诿。"]))
        about = draw(st.sampled_from([side, side, side, mine, ""]))
        return {"said": {str(unit(about).pk): {"scores": scores, "remark": remark}} if about else {}}

    def refuses(self, verb, who, given):
        if verb == "publish_period":
            return not self.given or self.row.closes_on >= clock.today()
        (other, said), *_ = [*given["said"].items(), (None, None)]
        of_other_side = other == str(unit(OTHER_SIDE[who.split("-")[0]]).pk)
        return not of_other_side or (1 in said["scores"] and not said["remark"])

    def done(self, verb, who, given):
        if verb == "hand_in":
            (said,) = given["said"].values()
            self.given[who.split("-")[0]] = said["scores"]

    def check(self):
        sheets = {sheet.unit.code: sheet.said for sheet in self.row.sheets.select_related("unit")}
        assert {code: next(iter(said.values()))["scores"] for code, said in sheets.items()} == self.given
        for reader, codes, kind in (
            ("zjj-jb", ("lcz", "dxz"), UnitKind.DEPARTMENT),
            ("lcz-jb", ("zjj", "gaj"), UnitKind.TOWNSHIP),
        ):
            scores = [score for code in codes for score in self.given.get(code, ())]
            shown = [row["all"] for _, row in Results(self.row, seat(reader), kind).rows]
            published = self.state == "period_published" and scores
            assert shown == ([round(mean(scores) * 20, 1)] if published else [])
        assert (
            Results(self.row, seat("gaj-jb"), UnitKind.DEPARTMENT).rows == []
        )  # another's results are not its to read


class Burden(Way):
    """Kept, merged into what stays, or cancelled, by a document; a veto stays only by the centre's or the province's word, named and
    attached, now or when it was settled before (I-13)."""

    subject, actions = "burden", burdens
    moves = {"settle_burden": ((*HEAD, *BODY_HEADS), dict.fromkeys(("burden_found", *SETTLED[:2]), SETTLED))}
    ends = ("burden_cancelled",)
    beside = ("the_other_is_cancelled",)

    def begin(self, draw):
        kind, level = draw(st.sampled_from([("pledge", "own"), ("veto", "own"), ("veto", "upper")]))
        self.row, self.state = entered(kind=kind, basis_level=level), "burden_found"
        self.is_veto, self.may_stay = kind == "veto", (kind, level) != ("veto", "own")
        self.is_named = self.is_attached = False
        self.other, self.other_stays = settled(entered(name="另一项"), "burden_kept"), True
        self.settled_on = date.min

    def the_other_is_cancelled(self):
        if self.other_stays and self.state == "burden_merged":  # into this one
            with pytest.raises(Refused, match="已并入这一项"):
                settled(self.other, "burden_cancelled")
        elif self.other_stays:
            settled(self.other, "burden_cancelled")
            self.other_stays = False

    def words(self, verb, who, ahead, draw):
        outcome = draw(st.sampled_from(SETTLED))
        into = (
            draw(st.sampled_from([self.other, self.other, self.row, None]))
            if outcome == "burden_merged"
            else None
        )
        day = clock.today() + timedelta(days=min(ahead, draw(st.sampled_from([0, 0, 1]))))
        return {
            "outcome": outcome,
            "merged_into": into,
            "document_number": "灵办发〔2026〕9号",
            "settled_on": day,
            "basis": draw(st.sampled_from(["", "示例文件第一条"])),
            "files": [scan()] if draw(st.booleans()) else [],
        }

    def refuses(self, verb, who, given):
        into = given["merged_into"]
        shown = (self.is_named or given["basis"]) and (self.is_attached or given["files"])
        return (
            not self.settled_on <= given["settled_on"] <= clock.today()
            or (given["outcome"] == "burden_kept" and not self.may_stay)
            or (given["outcome"] == "burden_kept" and self.is_veto and not shown)
            or (given["outcome"] == "burden_merged" and (into != self.other or not self.other_stays))
        )

    def after(self, verb, given):
        return given["outcome"]

    def done(self, verb, who, given):
        self.settled_on = given["settled_on"]
        self.is_named |= bool(given["basis"])
        self.is_attached |= bool(given["files"])

    def check(self):
        assert bool(self.row.document_number) == (self.state != "burden_found")
        assert (self.row.merged_into == self.other) == (self.state == "burden_merged")
        assert BurdenRow.objects.get(pk=self.other.pk).state == (
            "burden_kept" if self.other_stays else "burden_cancelled"
        )
