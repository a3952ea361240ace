"""What is asked of a file that is loaded now, besides `checks`; what is stored already was good when it came, and is read for ever."""

import re
import time
from functools import lru_cache
from itertools import pairwise

from regimes import states
from regimes.checks import BAD_PATTERN, LONGEST_BODY, LONGEST_VERB, SHORT_SLUG, mentioned
from regimes.telling import again

YEARS = range(1949, 2100)  # in which a county's regulation is issued
LONGEST_SEARCH = 0.05  # seconds of the processor; what the counties' files have takes thousandths
LONGEST_TRIED = 1000  # signs
# of a pattern: a sign that is none of its own, a class of signs, the beginning of a group, its end with how often it is repeated
PART = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<opens>\()|(?P<closes>\))(?:\{(\d*),?(\d*)\})?", re.DOTALL
)
MOST_REPEATED = 100_000  # times, of groups within groups
UNIT_KEY = re.compile(r"[-a-zA-Z0-9_]{1,50}")  # as a unit's 代号 may be written where it is set up
NO_END = "\n\0\n"  # on which no pattern ends that was meant for words


def plausible(rules):
    """What reads as its kind of value and is none: digits of another width, a year of another age, a word left out."""
    if not rules.county.isascii():
        yield "county：6位行政区划代码用半角数字写"
    for name in ("issued", "in_force_from"):
        if getattr(rules, name).year not in YEARS:
            yield f"{name}：年份应在{YEARS[0]}到{YEARS[-1]}之间，请核对"
    if not rules.bodies.decision_verb:
        yield "bodies.decision_verb：不能空白；不写这个键就是“审定”"
    for number, field in enumerate(rules.fields, 1):
        if not field.kinds:
            yield f"fields第{number}项.kinds：至少写一种申请；不写这个键就是准入、调整、取消"


def unanswered(rules):
    answered = {member.question for member in rules.asked} | {"adhoc"}
    for key in rules.questions:
        if key not in answered:
            yield f"questions.{key}：没有一个成员单位答这一问"


def unmentioned(rules):
    """A key that slipped under [units] would be a unit nobody ever sets up; a name written wrong elsewhere is told there."""
    named = {unit_key for _, unit_key in mentioned(rules)}
    for key in rules.units if named <= set(rules.units) else ():
        if key not in named:
            yield f"units.{key}：文件里没有一处用到这个单位"


def deciding(rules):
    """Each body's decision is registered under its key."""
    yield from again("bodies.decision", "key", [body.key for body in rules.bodies.decision], "代号")
    for number, body in enumerate(rules.bodies.decision, 1):
        if not SHORT_SLUG.fullmatch(body.key):
            yield f"bodies.decision第{number}项.key：只能用小写字母、数字和下划线，以字母开头，不超过30个字"


def keys(rules):
    """What is kept with each case under its key, and looked for among the units by its key."""
    said = "只能用小写字母、数字和下划线，以字母开头，不超过30个字"
    for key, question in rules.questions.items():
        if not SHORT_SLUG.fullmatch(key):
            yield f"questions.{key}：代号{said}"
        for finding in question.findings:
            if not SHORT_SLUG.fullmatch(finding.key):
                yield f"questions.{key}：结论“{finding.label}”的代号{said}"
    for key in rules.units:
        if not UNIT_KEY.fullmatch(key):
            yield f"units.{key}：代号只能用字母、数字、下划线和短横，不超过50个字：设立单位时填不进别的"


def names(rules):
    """Of units and bodies, as they stand in one line of a page or a paper; of categories, as the list keeps them."""
    bodies = rules.bodies
    named = [(f"units.{key}", name, LONGEST_BODY) for key, name in rules.units.items()]
    for role in ("office", "convenor", "substitute", "upper"):
        if body := getattr(bodies, role):
            named.append((f"bodies.{role}.name", body.name, LONGEST_BODY))
            if role != "upper":
                named.append((f"bodies.{role}.short_name", body.short_name, LONGEST_BODY))
    for number, body in enumerate(bodies.decision, 1):
        named.append((f"bodies.decision第{number}项.name", body.name, LONGEST_BODY))
    for key in ("decision_verb", "decision_verb_temporary"):
        named.append((f"bodies.{key}", getattr(bodies, key), LONGEST_VERB))
    if bodies.upper:
        named.append(("bodies.upper.verb", bodies.upper.verb, LONGEST_VERB))
    if rules.categories:
        named += [("categories.names", name, LONGEST_BODY) for name in rules.categories.names]
    for where, name, most in named:
        if len(name) > most or "\n" in name:
            yield f"{where}：不超过{most}个字，不能换行"
    yield from again("bodies.decision", "name", [body.name for body in bodies.decision], "机关")


def what_a_duty_is(rules):
    """The columns without which the list would have a duty that says nothing."""
    for number, field in enumerate(rules.fields, 1):
        if field.storage in ("name", "basis", "township_duties", "department_duties"):
            if field.kinds and "admission" not in field.kinds:
                yield f"fields第{number}项.kinds：准入的申请必须有“{field.label}”，须写admission"
            if not field.required:
                yield f"fields第{number}项.required：清单上必须有“{field.label}”，不能写false"


def numbered_apart(rules):
    """A series left out goes by the usual prefix, which no other may have either: two papers would have one number."""
    usual = {prefix: key for key, prefix in states.DEFAULT_SERIES.items() if key not in rules.series}
    for key, prefix in rules.series.items():
        if prefix in usual:
            yield f"series.{key}：前缀“{prefix}”是{usual[prefix]}不写时用的，请另写一个，或者给{usual[prefix]}也写一个"


def turned(rules):
    if rules.turned_standing and not rules.turned_standing.lists:
        yield "turned_standing.lists：至少写一种清单；哪一种都可以的，整张[turned_standing]都不写"


def matters_said(rules):
    if rules.matters is None:
        yield "matters：缺少这一张表：本县开展哪几种县乡协同和后续监督，各写出处；一种也没有的，写一张空的[matters]"


def unreached(rules):
    """Who is named for a step that no path has would never be asked."""
    if rules.members and "circulating" not in rules.passed:
        yield "members第1项：没有一条程序经过circulating，成员单位不会被征求意见：写进程序，或者不写members"
    if rules.bodies.upper and "upper_review" not in rules.passed:
        yield "bodies.upper：没有一条程序经过upper_review，案件不会报上级：写进程序，或者不写bodies.upper"


def undivided(rules):
    """Without procedures nobody chooses between ways: what was circulated goes to be decided, or to the meeting, whatever was
    said of it (`admission.outcomes`)."""
    for kind, path in rules.paths.items() if not rules.has_procedures else ():
        for variant, sequence in path.variants.items():
            if "coordinating" in sequence:
                yield f"paths.{kind}.{variant}：has_procedures为false，没有程序会召开协调会，不能写coordinating"
            after = {after for state, after in pairwise(sequence) if state == "circulating"}
            if "circulating" in sequence and not after <= {"deciding", "deliberating"}:
                yield f"paths.{kind}.{variant}：has_procedures为false，circulating之后只能是deciding或deliberating"


def divided(rules):
    """With procedures, who disagrees is heard at a 协调会 and then the 联席会议 deliberates, or the county's bodies decide
    (`admission.outcomes`): no way but the simple one does without."""
    needs = ("circulating", "coordinating")
    for kind, path in rules.paths.items() if rules.has_procedures else ():
        for variant, sequence in path.variants.items():
            if variant == "simple" and "coordinating" in sequence:
                yield f"paths.{kind}.simple：简易程序不召开协调会，不能写coordinating：写进general"
            if variant == "simple" or (variant != "general" and "circulating" not in sequence):
                continue
            if (kind, variant) == ("admission", "any"):
                continue  # told by the other checks
            for state in needs:
                if state not in sequence:
                    yield f"paths.{kind}.{variant}：has_procedures为true，意见不一致的要经{'、'.join(needs)}，这里没有{state}"
            if not {"deliberating", "deciding"} & {*sequence}:
                yield f"paths.{kind}.{variant}：has_procedures为true，意见不一致的要由联席会议审议（deliberating）或者县里决定（deciding），这里都没有"
            elif "signing" in sequence:
                yield f"paths.{kind}.{variant}：审签的是一致同意的，signing只能写在simple里"


def excluded(rules):
    """A pattern has to find the matter by its own name."""
    for number, power in enumerate(rules.excluded_powers, 1):
        where = f"excluded_powers第{number}项.pattern"
        try:
            if re.search(power.pattern or re.escape(power.term), ""):
                yield f"{where}：什么都不写也会命中"
            elif not re.search(power.pattern or re.escape(power.term), power.term):
                yield f"{where}：连“{power.term}”本身都认不出"
        except BAD_PATTERN:
            yield f"{where}：“{power.pattern}”不是合格的正则表达式"


def endless(rules):
    """A pattern that takes ever longer the longer a text is, as one with a repetition within a repetition, would stop every page
    that looks for it. Asked before the other checks, which search with the patterns."""
    for listed in ("wording", "excluded_powers"):
        for number, each in enumerate(getattr(rules, listed), 1):
            if each.pattern and (_repeats_without_end(each.pattern) or _is_endless(each.pattern)):
                yield f"{listed}第{number}项.pattern：“{each.pattern}”查找太慢，不要在重复（+、*）里面再写重复"


def _repeats_without_end(written):
    """Groups repeated so many times that even the trial (`_is_endless`) would not end: ((a?){99}){99}… What stands within a group
    is repeated as often as that each time; what stands beside another, besides it."""
    open_groups = [0]
    for part in PART.finditer(written):
        if part["opens"]:
            open_groups.append(0)
        elif part["closes"] and len(open_groups) > 1:
            times = max(int(number or 0) for number in ("1", *part.groups()[2:]))
            within = max(1, open_groups.pop())
            open_groups[-1] += times * within
    return sum(open_groups) > MOST_REPEATED


@lru_cache(1000)
def _is_endless(written):
    """Tried on what the pattern itself speaks of, again and again: a little more each time, so that the trial ends soon."""
    try:
        pattern = re.compile(written)
    except BAD_PATTERN:
        return False  # told by the other checks
    words = re.findall(r"\w+", written)
    beside = ("".join(pair) for pair in pairwise(words))
    for piece in {*written, *words, *beside, *"字a1 "}:
        times = 1
        while times * len(piece) < LONGEST_TRIED:
            since = time.thread_time()
            pattern.search(f"{piece * times}{NO_END}")
            if time.thread_time() - since > LONGEST_SEARCH:
                return True
            times += times // 8 + 1
    return False


CHECKS_OF_A_NEW_FILE = (
    plausible,
    unanswered,
    unmentioned,
    deciding,
    keys,
    names,
    what_a_duty_is,
    numbered_apart,
    turned,
    matters_said,
    unreached,
    undivided,
    divided,
    excluded,
)
