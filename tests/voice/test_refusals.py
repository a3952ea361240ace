"""A page that begins something refuses who may not, and a form that was sent stands on record."""

import pytest
from django.urls import reverse

from audit.models import Event
from tests.cast import client_of

# address, its arguments, somebody who may not, the act
REFUSED = [
    ("report-new", (), "zjj-jb", "submit_report"),
    ("guarantee-new", (), "lcz-fz", "promise"),
    ("training-new", (), "lcz-fz", "record_training"),
    ("purchase-new", (), "lcz-fz", "record_purchase"),
    ("urgent-new", (), "sbb-jb", "start_task"),
    ("burden-new", (), "zjr", "enter_burden"),
    ("period-new", (), "zjj-fz", "open_period"),
    ("matter-new", ("coordination",), "zjj-fz", "ask"),
]


@pytest.mark.parametrize(("name", "args", "who", "verb"), REFUSED)
def test_what_may_not_be_begun(lingchuan, name, args, who, verb):
    client, address = client_of(who), reverse(name, args=args)

    assert client.get(address).status_code == 403
    assert not Event.objects.filter(outcome="refused").exists()
    assert client.post(address, {}).status_code == 403
    assert list(Event.objects.filter(outcome="refused").values_list("verb", flat=True)) == [verb]
