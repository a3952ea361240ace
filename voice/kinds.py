"""What each kind of matter asks of whom, as a table: rules, forms and pages read it and know no kind by name.

黑龙江 三(三)、三(四), 通渭 二3、二8, 湖南 五. Days to answer are the regime's `answer` (本县自定).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.models import UnitKind
from regimes.states import HEARD_OF
from supervision import rules as followed
from voice.states import MatterKind

TOWNSHIP, DEPARTMENT, PARTY_GOV, OFFICE = (
    (UnitKind.TOWNSHIP,),
    (UnitKind.DEPARTMENT, UnitKind.PARTY_GOV),
    (UnitKind.PARTY_GOV,),
    (UnitKind.OFFICE,),
)


def may_assess(by):
    """Departments proper and standing: what 县委、县政府 arrange themselves is theirs to decide."""
    return followed.hands_down(by) and by.unit.kind == UnitKind.DEPARTMENT


def may_send_documents(by):
    """A department what it means for townships; a township or the office what came from the province or the city."""
    return followed.is_township(by) or followed.is_of_department(by) or followed.is_office_of(by)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`may_ask(by)`; `asked`: the kinds of unit that may be asked, `everyone`: all of them are; `answers`, `results`:
    [(code, word)]; `closes`: the act that ends it, "" where the last answer does; `facts`: {key: label} of what it says
    beside its text; `says`, `says_what`: what the words of an answer are called, and what is written there; `by_head`: only
    a head answers; `both`: townships and departments, each of them; `itself`: a unit may ask itself; `ahead`: never for a year gone by; `searched`: the files are searched for
    tasks and forbidden forms."""

    may_ask: Callable
    asked: tuple
    answers: tuple
    closes: str
    ask: str  # the button that begins it
    title: str  # what the matter's name is called
    text: str
    lead: str
    says: str = "意见和理由"
    says_what: str = "同意的写明有什么要求，不同意的写明理由。提出的单位和其他被问的单位看得到。"
    results: tuple = ()
    facts: dict = field(default_factory=dict)
    everyone: bool = False
    by_head: bool = False
    both: bool = False
    itself: bool = False
    has_duty: bool = False
    has_year: bool = False
    ahead: bool = False
    searched: bool = False
    of_above: str = ""  # the answer that fits what came from above only


KINDS = {
    MatterKind.COORDINATION: Kind(
        may_ask=followed.is_township,
        asked=DEPARTMENT,
        answers=(
            ("handle", "由本部门处理"),
            ("guide", "指导乡镇处理"),
            ("cooperate", "配合乡镇处理"),
            ("not_ours", "不属于本部门职责"),
        ),
        closes="rate_answers",
        ask="提出协调请求",
        title="请求协调的事项",
        text="情况和请求",
        says="怎样办理、理由",
        says_what="已经做了什么、打算何时怎样做，或者理由。提出的单位和其他被问的单位看得到。",
        lead="辖区内综合执法、应急处置、管理服务等方面自身无法解决的问题，请部门处理、指导或者配合；部门按期答复，乡镇评价。",
    ),
    MatterKind.SUGGESTION: Kind(
        may_ask=followed.is_township,
        asked=(*DEPARTMENT, *OFFICE),
        answers=(("adopt", "采纳"), ("partly", "部分采纳"), ("decline", "不采纳")),
        closes="rate_answers",
        ask="提出建议",
        title="建议的事项",
        text="建议的内容和理由",
        says="怎样采纳、理由",
        says_what="怎样采纳、何时做；不采纳的写明理由。提出的单位和其他被问的单位看得到。",
        lead="对区域内事关群众利益的重大决策和重大事项提出建议；收到的单位按期答复是否采纳，不采纳的说明理由。",
    ),
    MatterKind.OPINION: Kind(
        may_ask=followed.is_of_department,
        asked=TOWNSHIP,
        answers=(("agree", "同意"), ("with_opinion", "有意见和建议"), ("disagree", "不同意")),
        closes="file_opinion",
        ask="征求乡镇党委意见",
        title="征求意见的事项",
        text="拟怎样办",
        lead=f"派驻机构的{HEARD_OF}，征求所在乡镇党委意见；答复由乡镇负责人作出，随有关材料归档。",
        results=(
            ("adopted", "按乡镇意见办理"),
            ("partly", "部分按乡镇意见办理"),
            ("not_adopted", "没有按乡镇意见办理"),
        ),
        facts={"body": "派驻机构", "about": "征求意见的事由"},
        by_head=True,
    ),
    MatterKind.POWERS: Kind(
        may_ask=followed.is_office_of,
        asked=(UnitKind.TOWNSHIP, *DEPARTMENT),
        answers=(("keep", "继续赋权"), ("adjust", "调整范围或者方式"), ("recall", "由部门收回")),
        closes="conclude_review",
        ask="发起赋权评估",
        title="赋权事项",
        text="评估什么",
        says="评估意见",
        says_what="放得下、接得住、管得好、有监督，各怎样；要调整、收回的写明理由。提出的单位和其他被问的单位看得到。",
        lead="赋予乡镇的权力每年由乡镇和部门各自评估：放得下、接得住、管得好、有监督；联席会议办公室作出结论，要调整、收回的按程序办理。",
        results=(("kept", "继续赋权"), ("to_adjust", "调整，按程序办理"), ("to_recall", "收回，按程序办理")),
        by_head=True,
        both=True,
        has_duty=True,
        has_year=True,
    ),
    MatterKind.VETTING: Kind(
        may_ask=may_send_documents,
        asked=OFFICE,
        everyone=True,
        answers=(
            ("issue", "没有清单以外的任务，可以印发、执行"),
            ("amend", "修改后印发"),
            ("admit", "有清单以外的任务，先按程序申请准入"),
            ("report_up", "上级文件有清单以外的任务，向上级反映"),
        ),
        closes="",
        ask="送审文件",
        title="文件标题",
        text="涉及乡镇的内容",
        says="审核意见",
        says_what="可以印发的写明怎样看过；要修改、准入、反映的写明是哪些内容。提出的单位和其他被问的单位看得到。",
        lead="部门给乡镇的文件印发以前，或者乡镇、联席会议办公室收到省、市文件以后，由联席会议办公室审核；系统从文字里找出可能在清单以外的任务和不许用的方式，"
        "只作提示，由联席会议办公室答复。",
        facts={"origin": "拟制单位或者来文机关", "reference": "文号"},
        by_head=True,
        itself=True,
        searched=True,
        of_above="report_up",
    ),
    MatterKind.ASSESSMENT: Kind(
        may_ask=may_assess,
        asked=PARTY_GOV,
        everyone=True,
        answers=(("pass", "同意报批"), ("refuse", "不同意")),
        closes="decide_assessment",
        ask="申请考核评比（一事一报）",
        title="考核评比的名称",
        text="内容和理由",
        lead="部门一般不对乡镇直接考核；确需开展的，一事一报：一件事一份申请，只管一年，县委办、县政府办审核，报县委、县政府批准。",
        results=(("approved", "批准"), ("not_approved", "不批准")),
        facts={"basis": "依据", "manner": "考核方式和范围", "when": "拟定的时间"},
        by_head=True,
        has_year=True,
        ahead=True,
    ),
}


def words_of(kind):
    """{code: word} of the kind's answers and results."""
    return dict((*KINDS[kind].answers, *KINDS[kind].results))


# what a review's conclusion asks the department in charge to apply for, the first kind that the county takes (本县自定)
FOLLOWING = {
    "to_adjust": ("adjustment",),
    "to_recall": ("cancellation", "revocation", "adjustment"),
}


def applied_for(result, rules):
    """The kind of application that the conclusion of a review leads to; "" where there is none."""
    kinds = FOLLOWING.get(result, ())
    return next((kind for kind in kinds if rules and rules.may_apply(kind, township=False)), "")


def answers_to(matter):
    """The answers that fit: what a department drafts itself came from nobody above."""
    said, own = KINDS[matter.kind], matter.asker.kind in DEPARTMENT
    return tuple(each for each in said.answers if not (own and each[0] == said.of_above))
