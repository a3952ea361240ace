"""What stands in the way of a step, in words: functions `(case) -> [Problem]`, named in `flow`."""

from accounts.succession import named_now
from admission import checks
from admission.columns import missing_columns
from admission.grounds import evidence, ground_called, heading
from admission.listed import differs, term_of
from admission.outcomes import is_confirmed, leads_from_review
from admission.plan import asked_again
from admission.problems import Problem
from admission.states import FileRole, Ground, HearingKind, Kind, Procedure, State, Term
from audit import clock
from documents.models import PaperKind
from documents.papers import papers_about

# -- applicant --------------------------------------------------------------------------------------------------------


def ready_to_consult(case):
    version, problems = case.dossier.version, []
    if not version.name.strip():
        problems.append(Problem("请先填写职责名称。", "name"))
    problems += _someone_to_ask(case)
    if case.kind != Kind.REVOCATION:
        problems += _talk(case)
    # nobody is asked to agree to what could never be handed in as it stands (灵川 第四条; 阿荣旗 第一条, 第七条)
    return problems + _told(each for each in checks.hard(case) if not each.waits)


def _someone_to_ask(case):
    if case.kind in (Kind.CANCELLATION, Kind.REVOCATION):
        # of a duty without a department, by its only township: related departments at most
        return [] if case.dossier.concerns else [Problem("没有要征询的单位，直接提交。")]
    alone = case.dossier.version.townships.exists()  # the only township applies, and names no department yet
    asked = ("请选择职责所属部门。", "department") if alone else ("请选择承担乡镇。", "townships")
    return [] if case.dossier.parties else [Problem(*asked)]


def someone_to_ask_again(case):
    if not asked_again(case):
        return [Problem("没有需要再次征询的单位：改稿未涉及，且均已同意。")]
    return []


def ready_to_submit(case):
    talked = [] if case.kind == Kind.REVOCATION else _talk(case)
    asked = [*talked, *(_joint(case) if case.is_joint else _answered(case))]
    return [*_text(case), *asked, *_similar(case), *_paper(case), *no_hard_finding(case)]


def _text(case):
    """What the kind's application has to say, in the order of its form."""
    match case.kind:
        case Kind.ADMISSION:
            return [*_fields(case), *missing_columns(case)]
        case Kind.ADJUSTMENT:
            return [*_ground(case), *_differs(case), *_fields(case), *missing_columns(case)]
    return [*_ground(case), *_fields(case)]


def _differs(case):
    """An adjustment that changes nothing of the listed text is none (灵川 第五条)."""
    if differs(case, case.dossier.version):
        return []
    return [Problem("与清单现行文本相比没有改动，请写出要调整的内容。", "name")]


def _fields(case):
    version = case.dossier.version
    return [
        Problem(f"“{field.label}”没有填写（{field.source}）。", field.key)
        for field in case.rules.fields_of(case.kind)
        if field.required and not (version.value(field) or "").strip()
    ]


def _talk(case):
    if not case.rules.talks_first:
        return []
    if case.talk_on and case.talk_on > clock.today():
        return [Problem("与联席会议办公室的沟通日期不能晚于今天。", "talk_on")]
    if case.talk_on and case.talk_with.strip() and case.talk_gist.strip():
        return []
    text = f"请先记录与联席会议办公室的沟通：日期、对象和情况{case.rules.cited('talk')}。"
    return [Problem(text, "talk_on")]


def _answered(case):
    """Each concerned unit has a position on this text, or is recorded as silent after a reminder (I-05, I-20)."""
    problems = []
    for concern in case.dossier.concerns:
        name = concern.unit.short_name
        match concern.stance:
            case "unasked":
                problems.append(Problem(f"还没有征询{name}的意见。", "consultations"))
            case "outdated":
                problems.append(
                    Problem(f"{name}的答复基于旧稿，改动涉及该单位，请再次征询。", "consultations")
                )
            case "waiting":
                problems.append(Problem(_not_answered(concern.unit), "consultations"))
    if case.rules.agreement_is_precondition:
        problems += [
            Problem(f"{concern.unit.short_name}没有同意，不能提交。", "consultations")
            for concern in case.dossier.disagreeing
        ]
    return problems


def _not_answered(unit):
    return f"{unit.short_name}还没有答复；过期且催办后可记录逾期未复。"


def _similar(case):
    if case.dossier.version.similarity_note.strip():
        return []
    return [
        Problem(f"{finding.text}{finding.suggestion or '请用一句话说明不同在哪里。'}", "similarity_note")
        for finding in checks.similar(case)
    ]


def _paper(case):
    """The applicant's stamped paper, for this submission: an earlier one does not serve again (settled 31)."""
    if not case.on_paper:
        return []
    scans = case.files.filter(role=FileRole.PAPER, removed_at__isnull=True)
    if case.submitted_at:
        scans = scans.filter(added_at__gte=case.state_since)
    return [] if scans.exists() else [Problem("请上传申请方这次盖章的纸质材料扫描件。", "attachments")]


def _ground(case):
    version, rules, problems = case.dossier.version, case.rules, []
    if version.ground not in rules.grounds_of(case.kind):
        told = rules.grounds_told(case.kind)
        problems.append(Problem(f"请选择{heading(case.kind)}：{told}。", "ground"))
    elif version.ground == Ground.STANDING and not _turns_standing(case, version):
        said = f"“{ground_called(case, version)}”只用于把临时性、阶段性职责调整为常态的；请另选{heading(case.kind)}，或者改正期限。"
        problems.append(Problem(f"{said}（{rules.ground_source(case.kind, version.ground)}）", "ground"))
    elif version.ground != Ground.STANDING and _must_say_standing(case, version):
        said = f"临时性、阶段性职责调整为常态的，{heading(case.kind)}请选“{rules.ground_called(case.kind, Ground.STANDING)}”，或者改正期限"
        problems.append(Problem(f"{said}（{rules.ground_source(case.kind, Ground.STANDING)}）。", "ground"))
    if not version.ground_evidence.strip():
        source = rules.ground_source(case.kind, version.ground)
        problems.append(Problem(f"请写明{evidence(case)}（{source}）。", "ground_evidence"))
    if case.ends_duty and not version.townships.all():
        problems.append(Problem("请选择涉及的乡镇。", "townships"))
    if case.kind == Kind.REVOCATION and case.applicant.kind == "township":
        others = [unit for unit in version.townships.all() if unit.pk != case.applicant_id]
        problems += [Problem("乡镇只能为本乡镇申请撤销。", "townships")] if others else []
    return problems


def _turns_standing(case, version):
    """The listed text is temporary and the proposed one is not (阿荣旗 第四条第（五）项)."""
    return term_of(case.amends) == Term.TEMPORARY and version.term == Term.STANDING


def _must_say_standing(case, version):
    """The other way round, where the county's file has a ground of its own for that."""
    return Ground.STANDING in case.rules.grounds_of(case.kind) and _turns_standing(case, version)


def _joint(case):
    """A department applies jointly with each township named; a township for itself alone (灵川 第四条; I-66)."""
    if case.applicant.kind == "township":
        return []
    source = case.rules.source("joint_revocation")
    return [
        Problem(f"{concern.unit.short_name}还没有同意联合申请（{source}）。", "consultations")
        for concern in case.dossier.parties
        if not concern.agrees
    ]


def ready_to_revise(case):
    """A new version, as complete as at submission; who is asked again is worked out by the act."""
    if case.dossier.version.frozen_at:
        return [Problem("还没有修改。请先修改申请内容，再提交修改稿。")]
    return [*_text(case), *_similar(case), *_paper(case), *no_hard_finding(case)]


# -- office -----------------------------------------------------------------------------------------------------------


def no_hard_finding(case):
    return _told(checks.hard(case))


def _told(found):
    return [Problem(f"{each.text}（{each.article}）", each.field) for each in found]


def never_accepted(case):
    return [Problem("已经受理过的申请不能再不予受理。")] if case.accepted_at else []


def ready_to_join(case):
    if case.dossier.joined:
        return [Problem("已有申请并入本案，本案不能再并入另一件。")]
    if not case.dossier.leads:
        wanted = "须同类、承担乡镇相同（撤销的须为同一事项），并在待受理或初评环节"
        return [Problem(f"没有可以并入的申请：{wanted}。")]
    return []


def favourable_review(case):
    """The initial review of the current version is issued: lawful and in line, each with its basis (I-11)."""
    review = case.review
    if review is None or not review.issued_at:
        return [Problem("本稿的初评意见还没有签发。")]
    problems = []
    if not review.lawful:
        problems.append(Problem("初评认为不符合法律法规规章，不能进入下一步。"))
    if not review.conforming:
        problems.append(Problem("初评认为不符合上级要求，不能进入下一步。"))
    if not review.fits(case.dossier.version):
        problems.append(Problem("初评核定的清单与本稿的期限（常态、临时性）不符，须重新初评。"))
    return problems


def ready_to_reject(case):
    """The director refuses what is unlawful, against 上级要求 or held up by a hard check; an upper body what was sent up.

    In the other states the refusal is itself the result: of the meeting, the convenor, a county body.
    """
    match case.state:
        case State.REVIEWING | State.CIRCULATING:
            review = case.review
            found_unfit = review is not None and review.issued_at and not review.is_favourable
            if found_unfit or case.dossier.blocking or checks.hard(case):
                return []
            end = case.label_of(State.REJECTED)
            return [
                Problem(
                    f"初评没有认为不合法或不符合上级要求，成员单位没有认为不合法，核对清单也没有问题，不能{end}。"
                )
            ]
        case State.UPPER_REVIEW:
            return sent_up(case)
    return []


def uncleared_wording(case):
    cleared = case.review.clearances if case.review else {}
    return [
        Problem(f"{hit.text}须写明保留的理由，或要求改掉（{hit.article}）。")
        for hit in checks.wording(case)
        if not cleared.get(hit.key, "").strip()
    ]


def ready_to_circulate(case):
    problems = favourable_review(case)
    if not problems:
        problems = uncleared_wording(case)
    if State.CIRCULATING not in case.path:
        problems.append(Problem("按本案的程序，不征求成员单位意见。"))
    elif case.dossier.must_coordinate_first:
        problems.append(Problem(f"有乡镇不同意，应先召开协调会{case.rules.cited('general')}。"))
    return problems


def ready_to_convene(case):
    problems = favourable_review(case) or uncleared_wording(case)
    if case.procedure != Procedure.GENERAL or State.COORDINATING not in case.path:
        problems.append(Problem("简易程序不召开协调会；需要的，先转一般程序。"))
    elif case.dossier.coordinated:
        problems.append(Problem("本稿已经开过协调会。"))
    elif not problems and not case.dossier.must_coordinate_first:
        problems.append(Problem("乡镇都已同意，先征求成员单位意见。"))
    return problems


def ready_to_forward(case):
    problems = favourable_review(case)
    if not leads_from_review(case, State.DECIDING):
        problems.append(Problem("按本案的程序，初评后不直接报送审定。"))
    return problems


def ready_to_confirm(case):
    if case.kind != Kind.REVOCATION or not is_confirmed(case):
        return [Problem("“确认”只用于报召集人审签的撤销申请。")]
    return no_hard_finding(case)


def reviewed_not_confirmed(case):
    source = case.rules.paths[Kind.REVOCATION].source
    told = Problem(f"撤销申请由办公室核实后确认，不作初评（{source}）。")
    return [told] if is_confirmed(case) else []


def still_simple(case):
    if not case.rules.has_general(case.kind):
        return [Problem("这类申请没有一般程序。")]
    return [Problem("本案已是一般程序。")] if case.procedure == Procedure.GENERAL else []


def has_general_path(case):
    """For the convenor, who may refuse a revocation and does not send it there (workflow.md, `send_to_general`)."""
    if case.kind == Kind.REVOCATION or not case.rules.has_general(case.kind):
        return [Problem("这类申请没有一般程序。")]
    return []


def nothing_unlawful(case):
    """司法局's 不合法 stands in the way of every step: revise or reject (I-30)."""
    return [
        Problem(f"{review.unit.short_name}认为不合法，不能进入下一步；请要求修改或不予准入。")
        for review in case.dossier.blocking
    ]


def ready_to_conclude_circulation(case):
    dossier = case.dossier
    problems = [Problem(_not_answered(unit)) for unit in dossier.unanswered]
    # the review may be of an earlier 稿: wording that a later one brought in is cleared by a review of that one
    problems += nothing_unlawful(case) + (favourable_review(case) or uncleared_wording(case))
    if case.rules.agreement_is_precondition:
        problems += [Problem(f"{c.unit.short_name}没有同意，不能进入下一步。") for c in dossier.disagreeing]
    if (missing := missing_mandatory(case)) and (dossier.coordinated or not case.rules.has_procedures):
        problems += missing
    return problems


def missing_mandatory(case):
    return [
        Problem(f"{unit.short_name}逾期未复，其意见不能缺少；请要求修改后再次征求，或由其补签意见。")
        for unit in case.dossier.missing_mandatory
    ]


def ready_to_conclude_coordination(case):
    hearing = case.dossier.open_hearing(HearingKind.COORDINATION)
    if hearing is None:
        return [Problem("没有正在进行的协调会。")]
    problems = []
    if not hearing.held_on or not hearing.summary.strip():
        problems.append(Problem("请先登记协调会：日期和协商情况。", "held_on"))
    for party in hearing.parties.all():
        if party.attended is None:
            problems.append(Problem(f"请登记{named_now(party.unit)}是否到会。"))
        elif party.attended and not party.position.strip():
            problems.append(Problem(f"请登记{named_now(party.unit)}的意见。"))
    return problems + nothing_unlawful(case)


# -- approvals ----------------------------------------------------------------------------------------------------------


def ready_to_sign(case):
    problems = no_hard_finding(case)
    if case.kind != Kind.REVOCATION:
        if not case.dossier.unanimous:
            problems.append(Problem("成员单位、乡镇没有一致同意，不能按简易程序审签。"))
        problems += nothing_unlawful(case)
    return problems


def ready_to_pass(case):
    """Where the meeting has the county's last word, the list is looked at again, as where its bodies decide (`decide`)."""
    return [] if State.DECIDING in case.path else no_hard_finding(case)


def sent_up(case):
    filing = case.dossier.filing
    return [] if filing and not filing.outcome else [Problem("还没有登记上报（文号、日期）。")]


def not_sent_up(case):
    """Once a turn: the upper body has to answer first."""
    return [] if sent_up(case) else [Problem("本案已经登记上报，等待答复。")]


def not_requested(case):
    """Once a turn: a case that comes back to the bodies is put before them anew."""
    since = papers_about(case.uuid).filter(kind=PaperKind.REQUEST, issued_at__gte=case.state_since)
    return [Problem("本案的请示已经印发。")] if since.exists() else []


def not_held(case):
    hearing = case.dossier.open_hearing(HearingKind.COORDINATION)
    held = hearing is not None and hearing.held_on is not None
    return [Problem("协调会已经登记召开，不再通知召开时间。")] if held else []


def on_the_agenda(case):
    return [] if case.dossier.open_hearing(HearingKind.JOINT) else [Problem("本案不在议程上。")]


def off_the_agenda(case):
    return [] if on_the_agenda(case) else [Problem("本案已列入一次联席会议的议程。")]


def only_form_was_wrong(case):
    if case.form_return_lock is None or case.form_return_lock != case.lock:
        return [Problem("只有上级以形式问题退回、且内容、意见、程序均未变动的，才能直接重新报送。")]
    return []
