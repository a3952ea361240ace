"""The notice that publishes an edition: in the office's words and the county's, with the whole list as its table."""

import io
import re

import pdfplumber
import pytest
from django.urls import reverse

from audit import clock
from documents.models import Paper
from documents.numbers import claim
from documents.printing import print_due
from registry.actions import publish_edition
from registry.actions.corrigenda import confirm_corrigendum, propose_corrigendum
from registry.models import Edition
from tests.cast import client_of, seat
from tests.documents.test_editable import words
from tests.factories import listed_duty, number


def publish(county):
    return publish_edition(
        county=county,
        document_number=number("灵办发"),
        published_on=clock.today(),
        by=seat("bb-fz"),
        notes="说明。",
    )


def test_an_edition_is_issued_as_a_notice(lingchuan, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    one = listed_duty(townships=("lcz",))
    first = publish(lingchuan)
    other = listed_duty(townships=("lcz", "dxz"))
    second = publish(lingchuan)

    before, notice = (Paper.objects.get(subject=str(each.uuid)) for each in (first, second))

    said = notice.content["document"]
    assert (notice.number, said["date"]) == (second.document_number, clock.today().isoformat())
    assert said["issuers"] == ["中共灵川县委办公室", "灵川县人民政府办公室"]
    assert said["to"] == ["各乡镇人民政府", "县直各单位"]
    assert said["title"] == f"关于公布《灵川县乡镇职责任务清单》（{second}）的通知"
    assert f"与{first}相比，新增1项。" in said["body"]
    assert "说明。" in said["body"]
    listed, changed = said["annexes"]
    rows = [row for grid in listed["grids"] for row in grid["rows"]]
    assert [row[1] for row in rows] == [one.name, other.name]
    assert rows[1][2] == "灵川镇、大圩镇"
    assert [row[:1] + row[2:3] for row in changed["grids"][0]["rows"]] == [["新增", other.name]]
    assert len(before.content["document"]["annexes"]) == 1

    url = f"/editions/{second.year}/{second.number}/paper/"
    assert client.get(url)["Refresh"] == f"3; url={url}?tried=1"
    assert url in client.get(second.get_absolute_url()).text
    print_due([notice.uuid])
    assert b"".join(client.get(url).streaming_content).startswith(b"%PDF-1.7")


def test_a_notice_names_the_changes_that_there_are(lingchuan):
    """A list with a 勘误 and a new duty: no 调整 and no 退出 of nothing."""
    slipped = listed_duty(townships=("lcz",))
    first = publish(lingchuan)
    listed_duty(townships=("lcz",))
    slip = propose_corrigendum(
        duty=slipped, field="basis", kind="punctuation", new_text=f"{slipped.versions.get().basis}。",
        reason="漏了句号。", by=seat("bb-jb"),
    )  # fmt: skip
    confirm_corrigendum(corrigendum=slip, by=seat("bb-fz"))

    notice = Paper.objects.get(subject=str(publish(lingchuan).uuid))

    assert f"与{first}相比，新增1项、勘误1项。" in notice.content["document"]["body"]


def test_the_notice_is_looked_at_before_it_cannot_be_taken_back(lingchuan):
    duty = listed_duty(townships=("lcz",))
    said = {"document_number": "灵办发〔2026〕31号", "published_on": clock.today(), "notes": "说明。"}
    client = client_of(seat("bb-fz"))

    draft = client.post("/editions/publish/?as=docx", said | {"preview": "1"})

    text = words(draft.content)
    assert "灵办发〔2026〕31号" in text
    assert duty.name in text
    assert "草稿，未印发" in text
    assert not Edition.objects.exists()
    assert not Paper.objects.exists()


def test_a_correction_is_looked_at_before_it_is_confirmed(lingchuan):
    duty = listed_duty(townships=("lcz",))
    slip = propose_corrigendum(
        duty=duty, field="basis", kind="punctuation", new_text=f"{duty.versions.get().basis}。",
        reason="漏了句号。", by=seat("bb-jb"),
    )  # fmt: skip
    url = reverse("corrigendum", args=[slip.uuid])

    draft = client_of(seat("bb-fz")).post(f"{url}?as=docx", {"answer": "confirm", "preview": "1"})

    assert "更正的理由：漏了句号。" in words(draft.content)
    slip.refresh_from_db()
    assert slip.settled_at is None


def test_the_poster_names_the_edition_and_where_it_is_checked(lingchuan, client, settings):
    settings.SITE_URL = "https://zhunru.example"  # not the address at which somebody happened to ask for it
    listed_duty(townships=("lcz",))
    notice = Paper.objects.get(subject=str(publish(lingchuan).uuid))

    response = client.get("/townships/lcz/poster.pdf?size=A4")

    with pdfplumber.open(io.BytesIO(response.content)) as pdf:
        text = re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))
    assert notice.number in text
    assert f"https://zhunru.example/verify/{notice.sha256[:32]}/" in text
    assert "https://zhunru.example/townships/lcz/" in text
    assert f"校验值{notice.sha256}" in text


def test_the_form_sent_twice_leads_to_the_edition(lingchuan):
    listed_duty(townships=("lcz",))
    said = {"document_number": number("灵办发"), "published_on": clock.today(), "notes": "说明。"}
    client = client_of("bb-fz")

    first, again = (client.post("/editions/publish/", said) for _ in range(2))
    other = client.post("/editions/publish/", said | {"notes": "另一种说明。"})

    assert (first.status_code, again.status_code, again["Location"]) == (302, 302, first["Location"])
    assert Edition.objects.count() == 1
    assert "没有变化" in other.text
    assert "另一种说明。" in other.text


@pytest.mark.parametrize("more", [{}, {"preview": "1"}])
def test_a_number_that_something_else_has_is_told_beside_its_field(lingchuan, more):
    listed_duty(townships=("lcz",))
    taken, client = number("灵办发"), client_of("bb-fz")
    claim(county=lingchuan, number=taken, subject="a notice", organ="县委办公室")
    said = {"document_number": taken, "published_on": clock.today(), "notes": "说明。", **more}

    answer = client.post("/editions/publish/", said)

    assert "已用于另一件事项" in answer.context["form"].errors["document_number"][0]
    assert (taken in answer.text, "说明。" in answer.text) == (True, True)
    assert not Edition.objects.exists()
