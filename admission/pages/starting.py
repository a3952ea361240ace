"""What is told before an application about a listed duty is begun, from the county's own grounds and its way of asking."""

from admission.states import Kind
from regimes.offered import listed


def what(rules, kind):
    """Of which duties such an application is made."""
    grounds = listed(rules.grounds_of(kind).values())
    match kind:
        case Kind.ADJUSTMENT:
            return f"清单内的事项，内容要改的：{grounds}。"
        case Kind.CANCELLATION:
            return f"清单内的事项，不再列入的：{grounds}。"
    return f"清单内的事项，不再由乡镇承担的：{grounds}。"


def about(rules, kind, is_township):
    """What is done about the duty that was chosen."""
    match kind:
        case Kind.ADJUSTMENT:
            done = "按清单现行文本改写，征询现在和调整后涉及的乡镇、部门，再按本县的程序办理。"
        case Kind.CANCELLATION:
            done = "写明原因和依据，征询承担的乡镇，再按本县的程序办理；涉及全部承担乡镇。"
        case _ if is_township:
            asked = "" if rules.joint_revocation else "征询职责所属的部门，再提交；"
            return f"申请撤销本乡镇承担的这项职责；{asked}只涉及本乡镇。"
        case _ if rules.joint_revocation:
            return (
                "由贵单位与承担这项职责的乡镇联合申请撤销：写明情形和凭据，征询各乡镇同意联合申请，再提交。"
            )
        case _:
            return "写明情形和凭据，征询承担这项职责的乡镇，再按本县的程序办理。"
    return f"{what(rules, kind)}{done}"
