"""Who reads which row of a case: written from “Who sees what”."""

from operator import attrgetter

import pytest
from django.conf import settings

from admission.actions import applicant, approval, circulation, office
from admission.pages.papers import lines
from admission.pages.timeline import entries
from admission.queries import (
    dossier_for,
    events_for,
    files_for,
    files_there,
    listed_for,
    opinions_for,
    papers_for,
    reasons_for,
    reviews_for,
    units_around,
    version_for,
    versions_for,
    visible_to,
)
from admission.states import Verdict
from audit import clock
from audit.record import SYSTEM
from regimes.actions import load_regime
from registry.models import Duty, ListKind
from tests.cast import client_of, seat
from tests.factories import DISAGREE, fresh, issue_opinion, journey, listed_duty, review_of, scan

LINGCHUAN = settings.BASE_DIR / "fixtures/regimes/lingchuan.toml"
ISSUED = ("sfj", "czj")  # they answered; the others have not
READERS = {
    "applicant": "zjj-jb",
    "township": "lcz-fz",
    "related department": "zrj-jb",
    "justice": "sfj-jb",
    "finance": "czj-fz",
    "civil affairs": "mzj-jb",
    "office": "bb-jb",
    "convenor": "zjr",
    "party office": "xwb-jb",
    "government office": "zgb-jb",
}


def read_by(case, query, column):
    """{reader: sorted values}, one fresh reading each."""
    value = attrgetter(column.replace("__", "."))
    return {
        who: sorted(value(row) for row in query(fresh(case), seat(name))) for who, name in READERS.items()
    }


def circulating():
    walked = journey("circulating", related=("zrj",))
    for code in ISSUED:
        issue_opinion(review_of(walked.case, code))
    return walked


def test_opinions_during_the_round(lingchuan):
    """settled 12, 24: the applicant nothing, a unit asked its own, the office and the convenor everything."""
    assert read_by(circulating().case, opinions_for, "review__unit__code") == {
        "applicant": [],
        "township": [],
        "related department": [],
        "justice": ["sfj"],
        "finance": ["czj"],
        "civil affairs": [],
        "office": ["czj", "sfj"],
        "convenor": ["czj", "sfj"],
        "party office": ["czj", "sfj"],
        "government office": [],
    }


def test_opinions_while_revising(lingchuan):
    """The round is not concluded: the applicant sees only what `call_revision` lists."""
    found = read_by(circulating().call_revision().case, opinions_for, "review__unit__code")

    assert (found["applicant"], found["township"], found["civil affairs"]) == ([], [], [])


def test_opinions_after_the_round(lingchuan):
    everything = ["czj", "mzj", "rsj", "sfj", "zgb", "zzb"]
    found = read_by(circulating().opine().conclude().case, opinions_for, "review__unit__code")

    assert found == dict.fromkeys(READERS, everything)


def test_opinions_of_a_round_that_a_revision_ended(lingchuan):
    """Member units read it once it is over; the applicant after a conclusion."""
    walked = circulating().opine().call_revision().revise()
    found = read_by(walked.case, opinions_for, "review__round__number")

    assert found["applicant"] == []
    assert found["civil affairs"] == [1] * 6
    assert (
        read_by(walked.answer().opine().conclude().case, opinions_for, "review__round__number")["applicant"][
            :6
        ]
        == [1] * 6
    )


def test_drafts_stay_in_their_unit(lingchuan):
    case = circulating().case
    review = review_of(case, "mzj")
    circulation.draft_opinion(
        review=review, by=seat("mzj-jb"), seen=(review.round.number, review.round.version_id), view="disagree"
    )

    found = {
        who: [r.unit.code for r in reviews_for(fresh(case), seat(name))] for who, name in READERS.items()
    }
    assert {who for who, codes in found.items() if "mzj" in codes} == {"civil affairs"}
    drafting = {
        who: "draft_opinion" in set(verbs) for who, verbs in read_by(case, events_for, "verb").items()
    }
    assert {who for who, sees in drafting.items() if sees} == {"civil affairs"}


def test_the_text_under_the_applicants_pen_is_its_own(lingchuan):
    walked = journey("correcting", related=("zrj",))
    walked.act(applicant.save_text, "zjj-jb", boundary="改动中的文字。")

    numbers = {who: version_for(fresh(walked.case), seat(name)).number for who, name in READERS.items()}
    assert numbers == dict.fromkeys(READERS, 1) | {"applicant": 2}
    assert len(versions_for(fresh(walked.case), seat("bb-fz"))) == 1
    assert len(versions_for(fresh(walked.case), seat("zjj-fz"))) == 2
    assert dossier_for(fresh(walked.case), seat("lcz-fz")).version.boundary == "乡镇只巡查和报告。"


def test_a_file_added_to_the_text_under_the_pen_is_the_applicants_own(lingchuan):
    walked = journey("correcting", related=("zrj",))
    walked.act(applicant.save_text, "zjj-jb", boundary="改动中的文字。")
    walked.act(applicant.add_file, "zjj-jb", upload=scan("改动.pdf"))

    found = read_by(walked.case, files_for, "file__name")
    assert {who for who, names in found.items() if names} == {"applicant"}


def test_a_file_taken_out_of_the_text_under_the_pen_is_still_there_for_the_others(lingchuan):
    walked = journey("draft")
    walked.act(applicant.add_file, "zjj-jb", upload=scan("依据.pdf"))
    walked.consult().answer().submit().return_for_correction()
    walked.act(applicant.remove_file, "zjj-jb", case_file=walked.case.files.get())

    found = read_by(walked.case, files_there, "file__name")
    assert {who for who, names in found.items() if names} == set(READERS) - {"applicant"}


def test_files_of_opinions_follow_the_opinions(lingchuan):
    walked = circulating()
    issue_opinion(review_of(walked.case, "rsj"), files=[scan("人社局意见.pdf")])

    during = read_by(walked.case, files_for, "file__name")
    assert {who for who, names in during.items() if names} == {"office", "convenor", "party office"}
    walked.opine().conclude()
    assert {who for who, names in read_by(walked.case, files_for, "file__name").items() if names} == set(
        READERS
    )


def test_the_initial_review_before_it_is_issued_is_the_offices(lingchuan):
    walked = journey("reviewing", related=("zrj",))
    walked.act(office.draft_review, "bb-jb", lawful=False, lawful_basis="待查。")

    read = read_by(walked.case, events_for, "verb")
    assert "draft_review" in read["office"]
    assert "draft_review" not in read["applicant"]


def test_meeting_members_see_everything_issued_from_the_agenda_on(lingchuan):
    walked = journey("deliberating", route="general", opinions={"czj": {"finding": "unfunded"} | DISAGREE})
    assert not visible_to(seat("nyj-fz")).exists()

    walked.put_on_agenda(invited=("nyj",))

    assert visible_to(seat("nyj-fz")).get() == walked.case
    assert len(opinions_for(fresh(walked.case), seat("nyj-fz"))) == 6


def test_the_upper_body_from_the_filing_on(lingchuan):
    walked = journey("upper_review")
    assert not visible_to(seat("sbb-jb")).exists()

    walked.file()

    assert visible_to(seat("sbb-jb")).get() == walked.case
    assert len(opinions_for(fresh(walked.case), seat("sbb-jb"))) == 6


@pytest.mark.parametrize(
    ("state", "sees"),
    [
        ("draft", "zjj"),
        ("consulting", "zjj lcz zrj"),
        ("submitted", "zjj lcz zrj bb"),
        ("reviewing", "zjj lcz zrj bb zjr xwb zgb"),
        ("circulating", "zjj lcz zrj bb zjr xwb zgb sfj"),
    ],
)
def test_who_sees_the_case_at_all(lingchuan, state, sees):
    case = journey(state, related=("zrj",)).case
    everyone = [
        "zjj-jb",
        "lcz-jb",
        "djx-fz",
        "zrj-fz",
        "nyj-fz",
        "bb-jb",
        "zjr",
        "xwb-jb",
        "zgb-fz",
        "sfj-jb",
        "sbb-jb",
        "sys",
        "aud",
    ]

    assert [who.partition("-")[0] for who in everyone if case in visible_to(seat(who))] == [
        code.partition("-")[0] for code in everyone if code.partition("-")[0] in sees.split()
    ]


def of_units(case, kind):
    """{reader: the papers of which units, of that kind, it may open}"""
    named = {review.pk: review.unit.code for row in case.rounds.all() for review in row.reviews.all()}

    def codes(who):
        found = [paper for paper in papers_for(fresh(case), seat(who)) if paper.kind == kind]
        return sorted(named[paper.content["review"]] for paper in found)

    return {who: codes(name) for who, name in READERS.items()}


def test_a_reply_is_opened_by_its_unit_and_by_who_may_read_the_opinion(lingchuan):
    walked = circulating()
    own = {"justice": ["sfj"], "finance": ["czj"]}
    above = {who: ["czj", "sfj"] for who in ("office", "convenor", "party office")}
    assert of_units(walked.case, "reply") == {who: [] for who in READERS} | own | above

    walked.opine().conclude()
    assert of_units(walked.case, "reply") == {
        who: ["czj", "mzj", "rsj", "sfj", "zgb", "zzb"] for who in READERS
    }


def test_a_letter_is_opened_by_its_unit_and_by_who_may_know_what_is_asked_of_whom(lingchuan):
    walked = circulating()
    every = ["czj", "mzj", "rsj", "sfj", "zgb", "zzb"]
    own = {"justice": ["sfj"], "finance": ["czj"], "civil affairs": ["mzj"], "government office": ["zgb"]}
    assert of_units(walked.case, "circulation") == dict.fromkeys(READERS, every) | own

    walked.opine().conclude()
    assert of_units(walked.case, "circulation") == dict.fromkeys(READERS, every)


def test_the_summary_is_read_once_the_round_is_concluded(lingchuan):
    walked = circulating().opine().conclude()
    open_to_all = ["application", *["circulation"] * 6, "consultation", "initial_review", *["reply"] * 6]

    found = read_by(walked.case, papers_for, "kind")
    assert found["township"] == found["justice"] == [*open_to_all, "summary"]
    assert found["applicant"] == sorted([*open_to_all, "receipt", "summary"])

    signed = read_by(walked.sign().file().case, papers_for, "kind")
    assert set(signed["office"]) - set(signed["applicant"]) == {"sign_off", "filing"}


ABOVE = ("office", "convenor", "party office")
SAID = [  # state, route, what, by whom, who reads them
    ("submitted", "simple", office.return_for_correction, "bb-jb", "everyone"),
    ("circulating", "simple", office.call_revision, "bb-jb", "everyone"),
    ("circulating", "simple", office.to_general, "bb-jb", "everyone"),
    ("signing", "revocation", office.reject, "zjr", "everyone"),
    ("signing", "simple", approval.send_to_general, "zjr", "everyone"),
    ("signing", "simple", approval.send_back, "zjr", "those above"),
]


@pytest.mark.parametrize(("state", "route", "action", "who", "readers"), SAID)
def test_who_reads_the_words_given_with_an_act(lingchuan, state, route, action, who, readers):
    case = journey(state, route=route).act(action, who, reason="金丝雀。").case
    found = {reader for reader, said in read_words(case).items() if "金丝雀。" in said}

    assert found == (set(ABOVE) | ({"applicant", "township"} if readers == "everyone" else set()))


def read_words(case):
    who = ("applicant", "township", *ABOVE)
    return {name: [row.text for row in reasons_for(fresh(case), seat(READERS[name]))] for name in who}


def test_returns_from_above_are_not_told_below(lingchuan):
    decided = journey("deciding", route="general").decide_one("county_party", "xwb-jb", Verdict.RETURNED)
    returned = journey("upper_review").file().return_upper(substance=True)

    for case, text in ((decided.case, "再研究。"), (returned.case, "请补充。")):
        assert {name for name, said in read_words(case).items() if text in said} == set(ABOVE)


SECOND = "第二稿的职责边界。"


AFTER = {  # how the case goes on without another filing
    "reviewing": "",
    "circulating": "issue_review circulate opine",
    "upper_review": "issue_review circulate opine conclude sign",
    "withdrawn": "withdraw",
    "rejected": "reject",
}


def led_on(state):
    walked = journey("draft", related=("zrj",))
    walked.act(applicant.add_file, "zjj-jb", upload=scan("第一稿附件.pdf"))
    walked.consult().answer().submit().accept().issue_review().circulate().opine().conclude().sign()
    walked.file().return_upper(substance=True)
    sent = sent_to(walked.case)
    walked.return_for_correction()
    first = walked.case.files.filter(role="attachment").get()
    walked.act(applicant.save_text, "zjj-jb", name="第二稿的名称", boundary=SECOND)
    walked.act(applicant.remove_file, "zjj-jb", case_file=first)
    walked.act(applicant.add_file, "zjj-jb", upload=scan("第二稿附件.pdf"))
    walked.act(applicant.consult_again, "zjj-jb").answer().submit()
    for step in AFTER[state].split():
        getattr(walked, step)()
    assert walked.case.state == state
    return walked, sent


def sent_to(case):
    """Everything of the case that the upper body's handler may read."""
    case, by = visible_to(seat("sbb-jb")).get(pk=case.pk), seat("sbb-jb")
    dossier = dossier_for(case, by)
    return {
        "name": case.title,
        "text": version_for(case, by).number,
        "versions": [row.number for row in versions_for(case, by)],
        "opinions": sorted(row.pk for row in opinions_for(case, by)),
        "files": sorted(row.file.name for row in files_for(case, by)),
        "there": sorted(row.file.name for row in files_there(case, by)),
        "positions": sorted(p.pk for row in dossier.requests for p in row.positions.all()),
        "reviews": [row.pk for row in dossier.issued_reviews],
        "papers": [row.pk for row in papers_for(case, by)],
        "reasons": [row.text for row in reasons_for(case, by)],
        "acts": [row.verb for row in events_for(case, by)],
    }


@pytest.mark.parametrize("state", AFTER)
def test_the_upper_body_reads_the_file_it_was_sent_not_the_work_after_its_return(lingchuan, state):
    """“From upper_review on, the file sent to it”: until another filing that is what it gave back, and why."""
    walked, sent = led_on(state)

    assert sent_to(walked.case) == sent
    assert (sent["versions"], sent["there"], sent["reasons"]) == ([1], ["第一稿附件.pdf"], ["请补充。"])
    assert sent["acts"][-1] == "return_upper"
    page = client_of("sbb-jb").get(walked.case.get_absolute_url())
    told = page.content.decode()
    assert page.status_code == 200
    assert [word for word in ("第二稿", "第2稿", "第2轮") if word in told] == []


def test_with_the_next_filing_the_upper_body_reads_all_of_it(lingchuan):
    walked, sent = led_on("upper_review")

    now = sent_to(walked.file().case)

    assert (now["name"], now["versions"], now["there"]) == ("第二稿的名称", [1, 2], ["第二稿附件.pdf"])
    assert len(now["opinions"]) > len(sent["opinions"])
    assert sent_to(walked.pass_upper().case)["versions"] == [1, 2]


def test_a_paper_opinion_is_in_the_timeline_of_its_unit(lingchuan):
    """Registered by the office, it is the unit's: its own now, the applicant's once it may be read."""
    walked = journey("circulating", related=("zrj",))
    given = {"finding": "lawful", "view": "agree"}
    walked.act(
        circulation.file_opinion,
        "bb-jb",
        review=review_of(walked.case, "sfj"),
        files=[scan()],
        paper_on=clock.today(),
        **given,
    )

    def readers():
        found = read_by(walked.case, events_for, "verb").items()
        return {who for who, verbs in found if "file_opinion" in verbs}

    assert readers() == {"justice", "office", "convenor", "party office"}
    seen = events_for(fresh(walked.case), seat("sfj-fz"))
    (event,) = [event for event in seen if event.verb == "file_opinion"]
    assert (
        entries([event], units_around(walked.case), walked.case)[0]["text"] == "登记县司法局的书面意见：同意"
    )

    walked.opine().conclude()
    assert readers() == set(READERS)


def test_an_answer_of_a_later_round_is_hidden_until_it_may_be_read(lingchuan):
    """The unit's answer of the first round is known to the applicant; that it answered again is not."""
    walked = journey("circulating", opinions={"czj": {"finding": "unfunded"} | DISAGREE}).opine().conclude()
    walked.call_revision().revise()
    before = read_by(walked.case, events_for, "verb")["applicant"].count("issue_opinion")
    issue_opinion(review_of(walked.case, "czj"))

    assert read_by(walked.case, events_for, "verb")["applicant"].count("issue_opinion") == before == 6


def test_a_draft_saved_again_and_again_is_one_entry_of_its_last_time(lingchuan):
    made = journey("draft")
    for boundary in ("乡镇只巡查。", "乡镇只巡查堤防。", "乡镇只巡查堤防、涵闸。"):
        made.act(applicant.save_text, "zjj-jb", boundary=boundary)
    made.act(applicant.add_file, "zjj-jb", upload=scan("附件一.pdf"))
    made.act(applicant.save_text, "zjj-jb", boundary="乡镇只巡查。")
    events = list(reversed(events_for(made.case, seat("zjj-jb"))))
    saved = [event.when for event in events if event.verb == "save_text"]

    shown = entries(events, units_around(made.case), made.case)

    changed = [entry for entry in shown if entry["text"].startswith("修改申请")]
    assert len(saved) == 5  # the first by the journey
    assert len(shown) == len(events) - 3
    assert [entry["at"] for entry in changed] == [saved[0], saved[1]]
    assert changed[0]["text"] == "修改申请"
    assert changed[1]["text"].startswith("修改申请：连续4次，从")


def test_the_timeline_hides_who_answered_until_it_may_be_read(lingchuan):
    walked = circulating()
    issued = {
        who: verbs.count("issue_opinion") for who, verbs in read_by(walked.case, events_for, "verb").items()
    }

    assert issued == dict.fromkeys(READERS, 0) | {
        "justice": 1,
        "finance": 1,
        "office": 2,
        "convenor": 2,
        "party office": 2,
    }


def test_a_reply_says_the_finding_in_the_words_of_its_own_question(lingchuan):
    """Two questions may share a finding's key, not its label."""
    text = LINGCHUAN.read_text(encoding="utf-8")
    at = text.index('key = "not_involved", label = "不涉及"', text.index("[questions.staffing]"))
    text = text[:at] + text[at:].replace('"不涉及"', '"不聘用人员"', 1)
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    case = journey("circulating").opine().case

    said = {paper.title: dict(lines(paper, case)) for paper in papers_for(case, seat("bb-jb"))}

    found = [told["审查结论"] for told in said.values() if told.get("审查结论", "").startswith("不")]
    assert sorted(found) == ["不涉及", "不聘用人员"]


def test_what_was_recalled_is_not_offered_for_revocation(lingchuan):
    stays, taken = listed_duty(), listed_duty()
    Duty.objects.filter(pk=taken.pk).update(list_kind=ListKind.objects.get(key="recalled"), serial=900)

    for who in ("zjj-jb", "lcz-jb"):
        assert [text.duty_id for text in listed_for(seat(who).unit, clock.today(), "revocation")] == [
            stays.pk
        ]
