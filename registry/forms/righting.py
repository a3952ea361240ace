"""What stands in the way of an import, each with the cell to put right on the page itself, and the row to leave out."""

from django import forms

from accounts.fields import LongTextField
from registry.importing.righting import origin, text_at
from registry.importing.rows import letter

MOST = 30  # cells on a page: a file with more is put right where it was made


class CellField(LongTextField):
    """Read by the check as the file's own cells are, so that a cell that stays as it is never stops another one."""

    def validate(self, value):
        pass


class Righting:
    """Part of MatchForm: `row` is the ListImport, `sheets` those of its file, as they came.

    A field is named by its cell, so that a page that is out of date never writes into another one.
    """

    def _add_cells(self):
        self.cells, self.rows = {}, {}
        for sheet, row, column, place, problem in self._places():
            at = self._at(sheet)
            if at is None or len(self.cells) == MOST:
                continue
            first, place = origin(self.sheets[at], row - 1, place)  # merged cells are one
            name = f"cell-{at}-{first + 1}-{place}"
            if name in self.cells:
                continue
            kept = self.choices.get("cells", {}).get(sheet, {}).get(str(first + 1), {}).get(str(place))
            text = text_at(self.sheets[at], first + 1, place)
            self.cells[name] = (sheet, first + 1, place, row)
            self.fields[name] = CellField(
                label=f"{self._on(sheet)}第{row}行{column}",
                help_text=problem,
                required=False,
                initial=text if kept is None else kept,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self._add_row(at, sheet, row)
        for sheet, rows in self.choices.get("left", {}).items():
            if (at := self._at(sheet)) is not None:
                for row in rows:
                    self._add_row(at, sheet, row)

    def _places(self):
        """(sheet, row, words for the column, place, what is wrong) of the problems and of what was put right before."""
        for each in self.row.problems:
            if each["row"] and each.get("place") is not None:
                yield each["sheet"], each["row"], each["column"], each["place"], each["text"]
        for sheet, rows in self.choices.get("cells", {}).items():
            for number, texts in rows.items():
                for place in texts:
                    yield sheet, int(number), f"{letter(int(place))}列", int(place), "已在这里改过"

    def _at(self, name):
        return next((at for at, sheet in enumerate(self.sheets) if sheet.name == name), None)

    def _on(self, sheet):
        return f"“{sheet}”" if len(self.sheets) > 1 else ""

    def _add_row(self, at, sheet, number):
        name = f"left-{at}-{number}"
        if name not in self.rows:
            self.rows[name] = (sheet, number)
            left = number in self.choices.get("left", {}).get(sheet, ())
            self.fields[name] = forms.BooleanField(
                label=f"{self._on(sheet)}第{number}行不导入", required=False, initial=left
            )

    @property
    def cell_fields(self):
        """[(field of a cell, field to leave its row out or None where that stands above)]."""
        shown, pairs = set(), []
        for name, (sheet, _, _, number) in self.cells.items():
            left = next(key for key, row in self.rows.items() if row == (sheet, number))
            pairs.append((self[name], None if left in shown else self[left]))
            shown.add(left)
        return pairs

    @property
    def left_fields(self):
        """Those of rows that were left out and have no cell on the page: they may come back."""
        beside = {(sheet, number) for sheet, _, _, number in self.cells.values()}
        return [self[name] for name, row in self.rows.items() if row not in beside]

    @property
    def righted(self):
        """choices["cells"] and choices["left"] as they are now: only what differs from the file; what did not fit on the page stays."""
        cells = {
            sheet: {number: dict(texts) for number, texts in rows.items()}
            for sheet, rows in self.choices.get("cells", {}).items()
        }
        left = {sheet: set(rows) for sheet, rows in self.choices.get("left", {}).items()}
        for name, (sheet, number, place, _) in self.cells.items():
            text, texts = self.cleaned_data[name], cells.setdefault(sheet, {}).setdefault(str(number), {})
            texts.pop(str(place), None)
            if text != text_at(self.sheets[self._at(sheet)], number, place):
                texts[str(place)] = text
        for name, (sheet, number) in self.rows.items():
            rows = left.setdefault(sheet, set())
            rows.add(number) if self.cleaned_data[name] else rows.discard(number)
        return {
            "cells": _filled({sheet: _filled(rows) for sheet, rows in cells.items()}),
            "left": {sheet: sorted(rows) for sheet, rows in left.items() if rows},
        }


def _filled(parts):
    return {key: part for key, part in parts.items() if part}
