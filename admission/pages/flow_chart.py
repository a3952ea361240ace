"""A way of a case as a drawing for components/flow_chart.html: its states one below another, and beside each what leads back from it,
out of it, or to the other way. Pure: made of the regime file alone, placed on a grid of WIDTH units as wide as a phone's page.
"""

from dataclasses import dataclass, field

from admission.states import State

WIDTH = 340
BOX, BOX_GLYPHS = 148, 10  # width of a box, characters of a line in it
LANE, LANES_FROM = (
    8,
    156,
)  # what leads back goes up beside the boxes, each in a lane of its own where they would cross
SAID, SAID_GLYPHS = 194, 11  # where the words beside a box begin, characters of a line of them
LINE, GAP = 16, 22
NEVER_FIRST = "，。；：、）”》"


@dataclass(frozen=True)
class Branch:
    """What leads from a state elsewhere: back `to` an earlier one, or to itself; out where there is none."""

    source: str
    text: str
    to: str = ""


@dataclass
class Box:
    """A state: where it stands, the lines of its name; `texts`: (y, words) beside it."""

    top: int
    height: int
    lines: list
    texts: list = field(default_factory=list)

    @property
    def middle(self):
        return self.top + self.height // 2

    @property
    def name(self):
        """[(y, words)]"""
        return [(self.top + 19 + LINE * at, line) for at, line in enumerate(self.lines)]


@dataclass(frozen=True)
class FlowChart:
    title: str
    height: int
    boxes: list
    # paths, and heads of arrows as the points of a polygon
    lines: list
    heads: list
    width: int = WIDTH
    box: int = BOX
    middle: int = BOX // 2 + 1
    said: int = SAID


def wrapped(text, most):
    """The words in lines of at most so many characters; none begins with a sign that belongs to the words before it, and none is
    left alone on the last where the line before can spare one."""
    lines = []
    while text:
        end = most
        while 1 < end < len(text) and text[end] in NEVER_FIRST:
            end -= 1
        lines.append(text[:end])
        text = text[end:]
    if len(lines) > 1 and len(lines[-1]) == 1:
        lines[-2:] = [lines[-2][:-1], lines[-2][-1] + lines[-1]]
    return lines


def branches(rules, states, *, may_turn, may_send, deciders, refused, revokes=False):
    """[Branch] in the order of the path (`admission.flow`): `may_turn`: it is the way that may turn into the other one; `may_send`:
    by the convenor's word too; `deciders`: the names of the county's bodies that decide there; `refused`: how a refusal of these
    applications is called (不予准入、调整); `revokes`: they are revocations, the only ones that the convenor may refuse."""
    every = []
    for state in states:
        every += _of(state, rules, states, may_turn, may_send, deciders)
        if why := _refusal(state, rules, revokes=revokes):
            every.append(Branch(state, f"{why}的，{refused}"))
    return [each for each in every if not each.to or each.to in states]


def _of(state, rules, states, may_turn, may_send, deciders):
    correction = Branch(state, "退回补正，补正后回到这一步", state)
    revision = Branch(state, "要求修改，改后再征求意见", State.CIRCULATING)
    match state:
        case State.SUBMITTED:
            return [correction, Branch(state, rules.label(State.NOT_ACCEPTED))]
        case State.REVIEWING:
            return [correction, *([Branch(state, "意见不一致的，转一般程序")] if may_turn else [])]
        case State.CIRCULATING:
            return [revision, *([Branch(state, "有单位不同意的，转一般程序")] if may_turn else [])]
        case State.COORDINATING:
            return [revision]
        case State.DELIBERATING:
            return [revision, Branch(state, "会议要求再协调", State.COORDINATING)]
        case State.SIGNING:
            back = Branch(state, rules.worded("退联席会议办公室"), State.REVIEWING)
            return [back, *([Branch(state, rules.worded("召集人转一般程序"))] if may_send else [])]
        case State.DECIDING:
            to = State.DELIBERATING if State.DELIBERATING in states else State.REVIEWING
            return [Branch(state, f"{deciders}退回", to)]
        case State.UPPER_REVIEW:
            return [Branch(state, _returned(rules), State.REVIEWING)]
    return []


def _refusal(state, rules, *, revokes):
    """Of what is refused in the state, by who may there (`rules.may_reject`, `conditions.ready_to_reject`); "" where nothing is."""
    match state:
        case State.REVIEWING:
            return "不符合条件"
        case State.CIRCULATING:
            return "不合法" if _may_be_unlawful(rules) else ""
        case State.DELIBERATING:
            return "审议不通过"
        case State.SIGNING:
            return "不同意" if revokes else ""
        case State.DECIDING:
            return "不同意"
        case State.UPPER_REVIEW:
            return f"不{rules.bodies.upper.verb}" if rules.bodies.upper.approves else ""
    return ""


def _may_be_unlawful(rules):
    """Whether a member unit may find what stands in the way of every further step."""
    return any(
        rules.blocks(each.unit_key, finding.key)
        for each in rules.asked
        for finding in rules.questions[each.question].findings
    )


RETURNED = {"form": "形式问题改正后重新报送", "substance": "实质问题重新办理"}


def _returned(rules):
    """In a word each of what the body above may return a case for (`regimes.states.RETURNS`)."""
    return f"上级退回：{'，'.join(RETURNED[key] for key in rules.bodies.upper.returns)}"


def draw(title, labels, found):
    """The FlowChart of {state: label} in order, with its branches."""
    beside = {state: [each for each in found if each.source == state] for state in labels}
    boxes, top = {}, 1
    for state, label in labels.items():
        lines = wrapped(label, BOX_GLYPHS)
        told = [wrapped(each.text, SAID_GLYPHS) for each in beside[state]]
        height = max(LINE * len(lines) + 14, sum(LINE * len(each) + 6 for each in told) + 8)
        boxes[state] = Box(top, height, lines)
        top += height + GAP
    chart = FlowChart(title, top - GAP + 1, list(boxes.values()), [], [])
    _down(chart)
    lanes = _lanes(found, list(labels))
    arriving = dict.fromkeys(labels, 0)
    for state, box in boxes.items():
        at = box.top + 19
        for each in beside[state]:
            lines = wrapped(each.text, SAID_GLYPHS)
            box.texts += [(at + LINE * n, line) for n, line in enumerate(lines)]
            _draw(chart, each, at - 5, boxes, lanes, arriving)
            at += LINE * len(lines) + 6
    return chart


def _down(chart):
    """From each box to the one below it."""
    middle = chart.middle
    for box in chart.boxes[:-1]:
        foot = box.top + box.height
        chart.lines.append(f"M{middle} {foot}V{foot + GAP - 6}")
        chart.heads.append(
            f"{middle},{foot + GAP} {middle - 4},{foot + GAP - 7} {middle + 4},{foot + GAP - 7}"
        )


def _draw(chart, each, y, boxes, lanes, arriving):
    edge, end = BOX + 1, SAID - 4
    if each.to == each.source:  # there and back
        chart.lines.append(f"M{edge} {y}H{end}M{edge + 6} {y}H{end}")
        chart.heads.extend([_left(edge, y), _right(end, y)])
    elif each.to:
        target = boxes[each.to]
        arriving[each.to] += 1
        at = target.top + target.height - 5 * arriving[each.to]
        lane = lanes[each]
        chart.lines.append(f"M{edge} {y}H{end}M{lane} {y}V{at}H{edge + 6}")
        chart.heads.append(_left(edge, at))
    else:
        chart.lines.append(f"M{edge} {y}H{end}")
        chart.heads.append(_right(end, y))


def _left(x, y):
    return f"{x},{y} {x + 7},{y - 4} {x + 7},{y + 4}"


def _right(x, y):
    return f"{x},{y} {x - 7},{y - 4} {x - 7},{y + 4}"


def _lanes(found, order):
    """{branch: x} of those that lead back: two that run beside one another have lanes of their own, the shortest inmost."""
    spans = {
        each: (order.index(each.to), order.index(each.source))
        for each in found
        if each.to and each.to != each.source
    }
    taken, lanes = [], {}
    for each, (first, last) in sorted(spans.items(), key=lambda span: span[1][1] - span[1][0]):
        free = next(
            lane
            for lane in range(len(spans) + 1)
            if not any(lane == other and first <= b and a <= last for other, a, b in taken)
        )
        taken.append((free, first, last))
        lanes[each] = LANES_FROM + LANE // 2 + LANE * min(free, 3)
    return lanes
