"""What every application says besides the regulation's fields (workflow.md, “Rules that hold everywhere”)."""

from admission.problems import Problem
from admission.states import Term
from registry.states import SourceKind


def missing_columns(case):
    """A Problem for each of them that is missing or does not hold together."""
    version, problems = case.dossier.version, []
    promised = case.rules.guarantees
    wanted = [
        ("department", version.department_id, "请选择职责所属部门。"),
        ("townships", version.townships.all(), "请选择承担乡镇。"),
        ("transfer_mode", version.transfer_mode, "请选择下放方式（委托、交由）。"),
        ("township_role", version.township_role, "请选择承担方式（办理、协助办理）。"),
        ("term", version.term, "请选择期限（常态或临时性、阶段性）。"),
        *(_promise(version, *each) for each in promised.items()),
        (
            "cost",
            version.cost is not None,
            f"请填写每年所需经费，不需要的填0{promised['funding'].bracketed}。",
        ),
    ]
    problems += [Problem(text, anchor) for anchor, value, text in wanted if not value]
    if version.is_public is None:
        problems.append(Problem(f"请选择是否公开{case.rules.cited('publication')}。", "is_public"))
    if version.is_public is False and not version.publication_ground.strip():
        problems.append(Problem("不予公开的，请写明理由。", "publication_ground"))
    if not version.publication_checked_by.strip():
        problems.append(Problem("请填写由谁审查是否公开。", "publication_checked_by"))
    if version.term == Term.TEMPORARY:
        problems += _temporary(case, version)
    return problems


def _promise(version, key, clause):
    """A guarantee, by its own article (灵川 第九条; 阿荣旗 第五条 has no 人员)."""
    column, or_none = f"guarantee_{key}", "" if key == "training" else "，没有的写“无”"
    said = f"{clause.label}没有填写{or_none}{clause.bracketed}。"
    return column, getattr(version, column).strip(), said


def _temporary(case, version):
    """Start, end, source, and why it does not fit the 《清单》 (灵川 第六条, which other counties' rules need not say)."""
    cited, told = case.rules.cited("temporary"), case.rules.cited_sources
    wanted = [
        ("term_from", version.term_from, f"请填写开始日期{cited}。"),
        ("term_until", version.term_until, f"请填写结束日期{cited}。"),
        ("source_kind", version.source_kind, f"请选择临时性、阶段性职责的来源{told}。"),
        ("why_temporary", version.why_temporary.strip(), f"请说明不宜列入《清单》的原因{told}。"),
    ]
    problems = [Problem(text, anchor) for anchor, value, text in wanted if not value]
    if version.term_from and version.term_until and version.term_until < version.term_from:
        problems.append(Problem("结束日期不能早于开始日期。", "term_until"))
    if version.source_kind == SourceKind.UPPER and not case.dossier.attachment_hashes:
        said = case.rules.temporary_source(version.source_kind)
        problems.append(Problem(f"来源是{said}的，请上传该文件。", "attachments"))
    return problems
