"""The words a regime file may use for kinds, states and steps.

A file switches steps on or off; which step may follow which is code, the same for every county.
"""

# kinds of application, in the order pages offer them
KINDS = ("admission", "adjustment", "cancellation", "revocation")

# who may apply
APPLICANTS = ("department", "township")

# of which duties a body decides
STANDING, TEMPORARY = TERMS = ("standing", "temporary")

# the variants a kind's path may have
VARIANTS = ("any", "simple", "general", "temporary")

# states that may stand in a path; the others (补正、修改…) only interrupt one
PATH_STATES = (
    "submitted",
    "reviewing",
    "circulating",
    "coordinating",
    "deliberating",
    "signing",
    "deciding",
    "upper_review",
    "approved",
)

# which state may follow which in a path
STEPS = {
    "submitted": ("reviewing",),
    "reviewing": ("circulating", "coordinating", "deciding"),
    "circulating": ("coordinating", "deliberating", "signing", "deciding"),
    "coordinating": ("circulating", "deliberating", "deciding"),
    "deliberating": ("deciding", "upper_review", "approved"),
    "signing": ("deciding", "upper_review", "approved"),
    "deciding": ("upper_review", "approved"),
    "upper_review": ("approved",),
    "approved": (),
}

# a revocation may besides be confirmed and signed without anything circulated
REVOCATION_STEPS = STEPS | {"reviewing": (*STEPS["reviewing"], "signing")}

# labels where a file gives none; deciding and upper_review are made from the bodies' names
LABELS = {
    "draft": "草稿",
    "consulting": "征询意见",
    "submitted": "待受理",
    "correcting": "待补正",
    "reviewing": "初评",
    "circulating": "征求成员单位意见",
    "revising": "待修改完善",
    "coordinating": "召开协调会",
    "deliberating": "联席会议审议",
    "signing": "待召集人审签",
    "deciding": "",
    "upper_review": "",
    "approved": "",
    "not_accepted": "不予受理",
    "rejected": "",
    "withdrawn": "已撤回",
}

# states whose usual name fixed sentences speak of too: a county that calls one otherwise is told so there
NAMED_STATES = ("reviewing", "circulating", "not_accepted")
# how every county's cases were called before they are handed in, until each file said it (灵川 第三条第（一）项)
CONSULTING_BEFORE = "事前酝酿"

# states that every county has, besides those of its paths
AROUND = ("draft", "consulting", "correcting", "not_accepted", "rejected", "withdrawn")

# kinds about a duty that is listed already, and those by which it leaves the list
LATER_KINDS = ("adjustment", "cancellation", "revocation")
ENDINGS = ("cancellation", "revocation")

# states whose label says what kind of application ended so
ENDS_BY_KIND = ("approved", "rejected")

# the word of each kind, from which 已准入, 不予撤销 … are made
KIND_LABELS = {"admission": "准入", "adjustment": "调整", "cancellation": "取消", "revocation": "撤销"}

# where a field of the application is kept: a column of the version, or its texts
STORAGES = ("name", "basis", "township_duties", "department_duties", "boundary", "text")

# what a version holds besides the regime's fields, as the [touches] table names it
COLUMNS = (
    "townships",
    "department",
    "related",
    "list_kind",
    "transfer_mode",
    "township_role",
    "term",
    "publication",
    "guarantee_funding",
    "guarantee_staff",
    "guarantee_technology",
    "guarantee_training",
    "ground",
)

# columns that stand for one entry of [touches]
COLUMN_GROUPS = {
    "term_from": "term",
    "term_until": "term",
    "source_kind": "term",
    "why_temporary": "term",
    "is_public": "publication",
    "publication_ground": "publication",
    "cost": "guarantee_funding",
    "ground_evidence": "ground",
}

# columns nobody was asked about
UNASKED_COLUMNS = ("category", "similarity_note", "publication_checked_by")

# words of a touches list that are not unit keys; "members" is spelled out when the file is read
EVERY_MEMBER = "members"
PARTIES = ("townships", "related")

# what pages and checks cite besides the clauses of a file: its [cites] names the article of each, where there is one
CITES = {
    "scope": "哪些事须经准入",
    "listed": "已列入清单的不再准入",
    "talk": "申请以前与办公室沟通",
    "consultation": "申请以前征询乡镇和有关部门",
    "applicants": "谁可以申请",
    "standing_applicant": "议事协调机构等不能申请",
    "application": "申请的内容和要求",
    "review": "初评看什么",
    "simple": "简易程序",
    "general": "一般程序、协调会",
    "temporary": "临时性、阶段性职责",
    "urgent": "临时紧急任务先行办理；没有写的县，不能先行办理",
    "publication": "对外公开",
    "follow_up": "已退出的不得再下放",
    "purchase": "不适合准入的，向社会购买服务",
    "group": "不适合准入的，由群团组织承接",
    "breaches": "违反规定的，怎样追究",
}
# what files of before cited there, and have a table of by now
CITES_BEFORE = ("guarantees",)

# what the department gives along with a duty, as every application says it; [guarantees] names the article of each
GUARANTEES = {"funding": "经费保障", "staff": "人员保障", "technology": "技术保障", "training": "培训指导"}

# and in a word, on pages of what was promised
PROMISES = {"funding": "经费", "staff": "人员", "technology": "技术", "training": "培训"}

# why a listed duty changes or ends: a county has those of each kind that its [grounds] names
GROUNDS = {
    "done": "已办结",
    "expired": "到期",
    "changed": "工作任务发生变化，不适宜继续由乡镇承担",
    "law": "法律法规规章或者政策变化",
    "functions": "机构职能调整",
    "standing": "临时性、阶段性任务转为常态",
    "other": "其他原因",
}
GROUNDS_OF = {
    "adjustment": ("changed", "law", "functions", "standing", "other"),
    "cancellation": ("done", "changed", "law", "functions", "other"),
    "revocation": ("done", "expired", "changed"),
}
# and of files of the time before they said it
GROUNDS_BEFORE = {
    "adjustment": ("law", "functions", "standing", "other"),
    "cancellation": ("law", "functions", "other"),
    "revocation": ("done", "expired"),
}

# what the file says in one line or one table, whose article its [sources] names
SOURCES = {
    "in_force_from": "施行日期",
    "repealed": "同时废止的文件",
    "interpreter": "由谁解释",
    "end_applicants": "调整、取消、撤销由谁申请",
    "joint_revocation": "部门申请撤销，是否须联合相关乡镇",
    "agreement_is_precondition": "有关乡镇都同意才能提交",
    "decision_verb": "县委、县政府怎样决定",
    "decision_verb_temporary": "有明确时限的临时性、阶段性职责怎样决定",
    "focus": "审核时重点看什么",
    "mandatory": "没有它的意见不能往下走",
    "list_path": "清单由联席会议办公室负责人直接公布",
    "returns": "上级退回怎样办",
    "papers": "公文怎样署名、称呼",
}

# what may say of what of a 派驻机构 the township's party committee is heard; where it does not, of this
HEARD, HEARD_OF = "opinion", "工作考核和主要负责同志任免"

# what townships and the county ask of one another, and what is asked after a duty ended: a county has those that its
# [matters] names
MATTERS = {
    "coordination": "乡镇请部门协调",
    "suggestion": "乡镇提出建议",
    "opinion": f"派驻机构{HEARD_OF}征求乡镇党委意见",
    "powers_review": "赋权事项每年评估",
    "vetting": "文件审核：找出清单以外的任务",
    "assessment": "部门考核乡镇一事一报",
    "evaluation": "乡镇评价部门",
    "cleanup": "责任状、考核评比、示范创建、一票否决清理",
    "combined": "一年一次综合考核",
    "end_check": "事项终止以后核对是否停止",
}
# those that may go both ways
MUTUAL = ("evaluation",)
# what may say which 一票否决 stay, and what held for files of the time before they said it
VETOED = "cleanup"
VETO_BEFORE = "党中央、国务院和省（自治区）委、政府明确规定的"

# how regulations put in a few words what goes along with a duty
PRINCIPLES = ("权随责走、费随事转", "权随事转、人随事转、钱随事转")

# for what the body above may return a case, and what becomes of it then
RETURNS = {
    "form": "形式问题退回的，改正后重新报送，此前的签署继续有效",
    "substance": "实质问题退回的，此前的签署失效，回到初评重新办理",
}

# limits in working days
LIMITS = (
    "accept",
    "initial_review",
    "circulation",
    "coordination",
    "meeting",
    "signing",
    "decision",
    "upper",
    "notice",
    "consultation",
    "correction",
    "revision",
    "verification",
    "confirmation",
    "delivery",
    "after_end",
    "papers",
    "urgent_entry",
    "answer",
    "standing",
)
LIMIT_LABELS = {
    "consultation": "征询乡镇和有关部门",
    "accept": "受理",
    "correction": "补正",
    "initial_review": "初评",
    "circulation": "征求成员单位意见",
    "revision": "修改",
    "coordination": "协调会",
    "meeting": "联席会议",
    "signing": "审签",
    "decision": "审定",
    "upper": "上级答复",
    "notice": "印发通知",
    "verification": "核实乡镇的反映",
    "confirmation": "乡镇确认整改",
    "delivery": "落实保障",
    "after_end": "终止以后核对是否停止",
    "urgent_entry": "口头请示以后登记先行办理",
    "papers": "先行办理的补办手续",
    "answer": "答复协调请求、征求意见、建议等",
    "standing": "核实停止计时，没有恢复的上报",
}
# limits of what a county may not have: the state of its paths, or the saying of its cites, that they belong to
LIMITS_OF_STATES = {
    "circulation": "circulating",
    "revision": "revising",
    "coordination": "coordinating",
    "meeting": "deliberating",
    "signing": "signing",
    "decision": "deciding",
    "upper": "upper_review",
}
# of which a file may be silent, and then there is none
SILENT_LIMITS = ("decision", "notice")
LIMITS_OF_URGENT = ("urgent_entry", "papers")
# by the kinds of matter of which a county has to have one
LIMITS_OF_MATTERS = {
    "after_end": ("end_check",),
    "answer": ("coordination", "suggestion", "opinion", "powers_review", "vetting", "assessment"),
}
# what holds where a file says nothing of it: the county's own choice until it makes another
DEFAULT_LIMITS = {
    "verification": 5,
    "confirmation": 5,
    "delivery": 20,
    "after_end": 20,
    "papers": 10,
    "urgent_entry": 1,
    "answer": 10,
    "standing": 10,
}

# number series
SERIES = (
    *KINDS,
    "receipt",
    "correction",
    "declined",
    "rejection",
    "consultation",
    "circulation",
    "initial_review",
    "sign_off",
    "coordination",
    "meeting",
    "edition",
    "report",
    "supervision",
    "urgent",
    "matter",
)
# the prefix where a file names none
DEFAULT_SERIES = {
    "correction": "补正",
    "declined": "不受",
    "rejection": "不准",
    "report": "反映",
    "supervision": "督办",
    "urgent": "先行",
    "matter": "协同",
}
REQUIRED_SERIES = ("receipt",)
# taken by files, and given to nothing: an edition has the organ's 文号, and these papers have none of the system
UNNUMBERED = ("consultation", "circulation", "initial_review", "sign_off", "coordination", "edition")

# what a finding forces on the general view
DISAGREE = "disagree"
FORCES = ("", "conditional", DISAGREE)

# findings of the question service_centre, which go into the duty list; the last is `ServiceCentre.NOT_CONCERNED` there
SERVICE_CENTRE = ("stationed", "not_stationed", "not_involved")

# the kinds of list in use nationwide, which every county has: (key, name, prefix of the codes)
USUAL_LISTS = (
    ("basic", "基本履职", "基本"),
    ("supporting", "配合履职", "配合"),
    ("recalled", "上级部门收回", "收回"),
    ("temporary", "临时性、阶段性", "临时"),
)
LIST_KINDS = tuple(key for key, *_ in USUAL_LISTS)

# 文种 of the paper that goes along with a filing; papers whose number an organ's register gives
FILING_FORMS = ("report", "request", "letter")
WORDED = ("request", "filing", "notice", "edition")
