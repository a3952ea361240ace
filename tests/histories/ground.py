"""What must stand behind a case that is submitted, is being approved or was; and what the list then holds."""

from audit import clock
from tests.histories.county import BOTH, COLUMNS, MAY_NOT_BE_SILENT, MEMBERS, QUESTIONS, TOUCHES
from tests.histories.procedure import NEEDS_LAWFUL

ENDING = ("revocation", "cancellation")


def check_submission(now):
    """Each township was asked and answered, or was silent after a reminder; a revocation is joint (I-05, I-20, I-66)."""
    for code in now.townships - {now.case["applicant__code"]}:
        request = [row for row in now.requests if row["unit__code"] == code][-1]
        answer = now.latest(now.positions, code)
        assert answer or (request["overdue_at"] and request["reminded_at"])
        assert now.case["kind"] != "revocation" or answer["answer"] == "agree"
    assert now.versions[-1]["frozen_at"]


def check_ground(now):
    check_lawful(now)
    if now.case["kind"] == "revocation":
        check_revocation(now)
        return
    assert (now.review["lawful"], now.review["conforming"]) == (True, True)  # I-11
    if now.begins.circulates:
        check_circulated(now)
    if now.case["procedure"] == "simple":
        approvers = check_simple(now)
    elif now.begins.circulates:
        approvers = check_general(now)
    else:
        approvers = check_decisions(now, now.review["issued_at"])
    check_three_persons(now, approvers)
    if now.begins.circulates and now.state == "approved":
        filing = now.filings[-1]
        assert (filing["outcome"], filing["version_id"]) == ("passed", now.case["version"])  # I-46
        assert filing["sent_on"] <= filing["reply_on"]
    assert now.case["submitted_at"] <= now.case["accepted_at"]  # I-81


def check_lawful(now):
    """司法局's 不合法 stands in the way of everything (I-30)."""
    said = now.latest(now.opinions, "sfj")
    if now.state in NEEDS_LAWFUL:
        assert not said or said["finding"] != "unlawful"


def check_answered(now):
    """Two units may not be silent: asked last, each answered, of a text in which all it answers for reads as now (I-34)."""
    texts = {row["id"]: row for row in now.versions}
    for code in MAY_NOT_BE_SILENT:
        asked = [row["pk"] for row in now.reviews if row["unit__code"] == code and row["asked"]]
        said = now.latest(now.opinions, code)
        assert said["review"] == asked[-1]
        then, today = texts[said["version"]], texts[now.case["version"]]
        for key in (key for key, units in TOUCHES.items() if code in units):
            assert read(then, key) == read(today, key)


def read(version, key):
    return version[key] if key in COLUMNS else version["texts"][key]


def check_circulated(now):
    """The last round was summed up, everyone in it spoke or was recorded as silent (I-27)."""
    last = now.rounds[-1]
    assert last["concluded_at"]
    assert last["version"] == now.case["version"]
    for row in now.reviews:
        if row["round"] == last["pk"]:
            answered = any(opinion["review"] == row["pk"] for opinion in now.opinions)
            assert answered or row["overdue_at"] or not row["asked"]
    assert {row["unit__code"] for row in now.reviews if row["round"] == last["pk"]} >= set(MEMBERS)


def check_simple(now):
    """Every unit and township agrees and said so; the convenor's signature is on this text (I-19, I-28, I-38, I-44)."""
    assert now.state != "deciding"
    asked = {row["unit__code"] for row in now.reviews}
    assert asked >= set(QUESTIONS)
    for code in asked:
        assert now.latest(now.opinions, code)["view"] in ("agree", "not_ours")
    for code in now.begins.decisive:
        assert now.latest(now.positions, code)["answer"] == "agree"
    return check_signature(now, now.state != "signing")


def check_signature(now, wanted):
    signed = [row for row in now.sign_offs if not row["lapsed_at"]]
    assert len(signed) == wanted
    for row in signed:
        assert row["version_id"] == now.case["version"]
        later = [
            said["pk"] for said in (*now.opinions, *now.positions) if said["issued_at"] > row["signed_at"]
        ]
        assert later == []
    return [row["signed_by_id"] for row in signed]


def check_general(now):
    """协调会 on this text, then 联席会议, which passed it, then both bodies (I-35, I-36, I-37, I-38)."""
    assert now.state != "signing"
    held = [row for row in now.hearings if row["kind"] == "coordination" and row["closed_at"]]
    held = [row for row in held if row["version_id"] == now.case["version"] and row["held_on"]]
    assert any(row["summary"].strip() for row in held)
    passed = [row for row in now.resolutions if row["outcome"] == "passed" and not row["lapsed_at"]]
    hearing = {row["id"]: row for row in now.hearings}[passed[-1]["hearing_id"]]
    last = now.rounds[-1]
    assert (hearing["version_id"], hearing["round_id"]) == (now.case["version"], last["pk"])
    assert max(min(row["closed_at"] for row in held), last["concluded_at"]) <= passed[-1]["minutes_signed_at"]
    return check_decisions(now, passed[-1]["recorded_at"])


def check_decisions(now, since):
    standing = [row for row in now.decisions if not row["lapsed_at"] and row["verdict"] == "approved"]
    bodies = [row["body"] for row in standing]
    if now.state == "deciding":
        assert len(bodies) <= 1
    else:
        assert sorted(bodies) == sorted(BOTH)
    for row in standing:
        assert row["number"]
        assert row["version_id"] == now.case["version"]
        assert row["recorded_at"] >= since
        assert row["decided_on"] >= clock.local_date(now.case["accepted_at"])
    return [row["recorded_by_id"] for row in standing]


def check_revocation(now):
    """Confirmed by the office, then the convenor's consent (I-65, I-67)."""
    assert now.review["version"] == now.case["version"]
    assert now.versions[-1]["ground"] in ("done", "expired")
    signed = check_signature(now, now.state == "approved")
    check_three_persons(now, signed)


def filers(now):
    return {int(event.person_id) for event in now.events if event.verb in ("submit", "revise")}


def check_three_persons(now, approvers):
    """Who filed or reviewed any text, who signed or decided (I-43); one person may record both bodies' decisions."""
    filed, reviewed = filers(now), now.reviewers
    assert not filed & reviewed
    assert not (filed | reviewed) & set(approvers)


def check_list(now):
    """A duty is in the list if and only if its case was approved, in force from the notice's day (I-01, I-49)."""
    approved = now.state == "approved"
    if now.case["kind"] in ENDING:
        assert {row["township__code"] for row in now.ended} == (now.townships if approved else set())
        until = now.notice and now.notice["effective_on"]
        assert {(row["end_pending"], row["ended_on"]) for row in now.ended} <= {
            (not now.notice, until)
        }  # I-62
        return
    assert len(now.entered) == approved
    for row in now.entered:
        assert row["effective_from"] == (now.notice["effective_on"] if now.notice else None)
        assert row["name"] == now.versions[-1]["name"]
        assert row["townships"] == now.townships
    if now.notice:
        replies = [row["reply_on"] for row in now.filings] + [row["decided_on"] for row in now.decisions]
        assert all(day <= now.notice["effective_on"] for day in replies if day)  # I-81
