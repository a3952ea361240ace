"""Versions: writing, freezing, copying; and what a new one makes lapse."""

from django.db import models

from accounts.succession import has_ended, heir
from admission.compared import come_back
from admission.listed import ARGUMENT, HELD, term_of
from admission.models import Application, Resolution, Version

TIED = ("townships", "related")


def write(version, text, save=True):
    """Put columns, `texts` and the tied units on the version; whether anything differs from before."""
    before = version.contents()
    ties = {name: text.pop(name) for name in TIED if name in (text := dict(text))}
    wanted = {**{version._meta.get_field(name).attname: _plain(value) for name, value in text.items()}}
    wanted |= {name: sorted(unit.pk for unit in units) for name, units in ties.items()}
    if "texts" in wanted:
        wanted["texts"] = {**before["texts"], **wanted["texts"]}
    differs = any(before[key] != value for key, value in wanted.items())
    if not save:
        return differs
    for name, value in text.items():
        setattr(version, name, {**version.texts, **value} if name == "texts" else value)
    version.save()
    for name, units in ties.items():
        getattr(version, name).set(units)
    version._prefetched_objects_cache = {}
    return differs


def as_listed(text):
    """The columns of a new application as the list has them, and what only the case that wrote the text had said."""
    case = Application.objects.filter(uuid=text.case).first() if text.case else None
    said = {}
    if case and case.version:
        kept = {key: said for key, said in case.version.texts.items() if not key.startswith(ARGUMENT)}
        said = {"texts": kept, "cost": case.version.cost}
    return {
        **{name: getattr(text, name) for name in HELD},
        "term": term_of(text),
        "list_kind": text.duty.list_kind,
        "category": text.duty.category,
        **said,
    }


def _plain(value):
    return value.pk if isinstance(value, models.Model) else value


def freeze(step, by=None):
    """Fix the current version, with the attachments it has now; a frozen one stays as it is (settled 2).

    `by` hands it in: who files is remembered version by version (I-43).
    """
    case, version, read = step.case, step.case.version, step.case.dossier.version
    if version.frozen_at is None:
        step.keep(read)
        version.frozen_at, version.content_hash = step.now, read.fingerprint(case.dossier.attachment_hashes)
        version.resembles = come_back(case)
        version.save(update_fields=["frozen_at", "content_hash", "resembles"])
        read.frozen_at, read.content_hash = version.frozen_at, version.content_hash
    if by and version.handed_in_by_id is None:
        version.handed_in_by, version.handed_in_for = by.user, by.seat.user
        version.save(update_fields=["handed_in_by", "handed_in_for"])
    return version


def said_by(version):
    """What the version's own columns say, to be said again by another."""
    return {
        field.attname: getattr(version, field.attname)
        for field in Version._meta.concrete_fields
        if field.attname not in Version.BOOKKEEPING
    }


def next_version(case, *, by, now):
    """An unfrozen copy of the current version, one number on."""
    old = case.version
    new = Version(**said_by(old))
    new.application, new.number = case, old.number + 1
    new.created_at, new.created_by = now, by.user
    new.save()
    for name in TIED:
        getattr(new, name).set(getattr(old, name).all())
    return new


def lapse(case, now):
    """Signatures, meeting resolutions and county decisions given before are void; they stay readable as 已失效."""
    case.sign_offs.filter(lapsed_at__isnull=True).update(lapsed_at=now)
    case.decisions.filter(lapsed_at__isnull=True).update(lapsed_at=now)
    Resolution.objects.filter(hearing__application=case, lapsed_at__isnull=True).update(lapsed_at=now)


def led_today(case):
    """A department that ended leads nothing any more: what its successor writes names the successor (record 0033)."""
    led = case.version.department if has_ended(case.applicant) else None
    to = led and has_ended(led) and heir(led)
    return {"department": to} if to else {}
