from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import County

LINGCHUAN = Path(settings.BASE_DIR) / "fixtures/regimes/lingchuan.toml"


@pytest.fixture(scope="session")
def lingchuan_text():
    return LINGCHUAN.read_text(encoding="utf-8")


@pytest.fixture
def county(db):
    return County.objects.create(code="450323", name="灵川县", short="灵")
