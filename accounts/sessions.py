"""Sessions in the database, each with whose it is: a request reads both in one query.

Of two requests at once each writes what it changed itself: a slow one in one window does not take back the seat that was
chosen in another meanwhile.
"""

from contextvars import ContextVar
from copy import deepcopy

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.db import transaction
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
    """Django's own, but for the person beside it and for what another request wrote meanwhile, which stays."""

    _as_read = None, {}  # the key under which it was read, and what

    @classmethod
    def get_model_class(cls):
        return Session

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.person_id = data.get(SESSION_KEY)
        return row

    def load(self):
        found = super().load()
        self._as_read = self.session_key, deepcopy(found)
        return found

    def save(self, must_create=False):
        if must_create or self.session_key is None or self._as_read[0] != self.session_key:
            super().save(must_create)
            return
        with transaction.atomic():
            self._join()  # one that is gone stays gone, as Django has it
            super().save()
        self._as_read = self.session_key, deepcopy(self._session_cache)

    def cycle_key(self):
        """Likewise under another key; of a person who signed out in another window meanwhile it holds nothing any more."""
        with transaction.atomic():
            read = self._session and self._as_read[0] == self.session_key
            if read and not self._join() and SESSION_KEY in self._session:
                self.clear()
            super().cycle_key()

    def _join(self):
        """Take over what is stored, locked until the transaction ends; whether anything is."""
        rows = list(Session.objects.select_for_update(no_key=True).filter(session_key=self.session_key))
        for row in rows:
            self._session_cache = self._changed_in(row.get_decoded())
        return bool(rows)

    def _changed_in(self, there):
        """What is `there`, with the changes that this request made since it read."""
        own, before, nothing = self._session, self._as_read[1], object()
        kept = {name: value for name, value in there.items() if name in own or name not in before}
        return kept | {name: own[name] for name in own if before.get(name, nothing) != own[name]}

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
