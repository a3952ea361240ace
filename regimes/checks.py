"""What a regime file must mean once its shape is right: each check yields problems in Chinese, naming the key."""

import re
from collections import Counter
from itertools import pairwise

from accounts.words import WORDS
from regimes import states
from regimes.telling import again, again_under, repeated, unknown

# what re.compile raises: besides its own, of a repetition that is too large, of too many brackets
BAD_PATTERN = (re.error, OverflowError, RecursionError)
SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")
SHORT_SLUG = re.compile(r"[a-z][a-z0-9_]{0,29}")
LONGEST_TITLE = 200
LONGEST_LABEL = 24
LONGEST_BODY = 50
LONGEST_VERB = 20
LONGEST_WORD = 12
LONGEST_PREFIX = 8
LONGEST_LIMIT = 250


def clauses(rules):
    """Every clause with the place where it stands."""
    for role in ("office", "convenor", "substitute", "upper"):
        if body := getattr(rules.bodies, role):
            yield f"bodies.{role}", body
    for role in ("experts", "categories", "turned_standing"):
        if clause := getattr(rules, role):
            yield role, clause
    names = ("paths", "limits", "matters", "temporary_sources", "guarantees")
    tables = [(name, getattr(rules, name)) for name in names]
    for table, told in (*tables, *((f"grounds.{kind}", of) for kind, of in (rules.grounds or {}).items())):
        for key, clause in (told or {}).items():
            yield f"{table}.{key}", clause
    for number, body in enumerate(rules.bodies.decision, 1):
        yield f"bodies.decision第{number}项", body
    for listed in ("fields", "members", "wording", "excluded_powers", "lists"):
        for number, clause in enumerate(getattr(rules, listed), 1):
            yield f"{listed}第{number}项", clause
    for number, step in enumerate(rules.list_steps, 1):
        yield f"list_path.steps第{number}项", step


def heading(rules):
    if not SLUG.fullmatch(rules.code):
        yield "code：只能用小写字母、数字和下划线，以字母开头，不超过40个字"
    for name in ("title", "document"):
        if len(text := getattr(rules, name)) > LONGEST_TITLE or "\n" in text:
            yield f"{name}：不超过{LONGEST_TITLE}个字，不能换行"
    if not re.fullmatch(r"\d{6}", rules.county):
        yield "county：应为6位行政区划代码"
    if rules.in_force_from < rules.issued:
        yield "in_force_from：施行日期早于印发日期"
    yield from unknown("end_applicants", rules.end_applicants, states.APPLICANTS, "申请主体")
    if not rules.applicants:
        yield "applicants：至少写一种申请主体"
    yield from unknown("applicants", rules.applicants, states.APPLICANTS, "申请主体")
    yield from repeated("applicants", rules.applicants, "申请主体")


def one_line(rules):
    """As `clauses`, of what had no article in earlier files: [sources], the findings of the questions."""
    for key, clause in rules.sources.items():
        yield f"sources.{key}", clause
    for key, question in rules.questions.items():
        yield f"questions.{key}", question


def cited(where, clause, rules):
    if bool(clause.article) == clause.own_choice:
        yield f"{where}：写明出处（article），或写own_choice = true（本县自定），两者只能选一"
    for article in filter(None, clause.article.split("、")):
        if article not in rules.source_articles:
            yield f"{where}.article：[source_articles]里没有“{article}”"


def articles(rules):
    for where, clause in clauses(rules):
        yield from cited(where, clause, rules)
    now = [key for key in rules.cites if key not in states.CITES_BEFORE]
    yield from unknown("cites", now, states.CITES, "说法")
    for key, said in rules.cites.items():
        for article in said.split("、"):
            if article not in rules.source_articles:
                yield f"cites.{key}：[source_articles]里没有“{article}”"


def mentioned(rules):
    """[(where, unit key)] of every unit that a part of the file names."""
    mentioned = [
        (f"bodies.{role}.unit_key", body.unit_key)
        for role in ("office", "convenor", "substitute", "upper")
        if (body := getattr(rules.bodies, role))
    ]
    mentioned += [
        (f"bodies.decision第{n}项.office_unit_key", body.office_unit_key)
        for n, body in enumerate(rules.bodies.decision, 1)
    ]
    mentioned += [(f"members第{n}项.unit_key", member.unit_key) for n, member in enumerate(rules.members, 1)]
    mentioned += [
        (f"list_path.steps第{n}项.unit_key", step.unit_key) for n, step in enumerate(rules.list_steps, 1)
    ]
    return mentioned


def units(rules):
    for where, unit_key in mentioned(rules):
        yield from unknown(where, [unit_key], rules.units, "单位代号")
    members = dict.fromkeys(member.unit_key for member in rules.members)
    known = (states.EVERY_MEMBER, *states.PARTIES, *members)
    for number, field in enumerate(rules.fields, 1):
        yield from unknown(f"fields第{number}项.touches", field.touches, known, "成员单位代号")
    for column, touches in rules.touches.items():
        yield from unknown(f"touches.{column}", touches, known, "成员单位代号")


def paths(rules):
    yield from unknown("paths", rules.paths, states.KINDS, "申请种类")
    if "admission" not in rules.paths:
        yield "paths：缺少admission（准入）的程序"
    for kind, path in rules.paths.items():
        steps = states.REVOCATION_STEPS if kind == "revocation" else states.STEPS
        given = set(path.variants)
        if given - {"temporary"} not in ({"any"}, {"simple", "general"}):
            yield f"paths.{kind}：写any，或者simple和general两条都写"
        elif "simple" in given and not rules.has_procedures:
            yield f"paths.{kind}：has_procedures为false，只能写any和temporary"
        elif kind == "admission" and rules.has_procedures and "any" in given:
            yield f"paths.{kind}：has_procedures为true，须写simple和general"
        for variant, sequence in path.variants.items():
            yield from _one_path(f"paths.{kind}.{variant}", sequence, steps)
            yield from _bodies_for(f"paths.{kind}.{variant}", sequence, rules)


def _one_path(where, sequence, steps):
    if problems := list(unknown(where, sequence, states.PATH_STATES, "状态")):
        yield from problems
        return
    yield from repeated(where, sequence, "状态")
    if sequence[0] != "submitted" or sequence[-1] != "approved":
        yield f"{where}：须从submitted开始，到approved为止"
    for source, target in pairwise(sequence):
        if target not in steps[source]:
            yield f"{where}：{source}之后不能是{target}，可以是：{'、'.join(steps[source]) or '（没有）'}"


def _bodies_for(where, sequence, rules):
    needs = {
        "circulating": (any(member.enabled for member in rules.members), "members里没有要征求意见的成员单位"),
        "deliberating": (rules.bodies.convenor, "没有写bodies.convenor"),
        "signing": (rules.bodies.convenor, "没有写bodies.convenor"),
        "deciding": (rules.bodies.decision, "没有写bodies.decision"),
        "upper_review": (rules.bodies.upper, "没有写bodies.upper"),
    }
    for state, (is_there, message) in needs.items():
        if state in sequence and not is_there:
            yield f"{where}：有{state}，但{message}"


def labels(rules):
    yield from unknown("state_labels", rules.state_labels, states.LABELS, "状态")
    shown = Counter(rules.label(state) for state in states.LABELS)
    for label, times in shown.items():
        if times > 1 and label:
            yield f"state_labels：有{times}个状态都叫“{label}”，用户分不清"
    every = [(f"state_labels.{state}", label) for state, label in rules.state_labels.items()]
    every += [(f"fields.{field.key}.label", field.label) for field in rules.fields]
    for key, question in rules.questions.items():
        every.append((f"questions.{key}.label", question.label))
        every += [(f"questions.{key}.{finding.key}.label", finding.label) for finding in question.findings]
    for where, label in every:
        if len(label) > LONGEST_LABEL or "\n" in label:
            yield f"{where}：名称不超过{LONGEST_LABEL}个字，不能换行"


def fields(rules):
    yield from again("fields", "key", [field.key for field in rules.fields], "代号")
    yield from again("fields", "label", [field.label for field in rules.fields], "名称")
    columns = [field.storage for field in rules.fields if field.storage != "text"]
    yield from repeated("fields", columns, "存放位置")
    for storage in ("name", "basis", "township_duties", "department_duties"):
        if storage not in columns:
            yield f'fields：没有一项写storage = "{storage}"，清单上就缺这一栏'
    for number, field in enumerate(rules.fields, 1):
        where = f"fields第{number}项"
        if not SLUG.fullmatch(field.key):
            yield f"{where}.key：只能用小写字母、数字和下划线，以字母开头"
        yield from unknown(f"{where}.storage", [field.storage], states.STORAGES, "存放位置")
        yield from unknown(f"{where}.kinds", field.kinds, states.KINDS, "申请种类")
        if field.storage in states.STORAGES and field.key != field.storage != "text":
            yield f"{where}.key：存放在{field.storage}的一项，代号也须是{field.storage}"
        if field.storage == "text" and field.key in (
            *states.STORAGES,
            *states.COLUMNS,
            *states.COLUMN_GROUPS,
        ):
            yield f"{where}.key：“{field.key}”是固定栏目的代号，请换一个"
        word = field.term or field.label
        if word not in field.label:
            yield f"{where}.term：名称“{field.label}”里没有“{word}”这个词"
        cited = [rules.source_articles.get(article, "") for article in field.article.split("、")]
        if field.article and not any(word in text for text in cited):
            yield f"{where}：{field.article}的原文里没有“{word}”"


def columns(rules):
    yield from unknown("touches", rules.touches, states.COLUMNS, "固定栏目")
    for column in states.COLUMNS:
        if column not in rules.touches:
            yield f"touches：缺少{column}（没有要再问的单位就写空列表）"


def members(rules):
    yield from again("members", "unit_key", [member.unit_key for member in rules.members], "单位")
    for number, member in enumerate(rules.members, 1):
        where = f"members第{number}项"
        yield from unknown(f"{where}.question", [member.question], rules.questions, "审查问题")
        if member.unit_key == rules.bodies.office.unit_key:
            yield f"{where}.unit_key：联席会议办公室的意见就是初评，不列为被征求意见的单位"
        if member.mandatory_always and (member.may_disclaim or not member.enabled):
            yield f"{where}：必须答复的单位不能写may_disclaim或enabled = false"


def questions(rules):
    for key, question in rules.questions.items():
        where = f"questions.{key}"
        yield from repeated(where, [finding.key for finding in question.findings], "结论代号")
        yield from repeated(where, [finding.label for finding in question.findings], "结论")
        if question.findings and all(finding.forces for finding in question.findings):
            yield f"{where}：每个结论都限制了总体意见，没有一个可以同意"
        for finding in question.findings:
            yield from unknown(f"{where}.{finding.key}.forces", [finding.forces], states.FORCES, "限制")
            yield from repeated(
                f"{where}.{finding.key}", [detail.key for detail in finding.details], "细项代号"
            )
    if asked := rules.questions.get("service_centre"):
        keys = {finding.key for finding in asked.findings}
        if keys != set(states.SERVICE_CENTRE):
            yield f"questions.service_centre：结论代号须是{'、'.join(states.SERVICE_CENTRE)}，写入清单时按此认"
    if "adhoc" not in rules.questions:
        yield "questions：缺少adhoc（办公室另外征求意见的单位答的问题）"


def limits(rules):
    yield from unknown("limits", rules.limits, states.LIMITS, "时限")
    for key in states.LIMITS:
        state = states.LIMITS_OF_STATES.get(key)
        if not rules.has_limit(key) and key not in states.SILENT_LIMITS and state in (None, *rules.states):
            yield f"limits：缺少{key}"
    for key, limit in rules.limits.items():
        if not 1 <= limit.days <= LONGEST_LIMIT:
            now = str(limit.days)
            yield f"limits.{key}.days：应为1到{LONGEST_LIMIT}个工作日，现为{now if len(now) < 20 else f'{len(now)}位数'}"


def wording(rules):
    yield from again("wording", "term", [each.term for each in rules.wording], "用语")
    for number, each in enumerate(rules.wording, 1):
        where = f"wording第{number}项.pattern"
        try:
            pattern = re.compile(each.pattern)
        except BAD_PATTERN:
            yield f"{where}：“{each.pattern}”不是合格的正则表达式"
            continue
        if pattern.search(""):
            yield f"{where}：什么都不写也会命中"
        elif not pattern.search(each.term):
            yield f"{where}：连“{each.term}”本身都认不出"


def series(rules):
    yield from unknown("series", rules.series, states.SERIES, "编号")
    for key in (*rules.kinds, *states.REQUIRED_SERIES):
        if key not in rules.series:
            yield f"series：缺少{key}"
    if "meeting" not in rules.series and "deliberating" in rules.passed:
        yield "series：缺少meeting（有的程序要经deliberating，召集会议要编号）"
    yield from again_under("series", rules.series, "前缀")
    for key, prefix in rules.series.items():
        if re.search(r"[\s\d〔〕\[\]()（）]", prefix) or len(prefix) > 10:
            yield f"series.{key}：前缀“{prefix}”不能有空格、数字和括号，不超过10个字"


def list_path(rules):
    if rules.list_path is None:
        return
    steps = rules.list_steps
    if not steps:
        yield "list_path.steps：至少写一个环节；由联席会议办公室直接公布的县，整张[list_path]都不写"
    yield from again("list_path.steps", "key", [step.key for step in steps], "代号")
    yield from again("list_path.steps", "label", [step.label for step in steps], "名称")
    for number, step in enumerate(steps, 1):
        where = f"list_path.steps第{number}项"
        if not SHORT_SLUG.fullmatch(step.key):
            yield f"{where}.key：只能用小写字母、数字和下划线，以字母开头，不超过30个字"
        for name, most in (("label", LONGEST_LABEL), ("body", LONGEST_BODY), ("verb", LONGEST_VERB)):
            text = getattr(step, name)
            if len(text) > most or "\n" in text:
                yield f"{where}.{name}：不超过{most}个字，不能换行"


def lists(rules):
    yield from again("lists", "key", [each.key for each in rules.lists], "代号")
    yield from again("lists", "name", [each.name for each in rules.lists], "名称")
    yield from again("lists", "prefix", [each.prefix for each in rules.lists], "编号前缀")
    for number, each in enumerate(rules.lists, 1):
        for _, name, prefix in states.USUAL_LISTS:
            if each.name == name:
                yield f"lists第{number}项.name：“{name}”是通行的清单，不用写，或者另取一个名称"
            if each.prefix == prefix:
                yield f"lists第{number}项.prefix：“{prefix}”是清单“{name}”的编号前缀，请另写一个"
        if not SLUG.fullmatch(each.key) or each.key in states.LIST_KINDS:
            yield f"lists第{number}项.key：用小写字母、数字和下划线，不能是{'、'.join(states.LIST_KINDS)}"
        for name, most in (("name", LONGEST_LABEL), ("prefix", LONGEST_PREFIX)):
            if len(text := getattr(each, name)) > most or "\n" in text:
                yield f"lists第{number}项.{name}：不超过{most}个字，不能换行"
    if len(of_villages := [number for number, each in enumerate(rules.lists, 1) if each.villages]) > 1:
        yield f"lists第{of_villages[1]}项.villages：村（社区）的清单只能有一种，第{of_villages[0]}项已经是了"
    if rules.categories:
        yield from repeated("categories.names", rules.categories.names, "类别")
        if not rules.categories.names:
            yield "categories.names：至少写一类；不另外分类的，整张[categories]都不写"
    if rules.turned_standing:
        known = [
            key for key in (*states.LIST_KINDS, *(each.key for each in rules.lists)) if key != "temporary"
        ]
        yield from unknown("turned_standing.lists", rules.turned_standing.lists, known, "常态的清单")


def words(rules):
    yield from unknown("words", rules.words, WORDS, "说法")
    for word, own in rules.words.items():
        if len(own) > LONGEST_WORD or "\n" in own:
            yield f"words.{word}：不超过{LONGEST_WORD}个字，不能换行"
    if "meeting" in rules.words and not rules.bodies.convenor:
        yield f"words.meeting：没有写bodies.convenor的县没有{WORDS['meeting']}，不用另起名称"


def matters(rules):
    yield from unknown("matters", rules.matters or (), states.MATTERS, "事项")
    for key, matter in (rules.matters or {}).items():
        if matter.mutual and key in states.MATTERS and key not in states.MUTUAL:
            yield f"matters.{key}.mutual：只有evaluation（评价）可以写双向"


def papers(rules):
    said = rules.papers
    yield from unknown("papers.filing", [said.filing], states.FILING_FORMS, "文种")
    yield from unknown("papers.words", said.words, states.WORDED, "文书")
    for key, word in said.words.items():
        if len(word) > LONGEST_WORD or re.search(r"[\s〔〕\[\]（）0-9]", word):
            yield f"papers.words.{key}：机关代字不超过{LONGEST_WORD}个字，不带年份、括号和空格"
    named = [(f"papers.marks.{name}", mark) for name, mark in said.marks.items()]
    named += [(f"papers.{key}", getattr(said, key)) for key in ("meeting_mark", "coordination_mark")]
    for key in ("request_to", "filing_issuers", "notice_issuers", "edition_issuers", "edition_to"):
        named += [(f"papers.{key}", name) for name in getattr(said, key)]
        yield from repeated(f"papers.{key}", getattr(said, key), "机关")
    for where, name in named:
        if len(name) > LONGEST_BODY or "\n" in name:
            yield f"{where}：不超过{LONGEST_BODY}个字，不能换行"


CHECKS = (
    heading,
    articles,
    units,
    paths,
    labels,
    fields,
    columns,
    members,
    questions,
    limits,
    wording,
    series,
    list_path,
    lists,
    words,
    matters,
    papers,
)
