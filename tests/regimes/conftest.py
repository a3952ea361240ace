from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import County

REGIMES = Path(settings.BASE_DIR) / "fixtures/regimes"
LINGCHUAN = REGIMES / "lingchuan.toml"


def regime_text(code):
    """The file of one of the five counties: lingchuan, arong, binxian, tongwei, rucheng."""
    return (REGIMES / f"{code}.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def lingchuan_text():
    return regime_text("lingchuan")


@pytest.fixture
def county(db):
    return County.objects.create(code="450323", name="灵川县", short="灵")
