"""Every page of a case, in each of its states and for each seat, and the administrators' pages, in the words of each other county:
what `test_other_counties` reads of the demonstration's cases is one page of a kind.
"""

import re

import pytest
from django.db import transaction

from accounts.models import Notice
from admission.actions import approval, office
from audit import clock
from audit.record import SYSTEM
from demo import other_counties
from documents.models import Paper
from regimes.actions import load_regime
from regimes.schema import parse
from tests.cast import client_of, forget, seat
from tests.demo.own_words import articles_elsewhere, as_read, pages_of, papers_of, said_elsewhere
from tests.demo.test_fixed_words import RENAMED
from tests.factories import make_case
from tests.matrix.other_counties import ABOVE, ASIDE, FACTS, Led, seats_of
from tests.regimes.conftest import regime_text

OF_CASE = re.compile(r'href="(/cases/[0-9a-f-]{36}/[^"#?.]*)"')
MANAGED = {
    "system administrator": ("/manage/units/",),
    "security administrator": ("/manage/locked/",),
    "audit administrator": ("/manage/events/", "/manage/readings/"),
}
STATES = {
    "coordinating": "general",
    "deliberating": "general",
    "signing": "simple",
    "approved": "general",
}  # of 灵川
PEOPLE = ("zjj-jb", "bb-fz", "sfj-fz", "lcz-fz", "xwb-jb", "zjr", "sbb-jb")
USUAL = ("联席会议", "协调会", "召集人")


def pages_of_case(client, url, known, *, read=as_read):
    """{address: what is read there}: the case as the seat finds it, and what it leads to within the case that is not `known`."""
    found, waiting = {}, [url]
    while waiting:
        at = waiting.pop()
        answer = client.get(at)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            found[at] = read(answer.text)
            links = {link for link in OF_CASE.findall(answer.text) if "/files/" not in link} - known
            known |= links
            waiting += links
    return found


@pytest.mark.parametrize("code", FACTS)
def test_every_state_of_a_case_and_the_administrators_pages(db, code):
    stage = other_counties.stage_of(other_counties.build(FACTS[code], "!", townships=2))
    made = Led(code, stage)
    clients = {kind: client_of(by) for kind, by in seats_of(code, stage).items()}
    wrong = set()
    for state in made.states():
        known = {made.case.get_absolute_url()}
        for kind in clients.keys() - MANAGED.keys():
            read = pages_of_case(clients[kind], made.case.get_absolute_url(), known)
            wrong |= {(state, kind, *said) for said in said_elsewhere(regime_text(code), read)}
            wrong |= {(state, kind, "（（", where) for where, said in read.items() if "（（" in said}
        assert len(known) > 3, state
        page = as_read(clients["office director"].get(made.case.get_absolute_url()).text)
        wrong |= {(state, "成员单位意见")} if "成员单位意见" in page and not stage.rules.members else set()
    wrong |= articles_elsewhere(regime_text(code), papers_of(stage.county))
    for kind, typed in MANAGED.items():
        read = pages_of(clients[kind], typed=typed)
        read |= {page: as_read(clients[kind].get(page).text) for page in (f"{typed[0]}?page=2",)}
        assert len(read) > 2, kind
        wrong |= {(kind, *said) for said in said_elsewhere(regime_text(code), read)}

    assert wrong == set()


def decided(verdict):
    def act(made):
        said = {"bodies": ["county_party"], "verdict": verdict, "decided_on": clock.today()}
        made.do(approval.record_decision, "party-office-jb", **said, number="", reason="再议（示例）。")

    return act


def answered_above(action, **said):
    def act(made):
        made.do(action, f"{ABOVE[made.place]}-fz", number="市政函〔2026〕9号", reply_on=clock.today(), **said)

    return act


ASIDE_OF_ALL = {  # how a case leaves its way: the state it is led to, what is done there
    **{
        state: (ASIDE[state], lambda made, state=state: made.leave(state))
        for state in ("correcting", "not_accepted", "withdrawn")
    },
    "returned by a body": ("deciding", decided("returned")),
    "refused by a body": ("deciding", decided("refused")),
}
ASIDE_OF_SOME = {  # where units are asked, and a body above approves
    **{
        state: (ASIDE[state], lambda made, state=state: made.leave(state))
        for state in ("revising", "rejected")
    },
    "returned for its form": (
        "sent up",
        answered_above(approval.return_upper, substance=False, reason="缺附件。"),
    ),
    "returned from above": (
        "sent up",
        answered_above(approval.return_upper, substance=True, reason="请重议。"),
    ),
    "refused from above": ("sent up", answered_above(approval.refuse_upper, reason="由部门承担。")),
}


@pytest.mark.parametrize("code", FACTS)
def test_a_case_that_left_its_way_opens_for_every_seat_in_the_county_s_words(db, code):
    stage = other_counties.stage_of(other_counties.build(FACTS[code], "!", townships=2))
    clients = {kind: client_of(by) for kind, by in seats_of(code, stage).items() if kind not in MANAGED}
    wrong = set()
    for way, (until, leave) in (ASIDE_OF_ALL | (ASIDE_OF_SOME if code in ABOVE else {})).items():
        with transaction.atomic():
            made = Led(code, stage)
            for state in made.states():
                if state == until:
                    break
            leave(made)
            url = made.case.get_absolute_url()
            known = {url}
            for kind, client in clients.items():
                read = pages_of_case(client, url, known)
                wrong |= {(way, kind, *said) for said in said_elsewhere(regime_text(code), read)}
            wrong |= {
                (way, "paper", *said)
                for said in articles_elsewhere(regime_text(code), papers_of(stage.county))
            }
            assert clients["applicant head"].get(url).status_code == 200, way
            transaction.set_rollback(True)

    assert wrong == set()


def test_a_county_with_other_words_for_its_office_meeting_and_convenor(lingchuan):
    """On the pages of every state, of the meetings and of the administrators none of the usual words is left."""
    led = RENAMED.replace('short_name = "召集人"', 'short_name = "组长"')
    text = led.replace('convenor = "召集人"', 'convenor = "组长"').replace(
        'meeting = "灵联"', 'meeting = "灵领"'
    )
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    lingchuan.units.filter(kind="convenor").update(name="县委副书记", short_name="县委副书记")
    lingchuan.roster.filter(role="convenor").update(title="县委副书记")
    forget()
    clients, read = {who: client_of(who) for who in (*PEOPLE, "sys", "aud")}, {}
    for state, route in STATES.items():
        case = make_case(state, route=route)
        known = {case.get_absolute_url()}
        for who in PEOPLE:
            pages = pages_of_case(clients[who], case.get_absolute_url(), known)
            read |= {(who, state, page): said for page, said in pages.items()}
    for who, typed in (("sys", MANAGED["system administrator"]), ("aud", MANAGED["audit administrator"])):
        read |= {(who, page): said for page, said in pages_of(clients[who], typed=typed).items()}
    for who in ("bb-fz", "zjr"):
        read |= {(who, page): said for page, said in pages_of(clients[who], typed=["/meetings/"]).items()}

    own = {said for said in re.findall(r'"([^"]*)"', text) if said not in USUAL}
    own |= {name for unit in lingchuan.units.all() for name in (unit.name, unit.short_name)} - set(USUAL)
    own |= {str(by.user) for by in map(seat, ("zjr", "zjr2"))} | {
        "，联席会议办公室。已沟通。"
    }  # what people wrote
    names = [name for name in sorted(own, key=len, reverse=True) if any(word in name for word in USUAL)]
    wrong = {
        (where, word, around(said, word))
        for where, said in ((where, without(said, names)) for where, said in read.items())
        for word in USUAL
        if word in said
    }
    assert len(read) > 100
    assert wrong == set()


def without(said, names):
    for name in names:
        said = said.replace(name, "")
    return said


def around(said, word):
    at = said.index(word)
    return " ".join(said[max(0, at - 30) : at + 30].split())


STEPS = {"reviewing": "合规审查", "circulating": "会商各单位", "not_accepted": "退件"}
USUAL_STEPS = {"初评": "reviewing", "征求成员单位意见": "circulating", "不予受理": "not_accepted"}


def test_a_county_with_other_words_for_its_steps(lingchuan):
    """Pages, notices and papers of every state call 初评, 征求成员单位意见 and 不予受理 as [state_labels] does."""
    labels = "".join(f'{state} = "{label}"\n' for state, label in STEPS.items())
    text = regime_text("lingchuan").replace("[state_labels]\n", f"[state_labels]\n{labels}", 1)
    load_regime(county=lingchuan, text=text, by=SYSTEM)
    forget()
    clients, read = {who: client_of(who) for who in ("zjj-fz", "bb-jb", "bb-fz", "sfj-fz")}, {}
    for state in ("submitted", "reviewing", "circulating", "signing", "approved"):
        case = make_case(state)
        known = {case.get_absolute_url()}
        for who, client in clients.items():
            pages = pages_of_case(client, case.get_absolute_url(), known)
            read |= {(who, state, page): said for page, said in pages.items()}
    declined = make_case("submitted")
    office.decline(
        case=declined, by=seat("bb-fz"), lock=declined.lock, reason="不属于县级部门职责。", article="第一条"
    )
    known = {declined.get_absolute_url()}
    for client in clients.values():
        read |= pages_of_case(client, declined.get_absolute_url(), known)
        read |= pages_of(client, typed=["/regulation/"])
    read |= {notice.title: notice.title for notice in Notice.objects.all()}
    read |= {paper.title: f"{paper.title} {paper.content}" for paper in Paper.objects.all()}

    quoted = [
        text for text in parse(text).source_articles.values() if any(word in text for word in USUAL_STEPS)
    ]
    wrong = {
        (where, word, around(said, word))
        for where, said in ((where, without(said, quoted)) for where, said in read.items())
        for word in USUAL_STEPS
        if word in said
    }
    assert len(read) > 60
    assert wrong == set()
    assert "退件" in clients["zjj-fz"].get(declined.get_absolute_url()).text
