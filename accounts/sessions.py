"""Sessions in the database, each with whose it is: a request reads both in one query."""

from contextvars import ContextVar

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from accounts.models import Session
from config.composed import Composed, Given

_read_with = ContextVar("the person who was read with the session", default=None)


def _held():
    key, now = Given("key", CharField()), Given("now", DateTimeField())
    return Session.objects.filter(session_key=key, expire_date__gt=now).select_related("person")


_HELD = Composed(_held)


class SessionStore(db.SessionStore):
    """Django's own, but for the person beside it."""

    @classmethod
    def get_model_class(cls):
        return Session

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.person_id = data.get(SESSION_KEY)
        return row

    def _get_session_from_db(self):
        for row in _HELD(key=self.session_key, now=timezone.now()):
            _read_with.set(row.person)
            return row
        _read_with.set(None)
        self._session_key = None
        return None


class SessionBackend(ModelBackend):
    """Django's own: the person is the one whom the session was just read with, asked for once."""

    def get_user(self, user_id):
        person = _read_with.get()
        _read_with.set(None)
        if person is None or str(person.pk) != str(user_id):
            return super().get_user(user_id)
        return person if self.user_can_authenticate(person) else None
