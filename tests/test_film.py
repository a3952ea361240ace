"""A case shown again by tests.film is the case that was led: the same rows, the same object, files too."""

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.forms import model_to_dict

from accounts.models import Notice
from audit.record import verify
from documents.models import StoredFile
from tests import film
from tests.cast import days_later, seat
from tests.factories import journey


@pytest.fixture(autouse=True)
def films(lingchuan, monkeypatch):
    """Nothing was filmed yet."""
    monkeypatch.setattr(film.known, "films", {})
    return film.known.films


def undone(make):
    """What it returns and what it leaves in the database, which is then as before."""
    with transaction.atomic():
        made, rows = make(), film._rows()
        broken = verify()
        transaction.set_rollback(True)
    assert broken is None
    return made, rows


def every_walk():
    journey("approved", townships=("lcz",))
    journey("revising", on_paper=True)
    journey("upper_review", route="switched")
    return journey("signing", route="revocation")


def test_shown_is_row_by_row_what_was_led(films):
    led, led_rows = undone(every_walk)
    filmed = len(films)
    shown, shown_rows = undone(every_walk)

    assert len(films) == filmed > 0
    assert {table for table in led_rows if led_rows[table] != shown_rows[table]} == set()
    assert vars(shown) == vars(led)
    assert model_to_dict(shown.case) == model_to_dict(led.case)


def test_a_shown_case_goes_on_as_a_led_one():
    def go_on():
        return journey("reviewing").issue_review().circulate().opine().conclude().case.state

    led, led_rows = undone(go_on)
    shown, shown_rows = undone(go_on)

    assert (led, shown) == ("signing", "signing")
    assert {table: len(rows) for table, rows in shown_rows.items()} == {
        table: len(rows) for table, rows in led_rows.items()
    }


def test_files_come_back_where_files_are_kept_now(settings, tmp_path):
    def kept():
        journey(on_paper=True)
        return StoredFile.objects.get().path

    path, _ = undone(kept)
    settings.MEDIA_ROOT = tmp_path

    assert not default_storage.exists(path)
    assert undone(kept)[0] == path
    assert default_storage.exists(path)


def anew():
    return journey().case.uuid


def after_another_row():
    Notice.objects.create(unit=seat("zjj-jb").unit, title="另一条", url="/")
    return anew()


def after_a_rollback():
    undone(anew)
    journey("consulting")
    return anew()


def tomorrow():
    with days_later(1):
        return anew()


@pytest.mark.parametrize("elsewhere", [after_another_row, after_a_rollback, tomorrow])
def test_from_another_state_or_on_another_day_it_is_led(elsewhere):
    filmed, _ = undone(anew)

    assert undone(anew)[0] == filmed
    assert undone(elsewhere)[0] != filmed
