"""The words of fixed sentences that a county may have others for: those of its level follow from its name, those of its
office and meeting from its own rules (`Rules.worded`)."""

import re

# how places at a county's level are called besides 县
LEVELS = ("旗", "市", "区")
OF_LEVEL = (
    ("县委", "委"),
    ("县政府", "政府"),
    ("县级职能部门", "直职能部门"),
    ("县级部门", "直部门"),
    ("县直", "直"),
)
# and what is said of the whole of it
WHOLE = ("全县", "全")
OWN = re.compile("本县(?!自定)")  # 本县自定 is what the product calls a rule that no source has
# the usual names that a regime file's [words] may have others for; the longer ones stand first
WORDS = {"office": "联席会议办公室", "meeting": "联席会议", "coordination": "协调会"}
# where a temporary duty comes from, unless a file's [temporary_sources] put it otherwise
SOURCES = {
    "upper": "上级明确要求",
    "county": "县委、县政府确需",
    "department": "县级部门确需",
    "other": "其他确需",
}
CONVENOR = "召集人"
DECIDED = "审定"
# what fixed sentences call a state of a case, as regimes.states.LABELS
STATES = ("初评", "征求成员单位意见", "不予受理")
# the paper to the body above, which a county that is approved there calls a request
FILED = "备案报告"


def at_level(text, county):
    """县委、县政府、县级部门、本县 are 旗委、旗政府、旗直部门、本旗 in a 旗."""
    level = county[-1:]
    if level in LEVELS:
        for here, there in OF_LEVEL:
            text = text.replace(here, level + there)
        text = OWN.sub(f"本{level}", text.replace(WHOLE[0], WHOLE[1] + level))
    return text


def own_name(organ):
    """An organ's own name, without what it is called beside it in brackets: 中共灵川县委机构编制委员会办公室（联席会议办公室）."""
    return organ.partition("（")[0]


def has_own(text):
    """Whether the text has a word that a county's rules may have another for."""
    return any(word in text for word in (*WORDS.values(), CONVENOR, DECIDED, FILED, *STATES))
