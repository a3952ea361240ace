"""What was issued and printed stays as it was, or it is neither handed out nor called genuine, and `verify_audit` names it."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import Notice
from audit.models import Event
from audit.witnesses import verify
from documents import triggers
from documents.alone import place
from documents.files import store
from documents.handing import printed
from documents.models import Paper, Print, StoredFile
from documents.printing import print_due
from tests.documents.conftest import receipt_of

pytestmark = pytest.mark.usefixtures("running_press")

ROWS = [
    (StoredFile, "收到的文件不得修改", {"name": "另一个名字.pdf"}),
    (Paper, "印发的文书不得修改", {"title": "另一个标题"}),
    (Print, "文书的PDF不得修改", {"pages": 9}),
]


@pytest.fixture
def both(county, by, receipt):
    """Two papers, printed."""
    other = receipt_of(county, by, "灵准受〔2026〕10号")
    assert print_due() == ([receipt, other], [])
    return receipt, other


@pytest.fixture
def owner(db):
    """Somebody who owns the database: nothing refuses a change."""
    triggers.remove(connection)
    yield
    triggers.install(connection)


def test_the_database_refuses_to_change_what_is_written_once(both):
    for model, said, forged in ROWS:
        with pytest.raises(IntegrityError, match=said), transaction.atomic():
            model.objects.update(**forged)


def test_the_chain_vouches_for_the_bytes_of_a_print(both):
    event = Event.objects.get(verb="print_paper", subject=str(both[0].uuid))

    assert event.content_hash == Print.objects.get(paper=both[0]).file.sha256
    assert event.person == "系统"


def swapped(first, second):
    """Each paper has the other's PDF."""
    mine, yours = first.print.file_id, second.print.file_id
    files = {file.pk: {"path": file.path, "sha256": file.sha256} for file in StoredFile.objects.all()}
    StoredFile.objects.filter(pk=mine).update(path="-")
    StoredFile.objects.filter(pk=yours).update(**files[mine])
    StoredFile.objects.filter(pk=mine).update(**files[yours])


def moved(first, second):
    """The one PDF hangs on the other paper."""
    Print.objects.filter(paper=second).delete()
    Print.objects.filter(paper=first).update(paper=second)


FORGED = [
    (swapped, "被改动过"),
    (moved, "被改动过"),
    (lambda first, _: Print.objects.filter(paper=first).delete(), "已不存在"),
    (
        lambda first, _: Paper.objects.filter(pk=first.pk).update(sha256="0" * 64),
        "校验值、字号、标题、种类或者印发时间、印发人被改动过",
    ),
    (
        lambda first, _: Paper.objects.filter(pk=first.pk).update(
            issued_at=first.issued_at + timedelta(days=-1)
        ),
        "校验值、字号、标题、种类或者印发时间、印发人被改动过",
    ),
    (
        lambda first, _: Paper.objects.filter(pk=first.pk).update(issued_by="别人"),
        "校验值、字号、标题、种类或者印发时间、印发人被改动过",
    ),
]


@pytest.mark.usefixtures("owner")
def test_verify_audit_finds_what_the_owner_of_the_database_changed(both):
    assert verify() is None
    for forge, said in FORGED:
        try:
            with transaction.atomic():
                forge(*both)
                assert said in str(verify())
                raise RuntimeError("undone")
        except RuntimeError:
            assert verify() is None


def changed(content):
    return content[:-1] + bytes([content[-1] ^ 1])


def test_a_pdf_that_was_changed_on_the_disk_is_not_handed_out(both, office, rf):
    path = Path(default_storage.path(both[0].print.file.path))
    content = path.read_bytes()
    for damaged in (changed(content), content[:500], b"", None):
        path.write_bytes(damaged or b"")
        if damaged is None:
            path.unlink()

        answer = printed(rf.get("/"), both[0], back="/")

        assert answer.status_code == 500
        assert "缺失，或者被改动过" in answer.content.decode()
        assert content[:100] not in answer.content
        assert f"文书“{both[0].number}”的PDF不在盘上，或者被改动过" in str(verify())
    (notice,) = Notice.objects.all()  # told once a day
    assert (notice.unit, both[0].title in notice.title) == (office, True)

    path.write_bytes(content)
    assert verify() is None
    whole = printed(rf.get("/"), both[0], back="/")
    assert b"".join(whole.streaming_content) == content
    whole.close()


def test_a_received_file_that_was_changed_on_the_disk_is_named(both, by, capsys):
    """As its page says that it is damaged; `verify_audit` says so every night, and where it lies."""
    scan = store(SimpleUploadedFile("批复.pdf", b"%PDF-1.7 as it came in"), by=by)
    path = Path(default_storage.path(scan.path))
    content = path.read_bytes()
    assert verify() is None
    for damaged in (changed(content), content[:5], None):
        path.write_bytes(damaged or b"")
        if damaged is None:
            path.unlink()

        with pytest.raises(SystemExit) as stopped:
            call_command("verify_audit")

        assert stopped.value.code == 1
        assert f"收到的文件“批复.pdf”不在盘上，或者被改动过（{scan.path}）" in capsys.readouterr().out


@pytest.mark.usefixtures("owner")
def test_a_paper_that_was_rewritten_is_neither_printed_nor_genuine(receipt, client):
    Paper.objects.update(snapshot=receipt.snapshot.replace("水利局", "财政局"))

    assert print_due() == ([], [receipt])
    assert not Print.objects.exists()
    assert "没有这份文书" in client.get(reverse("verify-code", args=[receipt.sha256])).text


@pytest.mark.usefixtures("owner")
def test_who_waits_for_a_paper_that_was_rewritten_is_told_that_there_will_be_no_pdf(receipt, rf):
    Paper.objects.update(snapshot=receipt.snapshot.replace("水利局", "财政局"))

    page = printed(rf.get("/"), Paper.objects.get(), back="/back/")

    assert page.status_code == 500
    said = page.content.decode()
    assert "这份文书不能生成PDF" in said
    assert "请告诉系统管理员" in said
    assert 'href="/back/"' in said
    assert "正在生成" not in said
    assert "Refresh" not in page
    assert not place(f"{receipt.uuid}.queued").exists()


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", "灵准受〔2026〕99号"),
        ("title", "关于受理别的事项的通知"),
        ("kind", "notice"),
        ("subject", "00000000-0000-0000-0000-000000000000"),
        ("issued_by", "别人"),
        ("county_id", None),
        ("snapshot", "{}"),
    ],
)
def test_a_paper_whose_row_says_something_else_is_not_genuine(both, other_county, client, column, value):
    """The checking page tells number, kind and county by the row: whoever changed them is not believed, by number, 校验值
    or PDF."""
    mine = both[0]
    with default_storage.open(mine.print.file.path) as kept:
        content = kept.read()
    row = {column: value or other_county.pk}
    if column == "snapshot":
        row["sha256"] = hashlib.sha256(value.encode()).hexdigest()
    Paper.objects.filter(pk=mine.pk).update(**row)
    forged = Paper.objects.get(pk=mine.pk)

    asked = [
        {"code": forged.sha256},
        {"code": forged.sha256, "number": forged.number},
        {"code": forged.sha256, "number": mine.number},
        {"file": SimpleUploadedFile("文书.pdf", content)},
    ]
    for given in asked:
        page = client.post("/verify/", given).text
        assert "不是本系统印发的文书" in page or "没有这份文书" in page
        assert "<dt>种类</dt>" not in page
    assert "有这份文书" in client.post("/verify/", {"code": both[1].sha256, "number": both[1].number}).text


UNREADABLE = ["not json", "[]", "null", '{"corrects": 3}', '{"audit": {"seq": [], "hash": ""}}']
UNREADABLE += ['{"audit": {"seq": 100000000000000000000, "hash": ""}}']


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("snapshot", UNREADABLE)
def test_what_was_done_to_one_paper_says_nothing_against_the_others_of_its_subject(
    receipt, county, by, client, snapshot
):
    damaged = receipt_of(county, by, "灵准受〔2026〕10号", subject=receipt.subject)
    Paper.objects.filter(pk=damaged.pk).update(snapshot=snapshot)

    assert "有这份文书</h2>" in client.get(reverse("verify-code", args=[receipt.sha256])).text
    assert "没有这份文书" in client.get(reverse("verify-code", args=[damaged.sha256])).text
    assert str(verify()).startswith(f"文书“{damaged.number}”的校验值")
