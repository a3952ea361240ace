"""The forms of an import: the file, what its columns mean, and the head's word."""

import hashlib

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import PlainTextField
from accounts.models import UnitKind
from accounts.succession import has_ended
from audit import clock
from config.forms import ACCEPTED_FILES, DayField, Form, Places, SeveralOf
from documents.numbers import BadNumber, check_form
from registry.forms.righting import Righting
from registry.importing import settling
from registry.importing.headings import header_at
from registry.importing.planning import NO_DEPARTMENT
from registry.importing.rows import letter
from registry.models import ListKind
from registry.table import table_columns

NOT_IMPORTED = ("", "不导入")
NAMED = 5  # duties or sheets in a message
DIGITS = 10  # no number of a row has as many
SHOWN = 2  # rows of each column beside its heading
# what becomes of the departments of listed duties where the table has no such column
KEPT = "表格没有部门一栏的，清单里已有的事项仍是原来的部门；同名的有几项的，先认选定的部门的。"
KEPT_BY_NUMBER = (
    "表格没有部门一栏的，按编号认出的事项仍是原来的部门；没有编号的行，只认这个部门的、没有部门的同名事项。"
)


class UploadForm(Form):
    upload = forms.FileField(
        label="文件",
        help_text="XLSX、XLS或CSV，不超过20兆、6万行、100列。表头上面有标题、类别合并单元格都可以。",
    )
    list_kind = forms.ModelChoiceField(queryset=ListKind.objects.none(), label="清单种类", empty_label=None)

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["list_kind"].queryset = county.list_kinds.all()
        self.fields["upload"].widget.attrs["accept"] = ".xlsx,.xls,.csv"


class RowNumberField(forms.IntegerField):
    def __init__(self, **kwargs):
        super().__init__(min_value=1, max_value=200, **kwargs)
        self.error_messages["invalid"] = "请写行号，例如3"


def unit_field(name):
    """The name of the field that says which unit a name of the file is."""
    return f"unit-{hashlib.sha256(name.encode()).hexdigest()[:16]}"


class MatchForm(Righting, Form):
    """What each heading of the file means, which units are meant, and what holds where the file says nothing.

    `sheets`: those of the file. Sheets under the same headings are matched once, by the first of them. `tables` is what
    the page draws: for each such group its fields and rows of columns.
    """

    def __init__(self, *args, row, sheets, **kwargs):
        super().__init__(*args, **kwargs)
        self.row, self.sheets, self.columns = row, sheets, table_columns(row.list_kind)
        self.choices = row.choices
        self.headers, self.leader, self.need = {}, {}, {}
        for at, sheet in enumerate(sheets):
            self._add_sheet(at, sheet)
        self._add_defaults()
        self._add_units()
        self._add_cells()

    def _settled(self, sheet):
        return self.choices["sheets"].get(
            sheet.name, {"take": False, "header": 0, "columns": {}, "guessed": []}
        )

    def _add_sheet(self, at, sheet):
        settled = self._settled(sheet)
        row = settled["header"]
        if self.is_bound:  # the columns offered are those of the row that was sent
            sent = self.data.get(f"header-{at}-shown", "")
            is_row = sent.isascii() and sent.isdigit() and len(sent) < DIGITS and int(sent) < len(sheet.rows)
            row = int(sent) if is_row else row
        self.headers[at] = header_at(sheet, row, self.columns)
        if len(self.sheets) > 1:
            self.fields[f"take-{at}"] = forms.BooleanField(
                label=f"导入工作表“{sheet.name}”", required=False, initial=settled["take"]
            )
        self.fields[f"header-{at}-shown"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=str(row)
        )
        headings = self.headers[at].headings
        same = (each for each in self.leader.values() if self.headers[each].headings == headings)
        self.leader[at] = next(same, at) if any(headings) else at
        if self.leader[at] != at:
            return
        self.fields[f"header-{at}"] = RowNumberField(label="表头在第几行", initial=row + 1)
        offered = [NOT_IMPORTED, *((column.key, column.label) for column in self.columns)]
        for place, heading in enumerate(headings):
            self.fields[f"column-{at}-{place}"] = forms.ChoiceField(
                label=heading or f"{letter(place)}列（没有表头）",
                choices=offered,
                required=False,
                initial=settled["columns"].get(str(place), "") if row == settled["header"] else "",
            )

    def _add_defaults(self):
        units = self.row.county.units.exclude(kind=UnitKind.CONVENOR)
        leading, townships = units.exclude(kind=UnitKind.TOWNSHIP), units.filter(kind=UnitKind.TOWNSHIP)
        self.fields["department"] = forms.ModelChoiceField(
            queryset=leading,
            label="没有写部门的行，部门是",
            required=False,
            initial=self.choices.get("department"),
            empty_label=self._no_department,
            help_text=KEPT if self.row.list_kind.may_lack_department else KEPT_BY_NUMBER,
        )
        if self._names_no_department:
            self.need["department"] = "表格里没有部门的必选"
        standing = [township.pk for township in townships if not has_ended(township)]
        chosen = self.choices.get("townships", standing)
        self.fields["townships"] = SeveralOf(
            queryset=townships,
            label="没有写乡镇的行，由这些乡镇承担",
            required=False,
            initial=chosen,
            widget=Places,
        )

    def _add_units(self):
        """A select for each name the county does not know, and for those settled before; named by it, so that a page that is out
        of date never explains another one."""
        settled = self.choices.get("units", {})
        self.names = list(dict.fromkeys([*settled, *self.row.plan.get("unknown", {})]))
        for name in self.names:
            self.need[unit_field(name)] = "必选一项"
            self.fields[unit_field(name)] = forms.ModelChoiceField(
                queryset=self.row.county.units.exclude(kind=UnitKind.CONVENOR),
                label=f"“{name}”是",
                help_text=self._where(name),
                required=False,
                initial=settled.get(name),
                empty_label="（请选择）",
            )

    def _where(self, name):
        """Where a name nobody has explained yet stands: one that is only misspelt is put right in the file."""
        plan = self.row.plan
        if not (at := plan.get("unknown_at", {}).get(name)):
            return ""
        sheet, row, column = at
        times = plan["unknown"][name]
        return f"{self._on(sheet)}第{row}行{column}" + (f"，共{times}处。" if times > 1 else "。")

    @property
    def tables(self):
        return [self._table(at, sheet) for at, sheet in enumerate(self.sheets) if self.leader[at] == at]

    def _group(self, leader):
        return [at for at in range(len(self.sheets)) if self.leader[at] == leader]

    def _table(self, at, sheet):
        header, guessed = self.headers[at], self._settled(sheet).get("guessed", ())
        rows = []
        for place, heading in enumerate(header.headings):
            below = (row[place] for row in sheet.rows[header.first_row :] if place < len(row) and row[place])
            examples = [text[:30] for _, text in zip(range(SHOWN), below, strict=False)]
            if heading or examples:
                field = self[f"column-{at}-{place}"]
                rows.append((letter(place), field, examples, place in guessed))
        group = self._group(at)
        return {
            "names": [self.sheets[each].name for each in group],
            "takes": [self[f"take-{each}"] for each in group] if len(self.sheets) > 1 else [],
            "header": self[f"header-{at}"],
            "shown": [self[f"header-{each}-shown"] for each in group],
            "rows": rows,
        }

    @property
    def takes_none(self):
        """Whether no sheet of several names a duty in its headings, so that a person has to say which is meant."""
        return not any(each["take"] for each in self.choices["sheets"].values())

    @property
    def hidden(self):
        """The names of the file's hidden sheets, as a sentence has them: they are not read."""
        names = "、".join(f"“{name}”" for name in self.sheets.hidden[:NAMED])
        return f"{names}等{len(self.sheets.hidden)}张" if len(self.sheets.hidden) > NAMED else names

    @property
    def lacking(self):
        """Labels of what has to be somewhere and no heading was known for, on the sheets to be taken."""
        needed = [column for column in self.columns if settling.is_needed(column, self.row.list_kind)]
        taken = [each for each in self.choices["sheets"].values() if each["take"]]
        known = [set(each["columns"].values()) for each in taken]
        return [column.label for column in needed if any(column.key not in keys for keys in known)]

    @property
    def _names_no_department(self):
        if any(problem["text"] == NO_DEPARTMENT for problem in self.row.problems):
            return True
        return settling.says_no_department(self.row.list_kind) or any(
            column.label in self.lacking for column in self.columns if column.storage == "department"
        )

    @property
    def _no_department(self):
        if self.row.list_kind.may_lack_department:
            return "（没有部门）"
        return "（请选择）" if self._names_no_department else "（表格里都写了）"

    @property
    def unknown(self):
        """How many of the names nobody has explained yet."""
        return len([name for name in self.names if name not in self.choices.get("units", {})])

    @property
    def unit_fields(self):
        return [self[unit_field(name)] for name in self.names]

    def clean(self):
        data = super().clean()
        for at in set(self.leader.values()):
            keys = [data.get(f"column-{at}-{place}") for place in range(len(self.headers[at].headings))]
            for place, key in enumerate(keys):
                if key and keys.index(key) != place:
                    label = next(column.label for column in self.columns if column.key == key)
                    self.add_error(f"column-{at}-{place}", f"“{label}”已经对应了另一栏")
        if not any(self._taken(at) for at in range(len(self.sheets))):
            raise ValidationError("请至少选择一张要导入的工作表。")
        return data

    def _taken(self, at):
        return len(self.sheets) == 1 or bool(self.cleaned_data.get(f"take-{at}"))

    def _settled_sheet(self, at, sheet):
        data, header, leader = self.cleaned_data, self.headers[at], self.leader[at]
        asked = data[f"header-{leader}"] - 1
        if asked != self.headers[leader].row:  # the headings of another row say anew what they mean
            header = header_at(sheet, min(asked, max(len(sheet.rows) - 1, 0)), self.columns)
            columns = {str(place): key for place, key in header.matched.items()}
        else:
            columns = {
                str(place): key
                for place in range(len(header.headings))
                if (key := data.get(f"column-{leader}-{place}"))
            }
        return {"take": self._taken(at), "header": header.row, "columns": columns, "guessed": []}

    @property
    def moved(self):
        """Whether a header row other than the one shown was asked for: its columns have to be seen first."""
        return any(
            self.cleaned_data[f"header-{leader}"] - 1 != self.headers[leader].row
            and any(self._taken(at) for at in self._group(leader))
            for leader in set(self.leader.values())
        )

    @property
    def settled(self):
        """The choices of the import as they are now."""
        data = self.cleaned_data
        units = {name: unit.pk for name in self.names if (unit := data.get(unit_field(name)))}
        return {
            "sheets": {sheet.name: self._settled_sheet(at, sheet) for at, sheet in enumerate(self.sheets)},
            "department": data["department"].pk if data["department"] else None,
            "townships": [unit.pk for unit in data["townships"]],
            "units": units,
            **self.righted,
        }


def _some(duties):
    """The first NAMED of the duties; how many they are where there are more."""
    return f"{'、'.join(duties[:NAMED])}{f'等{len(duties)}项' if len(duties) > NAMED else ''}"


class ConfirmForm(Form):
    """The head's word. What is asked depends on the plan: rows that bring their own 文号 and day need none."""

    document_number = PlainTextField(
        label="文号", max_length=100, required=False, help_text="批准这份清单的文件，例如“×政办〔2026〕9号”。"
    )
    approval = forms.FileField(
        label="批准文件",
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED_FILES}),
        help_text="批准这份清单的文件的扫描件，与清单文件一起保存，不超过20兆。",
    )
    without_approval = forms.BooleanField(label="不用上次选的批准文件", required=False)
    effective_from = DayField(label="施行日期", required=False)
    first_edition = forms.BooleanField(label="作为基础清单，同时公布为第1版", required=False)
    published_on = DayField(label="公布日期", required=False)
    ends_missing = forms.BooleanField(label="文件中没有的按取消处理", required=False)

    def __init__(self, *args, row, has_edition, **kwargs):
        super().__init__(*args, **kwargs)
        self.row, plan = row, row.plan
        self.needs = {name for name in ("day", "number") if plan.get(f"needs_{name}")}
        self.need = {
            "document_number": "必填" if "number" in self.needs else "选填",
            "effective_from": "必填" if "day" in self.needs else "选填",
        }
        if row.approval:  # of a confirmation that could not be carried out
            self.fields["approval"].help_text += f"上次选的“{row.approval.name}”还在，不另选就用它。"
        else:
            del self.fields["without_approval"]
        own = "行内已写明的，以行内为准。" if plan.get("own_day") or len(self.needs) < 2 else ""
        self.fields["effective_from"].help_text = f"新增和有变化的事项从这一天起施行。{own}"
        if has_edition:
            del self.fields["first_edition"], self.fields["published_on"]
        else:
            self.fields["published_on"].help_text = "公布为第1版时填写，不能晚于今天。"
        if plan.get("gone"):
            gone = [f"{code}“{name}”" for what, _, _, code, name, *_ in plan["rows"] if what == "gone"]
            said = f"本种清单有{plan['gone']}项不在文件里：{_some(gone)}。"
            choice = "不勾选的，照旧施行；勾选的，从施行日期起不再由乡镇承担。"
            self.fields["ends_missing"].help_text = said + choice
        else:
            del self.fields["ends_missing"]

    def clean_document_number(self):
        number = self.cleaned_data["document_number"]
        if not number:
            return ""
        try:
            return check_form(number)
        except BadNumber as problem:
            raise ValidationError(str(problem)) from None

    def clean(self):
        data = super().clean()
        first, ends = data.get("first_edition"), data.get("ends_missing")
        if (first or ends or "number" in self.needs) and not (
            data.get("document_number") or "document_number" in self.errors
        ):
            self.add_error("document_number", "请填写文号")
        if (ends or "day" in self.needs) and not (
            data.get("effective_from") or "effective_from" in self.errors
        ):
            self.add_error("effective_from", "请填写施行日期")
        if (
            ends
            and (day := data.get("effective_from"))
            and (young := settling.too_young_to_end(self.row, day))
        ):
            self.add_error(
                "effective_from", f"{_some(young)}到这一天施行还不满一天，不能取消：施行日期须再晚一些"
            )
        if first and not (data.get("published_on") or "published_on" in self.errors):
            self.add_error("published_on", "请填写公布日期")
        if first and (day := data.get("published_on")) and day > clock.today():
            self.add_error("published_on", "公布日期不能晚于今天")
        return data

    @property
    def confirmed(self):
        data = self.cleaned_data
        return {
            "document_number": data["document_number"],
            "approval": data.get("approval"),
            "without_approval": data.get("without_approval", False),
            "effective_from": data["effective_from"],
            "ends_missing": data.get("ends_missing", False),
            "first_edition_on": data.get("published_on") if data.get("first_edition") else None,
        }
