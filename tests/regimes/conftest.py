import re
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import County
from audit.record import SYSTEM
from regimes.actions import load_regime
from regimes.states import MATTERS

REGIMES = Path(settings.BASE_DIR) / "fixtures/regimes"
LINGCHUAN = REGIMES / "lingchuan.toml"


def regime_text(code):
    """The file of one of the five counties: lingchuan, arong, binxian, tongwei, rucheng."""
    return (REGIMES / f"{code}.toml").read_text(encoding="utf-8")


def not_asking(text, *keys):
    """The file with these member units not asked, and without the questions that nobody else answers."""
    for key in keys:
        text = re.sub(
            rf'unit_key = "{key}"\nquestion = "\w+"',
            f'unit_key = "{key}"\nenabled = false\nquestion = "adhoc"',
            text,
        )
    for question in re.findall(r"^\[questions\.(\w+)\]", text, flags=re.M):
        if question != "adhoc" and f'question = "{question}"' not in text:
            text = re.sub(rf"^\[questions\.{question}\]\n.*?(?=^\[)", "", text, flags=re.M | re.S)
    return text


def only(county, regime="lingchuan", **kinds):
    """The file with these kinds of matter and no others, in force from now on; the values are more of each table."""
    table = "".join(f"{kind} = {{ own_choice = true{more} }}\n" for kind, more in kinds.items())
    text = re.sub(
        r"\[matters\]\n.*?(?=\n# ----|\n\[)", f"[matters]\n{table}", regime_text(regime), flags=re.DOTALL
    )
    load_regime(county=county, text=text, by=SYSTEM)


def every_kind(county, regime):
    """The same with every kind of matter, as in 灵川."""
    more = {"evaluation": ", mutual = true", "cleanup": ', veto_except = "中央和省明确规定的"'}
    only(county, regime, **(dict.fromkeys(MATTERS, "") | more))


def with_ways(kinds, regime="lingchuan"):
    """The file with the paths of these kinds of application and no others, and what of it speaks of the others left out."""
    text = regime_text(regime)
    for kind in {"adjustment", "cancellation", "revocation"} - set(kinds):
        text = re.sub(rf"\[(?:paths|grounds)\.{kind}\]\n.*?(?=\n\[|\n# ----)", "", text, flags=re.DOTALL)
        text = re.sub(rf'(?m)^(?:{kind} = "|joint_{kind} =).*\n', "", text)
    return text


@pytest.fixture(scope="session")
def lingchuan_text():
    return regime_text("lingchuan")


@pytest.fixture
def county(db):
    return County.objects.create(code="450323", name="灵川县", short="灵")
