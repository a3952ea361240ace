"""What the other addresses are: whose they are, and what a joint meeting shows to whom at which stage.

Written from product.md (“People”), workflow.md (“Who sees what”) and settled.md (“People”, 16, 17, 25, 39).
"""

from dataclasses import dataclass, field

from tests.matrix.asking import ALLOWED, FORBIDDEN, LOGIN, STALE, UNKNOWN
from tests.matrix.table import (
    ADMINISTRATORS,
    APPLICANT,
    BODIES,
    BOTH,
    CITY,
    CONVENORS,
    DIRECTOR,
    FINANCE,
    GET,
    GOVERNMENT,
    KINDS,
    MEMBERS,
    OFFICE,
    OUTSIDE,
    POST,
    SEATED,
    SIGNED_OUT,
)

SYSTEM, SECURITY, AUDIT = ({f"{post} administrator"} for post in ("system", "security", "audit"))
HEADS = {
    "applicant head",
    "applicant delegate",
    "other department head",
    "related department head",
    "township head",
    "township not asked",
    "office director",
    "justice head",
    "finance head",
    "government office head",
    "non-standing body",
    "office abroad",
}
# A standing department or township; not a 议事协调机构, nor those who decide on applications (第七条).
APPLYING = SEATED - ADMINISTRATORS - CONVENORS - CITY - OUTSIDE - {"non-standing body"}
LEADING = OFFICE | CONVENORS | BODIES
ABROAD = {"office abroad"}
KEEPERS = {"office director", "office abroad"}
STAFF = SEATED - ADMINISTRATORS - CITY - ABROAD  # who have a post in a unit of the county
TOWNSHIPS = {"township handler", "township head", "township not asked"}
OWN_LIST = {"office abroad": UNKNOWN}  # a seat reads the list of its own county
# A draft of the list is its office's: 灵川 has no body that it has to pass; a 勘误 is the office's too.
OFFICES_OWN = dict.fromkeys(SEATED - OFFICE, UNKNOWN)
# A body above several counties has no page that is one county's own: refused before anything is looked up.
FILES_OWN = dict.fromkeys(SEATED - OFFICE - CITY, UNKNOWN)
NO_STEP = OFFICES_OWN | dict.fromkeys(OFFICE, STALE)
MEETING_PEOPLE = LEADING | MEMBERS | ABROAD
ON_ROSTER = (OFFICE | MEMBERS | BODIES) - {"organization handler", "filer in the office"}  # by their own seat
UNSEEN = dict.fromkeys(SEATED - LEADING - FINANCE, UNKNOWN)  # of what 县财政局 brought
SEE_DECIDED = LEADING | MEMBERS | APPLICANT  # of a meeting, carried out by 县住房城乡建设局
NOT_DECIDED = dict.fromkeys(SEATED - SEE_DECIDED, UNKNOWN)
OF_MEETING = LEADING | MEMBERS
NOT_OF_MEETING = dict.fromkeys(SEATED - OF_MEETING, UNKNOWN)
NOT_LEADING = dict.fromkeys(SEATED - LEADING, UNKNOWN)
SEE_CIRCULAR = LEADING | FINANCE | APPLICANT  # addressed to 县财政局 and 县住房城乡建设局
NOT_CIRCULAR = dict.fromkeys(SEATED - SEE_CIRCULAR, UNKNOWN)
NOT_ONES_OWN = dict.fromkeys(SEATED - ADMINISTRATORS, UNKNOWN)
COUNTY_STAFF = SEATED - ADMINISTRATORS - CITY - ABROAD

# What 县住房城乡建设局 promised 灵川镇: both sides and those who lead. A member unit is a department too.
DEPARTMENTS = APPLICANT | MEMBERS | {"other department head", "related department head", "non-standing body"}
STANDING = DEPARTMENTS - {"non-standing body"}  # who hands something to townships in their own name (第七条)
TOLD_OF_SLIP = (
    OFFICE | APPLICANT | {"township handler", "township head"}
)  # of a duty of 县住房城乡建设局 and 灵川镇
OF_GUARANTEE = LEADING | OUTSIDE | APPLICANT | {"township handler", "township head"}
NOT_PROMISED = dict.fromkeys(SEATED - OF_GUARANTEE, UNKNOWN)


@dataclass(frozen=True)
class Page:
    """`who` may open it; others with a seat find 403, but for those in `unless`. `name`: the row's, where not said."""

    methods: tuple
    who: set
    args: tuple = ()
    unless: dict = field(default_factory=dict)
    sent: dict = field(default_factory=dict)
    name: str = ""
    one_address: bool = False  # whatever county is read

    @property
    def is_public(self):
        return self.who >= SIGNED_OUT and not self.one_address


PAGES = {
    # Everybody's. The lists are public: a seat of another county reads them too, and acts on nothing in them (decision
    # record 0016); asked for at 灵川县's address, for without a county each reader is sent to the own one's.
    "login": Page(BOTH, KINDS, one_address=True),
    "logout": Page(POST, KINDS),
    "elder": Page(POST, KINDS),
    # anybody who holds a paper checks it; the address stands on it, whatever county it is of
    "verify": Page(BOTH, KINDS, sent={"code": "0" * 16}, one_address=True),
    "verify-code": Page(GET, KINDS, ("0" * 16,), one_address=True),
    "made": Page(
        GET, KINDS, ("made",), one_address=True
    ),  # a public one; a preview is for one reader (test_unkept)
    "duty-list": Page(GET, KINDS),
    "duty": Page(GET, KINDS, ("duty",)),
    "duty-version": Page(GET, KINDS, ("duty", 1)),
    "edition-list": Page(GET, KINDS),
    "edition": Page(GET, KINDS, (2026, 1)),
    "edition-paper": Page(GET, KINDS, (2026, 1)),
    "edition-paper-before": Page(GET, KINDS, (2026, 1, "edition paper")),
    "edition-download": Page(GET, KINDS, (2026, 1, "csv")),
    "duty-download": Page(GET, KINDS, ("csv",)),
    "township-list": Page(GET, KINDS),
    "township": Page(GET, KINDS, ("lcz",)),
    "township-poster": Page(GET, KINDS, ("lcz",)),
    "changes-feed": Page(GET, KINDS),
    "sitemap": Page(GET, KINDS),
    "sitemap-section": Page(GET, KINDS, ("places",)),
    "robots": Page(GET, KINDS),
    "open-data": Page(GET, KINDS),
    # the county's rules, and what the office that interprets them answers
    "regulation": Page(GET, KINDS),
    "regulation-interpret": Page(BOTH, KEEPERS, sent={"question": "问题", "answer": "解释"}),
    # open data names its county, so that it is the same for everyone
    "api-openapi": Page(GET, KINDS),
    "api-counties": Page(GET, KINDS),
    "api-county": Page(GET, KINDS, ("450323",)),
    "api-kinds": Page(GET, KINDS, ("450323",)),
    "api-townships": Page(GET, KINDS, ("450323",)),
    "api-departments": Page(GET, KINDS, ("450323",)),
    "api-duties": Page(GET, KINDS, ("450323",)),
    "api-duty": Page(GET, KINDS, ("450323", "duty")),
    "api-editions": Page(GET, KINDS, ("450323",)),
    "api-edition": Page(GET, KINDS, ("450323", 2026, 1)),
    "api-entries": Page(GET, KINDS, ("450323", 2026, 1)),
    "api-entries-file": Page(GET, KINDS, ("450323", 2026, 1, "csv")),
    # anybody says what is wrong; the office reads it, and the department in charge keeps its guide
    "feedback": Page(BOTH, KINDS, sent={"subject": "other", "text": "内容"}),
    "feedback-thanks": Page(GET, KINDS, ("feedback",)),
    "feedback-received": Page(GET, OFFICE | ABROAD),
    "feedback-item": Page(BOTH, OFFICE, ("feedback",), OWN_LIST, sent={"answer": "已核实。"}),
    "duty-guide": Page(BOTH, APPLICANT | OFFICE, ("duty",), OWN_LIST),
    "edition-compare": Page(GET, KINDS),
    # the words of the county's papers: the office reads, its head settles
    "paper-texts": Page(GET, OFFICE | ABROAD),
    "paper-text": Page(
        BOTH, KEEPERS, ("receipt",), sent={"text": "受理“{事项}”（{申请编号}，{受理编号}）。", "lock": "0"}
    ),
    # the next edition, where an edition was posted, and slips put right
    "edition-drafts": Page(BOTH, OFFICE | ABROAD),
    "edition-draft": Page(GET, OFFICE, ("draft",), OFFICES_OWN),
    "edition-draft-notes": Page(BOTH, OFFICE, ("draft",), OFFICES_OWN, sent={"lock": "0"}),
    "edition-draft-act": Page(POST, OFFICE, ("draft", "drop"), OFFICES_OWN, sent={"lock": "0"}),
    "edition-draft-step": Page(BOTH, set(), ("draft",), NO_STEP),
    "edition-draft-publish": Page(BOTH, set(), ("draft",), OFFICES_OWN | {"office director": STALE}),
    "edition-step-file": Page(GET, OFFICE, ("draft", "file"), OFFICES_OWN),
    "edition-correct": Page(BOTH, DIRECTOR, (2026, 1), OWN_LIST, sent={"wrong": "灵编发〔2026〕1号"}),
    "edition-scan": Page(GET, OFFICE, (2026, 1, "edition scan"), FILES_OWN),
    "edition-postings": Page(BOTH, OFFICE | TOWNSHIPS, (2026, 1), OWN_LIST),
    "posting-picture": Page(
        GET, COUNTY_STAFF, (2026, 1, "file"), dict.fromkeys(SEATED - COUNTY_STAFF - CITY, UNKNOWN)
    ),
    "corrigendum-list": Page(GET, OFFICE | ABROAD),
    "corrigendum-new": Page(BOTH, OFFICE, ("duty",), OWN_LIST),
    "corrigendum": Page(BOTH, OFFICE, ("corrigendum",), OFFICES_OWN, sent={"answer": "confirm"}),
    "corrigendum-paper": Page(
        GET, TOLD_OF_SLIP, ("confirmed",), dict.fromkeys(SEATED - TOLD_OF_SLIP, UNKNOWN)
    ),
    "county-list": Page(GET, KINDS),
    "search": Page(GET, KINDS),
    # of the counties below a body above them
    "region": Page(GET, CITY),
    "region-table": Page(GET, CITY, ("csv",)),
    "region-compare": Page(GET, CITY),
    "region-texts": Page(GET, CITY),
    "region-drafts": Page(GET, CITY),
    "region-cases": Page(GET, CITY),
    # one's own
    "password": Page(BOTH, SEATED | {"no seat"}),
    "kept": Page(GET, SEATED),
    "switch_seat": Page(POST, SEATED),
    "notices": Page(BOTH, SEATED),
    "read-notices": Page(POST, SEATED - ADMINISTRATORS),
    "desk-remind": Page(POST, SEATED),
    # the workbench as one wants it, and what one often writes: each its own
    "desk-choices": Page(BOTH, SEATED - ADMINISTRATORS, sent={"columns": "due"}),
    "desk-keep": Page(POST, SEATED - ADMINISTRATORS, sent={"name": "逾期的", "query": "late=1"}),
    "desk-drop": Page(POST, SEATED - ADMINISTRATORS, sent={"name": "逾期的"}),
    "phrases": Page(BOTH, SEATED - ADMINISTRATORS, sent={"text": "同意。"}),
    "phrase-drop": Page(
        POST, {"justice handler"}, ("phrase",), NOT_ONES_OWN | {"system administrator": UNKNOWN}
    ),
    "manage-phrases": Page(BOTH, SYSTEM, sent={"text": "同意。"}),
    # of no case at all: what is of one is in the table of cases
    "desk-issue": Page(BOTH, HEADS),
    "desk-print": Page(BOTH, SEATED),
    "desk-print-pdf": Page(GET, SEATED),
    "mail-choices": Page(BOTH, SEATED - ADMINISTRATORS),
    "calendar": Page(BOTH, SEATED - ADMINISTRATORS, sent={"do": "open"}),
    # whoever holds the address reads it
    "calendar-feed": Page(GET, KINDS, ("feed",), one_address=True),
    "delegations": Page(BOTH, HEADS),
    "revoke-delegation": Page(
        POST, {"justice head"} | SYSTEM, ("delegation",), dict.fromkeys(HEADS - {"justice head"}, UNKNOWN)
    ),
    # work that is not yet a case
    "desk": Page(GET, SEATED),
    "case-list": Page(GET, SEATED - ADMINISTRATORS),
    "case-new": Page(BOTH, APPLYING, sent={"kind": "admission"}),
    "case-register": Page(BOTH, OFFICE | {"office abroad"}, sent={"kind": "admission"}),
    "edition-publish": Page(BOTH, {"office director", "office abroad"}),
    # the office keeps the list: its people prepare, its head settles
    "kind-list": Page(GET, OFFICE | ABROAD),
    "kind-new": Page(BOTH, KEEPERS),
    "kind-edit": Page(BOTH, KEEPERS - ABROAD, ("supporting",), OWN_LIST),
    "archive-list": Page(GET, OFFICE | ABROAD),
    "archive-new": Page(BOTH, OFFICE | ABROAD),
    "archive-import": Page(BOTH, OFFICE | ABROAD),
    "archive-complete": Page(BOTH, OFFICE, ("archived",), OWN_LIST),
    "archive-file": Page(GET, STAFF, ("archived", "archived file"), OWN_LIST),
    "import-list": Page(GET, OFFICE | ABROAD),
    "import-new": Page(BOTH, OFFICE | ABROAD),
    "import": Page(BOTH, OFFICE, ("import",), OWN_LIST),
    "import-confirm": Page(BOTH, {"office director"}, ("import",), OWN_LIST),
    "import-drop": Page(POST, OFFICE, ("import",), OWN_LIST),
    "import-again": Page(POST, OFFICE, ("import",), OWN_LIST),
    "import-file": Page(GET, OFFICE, ("import",), OWN_LIST),
    "import-approval": Page(GET, OFFICE, ("import",), OWN_LIST),
    "meeting-list": Page(GET, SEATED - ADMINISTRATORS - CITY),
    "meeting-roster": Page(GET, SEATED - CITY),
    "meeting-new": Page(BOTH, LEADING, sent={"title": "联席会议", "meets_on": "2026-12-01"}),
    # topics: proposed by the roster's own seats, seen by the proposer's unit and those who lead, answered by the office
    "topic-list": Page(GET, MEETING_PEOPLE),
    "topic-new": Page(BOTH, ON_ROSTER, sent={"title": "议题", "problem": "问题。", "proposal": "方案。"}),
    "topic": Page(GET, LEADING | FINANCE, ("topic",), UNSEEN),
    "topic-put-off": Page(BOTH, OFFICE, ("topic",), UNSEEN, sent={"lock": "1", "text": "先行调研。"}),
    "topic-join": Page(BOTH, OFFICE, ("topic",), UNSEEN),
    "topic-withdraw": Page(BOTH, FINANCE, ("topic",), UNSEEN, sent={"lock": "1"}),
    # what was decided: the unit that carries it out reports, the office and the preparing offices urge, the office closes
    "decided-list": Page(GET, SEATED - ADMINISTRATORS - CITY),
    "decided-item": Page(GET, SEE_DECIDED, ("decided",), NOT_DECIDED),
    "decided-report": Page(BOTH, APPLICANT, ("decided",), NOT_DECIDED, sent={"lock": "1", "text": "已办。"}),
    "decided-remind": Page(BOTH, OFFICE | BODIES, ("decided",), NOT_DECIDED, sent={"lock": "1"}),
    "decided-put-off": Page(BOTH, OFFICE, ("decided",), NOT_DECIDED, sent={"lock": "1"}),
    "decided-close": Page(BOTH, OFFICE, ("decided",), NOT_DECIDED, sent={"lock": "1", "text": "属实。"}),
    # circulars: the office writes, its head issues, the units addressed confirm; reports upward: those who lead
    "circular-list": Page(GET, SEATED - ADMINISTRATORS - CITY),
    "circular-new": Page(BOTH, OFFICE),
    "circular": Page(GET, SEE_CIRCULAR, ("circular",), NOT_CIRCULAR),
    "circular-paper": Page(GET, SEE_CIRCULAR, ("circular",), NOT_CIRCULAR),
    "circular-paper-before": Page(GET, SEE_CIRCULAR, ("circular", "circular paper"), NOT_CIRCULAR),
    "circular-scan": Page(GET, SEE_CIRCULAR, ("circular", "circular scan"), NOT_CIRCULAR),
    "circular-correct": Page(BOTH, DIRECTOR, ("circular",), NOT_CIRCULAR, sent={"lock": "3"}),
    "circular-read": Page(BOTH, FINANCE | APPLICANT, ("circular",), NOT_CIRCULAR, sent={"lock": "0"}),
    "circular-edit": Page(BOTH, OFFICE, ("drafted circular",), OFFICES_OWN, sent={"lock": "1"}),
    "circular-issue": Page(BOTH, DIRECTOR, ("drafted circular",), OFFICES_OWN, sent={"lock": "1"}),
    "special-report-list": Page(GET, LEADING | ABROAD),
    "special-report-new": Page(BOTH, OFFICE),
    "special-report": Page(GET, LEADING, ("report",), NOT_LEADING),
    "special-report-paper": Page(GET, LEADING, ("report",), NOT_LEADING),
    "special-report-paper-before": Page(GET, LEADING, ("report", "report paper"), NOT_LEADING),
    "special-report-scan": Page(GET, LEADING, ("report", "report scan"), NOT_LEADING),
    "special-report-correct": Page(BOTH, DIRECTOR, ("report",), NOT_LEADING, sent={"lock": "3"}),
    "special-report-answer": Page(BOTH, OFFICE | BODIES, ("report",), NOT_LEADING, sent={"lock": "3"}),
    "special-report-edit": Page(BOTH, OFFICE, ("drafted report",), OFFICES_OWN, sent={"lock": "1"}),
    "special-report-issue": Page(BOTH, DIRECTOR, ("drafted report",), OFFICES_OWN, sent={"lock": "1"}),
    "roster-issue": Page(BOTH, KEEPERS),
    "roster-paper": Page(
        GET, SEATED - CITY - ABROAD, ("roster notice",), dict.fromkeys(CITY | ABROAD, UNKNOWN)
    ),
    "roster-paper-before": Page(
        GET, SEATED - CITY - ABROAD, ("roster notice", "roster paper"), dict.fromkeys(CITY | ABROAD, UNKNOWN)
    ),
    "roster-scan": Page(
        GET, SEATED - CITY - ABROAD, ("roster notice", "roster scan"), dict.fromkeys(CITY | ABROAD, UNKNOWN)
    ),
    "roster-correct": Page(
        BOTH, DIRECTOR, ("roster notice",), dict.fromkeys(CITY | ABROAD, UNKNOWN), sent={"lock": "1"}
    ),
    # the library: of the joint meeting's own units
    "shared-list": Page(GET, MEETING_PEOPLE),
    "shared-new": Page(BOTH, ON_ROSTER),
    "shared-file": Page(GET, OF_MEETING, ("shared",), NOT_OF_MEETING),
    "shared-withdraw": Page(BOTH, OFFICE | FINANCE, ("shared",), NOT_OF_MEETING, sent={"lock": "1"}),
    "convenor": Page(GET, CONVENORS),
    "convenor-sign": Page(GET, CONVENORS),
    "figures": Page(GET, LEADING | MEMBERS | OUTSIDE),
    "figures-xlsx": Page(GET, LEADING | MEMBERS | OUTSIDE),
    # what follows admission: each its own rows, so the list is everybody's who works in a county; each row is in `following`
    "report-list": Page(GET, SEATED - ADMINISTRATORS - CITY),
    "guarantee-list": Page(GET, SEATED - ADMINISTRATORS - CITY),
    "guarantee-new": Page(BOTH, DEPARTMENTS | BODIES | OFFICE | ABROAD),
    "guarantee-deliver": Page(BOTH, APPLICANT, ("promised",), NOT_PROMISED),
    "temporary-list": Page(GET, SEATED - ADMINISTRATORS - CITY),
    "urgent-new": Page(BOTH, STANDING | BODIES | TOWNSHIPS),
    "end-list": Page(GET, SEATED - ADMINISTRATORS - CITY),
    "workdays": Page(GET, SEATED - ADMINISTRATORS - CITY),
    # the head of the office of the only county; here are two, which go by one calendar
    "workdays-day": Page(BOTH, set()),
    "workdays-year": Page(BOTH, set()),
    "purchase-list": Page(GET, SEATED - ADMINISTRATORS - CITY),
    "purchase-new": Page(BOTH, STANDING | BODIES),
    "training-list": Page(GET, SEATED - ADMINISTRATORS - CITY),
    "training-new": Page(BOTH, DEPARTMENTS | BODIES),
    "training-file": Page(GET, OF_GUARANTEE, ("training", "sheet"), NOT_PROMISED),
    "report-new": Page(BOTH, TOWNSHIPS | OFFICE, sent={"kind": "disguised"}),
    "matter-list": Page(GET, SEATED - ADMINISTRATORS - CITY),
    **{
        f"matter-new {kind}": Page(BOTH, who, (kind,), name="matter-new")
        for kind, who in {
            "coordination": TOWNSHIPS,
            "suggestion": TOWNSHIPS,
            "opinion": DEPARTMENTS | BODIES,
            "powers_review": OFFICE | ABROAD,
            "vetting": TOWNSHIPS | DEPARTMENTS | BODIES | OFFICE | ABROAD,
            "assessment": STANDING - GOVERNMENT,
        }.items()
    },
    "period-list": Page(GET, SEATED - ADMINISTRATORS - CITY),
    "period-new": Page(BOTH, OFFICE | ABROAD),
    "power-list": Page(GET, LEADING | OUTSIDE | ABROAD),
    "figures-after": Page(GET, LEADING | OUTSIDE | ABROAD),
    "figures-download": Page(GET, LEADING | OUTSIDE | ABROAD, ("load", "xlsx")),
    "burden-list": Page(GET, SEATED - ADMINISTRATORS - CITY),
    "burden-download": Page(GET, SEATED - ADMINISTRATORS - CITY, ("xlsx",)),
    "burden-calendar": Page(GET, SEATED - ADMINISTRATORS - CITY),
    "burden-new": Page(BOTH, DEPARTMENTS | BODIES | OFFICE | TOWNSHIPS | ABROAD),
    # the three administrators, each its own
    "manage": Page(GET, ADMINISTRATORS),
    "manage-units": Page(GET, SYSTEM),
    "manage-new-unit": Page(BOTH, SYSTEM),
    "manage-unit": Page(BOTH, SYSTEM, ("unit",)),
    "manage-rename-unit": Page(BOTH, SYSTEM, ("unit",)),
    "manage-people": Page(GET, SYSTEM),
    "manage-new-person": Page(BOTH, SYSTEM),
    "manage-import-people": Page(BOTH, SYSTEM),
    "manage-issued": Page(GET, SYSTEM | SECURITY),
    "manage-person": Page(BOTH, SYSTEM, ("person",)),
    "manage-reset-password": Page(BOTH, SYSTEM, ("person",)),
    "manage-set-active": Page(BOTH, SYSTEM, ("person",)),
    "manage-seats": Page(GET, SYSTEM),
    "manage-new-seat": Page(BOTH, SYSTEM),
    "manage-end-seat": Page(BOTH, SYSTEM, ("seat",)),
    "manage-roster": Page(GET, SYSTEM),
    "manage-new-roster-entry": Page(BOTH, SYSTEM),
    "manage-end-roster-entry": Page(BOTH, SYSTEM, ("entry",)),
    "manage-withdraw-roster-entry": Page(BOTH, SYSTEM, ("entry",)),
    "manage-delegations": Page(GET, SYSTEM),
    "manage-new-delegation": Page(BOTH, SYSTEM),
    # the administrators' own accounts are the security administrator's, and nobody's own (三员分离)
    "manage-administrators": Page(GET, SECURITY),
    "manage-new-administrator": Page(BOTH, SECURITY),
    "an administrator": Page(BOTH, set(), ("auditor",), name="manage-person"),
    "an administrator's password": Page(BOTH, SECURITY, ("auditor",), name="manage-reset-password"),
    "an administrator's account": Page(BOTH, SECURITY, ("auditor",), name="manage-set-active"),
    "an administrator's seat": Page(BOTH, SECURITY, ("auditor's seat",), name="manage-end-seat"),
    "one's own account": Page(BOTH, set(), ("security",), name="manage-set-active"),
    "manage-locked": Page(GET, SECURITY),
    "manage-unlock": Page(POST, SECURITY, ("person",)),
    "manage-policy": Page(GET, SECURITY),
    "manage-events": Page(GET, AUDIT),
    "manage-readings": Page(GET, AUDIT),
    "manage-verify-events": Page(POST, AUDIT),
}


def expected(page, kind):
    if kind in page.who:
        return ALLOWED
    if kind in SIGNED_OUT:
        return LOGIN
    return page.unless.get(kind, FORBIDDEN)


# -- a joint meeting -------------------------------------------------------------------------------------------------------

STAGES = ("preparing", "called", "minutes_sent", "signed", "meeting_closed", "cancelled")
DONE = ("signed", "meeting_closed")
INVITED = MEMBERS | OFFICE | BODIES  # the units of the roster
SEE_MEETING = LEADING | INVITED

# address: (methods, who, at which stages)
MEETING = {
    "meeting": (GET, SEE_MEETING, STAGES),
    "meeting-paper": (GET, SEE_MEETING, STAGES),
    "meeting-edit": (BOTH, LEADING, ("preparing", "called")),
    "meeting-call": (BOTH, CONVENORS, ("preparing",)),
    "meeting-cancel": (BOTH, LEADING, ("preparing", "called")),
    "meeting-agenda": (BOTH, OFFICE, ("preparing", "called")),
    "meeting-item-remove": (BOTH, OFFICE, ("preparing", "called")),
    "meeting-item-result": (BOTH, OFFICE, ("signed",)),
    "meeting-reply": (BOTH, INVITED, ("called",)),
    "meeting-correction": (BOTH, OFFICE, DONE),
    "meeting-correction-sign": (BOTH, CONVENORS, DONE),
    "meeting-correction-drop": (BOTH, OFFICE | CONVENORS, DONE),
    "decided-new": (BOTH, OFFICE, ("signed",)),
    "meeting-close": (BOTH, OFFICE, ("signed",)),
    "meeting-attendance": (BOTH, OFFICE | BODIES, ("called",)),
    "meeting-minutes": (BOTH, OFFICE, ("called", "minutes_sent")),
    "meeting-minutes-sign": (BOTH, CONVENORS, ("minutes_sent",)),
    "meeting-minutes-return": (BOTH, CONVENORS, ("minutes_sent",)),
}
UNCALLED = ("preparing", "cancelled")  # no paper is issued yet
OF_AN_ITEM = ("meeting-item-remove", "meeting-item-result")
WRITE_MINUTES = OFFICE | CONVENORS  # who reads them before they are signed


def expected_of_meeting(name, stage, kind):
    _, who, stages = MEETING[name]
    if kind in SIGNED_OUT:
        return LOGIN
    if kind == "no seat":
        return FORBIDDEN
    no_paper = name == "meeting-paper" and stage in UNCALLED
    if no_paper or kind not in SEE_MEETING or (name in OF_AN_ITEM and stage == "cancelled"):
        return UNKNOWN
    if kind not in who:
        return FORBIDDEN
    return ALLOWED if stage in stages else STALE


def may_read_minutes(stage, kind):
    return kind in WRITE_MINUTES or (stage in DONE and kind in SEE_MEETING)
