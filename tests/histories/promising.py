"""What a department promised to a township (灵川 第九条; I-72), until the duty ends."""

from datetime import timedelta

from audit import clock
from documents.papers import papers_about
from registry.actions import retire_duty, set_end
from supervision.actions import guarantees
from supervision.actions import promised as daily
from supervision.models import Report
from tests.factories import number, unit
from tests.histories.ways import DEPARTMENT, NOBODY, OFFICE, TOWNSHIP, Way
from tests.supervision.promising import of, promised

OPEN = ("promised", "delivered")


def moves(**delivering):
    return {
        "deliver": NOBODY,
        "hand_over": NOBODY,
        "confirm_delivery": (TOWNSHIP, {"delivered": "met"}),
        "object_to_delivery": (TOWNSHIP, {"delivered": "promised"}),
        "set_delivery_day": (OFFICE, {"promised": "promised"}),
        **{verb: (DEPARTMENT, {"promised": "delivered"}) for verb in delivering},
    }


class Funding(Way):
    """`objections` each opened a report; `ended_on`: the township's last day of the duty."""

    subject, actions = "guarantee", guarantees
    moves = moves(deliver=True)
    ends = ("met", "lapsed")
    by_the_day = {"lapse": dict.fromkeys(OPEN, "lapsed")}
    beside = ("the_duty_ends",)
    days = ("set_delivery_day",)
    clocks = {"deliver_by": "due"}
    begun_as, kind = "promised", "funding"

    def begin(self, draw):
        self.duty = promised(townships=("lcz",))
        self.row, self.state = of(self.duty, self.kind), "promised"
        self.objections, self.deliveries, self.ended_on = 0, 0, None

    def the_duty_ends(self):
        if self.ended_on is None:
            ends = {"duty": self.duty, "townships": [unit("lcz")]}
            retire_duty(kind="done", **ends)
            set_end(document_number=number(), ended_on=clock.today(), **ends)
            self.ended_on = clock.today()

    def morning(self):
        assert daily.enter_guarantees() == 0  # listed once
        daily.lapse_guarantees()
        if self.state in OPEN and self.ended_on and self.ended_on < clock.today():  # its last day counts
            self.state = "lapsed"
        return daily.tell_late_guarantees()

    def words(self, verb, who, ahead, draw):
        day = clock.today() + timedelta(days=ahead)
        return {
            "deliver": {"delivered_on": day, "text": "已拨付。"},
            "hand_over": {"delivered_on": day, "materials": "账号"},
            "set_delivery_day": {"due": day, "text": "预算调整。"},
        }.get(verb, {"text": "说明。"})

    def refuses(self, verb, who, given):
        if verb == "set_delivery_day":
            return given["due"] <= clock.today() or given["due"] == self.row.due
        return given.get("delivered_on", clock.today()) > clock.today()

    def done(self, verb, who, given):
        self.objections += verb == "object_to_delivery"
        self.deliveries += verb in ("deliver", "hand_over")

    def day(self):
        return self.row.due

    def is_late(self):
        return self.state == "promised" and self.row.due < clock.today()

    def check(self):
        kinds = Report.objects.filter(duty=self.duty, department__code="zjj").values_list("kind", flat=True)
        assert list(kinds) == ["power" if self.kind == "powers" else "guarantee"] * self.objections
        assert bool(self.row.report) == bool(self.objections)
        assert bool(self.row.met_at) == (self.state == "met")
        if self.state != "lapsed":
            assert bool(self.row.delivered_on) == (self.state != "promised")
        papers = papers_about(self.row.uuid).filter(kind="handover").count()
        assert papers == (self.deliveries if self.kind == "powers" else 0)

    def check_told(self, told):
        """Told a duty at a time: every event of a day of its own."""


class Powers(Funding):
    """Handed over by a record, each time on a paper."""

    kind = "powers"
    moves = moves(hand_over=True)
