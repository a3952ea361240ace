"""For what the body above returns a case is the county's rules' to say: bodies.upper.returns."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.actions import create_unit, set_above, set_upper_body
from admission import access, rules
from admission.act import Refused
from admission.actions import approval
from admission.models import Filing
from admission.pages.regulation import RegulationPage
from audit import clock
from audit.record import SYSTEM
from regimes.actions import load_regime
from regimes.schema import RegimeError, parse
from tests.cast import client_of, seat
from tests.factories import fresh, journey, number, scan
from tests.regimes.conftest import regime_text

HERE = "approves = false # 只备案审核"


def text(returns):
    return regime_text("lingchuan").replace(HERE, f"returns = {returns}\n{HERE}", 1)


@pytest.mark.parametrize(("only", "other"), [("form", "substance"), ("substance", "form")])
def test_a_case_comes_back_only_as_the_county_s_rules_know_it(lingchuan, only, other):
    load_regime(county=lingchuan, text=text(f'["{only}"]'), by=SYSTEM)
    filed = journey("upper_review").file()

    page = client_of("sbb-jb").get(reverse("case-act", args=[filed.case.uuid, "return_upper"])).text
    assert f'value="{only}"' in page
    assert f'value="{other}"' not in page
    with pytest.raises(Refused, match="按本案的制度，上级没有"):
        filed.return_upper(substance=other == "substance")
    assert filed.return_upper(substance=only == "substance").case.state == "reviewing"


def test_the_rules_page_tells_what_a_return_means():
    rows = {who: (what, source) for who, what, source in RegulationPage(parse(text('["form"]'))).decided}

    assert rows["桂林市委编办退回的"] == (
        "只通过或者退回，不能不批准；形式问题退回的，改正后重新报送，此前的签署继续有效",
        "本县自定",
    )


@pytest.mark.parametrize(
    ("returns", "problem"),
    [
        ("[]", "bodies.upper.returns：至少写一种；不写这个键就是两种都可以"),
        ('["forms"]', "bodies.upper.returns：没有“forms”这个退回，可用的有：form、substance"),
        ('["form", "form"]', "bodies.upper.returns：退回“form”写了2次"),
    ],
)
def test_a_wrong_way_of_returning_is_told(returns, problem):
    with pytest.raises(RegimeError) as refused:
        parse(text(returns))

    assert refused.value.problems == (problem,)


def test_without_the_key_both_are_known():
    assert parse(regime_text("lingchuan")).bodies.upper.returns == ("form", "substance")


def test_a_body_of_that_key_above_another_county_sees_nothing_and_answers_nothing(lingchuan):
    """The county stands under another city by now: what was filed is no longer that body's to read or return."""
    other = create_unit(
        county=None, code="qtbb", key="other_city", name="另一市编办", kind="upper", by=SYSTEM
    )
    filed = journey("upper_review").file()
    city = seat("sbb-jb")
    assert rules.is_upper(filed.case, city)
    assert access.rights(fresh(filed.case), city.unit)

    set_upper_body(county=lingchuan, unit=other, by=SYSTEM)
    case = fresh(filed.case)
    access.sync(case)

    assert not rules.is_upper(case, city)
    assert not access.rights(fresh(case), city.unit)
    # the province of the city that the county stands under is above it as well
    set_above(unit=other, above=city.unit, by=SYSTEM)
    assert rules.is_upper(fresh(case), city)


def test_refusals_kept_as_returns_for_substance_are_told_apart(lingchuan):
    """Rows of before: refused is what the case ended with at that moment, not a return after which the office refused."""
    text = regime_text("lingchuan").replace(HERE, "approves = true # ", 1)
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    back = journey("upper_review").file().return_upper(substance=True).reject().case
    ended = journey("upper_review", name="示例河道巡查").file()
    reply = {"reason": "由部门承担。", "number": number(), "reply_on": clock.today(), "files": [scan()]}
    ended.act(approval.refuse_upper, "sbb-fz", **reply)
    Filing.objects.filter(outcome="refused").update(outcome="substance")

    import_module("admission.migrations.0014_refused_from_above").tell_apart(apps, None)

    assert fresh(back).state == fresh(ended.case).state == "rejected"
    assert fresh(back).filings.get().outcome == "substance"
    assert fresh(ended.case).filings.get().outcome == "refused"
