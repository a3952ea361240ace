"""What the matrix needs around it: quiet logs, and what is the same for every request of a seat worked out once."""

import gc
import logging

import pytest

from accounts import middleware
from config import context


@pytest.fixture(autouse=True)
def _quiet():
    """Refusals by the ten thousand are no news; errors still are."""
    logging.disable(logging.ERROR - 1)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def remembered(monkeypatch):
    """A person's seats, and the number beside 工作台, by the real queries at the first request.

    The two are most of a refusal's time; and as every request is undone, they stay what they are.
    """
    seats, numbers = {}, {}
    acting_for, todo_count = middleware.acting_for, context.todo_count

    def seats_of(user, on):
        if user.pk not in seats:
            seats[user.pk] = acting_for(user, on)
        return seats[user.pk]

    def number_of(request):
        key = request.acting and request.acting.key
        if hasattr(request, "todo_count") or key is None:
            return todo_count(request)
        if key not in numbers:
            numbers[key] = todo_count(request)
        return numbers[key]

    monkeypatch.setattr(middleware, "acting_for", seats_of)
    monkeypatch.setattr(context, "todo_count", number_of)
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
