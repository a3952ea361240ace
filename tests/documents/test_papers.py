"""An issued paper is kept as the snapshot it says, with all that will be printed."""

import hashlib
import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.words import own_name
from audit import clock
from audit.models import Head
from documents import kinds
from documents.models import Paper, PaperKind
from documents.papers import issue, papers_about, tried
from documents.shape import PLACEHOLDER
from documents.words import WORDS as KNOWN

AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)  # the 22nd in Shanghai
WORDS = {
    "matter": "农村自建房巡查",
    "verb": "准入",
    "number": "灵准申〔2026〕9号",
    "receipt": "灵准受〔2026〕9号",
    "regime": "《办法》",
}


@pytest.fixture
def give(county, by):
    """Issue a paper; what is given wins."""

    def given(**more):
        facts = {
            "kind": PaperKind.RECEIPT,
            "snapshot": {},
            "words": WORDS,
            "subject": uuid4(),
            "issuers": ["县委编办"],
        }
        return issue(county=county, by=by, **facts | more)

    return given


def test_a_paper_keeps_its_snapshot_and_the_hash_of_it(county, give, settings):
    settings.SITE_URL = "https://zhunru.example"
    case = uuid4()

    with clock.at(AT):
        paper = give(
            subject=case,
            number="灵准受〔2026〕9号",
            to=["灵川县水利局"],
            snapshot={"受理日期": date(2026, 11, 21)},
        )

    kept = Paper.objects.get()
    head = Head.objects.get()
    assert (kept.county, kept.subject, kept.kind, kept.number) == (
        county,
        str(case),
        "receipt",
        "灵准受〔2026〕9号",
    )
    assert (kept.title, kept.issued_at) == ("关于受理农村自建房巡查事项准入申请的通知", AT)
    assert kept.issued_by == "灵川县司法局 李静"
    assert kept.sha256 == hashlib.sha256(kept.snapshot.encode()).hexdigest()
    assert kept == paper
    said = kept.content
    assert said["受理日期"] == "2026-11-21"
    assert (said["site"], said["is_sample"]) == ("https://zhunru.example", False)
    assert said["audit"] == {"seq": head.seq, "hash": head.hash}
    document = said["document"]
    assert (document["layout"], document["date"], document["to"]) == (
        "letter",
        "2026-11-22",
        ["灵川县水利局"],
    )
    assert document["body"][0] == (
        "你单位提出的“农村自建房巡查”事项准入申请（灵准申〔2026〕9号）收悉。经审核，申请材料齐全，"
        "符合《办法》规定的要求，现予受理，受理编号为灵准受〔2026〕9号。"
    )


def test_papers_about_a_case_are_its_own_oldest_first(give):
    case, other = uuid4(), uuid4()
    first, _, third = (give(subject=subject) for subject in (case, other, case))

    assert list(papers_about(case)) == [first, third]


def test_the_database_knows_the_kinds(give):
    kept = give()

    kept.pk, kept.uuid, kept.kind = None, uuid4(), "poem"
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)


def test_a_paper_is_never_changed(give):
    paper = give()

    with pytest.raises(IntegrityError, match="印发的文书不得修改"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(title="另一份")


def test_an_act_that_is_tried_leaves_nothing(give):
    assert [paper.number for paper in tried(lambda: give(number="甲〔2026〕1号"))] == ["甲〔2026〕1号"]
    assert not Paper.objects.exists()


# -- the registry of kinds -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", kinds.FORMS)
def test_titles_paragraphs_and_rows_name_words_that_there_are(kind):
    """Another would be printed as nothing, a row as one that is left open."""
    form = kinds.FORMS[kind]
    texts = (form.title, *form.paragraphs, *(text for _, text in form.rows))

    named = {name for text in texts for name in PLACEHOLDER.findall(text)}
    assert named <= KNOWN.keys()
    assert not any("{" in PLACEHOLDER.sub("", text) for text in texts)


def test_a_paragraph_with_nothing_to_say_is_left_out():
    words = WORDS | {"reason": "缺少依据。\n缺少附件。"}

    body = kinds.composed(PaperKind.DECLINED, words)["body"]

    assert body[1:] == ["缺少依据。", "缺少附件。", "情况有变化或者材料完备后，可以重新提出申请。"]


def test_words_are_never_read_as_patterns():
    words = {"matter": "{reason}{matter!r}", "reason": "不应出现", "verb": "准入"}

    assert kinds.composed(PaperKind.RECEIPT, words)["title"] == "关于受理{reason}{matter!r}事项准入申请的通知"


@pytest.mark.parametrize("kind", kinds.FORMS)
@pytest.mark.parametrize(
    "matter", ["关于开展走访的通知", "关于走访事项", "走访情况的通报", "走访事项", "走访情况"]
)
def test_no_title_says_a_word_twice(kind, matter):
    """Whatever the matter is called, which for a report may be a document's title."""
    words = dict.fromkeys(KNOWN, "甲") | {"matter": matter, "verb": "准入"}

    title = kinds.composed(kind, words, issuers=["县委编办"])["title"]

    for twice in ("事项事项", "情况情况", "情况的通报情况的通报"):
        assert twice not in title
    assert title.count("关于") <= max(kinds.FORMS[kind].title.count("关于"), 1)
    assert "走访" in title or "{matter}" not in kinds.FORMS[kind].title


@pytest.mark.parametrize(
    ("kind", "matter", "title"),
    [
        (PaperKind.FINDING, "关于开展走访的通知", "关于开展走访的通知事项核实结果的告知书"),
        (PaperKind.FINDING, "关于走访事项", "关于走访事项核实结果的告知书"),
        (PaperKind.CIRCULAR, "保障落实情况", "关于保障落实情况的通报"),
        (PaperKind.COORDINATION_MINUTES, "关于走访", "关于走访事项协调会纪要"),
    ],
)
def test_a_title_goes_on_from_the_matter(kind, matter, title):
    assert kinds.composed(kind, {"matter": matter})["title"] == title


def test_what_is_not_said_is_not_in_the_document():
    document = kinds.composed(PaperKind.RECEIPT, WORDS, to=[], copies=None, note="")

    assert json.loads(json.dumps(document)).keys() == {"layout", "mark", "upward", "title", "body"}


@pytest.mark.parametrize(
    ("organ", "name"),
    [
        ("中共灵川县委机构编制委员会办公室（联席会议办公室）", "中共灵川县委机构编制委员会办公室"),
        ("灵川县司法局", "灵川县司法局"),
    ],
)
def test_an_imprint_names_an_organ_by_its_own_name(organ, name):
    """Its line holds one name and the date."""
    assert kinds.composed(PaperKind.RECEIPT, WORDS, printed_by=organ)["printed_by"] == own_name(organ) == name


def test_a_part_that_no_paper_has_is_refused(give):
    """A misspelt one would be kept in the snapshot for ever, and printed nowhere."""
    with pytest.raises(TypeError, match="no part of a paper: print_by"):
        give(print_by="县委编办")
    assert not Paper.objects.exists()
