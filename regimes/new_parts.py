"""What is asked of the parts of a file that is loaded now, besides `new_file`: what is said twice, what is too long for its place,
what nothing in the file leads to.
"""

import re

from accounts.words import SOURCES, WORDS, own_name
from regimes import states
from regimes.checks import (
    LONGEST_BODY,
    LONGEST_LABEL,
    LONGEST_TITLE,
    SHORT_SLUG,
    cited,
    clauses,
    one_line,
)
from regimes.clauses import Papers
from regimes.telling import again, again_under, repeated, unknown

LONGEST_QUESTION = 200
LONGEST_HINT = 300
LONGEST_ARTICLE = 200  # as a refusal is kept with its article
LONGEST_EXAMPLE = 1000
LONGEST_SOURCE = 50  # of a temporary duty
LONGEST_KEY_OF_A_LIST = 30  # as the list is kept under it
OF_A_DOCUMENT = re.compile(r"《[^《》\n]+(?:〈[^〈〉\n]+〉[^《》\n]*)*》(?:（[^（）\n]+）)?")
NO_PART_OF_A_NUMBER = re.compile(r"[\s\d〔〕\[\]()（）]")


def said_twice(rules):
    yield from repeated("end_applicants", rules.end_applicants, "申请主体")
    yield from repeated("focus", rules.focus, "方面")
    for number, field in enumerate(rules.fields, 1):
        yield from repeated(f"fields第{number}项.kinds", field.kinds, "申请种类")
        yield from repeated(f"fields第{number}项.touches", field.touches, "代号")
    for column, touches in rules.touches.items():
        yield from repeated(f"touches.{column}", touches, "代号")
    if rules.turned_standing:
        yield from repeated("turned_standing.lists", rules.turned_standing.lists, "清单")
    yield from again("excluded_powers", "term", [each.term for each in rules.excluded_powers], "事项")
    for where, clause in clauses(rules):
        yield from repeated(f"{where}.article", clause.article.split("、"), "出处")


def called_alike(rules):
    """Two units, two bodies, a meeting and another that nobody can tell apart."""
    named = {}
    for key, name in rules.units.items():
        if name in named:
            yield f"units.{key}：名称“{name}”在{named[name]}已经写了"
        named.setdefault(name, key)
    upper = rules.bodies.upper
    if upper and upper.name in [body.name for body in rules.bodies.decision]:
        yield f"bodies.upper.name：“{upper.name}”是作决定的机关，上级机关另有名称"
    yield from repeated("words", (WORDS | dict(rules.words)).values(), "说法")
    convenor = rules.bodies.convenor
    for word, own in rules.words.items() if convenor else ():
        if own == convenor.short_name:
            yield f"words.{word}：“{own}”是召集人的名称，另取一个"
    asked = {}
    for key, question in rules.questions.items():
        if question.label in asked:
            yield f"questions.{key}.label：名称“{question.label}”在{asked[question.label]}已经写了"
        asked.setdefault(question.label, key)
    built = {rules.label(state, kind): kind for kind in rules.kinds[1:] for state in states.ENDS_BY_KIND}
    for state, label in rules.state_labels.items():
        if kind := built.get(label):
            yield f"state_labels.{state}：“{label}”是{states.KIND_LABELS[kind]}办结的叫法，另取一个"


def said_of_matters(rules):
    kinds = {
        "veto_except": (states.VETOED, "哪些一票否决可以保留"),
        "about": (states.HEARD, "就哪些事征求意见"),
    }
    for key, matter in (rules.matters or {}).items():
        for name, (where, what) in kinds.items():
            said = getattr(matter, name)
            if said and key in states.MATTERS and key != where:
                yield f"matters.{key}.{name}：只有{where}可以写{what}"
            if len(said) > LONGEST_BODY or "\n" in said:
                yield f"matters.{key}.{name}：不超过{LONGEST_BODY}个字，不能换行"
        if matter.consent and key in states.MATTERS and key != states.HEARD:
            yield f"matters.{key}.consent：只有{states.HEARD}可以写须征得乡镇同意"


def returned(rules):
    if upper := rules.bodies.upper:
        yield from unknown("bodies.upper.returns", upper.returns, states.RETURNS, "退回")
        yield from repeated("bodies.upper.returns", upper.returns, "退回")
        if not upper.returns:
            yield "bodies.upper.returns：至少写一种；不写这个键就是两种都可以"


def marked(rules):
    """A head for papers that nobody issues; where the units themselves issue them, their full names are not known here."""
    papers, office = rules.papers, rules.bodies.office.name
    issuers = {
        office,
        own_name(office),
        *papers.filing_issuers,
        *papers.notice_issuers,
        *papers.edition_issuers,
    }
    for name in papers.marks if papers.notice_issuers else ():
        if name not in issuers:
            yield f"papers.marks.{name}：没有一种公文由它印发，请核对全称"


def _lengths(rules):
    """(place, text, longest) of what stands in one line of a page or a paper."""
    yield "interpreter", rules.interpreter, LONGEST_TITLE
    yield "repealed", rules.repealed, LONGEST_HINT
    for text in rules.focus:
        yield "focus", text, LONGEST_LABEL
    for number, member in enumerate(rules.members, 1):
        yield f"members第{number}项.asks", member.asks, LONGEST_QUESTION
    if rules.experts:
        yield "experts.asks", rules.experts.asks, LONGEST_QUESTION
    for number, field in enumerate(rules.fields, 1):
        yield f"fields第{number}项.hint", field.hint, LONGEST_HINT
    for number, each in enumerate(rules.wording, 1):
        yield f"wording第{number}项.term", each.term, LONGEST_LABEL
        yield f"wording第{number}项.suggestion", each.suggestion, LONGEST_HINT
    for number, each in enumerate(rules.excluded_powers, 1):
        yield f"excluded_powers第{number}项.term", each.term, LONGEST_LABEL
    for key, question in rules.questions.items():
        for finding in question.findings:
            for detail in finding.details:
                yield f"questions.{key}", detail.label, LONGEST_LABEL


def in_one_line(rules):
    for where, text, most in _lengths(rules):
        if len(text) > most or "\n" in text:
            yield f"{where}：不超过{most}个字，不能换行"
    for number, field in enumerate(rules.fields, 1):
        if len(field.example) > LONGEST_EXAMPLE:
            yield f"fields第{number}项.example：不超过{LONGEST_EXAMPLE}个字"
    for number, each in enumerate(rules.lists, 1):
        if len(each.key) > LONGEST_KEY_OF_A_LIST:
            yield f"lists第{number}项.key：代号不超过{LONGEST_KEY_OF_A_LIST}个字"
        if NO_PART_OF_A_NUMBER.search(each.prefix):
            yield f"lists第{number}项.prefix：编号前缀“{each.prefix}”不能有空格、数字和括号"


def details(rules):
    """What is filled in with a finding is kept under its key."""
    for key, question in rules.questions.items():
        for finding in question.findings:
            where = f"questions.{key}：结论“{finding.label}”的细项"
            for detail in finding.details:
                if not SHORT_SLUG.fullmatch(detail.key):
                    yield f"{where}“{detail.label}”的代号只能用小写字母、数字和下划线，以字母开头，不超过30个字"
            labels = [detail.label for detail in finding.details]
            for label in dict.fromkeys(label for label in labels if labels.count(label) > 1):
                yield f"{where}“{label}”写了{labels.count(label)}次"


def choices(rules):
    """A question has something to choose from, or nothing at all."""
    for key, question in rules.questions.items():
        if key == "adhoc" and question.findings:
            yield "questions.adhoc：问题由办公室另写，不能有结论可选；要选结论的，另写一问，由成员单位答"
        elif len(question.findings) == 1:
            yield f"questions.{key}：只有一个结论，没有可选的：写两个以上，或者不写findings"


def standing_apart(rules):
    """A unit is set up as one kind (`queries.unready_units`): what is above the county, and who calls its meeting, is no other body
    and none of its members."""
    bodies = rules.bodies
    own = {
        f"bodies.{role}": body.unit_key
        for role in ("office", "substitute")
        if (body := getattr(bodies, role))
    }
    own |= {f"bodies.decision第{n}项": body.office_unit_key for n, body in enumerate(bodies.decision, 1)}
    own |= {f"members第{number}项": member.unit_key for number, member in enumerate(rules.members, 1)}
    for where, unit_key in own.items():
        if bodies.upper and unit_key == bodies.upper.unit_key:
            yield f"bodies.upper.unit_key：上级机关须另设一个单位，“{unit_key}”在{where}已经写了"
    own |= {"bodies.upper": bodies.upper.unit_key} if bodies.upper else {}
    for where, unit_key in own.items() if bodies.convenor else ():
        if unit_key == bodies.convenor.unit_key:
            yield f"bodies.convenor.unit_key：召集人须另设一个单位，“{unit_key}”在{where}已经写了"
    if bodies.substitute and not bodies.convenor:
        yield "bodies.substitute：没有写bodies.convenor，没有召集人要代"


def led_to(rules):
    """Who acts in a step, and what is said of one, where no way has the step."""
    if not rules.bodies.decision and "deciding" not in rules.passed:
        yield "bodies.decision：缺少：没有一条程序经过deciding的县，通知也由县委、县政府的办公室印发，把它们写上"
    if rules.bodies.convenor and not rules.passed & {"signing", "deliberating"}:
        yield "bodies.convenor：没有一条程序经过signing或deliberating，召集人没有事办：写进程序，或者不写bodies.convenor"
    for state in rules.state_labels:
        if state in states.LABELS and state not in rules.states:
            yield f"state_labels.{state}：本县没有一条程序经过{state}"
    if "coordination" in rules.words and "coordinating" not in rules.passed:
        yield f"words.coordination：没有一条程序经过coordinating，不开{WORDS['coordination']}"
    if rules.turned_standing and "adjustment" not in rules.paths:
        yield "turned_standing：转为常态按调整办，没有写paths.adjustment"
    for number, field in enumerate(rules.fields, 1):
        if field.kinds and not set(field.kinds) & set(rules.paths):
            yield f"fields第{number}项.kinds：本县没有这几种申请（{'、'.join(field.kinds)}），这一项不会有人填"


def deciders(rules):
    """Somebody decides whatever goes to the county's bodies, and each of them decides something."""
    asked = set()
    for number, body in enumerate(rules.bodies.decision, 1):
        where = f"bodies.decision第{number}项"
        yield from unknown(f"{where}.kinds", body.kinds, states.KINDS, "申请种类")
        yield from unknown(f"{where}.terms", body.terms, states.TERMS, "期限")
        yield from repeated(f"{where}.kinds", body.kinds, "申请种类")
        yield from repeated(f"{where}.terms", body.terms, "期限")
    for where, kind, temporary in _decided(rules):
        found = rules.deciders(kind, temporary=temporary)
        asked.update(found)
        if rules.bodies.decision and not found:
            of = f"{'临时性、阶段性' if temporary else '常态'}职责的{states.KIND_LABELS[kind]}"
            yield f"{where}：有deciding，但bodies.decision里没有一个机关决定{of}"
    for number, body in enumerate(rules.bodies.decision, 1):
        if asked and body not in asked:
            yield f"bodies.decision第{number}项：没有一条程序会请“{body.name}”决定"
    named, told = rules.papers.request_to, len(rules.bodies.decision)
    if named and len(named) != told:
        yield f"papers.request_to：与bodies.decision依次对应，须写{told}个，现为{len(named)}个"


def _decided(rules):
    """(place, kind, whether temporary) of whatever comes to the county's bodies."""
    for kind, path in rules.paths.items():
        for temporary in (False, True) if kind in states.KINDS else ():
            for variant, sequence in path.open_to(temporary=temporary).items():
                if "deciding" in sequence:
                    yield f"paths.{kind}.{variant}", kind, temporary


def temporary_sources(rules):
    """Each of a known key, and told from the others by its words."""
    yield from unknown("temporary_sources", rules.temporary_sources, SOURCES, "来源")
    labels = {key: each.label for key, each in rules.temporary_sources.items()}
    yield from again_under("temporary_sources", labels, "名称")
    for key, each in rules.temporary_sources.items():
        if len(each.label) > LONGEST_SOURCE or "\n" in each.label:
            yield f"temporary_sources.{key}.label：不超过{LONGEST_SOURCE}个字，不能换行"


def _called(table, clauses, usual):
    """Of clauses with words of their own: short, and told from the others."""
    yield from again_under(
        table, {key: each.label or usual.get(key) for key, each in clauses.items()}, "名称"
    )
    for key, each in clauses.items():
        if len(each.label) > LONGEST_LABEL or "\n" in each.label:
            yield f"{table}.{key}.label：不超过{LONGEST_LABEL}个字，不能换行"


def guaranteed(rules):
    """Every application says all of them, so each has its article or is the county's own choice."""
    told = rules.guarantees
    if "guarantees" in rules.cites:
        yield "cites.guarantees：各项保障的出处写在[guarantees]里，一项一行，这里不写"
    if told is None:
        yield f"guarantees：缺少这一张表：{'、'.join(states.GUARANTEES.values())}，一项一行，各写出处"
        return
    yield from unknown("guarantees", told, states.GUARANTEES, "保障")
    for key, usual in states.GUARANTEES.items():
        if key not in told:
            yield f"guarantees：缺少{key}（{usual}）"
    yield from _called("guarantees", told, states.GUARANTEES)


def grounds(rules):
    """Why an application about a listed duty may be made, of each kind that the county has."""
    told, received = rules.grounds or {}, {*rules.paths} <= {*states.KINDS}
    yield from unknown("grounds", told, states.GROUNDS_OF, "申请种类")
    for kind, known in states.GROUNDS_OF.items():
        where, of = f"grounds.{kind}", told.get(kind)
        if kind not in rules.paths:
            if received and of is not None:
                yield f"{where}：没有写paths.{kind}，本县不受理{states.KIND_LABELS[kind]}，不用写原因"
        elif not of:
            yield f"{where}：缺少这一张表：{states.KIND_LABELS[kind]}可以有哪些原因，一种一行，各写出处"
        else:
            yield from unknown(where, of, known, "原因")
            yield from _called(where, of, states.GROUNDS)
    adjusted = told.get("adjustment")
    if rules.turned_standing and adjusted and "standing" not in adjusted:
        yield "turned_standing：转为常态按调整办，grounds.adjustment里没有standing这种原因"


def joint(rules):
    """Only a department applies with others; a township for itself (I-66)."""
    if "revocation" not in rules.paths:
        if rules.joint_revocation is not None and {*rules.paths} <= {*states.KINDS}:
            yield "joint_revocation：没有写paths.revocation，本县不受理撤销，不用写"
    elif rules.joint_revocation and not rules.may_apply("revocation", township=False):
        yield "joint_revocation：县级部门不能申请撤销，没有由它联合乡镇申请的"


def bodies_of_steps(rules):
    """Which body it is there, is said to be the county's choice only beside an article that names the level."""
    for number, step in enumerate(rules.list_steps, 1):
        if step.body_own_choice and step.own_choice:
            yield f"list_path.steps第{number}项.body_own_choice：整个环节都是本县自定的，不用另写"


def sourced(rules):
    """The article of what is no clause by itself: one line, one table, the findings of a question."""
    said = {
        "in_force_from": True,
        "repealed": rules.repealed,
        "interpreter": True,
        "end_applicants": rules.end_applicants,
        "joint_revocation": "revocation" in rules.paths or rules.joint_revocation is not None,
        "decision_verb": "deciding" in rules.states,
        "decision_verb_temporary": rules.bodies.decision_verb_temporary,
        "agreement_is_precondition": rules.agreement_is_precondition,
        "focus": rules.focus,
        "mandatory": any(each.mandatory_always or each.mandatory_with_cost for each in rules.members),
        "list_path": rules.list_path is None,
        "returns": rules.bodies.upper,
        "papers": rules.papers != Papers(),
    }
    yield from unknown("sources", rules.sources, states.SOURCES, "说法")
    for key, is_said in said.items():
        if is_said and key not in rules.sources:
            yield f"sources.{key}：缺少这一项：“{states.SOURCES[key]}”出自哪一条（article），或者own_choice = true（本县自定）"
        elif key in rules.sources and not is_said:
            yield f"sources.{key}：文件里没有写到“{states.SOURCES[key]}”，不用写出处"
    for where, clause in one_line(rules):
        yield from cited(where, clause, rules)


def sources(rules):
    for name in rules.source_articles:
        if not name.strip() or "、" in name or "\n" in name:
            yield f"source_articles.{name}：条号不能空白，不能有顿号（顿号隔开几处出处），一条写一个"
    every = [(f"{where}.article", clause.article) for where, clause in (*clauses(rules), *one_line(rules))]
    for where, article in [*every, *((f"cites.{key}", said) for key, said in rules.cites.items())]:
        if article and not all(article.split("、")):
            yield f"{where}：“{article}”有多余的顿号"
        if len(article) > LONGEST_ARTICLE:
            yield f"{where}：出处不超过{LONGEST_ARTICLE}个字，现为{len(article)}个"


def document_of_articles(rules):
    said, where = rules.articles_of, "articles_of"
    if not said:
        return
    if not OF_A_DOCUMENT.fullmatch(said):
        yield f"{where}：写作《文件名称》，有文号的后面加（文号），不能换行"
    if len(said) > LONGEST_TITLE:
        yield f"{where}：不超过{LONGEST_TITLE}个字"
    if f"《{rules.title}》" in said:
        yield f"{where}：条文就是本制度的，不用写"
    if not rules.source_articles:
        yield f"{where}：[source_articles]里没有条文，不用写"


CHECKS_OF_ITS_PARTS = (
    document_of_articles,
    said_twice,
    called_alike,
    marked,
    returned,
    said_of_matters,
    in_one_line,
    details,
    choices,
    standing_apart,
    led_to,
    deciders,
    temporary_sources,
    guaranteed,
    grounds,
    joint,
    bodies_of_steps,
    sourced,
    sources,
)
