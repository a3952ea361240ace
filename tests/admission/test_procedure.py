from django.conf import settings

from admission import procedure
from admission.acts import SPECS


def test_the_page_says_what_the_transitions_do():
    page = settings.BASE_DIR / "docs" / "procedure.md"

    assert page.read_text(encoding="utf-8") == procedure.text(), "运行 manage.py write_procedure"


def test_every_rule_and_condition_has_words():
    assert {spec.rule for spec in SPECS.values()} == set(procedure.WHO)
    assert {check for spec in SPECS.values() for check in spec.checks} == set(procedure.WHEN)
