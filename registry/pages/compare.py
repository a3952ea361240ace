"""The same duty in several counties: names found by words, then two to four texts side by side."""

from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.urls import reverse

from accounts.chosen import addresses_of
from accounts.succession import full_name_now, with_successors
from registry import area, queries
from registry.editions import TEXTS, snapshot, sources_of
from registry.models import DutyVersion
from registry.pages.asked import asked_words, page_of

GROUPS = 10
MOST_GROUPS = 1000
FEWEST, MOST = 2, 4
MOST_TICKED = 30  # that an address carries: a web server before us passes on no header without end
OWN = ("department", "townships", "document_number")  # each county has its own: marks would say nothing


def duty_url(version):
    """The duty's page among those of its county; the version's duty and county are read with it."""
    with addresses_of(version.duty.county):
        return version.duty.get_absolute_url()


@dataclass
class Group:
    """Texts in force of one name; `without`: the counties that have none."""

    texts: list
    without: list

    @property
    def name(self):
        return self.texts[0].name

    @property
    def counties(self):
        return len({version.duty.county_id for version in self.texts})


class SameDuties:
    """Groups of duties that hold the words, by normalised name, those of most counties first. Four queries."""

    def __init__(self, counties, params, on):
        self.counties = list(counties)
        self.q, self.on = asked_words(params), on
        self.names, self.page = [], None
        if not self.q:
            return
        keys = [county.pk for county in self.counties]
        rows = area.found(keys, self.q, on).order_by().values("normalized_name")
        rows = rows.annotate(n=Count("duty__county", distinct=True)).order_by("-n", "normalized_name")
        self.names = list(rows.values_list("normalized_name", flat=True)[: MOST_GROUPS + 1])
        self.page = self._page(params)
        self.page.object_list = self._groups(keys, list(self.page.object_list))

    @property
    def count_said(self):
        return f"{MOST_GROUPS}+" if len(self.names) > MOST_GROUPS else str(len(self.names))

    def _page(self, params):
        """The page asked for; who comes back finds the last one, where the names have become fewer meanwhile."""
        names = self.names[:MOST_GROUPS]
        if params.get("back"):
            return Paginator(names, GROUPS).get_page(params.get("page"))
        return page_of(names, params, GROUPS)

    def _groups(self, keys, names):
        versions = (
            area.with_township_count(area.open_texts(keys, self.on), self.on)
            .filter(normalized_name__in=names)
            .select_related("duty__list_kind", "duty__county", "department")
            .order_by("duty__county__code", "duty__list_kind__order", "duty__serial")
        )
        texts = {name: [] for name in names}
        for version in with_successors(versions, "department"):
            version.url = duty_url(version)
            texts[version.normalized_name].append(version)
        return [Group(found, self._without(found)) for found in texts.values() if found]

    def _without(self, texts):
        having = {version.duty.county_id for version in texts}
        return [county.name for county in self.counties if county.pk not in having]


class SideBySide:
    """Two to four duties of the counties below, what each says; unknown, hidden or ended ones: Http404."""

    def __init__(self, counties, uuids, on):
        wanted = list(dict.fromkeys(uuids))
        if not FEWEST <= len(wanted) <= MOST:
            raise Http404
        rows = queries.with_carriers(
            area.open_texts(list(counties.values_list("pk", flat=True)), on)
            .filter(duty__uuid__in=wanted)
            .select_related("duty__list_kind", "duty__category", "duty__county", "department")
        )
        texts = {version.duty.uuid: version for version in with_successors(rows, "department")}
        if texts.keys() != set(wanted):
            raise Http404
        self.texts: list[DutyVersion] = [texts[uuid] for uuid in wanted]
        self.snapshots = [snapshot(version, on, sources_of(version.duty.county)) for version in self.texts]
        for version, said in zip(self.texts, self.snapshots, strict=True):
            version.url = duty_url(version)
            said["department"] = full_name_now(version.department)

    @cached_property
    def rows(self):
        """[(label, whether all say the same, first's text, [(county, text or None where not to be marked, text)])]."""
        parts = [("kind", "清单种类"), *TEXTS, ("document_number", "文号")]
        return [row for key, label in parts if (row := self._row(key, label))]

    def _row(self, key, label):
        said = [snapshot[key] for snapshot in self.snapshots]
        if not any(said):
            return None
        return {
            "label": label,
            "same": len(set(said)) == 1,
            "cells": [
                {
                    "county": version.duty.county,
                    "text": text,
                    "first": said[0] if at and key not in OWN else text,
                }
                for at, (version, text) in enumerate(zip(self.texts, said, strict=True))
            ],
        }


def back_to(params, chosen=()):
    """The page of the names found by the words that were asked for, with the first MOST_TICKED of these duties ticked."""
    asked = {name: params[name] for name in ("q", "page") if params.get(name)}
    if "page" in asked:
        asked["back"] = 1
    if chosen:
        asked["duty"] = list(dict.fromkeys(map(str, chosen)))[:MOST_TICKED]
    return reverse("region-compare", query=asked or None)
