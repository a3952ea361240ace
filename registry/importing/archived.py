"""Former cases in a table: its columns are those of the form, matched by heading; every error by sheet, row and column."""

from registry.columns import Column
from registry.importing.headings import find_header
from registry.importing.planning import Problem
from registry.importing.rows import NOT_WORKED_OUT, UNSOLVED, lines_of
from registry.models import ArchivedCase, Duty

MOST = 5000
NAMED = 5  # sheets in a message
COLUMNS = (
    Column(key="number", label="编号", required=True, headings=("申请编号", "案件编号", "档号")),
    Column(
        key="title", label="事项名称", storage="name", required=True, headings=("职责名称", "标题", "事项")
    ),
    Column(key="kind", label="申请种类", headings=("种类", "类型")),
    Column(key="applicant", label="申请单位", required=True, headings=("申请部门", "单位")),
    Column(key="applied_on", label="申请日期", headings=("收到日期",)),
    Column(key="decided_on", label="办结日期", required=True, headings=("决定日期", "日期")),
    Column(key="result", label="结果", required=True, headings=("办理结果",)),
    Column(key="document_number", label="文号", headings=("发文字号",)),
    Column(key="duty", label="清单编号", headings=("职责编号",)),
    Column(key="note", label="说明", headings=("备注",)),
)


def read_cases(sheets, county, form_of):
    """([facts], [Problem data]). `form_of(data)` is the form a person would fill; what it refuses is a problem."""
    sheet = sheets[0]
    header = find_header(sheet, COLUMNS)
    places = {key: place for place, key in header.matched.items()}
    lacking = [each for each in COLUMNS if each.required and each.key not in places]
    if lacking:
        said = "、".join(column.label for column in lacking)
        return [], [Problem(sheet.name, header.row + 1, None, "", f"没有找到这些栏：{said}").as_data()]
    lines = lines_of(sheet, header, places, COLUMNS).found[: MOST + 1]
    if len(lines) > MOST:
        return [], [Problem(sheet.name, 0, None, "", f"一次最多登记{MOST}件，请分成几个文件。").as_data()]
    return _cases(lines, county, form_of)


def left_out(sheets):
    """A sentence of the sheets that `read_cases` does not read, all but the first and what is hidden; "" where there are none."""
    names = [*(sheet.name for sheet in sheets[1:]), *sheets.hidden]
    some = "".join(f"“{name}”" for name in names[:NAMED])
    more = f"等{len(names)}张" if len(names) > NAMED else ""
    return f"只读第一张工作表，没有读的：{some}{more}。" if names else ""


def _cases(lines, county, form_of):
    duties = {duty.code: duty for duty in Duty.objects.filter(county=county)}
    known = set(ArchivedCase.objects.filter(county=county).values_list("number", flat=True))
    labels = {column.key: column.label for column in COLUMNS}
    facts, problems = [], []
    for line in lines:
        form = form_of(line.cells)
        # all that is wrong with a row at once, so that a file is corrected once
        without = [key for key, text in line.cells.items() if text == UNSOLVED]
        wrong = [(key, NOT_WORKED_OUT) for key in without]
        wrong += [
            (key, error) for key, errors in form.errors.items() for error in errors if key not in without
        ]
        if form.cleaned_data.get("number") in known:
            wrong.append(("number", "这个编号已经登记过"))
        if (code := line.cells.get("duty")) and code not in duties and "duty" not in without:
            wrong.append(("duty", "清单里没有这个编号"))
        if wrong:
            problems += [
                Problem(
                    line.sheet, line.number, line.places.get(key), labels.get(key, ""), str(error)
                ).as_data()
                for key, error in wrong
            ]
            continue
        known.add(form.cleaned_data["number"])
        facts.append(form.facts | {"duty": duties.get(line.cells.get("duty", ""))})
    return facts, problems
