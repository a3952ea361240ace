"""清单备案: what waits for the city, what for the province, and what they have passed (黑龙江 四(一))."""

import pytest
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import County
from audit.record import SYSTEM
from config.templatetags import pages
from regimes.actions import load_regime
from regimes.models import Regime
from registry.actions import drafts
from registry.draft_queries import drafts_for
from registry.models import EditionDraft
from registry.pages import filing
from registry.views import drafts as views
from tests.cast import client_of
from tests.registry.binxian import fresh, passed, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


def filed(by):
    """(waiting, passed, others) as the body's page has them: the words of their states."""
    response = client_of(by).get(reverse("region-drafts"))
    found = response.context["filing"]
    return tuple([line.state[1] for line in lines] for lines in (found.waiting, found.passed, found.others))


@pytest.mark.parametrize(
    ("keys", "city", "province"),
    [
        ((), ([], [], ["待县委、县政府审定"]), ([], [], ["待县委、县政府审定"])),
        (("county",), (["待市级审核"], [], []), ([], [], ["待市级审核"])),
        (("county", "city"), ([], ["待省级备案"], []), (["待省级备案"], [], [])),
        (("county", "city", "province"), ([], ["待公布"], []), ([], ["待公布"], [])),
    ],
)
def test_each_body_in_its_turn(binxian, enter, keys, city, province):
    enter("甲事项")
    draft = sent(binxian)
    if keys:
        draft = passed(binxian, draft, *keys)

    assert (filed(binxian.city), filed(binxian.province)) == (city, province)


def test_what_waits_is_there_however_many_came_after_it(binxian, enter, monkeypatch):
    """Of a province's hundred counties each sends several a year: what it waits for longest is not to be cut off."""
    enter("甲事项")
    waiting = passed(binxian, sent(binxian), "county")
    for number in range(3):
        county = County.objects.create(code=f"23019{number}", name=f"示例县{number}", short="示")
        accounts.set_upper_body(county=county, unit=binxian.sbb, by=SYSTEM)
        EditionDraft.objects.create(county=county, state="published", created_by="示例")
    monkeypatch.setattr(filing, "AT_MOST", 2)

    assert filed(binxian.city)[0] == ["待市级审核"]
    assert drafts_for(binxian.city)[0] == waiting


def test_the_page_leads_to_the_draft(binxian, enter):
    enter("甲事项")
    draft = passed(binxian, sent(binxian), "county")

    page = client_of(binxian.city).get(reverse("region-drafts")).content.decode()

    assert fresh(draft).get_absolute_url() in page
    assert client_of(binxian.city).get(fresh(draft).get_absolute_url()).status_code == 200


def test_the_way_back_from_the_draft_is_the_bodys_own(binxian, enter):
    """A body above counties has no 版本与变更 of its own: it came from 清单备案."""
    enter("甲事项")
    url = fresh(passed(binxian, sent(binxian), "county")).get_absolute_url()

    for address in (url, f"{url}step/"):
        crumbs = client_of(binxian.city).get(address).context["crumbs"]
        assert crumbs[0] == ("清单备案", reverse("region-drafts"))
    assert client_of(binxian.county_seat).get(url).context["crumbs"][0][1] == reverse("edition-list")


def test_on_a_phone_the_steps_begin_beside_their_label(binxian, enter):
    """The label is the beginning of the cell's first line (app.css): a block inside would begin below it."""
    enter("甲事项")
    passed(binxian, sent(binxian), "county")

    page = client_of(binxian.city).get(reverse("region-drafts")).content.decode()

    assert '<td data-l="各环节">县委、县政府审定：通过，' in page


def test_a_body_that_cannot_return_has_nothing_to_choose(binxian, enter):
    """省级备案 passes; 市级审核 passes or returns (黑龙江 四（一）)."""
    enter("甲事项")
    draft = sent(binxian)

    def chosen(by):
        page = client_of(by).get(f"{fresh(draft).get_absolute_url()}step/")
        return page.context["form"]["outcome"].value()

    passed(binxian, draft, "county")
    assert chosen(binxian.city) is None
    passed(binxian, draft, "city")
    assert chosen(binxian.province) == "passed"


def test_a_number_that_may_be_left_out_is_not_said_to_be_needed(binxian, enter):
    """The province files without a number of its own; the city's 审核 has one."""
    enter("甲事项")
    draft = sent(binxian)

    def asked(by):
        form = client_of(by).get(f"{fresh(draft).get_absolute_url()}step/").context["form"]
        return pages.need(form["number"])

    passed(binxian, draft, "county")
    assert asked(binxian.city) == "必填"
    passed(binxian, draft, "city")
    assert asked(binxian.province) == "选填"


def test_of_two_clicks_at_once_the_second_leads_to_the_draft_too(binxian, enter, monkeypatch):
    """The first is done after the second came in; then it is the province's turn, and the city's form no longer open."""
    enter("甲事项")
    draft = fresh(passed(binxian, sent(binxian), "county"))
    said = {"lock": draft.lock, "step": "city", "decided_on": "2026-11-21", "number": "哈编复〔2026〕15号"}
    monkeypatch.setattr(views, "gate", lambda *given: passed(binxian, draft, "city") and None)

    answer = client_of(binxian.city).post(f"{draft.get_absolute_url()}step/", said | {"outcome": "passed"})

    assert (answer.status_code, answer.url) == (302, draft.get_absolute_url())
    assert fresh(draft).lock == draft.lock + 1


def test_a_draft_ends_under_the_version_it_was_sent_under(binxian, enter):
    """A correction of the rules loaded after it was sent, in force from the same day, is for the next one."""
    enter("甲事项")
    draft = passed(binxian, sent(binxian), "county")
    text = Regime.objects.get(county=binxian.county).text
    city = text[text.index('[[list_path.steps]]\narticle = "四（一）"\nkey = "city"') :].partition(
        "[[list_path.steps]]\n"
    )
    step = city[1] + city[2].partition("[[list_path.steps]]")[0]
    text = text.replace(step, "", 1).replace('harbin_bianban = "哈尔滨市委编办"\n', "", 1)
    load_regime(county=binxian.county, text=text, by=SYSTEM)

    assert [each.key for each in fresh(draft).path] == ["county", "city", "province"]
    assert filed(binxian.city) == (["待市级审核"], [], [])
    passed(binxian, draft, "city", "province")

    assert fresh(draft).state == "approved"
    back = drafts.take_back(draft=fresh(draft), by=binxian.office, lock=fresh(draft).lock)
    assert [each.key for each in fresh(back).path] == ["county", "province"]
