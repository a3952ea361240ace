"""I-84: a unit holds exactly what workflow.md's “Who sees what” gives it in this state, said once more from the rows."""

from tests.histories.procedure import ENDED, HELD_BY_APPLICANT

LEADERS = ("xwb", "zgb")
OUTSIDE = ("rd", "sjj", "jw")


def check_grants(now):
    assert now.grants == expected(now)


def expected(now):
    case, group = now.case, now.county.groups
    going, applicant = now.state not in ENDED, case["applicant__group"]
    leaders = {group[code] for code in LEADERS}
    asked = {row["unit__group"] for row in now.requests}
    asked_now = {row["unit__group"] for row in now.requests if not row["closed_at"]}
    reviewing = {row["unit__group"] for row in now.reviews}
    reviewing_now = {
        row["unit__group"] for row in now.reviews if row["asked"] and not row["round__closed_at"]
    }
    see = {applicant} | asked | reviewing | now.parties | now.joined
    holds = [("take_position", asked_now), ("answer_case", reviewing_now)]
    if now.state in HELD_BY_APPLICANT:
        holds.append(("edit_case", {group["bb"] if case["on_paper"] else applicant}))
    if case["submitted_at"] or case["on_paper"]:
        see |= {group["bb"]}
    if case["submitted_at"] and going:
        holds.append(("handle_case", {group["bb"]}))
    if case["accepted_at"]:
        see |= {group["zjr"], *leaders}
    if now.state in ("approved", "not_accepted", "rejected"):  # 人大, 审计, 纪检 read what is concluded
        see |= {group[code] for code in OUTSIDE}
    if now.filings:
        see |= {group["sbb"]}
    if now.state == "signing":
        holds.append(("decide_case", {group["zjr"]}))
    if now.state == "deciding":
        holds.append(("decide_case", leaders))
    if now.state == "upper_review" and any(not row["outcome"] for row in now.filings):
        holds.append(("decide_case", {group["sbb"]}))
    if now.state == "approved" and not now.notice:
        holds.append(("give_notice", {group["bb"], *leaders}))
    return {(unit, right) for right, units in [("view_case", see), *holds] for unit in units}
