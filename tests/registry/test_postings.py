"""The publication record: the office records all, a township its own two places; what everyone sees of it."""

import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts import actions as accounts
from accounts.models import Post, UnitKind
from audit.models import Event
from audit.record import SYSTEM
from registry import actions
from registry.actions import NotPossible
from registry.actions.postings import record_posting
from registry.models import Posting
from tests.cast import client_of
from tests.registry.conftest import NUMBER, TODAY
from tests.registry.counties import body
from tests.registry.counties import seat_of as seat_above

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
PORTAL = "https://www.example.gov.cn/qdgk/1.html"


def picture(form="PNG"):
    file = io.BytesIO()
    Image.effect_noise((40, 40), 60).save(file, form)
    return file.getvalue()


PNG = picture()


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


@pytest.fixture
def edition(place, enter, seat_of):
    enter()
    place.handler, place.head = seat_of(place.bb, Post.HANDLER), seat_of(place.bb, Post.HEAD)
    return actions.publish_edition(
        county=place.county, document_number=NUMBER, published_on=DAY, by=place.head
    )


@pytest.fixture
def page(edition):
    return edition.get_absolute_url() + "postings/"


def post(edition, by, place="centre", **more):
    return record_posting(edition=edition, place=place, posted_on=DAY, by=by, **more)


def test_the_office_records_every_place(edition, place):
    post(edition, place.handler, "portal", url=PORTAL)
    for township in place.townships:
        post(edition, place.handler, "centre", township=township)
        post(edition, place.head, "page", township=township)

    assert Posting.objects.count() == 7
    assert Event.objects.filter(verb="record_posting", outcome="done").count() == 7


@pytest.mark.parametrize("seat", [Post.HANDLER, Post.HEAD])
def test_a_township_records_its_own_only(edition, place, seat_of, seat):
    by = seat_of(place.lcz, seat)
    post(edition, by, "centre", township=place.lcz)
    for attempt in ({"township": place.dxz}, {"place": "portal", "url": PORTAL}):
        with pytest.raises(PermissionDenied):
            post(edition, by, **attempt)

    assert [row.township for row in Posting.objects.all()] == [place.lcz]


def test_recorded_again_it_is_put_right(edition, place):
    post(edition, place.handler, township=place.lcz, note="公示栏")
    again = record_posting(
        edition=edition, place="centre", township=place.lcz, posted_on=TODAY, by=place.head
    )

    assert (Posting.objects.get(), again.posted_on, again.recorded_by) == (
        again,
        TODAY,
        place.head.label,
    )


@pytest.mark.parametrize("day", [date(2026, 11, 19), date(2026, 11, 22)])
def test_a_day_before_the_edition_or_to_come_is_refused(edition, place, day):
    with pytest.raises(NotPossible):
        record_posting(edition=edition, place="centre", township=place.lcz, posted_on=day, by=place.handler)


def test_everyone_sees_the_portal_and_the_dates(client, edition, place):
    post(edition, place.handler, "portal", url=PORTAL)
    post(edition, place.handler, township=place.lcz, note="只给工作人员看的说明")

    html = client.get(edition.get_absolute_url()).content.decode()

    assert PORTAL in html
    assert "各乡镇公开的日期（已登记1个乡镇）" in html
    assert "只给工作人员看的说明" not in html
    assert "没有登记公开" not in html


def test_the_office_sees_what_is_missing(edition, place):
    post(edition, place.handler, "portal", url=PORTAL)
    client = client_of(place.handler)

    assert "还有6处没有登记公开" in client.get(edition.get_absolute_url()).content.decode()
    assert "还有6处没有登记" in client.get("/editions/").content.decode()


def test_every_page_counts_the_same_places_as_missing(edition, place):
    """Not those of a township dissolved since the edition, nor of one that came after it."""
    province = body("province", "自治区党委编办")
    accounts.set_upper_body(county=place.county, unit=province, by=SYSTEM)
    accounts.change_unit(unit=place.djx, valid_until=DAY, by=SYSTEM)
    new = {"code": "xjz", "name": "新街镇", "kind": UnitKind.TOWNSHIP, "valid_from": TODAY}
    accounts.create_unit(county=place.county, by=SYSTEM, **new)
    office = client_of(place.handler)
    above = client_of(seat_above(province, county=place.county))

    (line,) = above.get("/region/").context["region"].lines

    assert len(office.get(f"{edition.get_absolute_url()}postings/").context["page"].missing) == 5
    assert [row.missing for row in office.get("/editions/").context["editions"]] == [5]
    assert line.missing == 5


def test_a_township_finds_its_own_form(edition, place, seat_of, page):
    client = client_of(seat_of(place.dxz, Post.HANDLER))

    form = client.get(page).context["form"]
    assert [value for value, _ in form.fields["spot"].choices] == ["centre:dxz", "page:dxz"]
    response = client.post(page, {"spot": "centre:dxz", "posted_on": "2026年11月20日"})

    assert (response.status_code, Posting.objects.get().posted_on) == (302, DAY)
    assert client.post(page, {"spot": "centre:lcz", "posted_on": "2026-11-20"}).status_code == 422


def test_a_recorded_place_is_put_right_only_where_the_form_shows_what_is_recorded(
    edition, place, seat_of, page
):
    """Chosen again in the empty form it lost its note and its address, unseen."""
    client = client_of(seat_of(place.lcz, Post.HANDLER))
    post(edition, place.handler, township=place.lcz, note="办事大厅公示栏")
    again = {"spot": "centre:lcz", "posted_on": "2026-11-20"}

    form = client.get(page).context["form"]
    refused = client.post(page, again)

    assert [value for value, _ in form.fields["spot"].choices] == ["page:lcz"]
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["spot"])
    assert Posting.objects.get().note == "办事大厅公示栏"

    opened = client.get(f"{page}?spot=centre:lcz")
    assert opened.context["form"].initial["note"] == "办事大厅公示栏"
    assert "更正一处" in opened.text
    assert client.post(f"{page}?spot=centre:lcz", again | {"note": "二楼公示栏"}).status_code == 302
    assert Posting.objects.get().note == "二楼公示栏"


def test_a_township_that_recorded_both_places_is_told_so(edition, place, seat_of, page):
    client = client_of(seat_of(place.lcz, Post.HANDLER))
    post(edition, place.handler, township=place.dxz)
    post(edition, place.handler, "portal", url=PORTAL)
    post(edition, place.handler, "centre", township=place.lcz)
    assert "登记公开情况" in client.get("/editions/").text

    post(edition, place.handler, "page", township=place.lcz)

    listed = client.get("/editions/").text
    assert ("登记公开情况" in listed, "已登记齐全" in listed) == (False, True)
    own = client.get(page).text
    assert ("本乡镇都已登记" in own, "登记一处" in own) == (True, False)


def test_a_picture_is_for_the_countys_staff(client, edition, place, seat_of, page, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sent = {
        "spot": "centre:lcz",
        "posted_on": "2026-11-20",
        "picture": SimpleUploadedFile("公示栏.png", PNG),
    }
    assert client_of(place.handler).post(page, sent).status_code == 302

    url = f"{page}{Posting.objects.get().picture.uuid}/"

    assert b"".join(client_of(seat_of(place.zrj)).get(url).streaming_content) == PNG
    assert client.get(url).status_code == 302
    assert url not in client.get(edition.get_absolute_url()).content.decode()


def test_a_wrong_day_and_a_wrong_picture_are_told_together(edition, place, page):
    """A picture has to be chosen again each time the form comes back."""
    sent = {
        "spot": "centre:lcz",
        "posted_on": "2026-11-22",
        "picture": SimpleUploadedFile("公示.pdf", b"%PDF-1.7"),
    }

    response = client_of(place.handler).post(page, sent)

    assert list(response.context["form"].errors) == ["posted_on", "picture"]

    unknown = {"picture": SimpleUploadedFile("公示.png", b"no picture")}
    told = client_of(place.handler).post(page, sent | unknown).context["form"].errors["picture"]
    assert told == ["无法识别文件的内容，只接收PNG、JPG。"]  # not the kinds that other forms take


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"posted_on": "2026-11-31"}, "posted_on"),
        ({"posted_on": "2026-11-22"}, "posted_on"),
        ({"spot": "centre:nowhere"}, "spot"),
        ({"spot": "portal", "url": "　"}, "url"),
        ({"spot": "portal", "url": "javascript:alert(1)"}, "url"),
        ({"url": "www.example.gov.cn"}, "url"),
        ({"url": "http://[::1"}, "url"),
        ({"note": "字\u202e"}, "note"),
        ({"picture": SimpleUploadedFile("公示.pdf", b"%PDF-1.7")}, "picture"),
        ({"picture": SimpleUploadedFile("公示.png", b"%PDF-1.7")}, "picture"),
        ({"picture": SimpleUploadedFile("公示.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)}, "picture"),
        ({"picture": SimpleUploadedFile("公示.jpg", picture("JPEG")[:400])}, "picture"),
    ],
)
def test_bad_input_is_told_beside_its_field(edition, place, page, typed, field):
    good = {"spot": "centre:lcz", "posted_on": "2026-11-20", "note": "公示栏说明"}

    response = client_of(place.handler).post(page, good | typed)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert Posting.objects.count() == 0


def test_others_have_no_page(edition, place, seat_of, page, client):
    assert client_of(seat_of(place.zrj)).get(page).status_code == 403
    assert client.get(page).status_code == 302
    assert client_of(place.handler).get("/editions/2026/9/postings/").status_code == 404
