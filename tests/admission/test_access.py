"""Grants: one row a unit, right and case, following from state and rows alone."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from guardian.models import GroupObjectPermission, UserObjectPermission

from accounts.acting import Acting
from accounts.models import Unit
from admission import access
from admission.act import NotAllowed
from admission.actions import applicant, office
from admission.acts import SPECS, openness
from admission.models import Application, ApplicationGroupObjectPermission
from admission.queries import visible_to
from admission.rights import DECIDE, HANDLE, LABELS, VIEW
from audit.models import Event
from tests.cast import seat
from tests.factories import fresh, journey, unit

ASKED = ("lcz", "dxz", "zrj")  # two townships and the related department
MEMBERS = ("zgb", "zzb", "mzj", "sfj", "czj", "rsj")
ACCEPTED = {"zjj": "view", **dict.fromkeys(ASKED, "view"), "bb": "view handle", "xwb": "view", "zjr": "view"}
CIRCULATED = {**ACCEPTED, **dict.fromkeys(MEMBERS, "view")}
ANSWERING = {**ACCEPTED, **dict.fromkeys(MEMBERS, "view answer")}
OUTSIDE = dict.fromkeys(("rd", "sjj", "jw"), "view")  # 人大, 审计, 纪检 read what is concluded
OVER = {**ACCEPTED, "zgb": "view", "bb": "view", **OUTSIDE}

# state (and route, where it is not the simple one): who holds what on the case of 县住房城乡建设局
HELD = {
    "draft": {"zjj": "view edit"},
    "consulting": {"zjj": "view edit", **dict.fromkeys(ASKED, "view take_position")},
    "submitted": {"zjj": "view", **dict.fromkeys(ASKED, "view"), "bb": "view handle"},
    "correcting": {"zjj": "view edit", **dict.fromkeys(ASKED, "view"), "bb": "view handle"},
    "reviewing": {**ACCEPTED, "zgb": "view"},
    "circulating": ANSWERING,
    "revising": {**ANSWERING, "zjj": "view edit"},
    "signing": {**CIRCULATED, "zjr": "view decide"},
    "coordinating switched": CIRCULATED,
    "deliberating switched": CIRCULATED,
    "deciding switched": {**CIRCULATED, "xwb": "view decide", "zgb": "view decide"},
    "coordinating general": {**ACCEPTED, "zgb": "view"},
    "upper_review": CIRCULATED,
    "upper_review sent": {**CIRCULATED, "sbb": "view decide"},
    "approved": {
        **CIRCULATED,
        **OUTSIDE,
        "sbb": "view",
        **dict.fromkeys(("bb", "xwb", "zgb"), "view give"),
    },
    "approved noticed": {**CIRCULATED, **OUTSIDE, "sbb": "view", "bb": "view"},
    "not_accepted": {"zjj": "view", **dict.fromkeys(ASKED, "view"), "bb": "view", **OUTSIDE},
    "rejected": OVER,
    "withdrawn": {"zjj": "view", **dict.fromkeys(ASKED, "view"), "bb": "view"},
    "submitted revocation": {"zjj": "view", "lcz": "view", "dxz": "view", "bb": "view handle"},
    "signing revocation": {
        "zjj": "view",
        "lcz": "view",
        "dxz": "view",
        "bb": "view handle",
        "xwb": "view",
        "zgb": "view",
        "zjr": "view decide",
    },
}
WORDS = {
    "view": "view_case",
    "edit": "edit_case",
    "take_position": "take_position",
    "handle": "handle_case",
    "answer": "answer_case",
    "decide": "decide_case",
    "give": "give_notice",
}


def held(case):
    """{unit code: {right}} as guardian's rows say."""
    rows = ApplicationGroupObjectPermission.objects.filter(content_object=case)
    found = {}
    for code, right in rows.values_list("group__unit__code", "permission__codename"):
        found.setdefault(code, set()).add(right)
    return found


def reach(name):
    state, _, more = name.partition(" ")
    route = more if more in ("switched", "general", "revocation") else "simple"
    walked = journey(state, route=route, related=() if route == "revocation" else ("zrj",))
    if more == "sent":
        walked.file()
    if more == "noticed":
        walked.notice()
    return walked.case


@pytest.mark.parametrize("name", HELD)
def test_who_holds_what(lingchuan, name):
    assert held(reach(name)) == {code: {WORDS[w] for w in said.split()} for code, said in HELD[name].items()}


def test_the_words_are_all_the_rights_there_are():
    assert set(WORDS.values()) == set(LABELS)


def test_on_paper_the_office_writes_and_the_applicant_looks_on(lingchuan):
    assert held(journey("draft", on_paper=True).case) == {
        "zjj": {"view_case"},
        "bb": {"view_case", "edit_case"},
    }


def test_members_see_the_case_from_the_agenda_on(lingchuan):
    walked = journey("deliberating", route="general")
    before = set(held(walked.case))

    walked.put_on_agenda(invited=("nyj",))

    assert set(held(walked.case)) - before == {"nyj"}


def test_grants_are_never_global_nor_a_persons(lingchuan):
    journey("approved", route="switched").notice()

    ours = Permission.objects.filter(content_type__app_label="admission", codename__in=LABELS)
    assert not Group.objects.filter(permissions__in=ours).exists()
    assert not GroupObjectPermission.objects.exists()
    assert not UserObjectPermission.objects.exists()


def test_a_superuser_has_no_power_by_it(lingchuan):
    case = journey("submitted").case
    by = seat("nyj-fz")
    root = Acting(seat=by.seat, user=type(by.user).objects.get(pk=by.user.pk))
    root.user.is_superuser = root.user.is_staff = True
    root.user.save()

    assert list(visible_to(root)) == []
    assert {openness(spec, fresh(case), root) for spec in SPECS.values() if spec.of == "case"} == {
        "forbidden"
    }
    with pytest.raises(NotAllowed):
        office.accept(case=case, by=root, lock=case.lock)


def test_the_right_is_asked_afresh_inside_an_act(lingchuan):
    """A page that was opened before the grant went does not help."""
    walked = journey("consulting")
    opened = fresh(walked.case)
    assert openness(SPECS["submit"], opened, seat("zjj-fz")) == "open"
    ApplicationGroupObjectPermission.objects.filter(content_object=opened, group=unit("zjj").group).delete()

    with pytest.raises(NotAllowed):
        applicant.submit(case=opened, by=seat("zjj-fz"), lock=opened.lock)


def test_rows_go_with_a_discarded_draft(lingchuan):
    walked = journey("draft")
    assert ApplicationGroupObjectPermission.objects.count() == 2

    applicant.discard(case=walked.case, by=seat("zjj-jb"), lock=walked.case.lock)

    assert ApplicationGroupObjectPermission.objects.count() == 0
    assert not Application.objects.exists()


def test_a_case_that_was_never_granted_anything_is_open_to_nobody(lingchuan):
    case = journey("draft").case
    ApplicationGroupObjectPermission.objects.all().delete()

    assert [visible_to(seat(who)).count() for who in ("zjj-fz", "bb-fz", "lcz-fz")] == [0, 0, 0]
    assert access.rights(fresh(case), unit("zjj")) == frozenset()


def test_resync_puts_back_what_the_rows_say(lingchuan):
    case, other = journey("circulating").case, journey("signing").case
    before = held(case), held(other)
    rows = ApplicationGroupObjectPermission.objects.filter(content_object=case)
    rows.filter(group=unit("sfj").group).delete()
    rows.create(
        content_object=case, group=unit("nyj").group, permission=Permission.objects.get(codename=HANDLE)
    )

    output = StringIO()
    call_command("resync_access", stdout=output)

    assert (held(case), held(other)) == before
    assert output.getvalue() == "已核对。改正1件案件的权限。\n"
    assert [event.subject for event in Event.objects.filter(verb="resync_access")] == [str(case.uuid)]


def test_resync_finds_nothing_to_do(lingchuan):
    for name in ("consulting", "circulating", "deciding switched", "signing revocation", "approved noticed"):
        reach(name)

    output = StringIO()
    call_command("resync_access", stdout=output)

    assert output.getvalue() == "已核对，没有出入。\n"
    assert not Event.objects.filter(verb="resync_access").exists()


def test_every_unit_sees_its_own_cases_only(lingchuan):
    asked = journey("consulting", townships=("lcz",)).case
    other = journey("consulting", applicant="nyj", townships=("dxz",)).case

    assert {who: set(visible_to(seat(who))) for who in ("zjj-jb", "nyj-fz", "lcz-fz", "dxz-jb", "bb-fz")} == {
        "zjj-jb": {asked},
        "nyj-fz": {other},
        "lcz-fz": {asked},
        "dxz-jb": {other},
        "bb-fz": set(),
    }


def test_administrators_and_nobody_see_no_case(lingchuan):
    journey("approved")

    assert [visible_to(who and seat(who)).count() for who in ("sys", "sec", "aud", None)] == [0, 0, 0, 0]


def test_the_convenor_and_the_city_decide_only_in_their_turn(lingchuan):
    walked = journey("signing")
    deciding = ApplicationGroupObjectPermission.objects.filter(permission__codename=DECIDE)
    assert {row.group.unit.code for row in deciding} == {"zjr"}

    walked.sign()
    assert not deciding.all().exists()

    walked.file()
    assert {row.group.unit.code for row in deciding.all()} == {"sbb"}


def test_view_is_held_by_whoever_holds_anything(lingchuan):
    for name in HELD:
        reach(name)

    groups = {}
    for group, case, code in ApplicationGroupObjectPermission.objects.values_list(
        "group", "content_object", "permission__codename"
    ):
        groups.setdefault((group, case), set()).add(code)
    assert all(VIEW in codes for codes in groups.values())
    assert Unit.objects.filter(group__in=[group for group, _ in groups]).exists()
