"""Usual stretches of a case, each a part of a script: `yield from answered(tale)` goes as far as its name says."""

from admission.actions import applicant, approval, circulation, coordination, office
from jointmeeting.states import Result


def consulted(tale):
    yield tale.after(0)
    tale.start()
    tale.write()
    yield tale.after("consult")
    tale.do(applicant.consult, tale.handler)


def submitted(tale, **positions):
    yield from consulted(tale)
    yield tale.after("answer")
    tale.positions(**positions)
    yield tale.after("submit")
    tale.do(applicant.submit, tale.head)


def accepted(tale, **positions):
    yield from submitted(tale, **positions)
    yield tale.after("accept")
    tale.do(office.accept, "bb-jb")


def reviewed(tale, **positions):
    yield from accepted(tale, **positions)
    yield tale.after("review")
    tale.review()


def circulated(tale, **positions):
    yield from reviewed(tale, **positions)
    yield tale.after("circulate")
    tale.do(circulation.circulate, "bb-fz", cover_note="请重点就职责分工、保障措施提出意见。")


def concluded(tale, opinions=None, **positions):
    """The simple procedure as far as the convenor; with dissent among `opinions`, to coordination."""
    yield from circulated(tale, **positions)
    yield tale.after("opinions")
    tale.opinions(**(opinions or {}))
    yield tale.after("conclude")
    tale.do(circulation.conclude_circulation, "bb-jb")


def signed(tale, **more):
    yield from concluded(tale, **more)
    yield tale.after("sign")
    tale.sign()


def sent_up(tale, **more):
    yield from signed(tale, **more)
    yield from filed(tale)


def filed(tale):
    yield tale.after("file")
    tale.send_up()


def passed(tale):
    yield tale.after("reply")
    tale.reply()
    yield tale.after("notice")
    tale.notice()


def coordinated_first(tale, said, summary, **positions):
    """The general procedure of who disagreed from the start: meeting, circulation, as far as 审议."""
    yield from reviewed(tale, **positions)
    yield tale.after("convene")
    tale.convene()
    yield tale.after("meet")
    tale.coordinate(said, summary)
    yield tale.after(0)
    tale.do(coordination.conclude_coordination, "bb-fz")
    yield tale.after("opinions")
    tale.opinions()
    yield tale.after("conclude")
    tale.do(circulation.conclude_circulation, "bb-jb")


def coordinated_after(tale, said, summary):
    """Dissent in circulation switched the case: the meeting, as far as 审议."""
    yield tale.after("meet")
    tale.coordinate(said, summary)
    yield tale.after(0)
    tale.do(coordination.conclude_coordination, "bb-fz")


def deliberated(tale, session, result=Result.PASSED, wording=""):
    """On the agenda two working days before the meeting; the result taken over from the signed minutes."""
    yield tale.on(session.held - 2)
    session.put(tale, result, wording or "审议通过，报请县委、县政府审定。")
    yield tale.on(session.held + 2)
    session.take_over(tale)


def requested(tale):
    """The office's 请示 the day after, and the decision of 县委 at its time."""
    yield tale.after(1)
    tale.request()
    yield tale.after(tale.pace["decide"] - 1)
    tale.decide("county_party")


def decided(tale):
    yield from requested(tale)
    yield tale.after(1)
    tale.decide("county_government")


def changed(tale, duty, kind, **text):
    """An adjustment or a cancellation of a listed duty, by the simple procedure, as far as the convenor (第五条)."""
    yield tale.after(0)
    tale.start(kind=kind, duty=duty)
    tale.do(applicant.save_text, tale.handler, talk=tale.talk(), **text)
    yield tale.after("consult")
    tale.do(applicant.consult, tale.handler)
    yield tale.after("answer")
    tale.positions()
    yield tale.after("submit")
    tale.do(applicant.submit, tale.head)
    yield tale.after("accept")
    tale.do(office.accept, "bb-jb")
    yield tale.after("review")
    tale.review()
    yield tale.after("circulate")
    tale.do(circulation.circulate, "bb-fz", cover_note="请重点就职责分工、保障措施提出意见。")
    yield tale.after("opinions")
    tale.opinions()
    yield tale.after("conclude")
    tale.do(circulation.conclude_circulation, "bb-jb")


def confirmed(tale, duty, ground, evidence, townships=None):
    """A revocation as far as the convenor (第四条)."""
    yield tale.after(0)
    tale.start(kind="revocation", duty=duty)
    tale.write(ground=ground, ground_evidence=evidence, publication_checked_by="牵头部门办公室")
    if townships:
        tale.write(townships=townships)
    yield tale.after("consult")
    tale.do(applicant.consult, tale.handler)
    yield tale.after("answer")
    tale.positions()
    yield tale.after("submit")
    tale.do(applicant.submit, tale.head)
    yield tale.after("accept")
    tale.do(office.accept, "bb-jb")
    yield tale.after("confirm")
    tale.do(approval.confirm, "bb-fz", note=f"已向有关乡镇核实：{evidence}")
