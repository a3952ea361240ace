"""The administrators' pages: who opens which, forms with bad input, what is recorded."""

from datetime import date

import pytest
from django.test import Client
from lxml import html

from accounts import actions
from accounts.acting import acting
from accounts.models import Seat, Unit, User
from accounts.pages.audit_lines import audit_labels, labels_by_kind
from accounts.queries import events_of
from audit.models import Event
from audit.record import SYSTEM
from tests.accounts.conftest import person, signed_in

pytestmark = pytest.mark.urls("tests.accounts.signing_urls")

SYS, SEC, AUD = "sys", "sec", "aud"
# url → who may GET it; everyone else 403, nobody at all → login.
PAGES = {
    "/manage/": {SYS, SEC, AUD},
    "/manage/units/": {SYS},
    "/manage/units/new/": {SYS},
    "/manage/units/{unit}/": {SYS},
    "/manage/units/{unit}/rename/": {SYS},
    "/manage/people/": {SYS},
    "/manage/people/new/": {SYS},
    "/manage/people/issued/": {SYS, SEC},
    "/manage/people/{user}/": {SYS},
    "/manage/people/{user}/password/": {SYS},
    "/manage/people/{user}/active/": {SYS},
    "/manage/seats/": {SYS},
    "/manage/seats/new/": {SYS},
    "/manage/seats/{seat}/end/": {SYS},
    "/manage/roster/": {SYS},
    "/manage/roster/new/": {SYS},
    "/manage/roster/{entry}/end/": {SYS},
    "/manage/delegations/": {SYS},
    "/manage/delegations/new/": {SYS},
    "/manage/locked/": {SEC},
    "/manage/administrators/": {SEC},
    "/manage/administrators/new/": {SEC},
    "/manage/policy/": {SEC},
    "/manage/events/": {AUD},
    "/delegations/": {"head", "finance", "abroad"},
    "/notices/": {"handler", "head", "finance", "convenor", "abroad", SYS, SEC, AUD, "sys_abroad"},
}
PRESSED = {
    "/manage/locked/{user}/unlock/": {SEC},
    "/manage/events/verify/": {AUD},
    "/delegations/{delegation}/revoke/": {SYS, "head"},
}
ABROAD = {"sys_abroad": SYS}
REDIRECTS = ("/manage/", "/manage/people/issued/")


@pytest.fixture
def addresses(cast):
    entry = actions.add_roster_entry(seat=cast.seats.head, role="member", valid_from="2026-01-01", by=SYSTEM)
    delegation = actions.delegate(
        seat=cast.seats.head,
        to_seat=cast.seats.handler,
        valid_from=date(2099, 1, 1),
        valid_until=date(2099, 1, 2),
        by=acting(cast.seats.head),
    )
    names = {
        "unit": cast.units.justice.uuid,
        "user": cast.seats.head.user.uuid,
        "seat": cast.seats.head.uuid,
        "entry": entry.uuid,
        "delegation": delegation.uuid,
    }
    return lambda url: url.format(**names)


def expected(url, who, may):
    """403 without the post; another county's rows are not there for its administrator: 404."""
    if ABROAD.get(who, who) in may:
        return 404 if who in ABROAD and "{" in url else 302 if url in REDIRECTS else 200
    return 403


@pytest.mark.parametrize(
    "who", ["handler", "head", "finance", "convenor", SYS, SEC, AUD, "abroad", "sys_abroad"]
)
def test_pages(cast, addresses, who):
    client = signed_in(getattr(cast.seats, who))

    found = {url: client.get(addresses(url)).status_code for url in PAGES}

    assert found == {url: expected(url, who, may) for url, may in PAGES.items()}


@pytest.mark.parametrize(
    "who", ["handler", "head", "finance", "convenor", SYS, SEC, AUD, "abroad", "sys_abroad"]
)
def test_buttons(cast, addresses, who):
    client = signed_in(getattr(cast.seats, who))

    found = {url: client.post(addresses(url)).status_code for url in PRESSED}

    known = {url: 302 if who in may else 403 for url, may in PRESSED.items()}
    if who in ("finance", "abroad", "sys_abroad"):
        known["/delegations/{delegation}/revoke/"] = 404
    assert found == known


def test_nobody_at_all_is_sent_to_the_login_page(cast, addresses):
    client = Client()

    for url in [*PAGES, *PRESSED]:
        for response in (client.get(addresses(url)), client.post(addresses(url))):
            assert response.status_code in (302, 405)
            assert response.get("Location", "/login/").startswith("/login/")


def errors_of(response):
    assert response.status_code == 422
    return response.context["form"].errors.get_json_data()


# ---- units


UNIT = {
    "name": "灵川县住房和城乡建设局",
    "short_name": "县住房城乡建设局",
    "code": "zjj",
    "kind": "department",
}
UNIT |= {"is_standing": "on", "order": "5"}


def test_a_unit_is_set_up(cast):
    client = signed_in(cast.seats.sys)

    assert client.post("/manage/units/new/", UNIT).url == "/manage/units/"

    unit = Unit.objects.get(code="zjj")
    assert (unit.key, unit.county, unit.kind, unit.is_standing) == ("zjj", cast.county, "department", True)
    assert Event.objects.get(verb="create_unit", subject=unit.uuid).person == "sys"


def test_what_stands_above_the_body_above_is_shown_and_not_changed(cast):
    city, province = (
        actions.create_unit(county=None, key=key, code=key, name=name, kind="upper", by=SYSTEM)
        for key, name in (("city", "桂林市委编办"), ("province", "自治区党委编办"))
    )
    actions.set_upper_body(county=cast.county, unit=city, by=SYSTEM)
    actions.set_above(unit=city, above=province, by=SYSTEM)
    client = signed_in(cast.seats.sys)

    page = client.get(f"/manage/units/{city.uuid}/")

    assert "上级是自治区党委编办" in page.content.decode()
    assert "above" not in page.context["form"].fields
    assert "上级是自治区党委编办" in client.get("/manage/units/").content.decode()
    assert client.get(f"/manage/units/{province.uuid}/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "\u3000\u3000", "请填写全称"),
        ("name", "灵\u202e川", "全称第2个字是从右到左覆盖（U+202E），不能使用，请删去"),
        ("short_name", "一" * 51, "简称最多50个字，现在有51个字"),
        ("name", "县司法局", "已有单位用了这个全称"),
        ("short_name", "县司法局", "已有单位用了这个简称"),
        ("code", "sfj", "已有单位用了这个代码"),
        ("code", "justice", "已有单位用了这个代码"),
        ("code", "ZJJ", "用小写字母开头，只用小写字母、数字和短横线，最多20个"),
        ("code", "", "请填写单位代码"),
        ("key", "justice", "已有单位用了这个代号"),
        ("key", "sfj", "已有单位用了这个代号"),
        ("key", "Party", "用小写字母开头，只用小写字母、数字、下划线和短横线，最多40个"),
        ("kind", "upper", None),
        ("kind", "", "请选择类别"),
        ("order", "-1", None),
        ("valid_from", "2026-02-30", "没有2026-02-30这一天，请核对"),
    ],
)
def test_bad_input_of_a_unit(cast, field, value, said):
    client = signed_in(cast.seats.sys)

    errors = errors_of(client.post("/manage/units/new/", UNIT | {field: value}))

    assert list(errors) == [field]
    assert said in (None, errors[field][0]["message"])
    assert Unit.objects.filter(county=cast.county).count() == 3


def test_a_unit_has_the_key_the_regime_file_calls_it_by(cast):
    client = signed_in(cast.seats.sys)

    assert client.post("/manage/units/new/", UNIT | {"key": "party_office"}).url == "/manage/units/"

    assert Unit.objects.get(code="zjj").key == "party_office"


def test_dates_that_run_backwards(cast):
    client = signed_in(cast.seats.sys)
    data = UNIT | {"valid_from": "2026-02-01", "valid_until": "2026-01-01"}

    errors = errors_of(client.post("/manage/units/new/", data))

    assert errors["valid_until"][0]["message"] == "结束日期不能早于开始日期。"


def opened(client, url):
    """The form of the page as it stands, ready to be sent."""
    page = html.fromstring(client.get(url).content.decode())
    return dict(next(form for form in page.forms if "lock" in form.fields).form_values())


@pytest.mark.parametrize(("row", "field"), [("justice", "telephone"), ("head", "display_name")])
def test_who_is_slower_over_a_unit_or_a_person_is_told_and_undoes_nothing(cast, row, field):
    unit = getattr(cast.units, row, None)
    found = unit or getattr(cast.seats, row).user
    url = f"/manage/{'units' if unit else 'people'}/{found.uuid}/"
    client = signed_in(cast.seats.sys)
    first, second = opened(client, url), opened(client, url)

    assert client.post(url, first | {field: "0773-1111"}).status_code == 302
    late = client.post(url, second | {field: "0773-2222"})

    assert (late.status_code, "0773-1111" in late.text, "0773-2222" in late.text) == (409, True, True)
    found.refresh_from_db()
    assert getattr(found, field) == "0773-1111"
    assert (
        client.post(url, first | {field: "0773-1111"}).status_code == 302
    )  # the same again is no other change


def test_a_units_code_and_kind_cannot_be_forged(cast):
    client = signed_in(cast.seats.sys)
    url = f"/manage/units/{cast.units.justice.uuid}/"

    assert client.post(url, UNIT | {"key": "x"}).status_code == 302

    cast.units.justice.refresh_from_db()
    assert (cast.units.justice.code, cast.units.justice.key) == ("sfj", "justice")
    assert cast.units.justice.short_name == "县住房城乡建设局"


# ---- people and seats


def test_an_account_is_set_up_and_its_password_shown_once(cast):
    client = signed_in(cast.seats.sys)

    url = client.post("/manage/people/new/", {"display_name": "甲", "username": "zjj-jb"}).url
    shown = client.get(url)
    issued = shown.context["handed"]["password"]

    assert issued in shown.content.decode()
    assert client.get(url).url == "/manage/people/"
    first = Client().post("/login/", {"username": "zjj-jb", "password": issued})
    assert first.url == "/password/"
    assert User.objects.get(username="zjj-jb").county == cast.county


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        ({"username": "sys"}, "username", "这个账号已经有人用"),
        ({"username": "县局"}, "username", "用小写字母开头，只用小写字母、数字和短横线，2至50个"),
        ({"email": "a" * 60 + "@" + "b" * 60 + ".cn" + ".cn" * 60}, "email", None),
        ({"display_name": "\u3000"}, "display_name", "请填写姓名"),
        ({"email": "not an address"}, "email", None),
    ],
)
def test_bad_input_of_an_account(cast, data, field, said):
    client = signed_in(cast.seats.sys)

    form = {"display_name": "甲", "username": "zjj-jb"} | data
    errors = errors_of(client.post("/manage/people/new/", form))

    assert list(errors) == [field]
    assert said in (None, errors[field][0]["message"])


def test_a_password_is_reset_and_an_account_closed_and_opened(cast):
    client = signed_in(cast.seats.sys)
    base = f"/manage/people/{cast.seats.head.user.uuid}/"

    assert client.post(f"{base}password/").url == "/manage/people/issued/"
    issued = client.get("/manage/people/issued/").context["handed"]["password"]
    assert Client().post("/login/", {"username": "sfj-fz", "password": issued}).url == "/password/"

    states = []
    for _ in range(2):
        wanted = client.get(f"{base}active/").context["form"]["active"].value()
        for _ in range(2):  # pressed twice
            client.post(f"{base}active/", {"active": wanted})
            states.append(User.objects.get(username="sfj-fz").is_active)
    assert states == [False, False, True, True]


@pytest.mark.parametrize("data", [{}, {"active": ""}, {"active": "maybe"}])
def test_a_form_that_does_not_say_open_or_close_changes_nothing(cast, data):
    response = signed_in(cast.seats.sys).post(f"/manage/people/{cast.seats.head.user.uuid}/active/", data)

    assert "停用账号" in response.content.decode()
    assert User.objects.get(username="sfj-fz").is_active


def test_administrators_matters_refused_to_the_wrong_one_are_on_record(cast):
    client, before = signed_in(cast.seats.sys), Event.objects.count()
    base = f"/manage/people/{cast.seats.aud.user.uuid}/"

    client.get(f"{base}password/")
    for url in (base, f"{base}password/", f"{base}active/", f"/manage/seats/{cast.seats.aud.uuid}/end/"):
        client.post(url, {"active": "off"})

    refused = Event.objects.filter(outcome="refused")
    assert [event.verb for event in refused.order_by("seq")] == [
        "change_user",
        "reset_password",
        "deactivate_user",
        "revoke_seat",
    ]
    assert Event.objects.count() == before + 4


def test_one_does_not_close_ones_own_account(cast):
    client = signed_in(cast.seats.sys)

    assert client.post(f"/manage/people/{cast.seats.sys.user.uuid}/active/").status_code == 403
    assert client.post(f"/manage/seats/{cast.seats.sys.uuid}/end/").status_code == 403


def test_a_seat_is_given_and_ended(cast):
    client = signed_in(cast.seats.sys)
    data = {"user": cast.seats.head.user.pk, "unit": cast.units.finance.pk, "post": "handler"}

    assert client.post("/manage/seats/new/", data).url == "/manage/seats/"
    seat = Seat.objects.get(unit=cast.units.finance, post="handler")
    assert client.post(f"/manage/seats/{seat.uuid}/end/").url == "/manage/seats/"

    seat.refresh_from_db()
    assert (seat.user, seat.is_active) == (cast.seats.head.user, False)
    assert client.post(f"/manage/seats/{seat.uuid}/end/").status_code == 404


@pytest.mark.parametrize(
    ("holder", "post", "unit", "field", "said"),
    [
        (
            "sys",
            "handler",
            "justice",
            "user",
            "sys是管理员。管理员不能在单位任职，也不能兼任另一个管理员岗位。",
        ),
        ("head", "audit_admin", "justice", "post", None),
        ("head", "handler", None, "unit", "请选择单位"),
        ("head", "head", "justice", "user", "sfj-fz已经有这个岗位。"),
        ("head", "convenor", "finance", "post", "召集人岗位只设在召集人名下，召集人名下也只设这一个岗位。"),
        ("abroad", "handler", "justice", "user", None),
        ("head", "handler", "abroad", "unit", None),
        ("head", "superuser", "finance", "post", None),
    ],
)
def test_bad_input_of_a_seat(cast, holder, post, unit, field, said):
    client = signed_in(cast.seats.sys)
    data = {"user": getattr(cast.seats, holder).user.pk, "post": post}
    if unit:
        data["unit"] = getattr(cast.units, unit).pk

    errors = errors_of(client.post("/manage/seats/new/", data))

    assert field in errors
    assert said in (None, errors[field][0]["message"])


# ---- administrators


@pytest.mark.urls("config.urls")
def test_the_system_administrator_is_told_whose_matter_administrators_are(cast):
    client = signed_in(cast.seats.sys)

    for holder in ("sys", "sec", "aud"):
        seat = getattr(cast.seats, holder)
        base = f"/manage/people/{seat.user.uuid}/"
        for url in (base, f"{base}password/", f"{base}active/", f"/manage/seats/{seat.uuid}/end/"):
            for response in (client.get(url), client.post(url)):
                assert response.status_code == 403
                assert "管理员的账号、密码和岗位由安全管理员管理" in response.content.decode()
    data = {"user": person(cast.county, "new").pk, "post": "security_admin"}
    assert list(errors_of(client.post("/manage/seats/new/", data))) == ["post", "unit"]


def test_the_security_administrator_resets_closes_ends_and_names_another(cast):
    client, aud = signed_in(cast.seats.sec), cast.seats.aud
    base = f"/manage/people/{aud.user.uuid}/"

    assert client.post(f"{base}password/").url == "/manage/people/issued/"
    assert client.get("/manage/people/issued/").context["handed"]["username"] == "aud"
    assert client.post(f"{base}active/", {"active": "off"}).url == "/manage/administrators/"
    assert client.post(f"/manage/seats/{aud.uuid}/end/").url == "/manage/administrators/"
    data = {"user": person(cast.county, "aud2").pk, "post": "audit_admin"}
    assert client.post("/manage/administrators/new/", data).url == "/manage/administrators/"
    rows = client.get("/manage/administrators/").context["seats"]

    assert {row.user.username for row in rows} == {"sys", "sec", "aud2"}
    data = {"user": cast.seats.head.user.pk, "post": "audit_admin"}
    errors = errors_of(client.post("/manage/administrators/new/", data))
    assert errors["user"][0]["message"] == "sfj-fz已有其他岗位。管理员岗位必须由专人担任，不能兼任。"


def test_kinds_that_a_county_has_once_are_offered_once(cast):
    client = signed_in(cast.seats.sys)

    def offered():
        return [kind for kind, _ in client.get("/manage/units/new/").context["form"].fields["kind"].choices]

    assert offered() == ["", "office", "department", "township", "party_gov", "supervisor"]
    for code, kind in (("bb", "office"), ("xwb", "party_gov"), ("zgb", "party_gov")):
        given = UNIT | {"name": f"灵川县{code}", "short_name": code, "code": code, "kind": kind}
        assert client.post("/manage/units/new/", given).status_code == 302
    assert offered() == ["", "department", "township", "supervisor"]


@pytest.mark.parametrize("q", ["sfj\x00-fz", "\u3000sfj-fz\u202e"])
def test_what_cannot_be_printed_is_dropped_from_a_search(cast, q):
    page = signed_in(cast.seats.sys).get("/manage/people/", {"q": q}).context["page"]

    assert [user.username for user in page] == ["sfj-fz"]


@pytest.mark.parametrize("day", ["9999-12-31", "2101-01-01", "1948-12-31", "0001-01-01"])
def test_days_far_away_are_refused(cast, day):
    client = signed_in(cast.seats.aud)

    form = client.get("/manage/events/", {"until": day}).context["form"]

    assert form.errors == {"until": ["年份要在1949到2100之间"]}


@pytest.mark.parametrize(
    ("url", "who"), [("/login/", None), ("/password/", "head"), ("/manage/units/new/", "sys")]
)
def test_pages_answer_head_and_no_other_methods(cast, url, who):
    client = signed_in(getattr(cast.seats, who)) if who else Client()

    assert (client.head(url).status_code, client.put(url).status_code) == (200, 405)


# ---- roster and delegations


def test_the_roster_grows_and_ends_by_date(cast):
    client = signed_in(cast.seats.sys)
    data = {"seat": cast.seats.head.pk, "role": "member", "title": "局长", "document": "灵编办〔2026〕1号"}
    data |= {"valid_from": "2026-01-01"}

    assert client.post("/manage/roster/new/", data).url == "/manage/roster/"
    entry = cast.seats.head.roster.get()
    end = f"/manage/roster/{entry.uuid}/end/"
    backwards = errors_of(client.post(end, {"valid_until": "2025-12-31"}))
    assert backwards["valid_until"][0]["message"] == "结束日期不能早于开始日期。"
    assert client.post(end, {"valid_until": "2026-06-30"}).url == "/manage/roster/"

    entry.refresh_from_db()
    assert str(entry.valid_until) == "2026-06-30"


def test_a_delegation_from_paper_names_its_paper(cast):
    client = signed_in(cast.seats.sys)
    data = {"seat": cast.seats.head.pk, "to_seat": cast.seats.handler.pk}
    data |= {"valid_from": "2099-01-01", "valid_until": "2099-01-02"}

    errors = errors_of(client.post("/manage/delegations/new/", data))
    assert errors["document"][0]["message"] == "请填写依据文件"
    done = client.post("/manage/delegations/new/", data | {"document": "授权书"})
    assert done.url == "/manage/delegations/"
    assert cast.seats.head.given.get().document == "授权书"


# ---- the audit administrator


def test_events_are_those_of_the_county_newest_first(cast):
    actions.change_unit(unit=cast.units.justice, short_name="司法局", by=cast.admin)
    actions.change_unit(unit=cast.units.abroad, short_name="司法局", by=acting(cast.seats.sys_abroad))
    client = signed_in(cast.seats.aud)

    page = client.get("/manage/events/").context["page"]

    assert [(line.verb, line.event.person) for line in page][:2] == [("登录", "aud"), ("修改单位", "sys")]
    assert {line.event.person for line in page} == {"aud", "sys", "系统"}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"verb": "change_unit"}, ["修改单位"]),
        ({"since": "2026-11-24"}, []),
        ({"since": "2026-11-23", "until": "2026-11-23", "verb": "change_unit"}, ["修改单位"]),
        ({"until": "2026-11-22"}, []),
        ({"subject": "unit"}, ["修改单位", "设立单位"]),
        ({"subject": "nothing"}, []),
        ({"since": "2026-11-24", "until": "2026-11-23"}, []),
        ({"since": "nonsense"}, []),
    ],
)
def test_events_are_found_by_day_verb_unit_and_subject(db, time_machine, request, wanted, found):
    time_machine.move_to("2026-11-23 00:00:00+08:00", tick=False)
    cast = request.getfixturevalue("cast")
    actions.change_unit(unit=cast.units.justice, short_name="司法局", by=cast.admin)
    client = signed_in(cast.seats.aud)
    if wanted.get("subject") == "unit":
        wanted = {"subject": str(cast.units.justice.uuid)}

    response = client.get("/manage/events/", wanted)

    assert response.status_code == 200
    assert [line.verb for line in response.context["page"]] == found


def test_events_of_a_unit(cast):
    signed_in(cast.seats.head)
    signed_in(cast.seats.finance)
    client = signed_in(cast.seats.aud)

    response = client.get("/manage/events/", {"unit": cast.units.justice.pk})

    assert [line.event.person for line in response.context["page"]] == ["sfj-fz"]


def test_verification_shows_its_result_on_the_page(cast):
    client = signed_in(cast.seats.aud)

    client.post("/manage/events/verify/")

    assert "核验通过" in client.get("/manage/events/").content.decode()
    assert "核验通过" not in client.get("/manage/events/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_as_many_queries_for_one_row_as_for_three(
    cast, addresses, rows, django_assert_max_num_queries
):
    for number in range(rows):
        actions.create_user(username=f"u{number}", display_name="甲", county=cast.county, by=SYSTEM)
    client = signed_in(cast.seats.sys)
    client.get("/manage/people/")

    for url in ("units", "people", "seats", "roster", "delegations"):
        with django_assert_max_num_queries(8):
            client.get(f"/manage/{url}/")


@pytest.mark.parametrize(
    ("url", "data"),
    [
        ("/manage/seats/new/", {"user": "9" * 20, "unit": "9" * 20, "post": "handler"}),
        ("/manage/roster/new/", {"seat": "9" * 20, "role": "member"}),
        ("/manage/delegations/new/", {"seat": "9" * 20, "to_seat": "9" * 20}),
    ],
)
def test_an_id_that_cannot_be_is_no_choice(cast, url, data):
    client = signed_in(cast.seats.sys)

    assert client.get(url, data).status_code == 200
    assert client.post(url, data).status_code == 422


@pytest.mark.parametrize("page", ["9" * 20, "9" * 5000, "-1", "x", "²"])
def test_a_page_that_cannot_be_is_another_page(cast, page):
    client = signed_in(cast.seats.sys)

    assert [client.get(url, {"page": page}).status_code for url in ("/manage/people/", "/notices/")] == [
        200
    ] * 2


def test_the_events_of_a_shared_body_are_those_about_the_county(cast):
    """The other county's people, units and set-up are nothing to this county's audit administrator."""
    city = actions.create_unit(county=None, key="city", code="sbb", name="市委编办", kind="upper", by=SYSTEM)
    clerks = {}
    for county, name in ((cast.county, "sbb-jb"), (cast.other, "sbb-fz")):
        actions.set_upper_body(county=county, unit=city, by=SYSTEM)
        clerks[name] = actions.grant_seat(user=person(county, name), unit=city, post="head", by=SYSTEM)
        signed_in(clerks[name])
    client = signed_in(cast.seats.aud)

    page = client.get("/manage/events/", {"unit": city.pk}).context["page"]
    subjects = {event.subject for event in events_of(cast.county)}

    assert [line.event.person for line in page] == ["sbb-jb"]
    assert {cast.county.code, str(cast.units.justice.uuid), str(city.uuid)} <= subjects
    abroad = {cast.other.code, str(cast.units.abroad.uuid), str(cast.seats.abroad.uuid)}
    assert not subjects & (abroad | {str(clerks["sbb-fz"].uuid), str(clerks["sbb-fz"].user.uuid)})


def test_the_roster_names_seats_of_the_county_alone(cast):
    """The body above is of no joint meeting."""
    city = actions.create_unit(county=None, key="city", code="sbb", name="市委编办", kind="upper", by=SYSTEM)
    actions.set_upper_body(county=cast.county, unit=city, by=SYSTEM)
    held = actions.grant_seat(user=person(cast.county, "sbb-fz"), unit=city, post="head", by=SYSTEM)
    client = signed_in(cast.seats.sys)
    sent = {"seat": held.pk, "role": "member", "document": "名单", "valid_from": "2026-01-01"}

    assert "市委编办" not in client.get("/manage/roster/new/").content.decode()
    assert "seat" in errors_of(client.post("/manage/roster/new/", sent))


def test_an_account_of_a_shared_body_is_on_no_county_s_pages(cast):
    """While one county alone has the body it manages the account; unlocking stays with the security administrator."""
    city = actions.create_unit(county=None, key="city", code="sbb", name="市委编办", kind="upper", by=SYSTEM)
    actions.set_upper_body(county=cast.county, unit=city, by=SYSTEM)
    user = actions.grant_seat(user=person(cast.county, "sbb-fz"), unit=city, post="head", by=SYSTEM).user
    client, reset = signed_in(cast.seats.sys), f"/manage/people/{user.uuid}/password/"
    assert client.get(reset).status_code == 200

    actions.set_upper_body(county=cast.other, unit=city, by=SYSTEM)
    password = user.password
    assert [client.get(reset).status_code, client.post(reset).status_code] == [404, 404]
    assert "sbb-fz" not in client.get("/manage/people/").content.decode()
    user.refresh_from_db()
    assert user.password == password
    assert signed_in(cast.seats.sec).post(f"/manage/locked/{user.uuid}/unlock/").status_code == 302


def test_a_fact_is_called_as_in_the_app_that_recorded_it():
    """`version` is 稿次 of a case and 版本 of a regime file."""
    kinds = labels_by_kind()

    assert (kinds["application"]["version"], kinds["regime"]["version"]) == ("稿次", "版本")
    assert kinds["no such kind"] == audit_labels()


@pytest.mark.parametrize(
    ("kind", "fact", "called"),
    [
        ("edition_draft", "as_of", "清单日期"),
        ("edition_draft", "changed_since", "送审以后的变化数"),
        ("list_import", "left", "不导入的行数"),  # 没有办结的件数 of what follows admission
        ("list_import", "cells", "改正的格数"),
        ("list_import", "approval", "批准文件"),
        ("archived_case", "duty_before", "原来的清单事项"),
        ("roster", "reason", "理由"),
    ],
)
def test_what_an_act_recorded_has_a_name(kind, fact, called):
    assert labels_by_kind()[kind][fact] == called
