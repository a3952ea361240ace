"""What the open data say of counties, duties and editions: plain dicts as docs/openapi.json describes them.

The same facts stand in the JSON download of the list.
"""

import json
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from accounts.chosen import addresses_of
from accounts.queries import several_counties
from accounts.succession import has_ended, heir
from registry.columns import own_texts
from registry.pages.row import Row
from registry.states import told_standing

NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Addresses:
    """Absolute addresses, made while the request is answered: a stream is written after it."""

    request: object
    county: object

    def __post_init__(self):
        patterns = {
            "page": self.of_county("duty", NOBODY),
            "data": self.absolute("api-duty", self.county.code, NOBODY),
        }
        object.__setattr__(self, "_patterns", patterns)

    def absolute(self, name, *args):
        """An address of the open data: it names its county itself, and has none in front."""
        with addresses_of(None):
            return self.request.build_absolute_uri(reverse(name, args=args))

    def of_county(self, name, *args):
        """A page of the county's: where there are several counties, its address names which (decision record 0016)."""
        with addresses_of(self.county) if several_counties() else nullcontext():
            return self.request.build_absolute_uri(reverse(name, args=args))

    @cached_property
    def sources(self):
        """{key: where a temporary duty comes from, as the county's own rules put it}."""
        return self.county.sources_of_temporary

    def page(self, duty):
        return self._patterns["page"].replace(NOBODY, str(duty.uuid))

    def data(self, duty):
        return self._patterns["data"].replace(NOBODY, str(duty.uuid))


def day(value):
    return value.isoformat() if value else None


def county_facts(county, addresses):
    code = county.code
    return {
        "code": code,
        "name": county.name,
        "kinds": addresses.absolute("api-kinds", code),
        "townships": addresses.absolute("api-townships", code),
        "departments": addresses.absolute("api-departments", code),
        "duties": addresses.absolute("api-duties", code),
        "editions": addresses.absolute("api-editions", code),
    }


def kind_facts(kind):
    return {
        "key": kind.key,
        "name": kind.name,
        "prefix": kind.prefix,
        "temporary": kind.temporary,
        "recalled": kind.recalled,
    }


def unit_facts(unit):
    return {
        "code": unit.code,
        "name": unit.name,
        "short_name": unit.short_name,
        "contact_post": unit.contact_post,
        "telephone": unit.telephone,
    }


def department_facts(unit):
    """`successor`: who goes on for it, where it ended; null while it stands, or where nobody is named. Null of no department."""
    if unit is None:
        return None
    to = heir(unit) if has_ended(unit) else None
    after = {"code": to.code, "name": to.name} if to else None
    return {"code": unit.code, "name": unit.name, "successor": after}


def text_facts(version, kind, addresses):
    """What one text says, whenever it counts."""
    return {
        "number": version.number,
        "label": version.label,
        "name": version.name,
        "department": department_facts(version.department),
        "township_duties": version.township_duties,
        "department_duties": version.department_duties,
        "boundary": version.boundary,
        "basis": version.basis,
        "transfer_mode": version.get_transfer_mode_display(),
        "township_role": version.get_township_role_display(),
        "source": addresses.sources[version.source_kind] if version.source_kind else "",
        "source_key": version.source_kind,
        "service_centre": version.get_service_centre_display(),
        "term_from": day(version.term_from),
        "term_until": day(version.term_until),
        "why_temporary": version.why_temporary,
        "guarantees": {
            "funding": version.guarantee_funding,
            "staff": version.guarantee_staff,
            "technology": version.guarantee_technology,
            "training": version.guarantee_training,
        },
        "columns": dict(own_texts(kind, version.texts)),
        "document_number": version.document_number,
        "issued_on": day(version.issued_on),
        "effective_from": day(version.in_force_from),
        "corrected_on": day(version.effective_from) if version.is_corrigendum else None,
        "superseded_on": day(version.superseded_on),
        "townships": [
            {"code": row.township.code, "name": row.township.name, "ended_on": day(row.ended_on)}
            for row in version.all_carriers
        ],
    }


def duty_facts(version, on, addresses, township=None, awaits=""):
    """A duty as it stands on the day: its identity, its standing and the text that counts; `awaits`: by whom it is to be passed."""
    duty = version.duty
    row = Row(version=version, on=on, townships_total=0, township=township)
    return {
        "id": str(duty.uuid),
        "code": duty.code,
        "kind": duty.list_kind.key,
        "category": duty.category.name if duty.category else "",
        "status": told_standing(version.standing).value,
        "last_day": day(row.last_day) if row.concerned else None,
        "awaits": awaits,
        "sample": duty.is_sample,
        "url": addresses.data(duty),
        "page": addresses.page(duty),
        "text": text_facts(version, duty.list_kind, addresses),
    }


def guide_facts(history):
    """办事指南 and whom to ask, as on the duty's page."""
    guide = history.guide
    unit, post, telephone = history.answers
    facts = {name: getattr(guide, name) if guide else "" for name in GUIDE}
    return facts | {"answers": {"unit": unit, "post": post, "telephone": telephone}}


GUIDE = ("steps", "materials", "time_limit", "place", "fee")


def entry_facts(entry):
    """The snapshot of an entry as it was published."""
    return json.loads(entry.snapshot)


def edition_facts(edition, addresses):
    where = (edition.county.code, edition.year, edition.number)
    return {
        "year": edition.year,
        "number": edition.number,
        "title": edition.title,
        "document_number": edition.document_number,
        "published_on": day(edition.published_on),
        "list_day": day(edition.list_day),
        "notes": edition.notes,
        "size": edition.size,
        "added": edition.added,
        "changed": edition.changed,
        "corrected": edition.corrected,
        "ended": edition.ended,
        "sha256": edition.sha256,
        "url": addresses.absolute("api-edition", *where),
        "page": addresses.of_county("edition", *where[1:]),
        "entries": addresses.absolute("api-entries", *where),
        "ndjson": addresses.absolute("api-entries-file", *where, "ndjson"),
        "csv": addresses.absolute("api-entries-file", *where, "csv"),
    }
