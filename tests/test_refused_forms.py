"""What a seat sent and may not send: 403, and one event that says so, whoever refuses it."""

import uuid

import pytest

from admission.actions import approval
from audit import clock, refusals
from audit.models import Event
from documents.models import Paper
from tests.cast import client_of, seat
from tests.factories import journey, scan

pytestmark = pytest.mark.usefixtures("lingchuan")


def refused(client, address):
    """The events that a form sent there leaves; it is refused."""
    before = Event.objects.count()
    assert client.post(address, {"form_key": uuid.uuid4().hex}).status_code == 403
    return list(Event.objects.order_by("seq")[before:])


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("/regulation/interpret/", "regulation-interpret"),
        ("/kinds/new/", "kind-new"),
        ("/archive/new/", "archive-new"),
        ("/imports/new/", "import-new"),
        ("/convenor/sign/", "convenor-sign"),
        ("/manage/people/new/", "manage-new-person"),
        ("/cases/register/", "case-register"),
    ],
)
def test_a_form_that_reaches_no_act(address, named):
    by = seat("sfj-fz")

    (event,) = refused(client_of(by), address)

    assert (event.outcome, event.seat_id, event.subject) == ("refused", str(by.seat.pk), str(by.user.uuid))
    assert event.facts == {"why": "NotAllowed", "address": named, "about": ""}


def test_what_its_act_records_is_not_recorded_twice():
    case = journey("submitted").case

    (event,) = refused(client_of("zjj-fz"), f"/cases/{case.uuid}/acts/accept/")

    assert (event.verb, event.subject) == ("accept", str(case.uuid))


def test_what_is_only_to_be_looked_at_is_on_record_too_and_hides_nothing_after_it():
    """A preview tries the act and undoes it: what it refuses is on record all the same, and a flood of such forms leaves
    no later refusal out."""
    made, day = journey("approved"), clock.today()
    made.act(approval.issue_notice, "xwb-jb", number="灵办发〔2026〕17号", issued_on=day, effective_on=day)
    notice = Paper.objects.get(subject=str(made.case.uuid), kind="notice")
    address = f"/cases/{made.case.uuid}/papers/{notice.uuid}/number/"
    lock, client = client_of("bb-fz").get(address).context["lock"], client_of("xwb-jb")
    before = Event.objects.count()

    def sent(**more):
        form = {"number": "灵办发〔2026〕71号", "reason": "抄错。", "files": scan(), "lock": lock, **more}
        return client.post(address, form | {"form_key": uuid.uuid4().hex}).status_code

    assert sent(preview="1") == 403
    (event,) = Event.objects.order_by("seq")[before:]
    assert (event.verb, event.outcome, event.facts["address"]) == ("send", "refused", "case-paper-number")
    assert event.facts["about"] == str(made.case.uuid)

    assert sent() == 403  # not only looked at: by the act itself
    assert Event.objects.get(seq=event.seq + 1).verb == "correct_number"
    assert Event.objects.count() == before + 2


def test_opening_a_page_is_no_act_and_a_flood_adds_only_so_many():
    client, before = client_of("sfj-fz"), Event.objects.count()

    assert client.get("/kinds/new/").status_code == 403
    assert Event.objects.count() == before
    for _ in range(refusals.KEPT + 3):
        client.post("/kinds/new/")
    assert Event.objects.count() == before + refusals.KEPT


def test_what_a_seat_may_not_see_is_tried_on_record_without_being_named():
    """Whether the case is there or not, the answer and the event are the same."""
    client, case = client_of("nyj-fz"), journey("submitted").case
    told = []
    for number in (case.uuid, uuid.uuid4()):
        assert client.post(f"/cases/{number}/acts/accept/", {"lock": case.lock}).status_code == 404
        told.append((Event.objects.latest("seq").verb, Event.objects.latest("seq").facts))

    assert told == [("send", {"why": "NotFound", "address": "case-act", "about": ""})] * 2


def test_what_was_typed_is_given_back_with_the_refusal():
    """The right may have ended after the form was opened; what was typed is not lost, the password never given back."""
    typed = {"reason": "请补充经费来源后再报。", "password": "demo-2026-long-enough-to-be-a-text"}

    answer = client_of("sfj-fz").post("/kinds/new/", typed | {"form_key": uuid.uuid4().hex})

    html = answer.content.decode()
    assert answer.status_code == 403
    assert typed["reason"] in html
    assert typed["password"] not in html
