"""What the matrix needs around it: quiet logs, and the number beside 工作台 counted once a seat."""

import gc
import logging

import pytest

from config import context


@pytest.fixture(autouse=True)
def _quiet():
    """Refusals by the ten thousand are no news; errors still are."""
    logging.disable(logging.ERROR - 1)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def counted_once(monkeypatch):
    """Three quarters of a refusal's time go into that number, and every request is undone anyway."""
    count, known = context.todo_count, {}

    def once(request):
        key = request.acting and request.acting.key
        if hasattr(request, "todo_count") or key is None:
            return count(request)
        if key not in known:
            known[key] = count(request)
        return known[key]

    monkeypatch.setattr(context, "todo_count", once)
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
