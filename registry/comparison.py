"""Two published editions side by side: told apart by the database, read only as far as a page shows."""

import json

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Subquery

from registry import kind_names
from registry.editions import Changed, Changes, with_ends
from registry.models import EditionEntry
from registry.states import CHANGES, changes_said
from registry.told_apart import as_slip, in_words_of, slips_of, without_slips

ROWS = 50


class Comparison:
    """What the later of two editions of a county changes against the earlier, whatever lies between them."""

    def __init__(self, one, other):
        self.before, self.after = sorted((one, other), key=lambda edition: edition.pk)
        old = EditionEntry.objects.filter(edition=self.before)
        new = EditionEntry.objects.filter(edition=self.after)
        known, still = old.filter(code=OuterRef("code")), new.filter(code=OuterRef("code"))
        self.added = list(new.filter(~Exists(known)).values_list("pk", flat=True))
        self.ended = list(old.filter(~Exists(still)).values_list("pk", flat=True))
        pairs = list(
            new.filter(Exists(known.exclude(snapshot=OuterRef("snapshot"))))
            .annotate(
                old_pk=Subquery(known.values("pk")[:1]),
                old_number=Subquery(known.values("version__number")[:1]),
            )
            .values_list(
                "pk",
                "old_pk",
                "old_number",
                "version__number",
                "version__duty__uuid",
                "version__duty__list_kind",
            )
        )
        self.old_of = {pk: old_pk for pk, old_pk, *_ in pairs}
        self.renamed = self._renamed({kind: pk for pk, *_, kind in reversed(pairs)})
        for pk in self._same([pk for pk, _, old, new, *_ in pairs if old == new]):
            del self.old_of[pk]
        self.corrected = self._corrected(pairs)
        self.changed = [pk for pk in self.old_of if pk not in self.corrected]

    def _renamed(self, one_of):
        """Of the kinds whose entries differ, those that were renamed: told by one entry of each (`one_of`: {kind: pk})."""
        told = sorted(one_of.values())  # in the order of the list
        rows = EditionEntry.objects.in_bulk([*told, *map(self.old_of.get, told)]) if told else {}
        read = {pk: json.loads(row.snapshot) for pk, row in rows.items()}
        return kind_names.renamed((read[self.old_of[pk]], read[pk]) for pk in told)

    def _same(self, pks):
        """Of one text in both: those where only the words for the same are others (`told_apart.in_words_of`)."""
        return [pk for pk, pair in zip(pks, self._pairs(pks), strict=True) if pair.before == pair.after]

    def _corrected(self, pairs):
        """Those that differ by 勘误 alone: only where every text between is one are the two read."""
        newer = [row for row in pairs if row[3] > row[2]]
        slips = slips_of({row[4] for row in newer}) if newer else {}
        likely = [
            pk
            for pk, _, old, new, uuid, _ in newer
            if all((str(uuid), number) in slips for number in range(old + 1, new + 1))
        ]
        found = {pair.code for pair in without_slips(self._pairs(likely))[1]} if likely else set()
        codes = EditionEntry.objects.in_bulk(likely) if likely else {}
        return [pk for pk in likely if codes[pk].code in found]

    @property
    def numbers(self):
        return {kind: len(getattr(self, kind)) for kind in CHANGES}

    @property
    def said(self):
        return changes_said(self.numbers)

    @property
    def counted(self):
        """What the size of the later must be: size + added − ended."""
        return self.before.size + len(self.added) - len(self.ended)

    @property
    def adds_up(self):
        return self.counted == self.after.size

    def page(self, number):
        """A Page whose `changes` are its part of all, section after section; InvalidPage where there is none."""
        items = [(kind, pk) for kind in CHANGES for pk in getattr(self, kind)]
        page = Paginator(items, ROWS).page(number)
        at = {kind: [pk for of, pk in page.object_list if of == kind] for kind in CHANGES}
        page.changes = Changes(
            added=self._facts(at["added"]),
            changed=self._pairs(at["changed"]),
            corrected=list(map(as_slip, self._pairs(at["corrected"]))),
            ended=with_ends(self._facts(at["ended"])),
            renamed=self.renamed,
            totals=self.numbers,
        )
        return page

    @staticmethod
    def _facts(pks):
        rows = EditionEntry.objects.in_bulk(pks) if pks else {}
        return [json.loads(rows[pk].snapshot) for pk in pks]

    def _pairs(self, pks):
        rows = EditionEntry.objects.in_bulk([*pks, *map(self.old_of.get, pks)]) if pks else {}
        return [self._pair(rows[pk].code, rows[self.old_of[pk]].snapshot, rows[pk].snapshot) for pk in pks]

    @staticmethod
    def _pair(code, old, new):
        after = json.loads(new)
        return Changed(code, in_words_of(after, json.loads(old)), after)
