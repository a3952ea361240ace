"""Posters, tables and previews: two pages while somebody waits, more apart from the request (issue: Official documents)."""

import json
import os
import time
from contextlib import ExitStack
from io import StringIO

import pytest
from django.core.cache import caches
from django.core.management import call_command

from accounts.models import Post, Seat, User
from documents import rendering, sheet, unkept
from documents.alone import alone, place
from documents.printing import print_due
from tests.documents.drawn import PAPERS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only,
]  # files and processes, which no database changes


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path):
    settings.VAR = tmp_path
    caches["papers"].clear()


LONG = "".join(f"<p style='break-after: page'>{n}</p>" for n in range(3)), []  # three pages


def asked(page=LONG, **more):
    return unkept.pdf(*page, disposition="inline", **more)


def left(**more):
    with pytest.raises(unkept.Longer) as longer:
        asked(**more)
    return f"/papers/made/{longer.value.key}/"


def test_two_pages_are_made_at_once_and_kept(monkeypatch):
    page = sheet.page(PAPERS["minutes"], preview=True)

    content = asked(page)

    monkeypatch.setattr(rendering, "MEMORY", 64 * 1024**2)  # not enough to begin with: it is not made again
    assert content.startswith(b"%PDF-")
    assert asked(page) == content


def test_more_is_left_once_and_made_by_the_process_that_prints(client):
    address = left()
    assert left() == address
    assert len(list(place("").glob("*.job"))) == 1

    waiting = client.get(address)
    assert (waiting.status_code, waiting["Refresh"]) == (200, "2")
    assert "正在生成PDF" in waiting.text

    print_due()

    made = client.get(address)
    assert made.content.startswith(b"%PDF-")
    assert made["Content-Disposition"] == "inline"
    assert made["Cache-Control"].startswith("private, no-store")
    assert asked() == made.content
    assert list(place("").glob("*.job")) == []


def test_the_waiting_page_says_how_far_it_is(client):
    address = left()
    place(f"{address.split('/')[3]}.page").write_text("7")

    assert "正在排第7页" in client.get(address).text


def test_it_is_made_though_its_page_cannot_be_told(press):
    """As a paper is (test_printing): only who waits would know it."""
    key = left().split("/")[3]
    place(f"{key}.page").symlink_to("/nowhere/page")

    unkept.make_next(press)

    assert unkept.find(key).content.startswith(b"%PDF-")


def test_a_preview_is_made_before_what_the_public_asked_for(press):
    left()
    address = left(reader=1)

    unkept.make_next(press)

    assert unkept.find(address.split("/")[3]).content


def test_a_preview_is_for_who_asked_alone(client, county, by):
    address = left(reader=by.user.pk)
    print_due()
    other = User.objects.create(username="sfj-fz")
    Seat.objects.create(user=other, unit=by.unit, county=county, post=Post.HEAD)

    told = [client.get(address).status_code]
    for user in (other, by.user):
        client.force_login(user)
        told.append(client.get(address).status_code)

    assert told == [404, 404, 200]


def test_what_the_press_fails_at_is_told_and_left_for_a_while(client, monkeypatch):
    address = left()
    monkeypatch.setattr(rendering, "MEMORY", 64 * 1024**2)

    print_due()

    told = client.get(address)
    assert (told.status_code, told["Retry-After"]) == (503, "600")
    assert "一时生成不了" in told.text
    with pytest.raises(rendering.NotPrinted):
        asked()


def test_what_takes_longer_than_a_visitor_waits_is_made_apart(client, monkeypatch):
    monkeypatch.setattr(unkept, "SECONDS", 0.01)
    page = sheet.page(PAPERS["minutes"], preview=True)

    with pytest.raises(unkept.Longer) as longer:
        asked(page)
    print_due()

    assert client.get(f"/papers/made/{longer.value.key}/").content.startswith(b"%PDF-")


def test_a_job_that_cannot_be_read_stands_in_nobodys_way(press):
    place(f"{'0' * 64}.public.job").write_text("{")
    address = left()

    assert unkept.find("0" * 64) is None
    while unkept.make_next(press):
        pass

    assert unkept.find(address.split("/")[3]).content
    assert list(place("").glob("*.job")) == []


def test_a_job_that_waits_too_long_is_set_off_again(client, monkeypatch):
    address, begun = left(), []
    monkeypatch.setattr("documents.handing.printing.set_off", lambda: begun.append(1))

    client.get(address)
    monkeypatch.setattr(unkept, "FORGOTTEN_SECONDS", -1)
    client.get(address)

    assert begun == [1]


def test_a_job_that_is_set_off_again_keeps_its_turn(press):
    """Who looks at its address, which asks by itself, must not be the last to be served."""
    first, second = (unkept.leave(f"<p>{n}</p>", [], disposition="inline") for n in range(2))
    before = time.time() - 2 * unkept.FORGOTTEN_SECONDS
    os.utime(place(f"{first}.public.job"), (before, before))

    assert [unkept.remind(first) for _ in range(2)] == [True, False]  # once in a minute
    unkept.make_next(press)

    assert [bool(unkept.find(key).content) for key in (first, second)] == [True, False]
    unkept.make_next(press)
    assert list(place("").glob("*.job")) == list(place("").glob("*.reminded")) == []


def test_no_more_is_left_than_can_be_made_soon(monkeypatch):
    for number in range(unkept.MOST_LEFT):
        place(f"{number}.public.job").write_text(json.dumps({}))

    with pytest.raises(unkept.Busy):
        asked()
    assert left(reader=1)  # who works here does not wait for the public


def test_one_at_a_time_for_each_reader(by):
    with alone(f"reader-{by.user.pk}"):
        with pytest.raises(unkept.Busy):
            asked(reader=by.user.pk)
        assert left(reader=by.user.pk + 1)
        assert left()


def test_a_few_presses_at_once_whoever_asks():
    """Sixteen who preview at once do not begin sixteen presses: each takes a hundred megabytes."""
    with ExitStack() as others:
        for n in range(unkept.MOST_AT_ONCE):
            assert others.enter_context(alone(f"made-at-once-{n}"))
        with pytest.raises(unkept.Busy):
            asked(reader=1)
        with pytest.raises(unkept.Busy):
            asked()
    assert left(reader=1)


def test_one_reader_leaves_room_for_the_others():
    for n in range(unkept.MOST_OF_ONE):
        unkept.leave(f"<p>{n}</p>", [], disposition="inline", reader=1)

    with pytest.raises(unkept.Busy):
        unkept.leave("<p>one more</p>", [], disposition="inline", reader=1)
    assert unkept.leave("<p>another's</p>", [], disposition="inline", reader=2)


def test_nothing_under_another_key(client):
    assert client.get(f"/papers/made/{'0' * 64}/").status_code == 404


def test_what_its_time_is_over_is_swept(by, monkeypatch):
    """A preview can be looked at for an hour; a table stays, and what was begun a moment ago."""
    reader, table = by.user.pk, sheet.page(PAPERS["minutes"])
    monkeypatch.setattr(unkept, "PREVIEW_SECONDS", -1)
    asked(sheet.page(PAPERS["minutes"], preview=True), reader=reader)
    asked(table)
    old, young = (place(f"{name}.written") for name in ("old", "young"))
    for mark in (old, young):
        mark.write_text("{")
    os.utime(old, (time.time() - unkept.BEGUN_SECONDS - 1,) * 2)
    assert len(caches["papers"]._list_cache_files()) == 2

    call_command("sweep_files", stdout=StringIO())

    assert len(caches["papers"]._list_cache_files()) == 1
    assert unkept.find(unkept._key(*table, None)).content
    assert (old.exists(), young.exists()) == (False, True)
