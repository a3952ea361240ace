"""Attachments: sent with the application's form or alone, known by their content, downloads for those who may read."""

import uuid

import pytest

from admission.models import CaseFile
from audit.record import events_about
from tests.admission.forms import address, filled
from tests.cast import client_of, office_abroad
from tests.documents.samples import DOCX, JPEG, OFD, PDF, PNG, archive, upload
from tests.factories import fresh, journey, make_case, unit

pytestmark = pytest.mark.usefixtures("lingchuan", "uploads")


@pytest.fixture
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def case():
    return make_case("draft")


def save(case, *files, client=None, **changes):
    client, url = client or client_of("zjj-jb"), address("case-edit", case)
    return client.post(url, filled(client, url, files=list(files), **changes))


def add(case, *files, client=None, **changes):
    client = client or client_of("zjj-jb")
    data = {"files": list(files), "lock": fresh(case).lock, "form_key": uuid.uuid4().hex}
    return client.post(address("case-file-add", case), data | changes)


def names(case):
    return [row.file.name for row in CaseFile.objects.filter(application=case, removed_at=None)]


def test_nothing_is_saved_where_a_file_cannot_be_kept(case, settings, tmp_path):
    """The form comes back with what was typed, and goes through once the disk is there again."""
    client, url = client_of("zjj-jb"), address("case-edit", case)
    form = filled(client, url, boundary="只报告。")
    full = tmp_path / "full"
    full.write_text("")
    settings.MEDIA_ROOT = full / "below"

    refused = client.post(url, form | {"files": [upload("依据.pdf", PDF)]})

    assert refused.status_code == 422
    assert refused.context["form"]["boundary"].value() == "只报告。"
    assert (names(case), fresh(case).version.boundary) == ([], "乡镇只巡查和报告。")
    settings.MEDIA_ROOT = tmp_path
    again = form | {name: refused.context[name] for name in ("lock", "form_key")}
    assert client.post(url, again | {"files": [upload("依据.pdf", PDF)]}).status_code == 302
    assert (names(case), fresh(case).version.boundary) == (["依据.pdf"], "只报告。")


def test_of_several_files_each_bad_one_is_named(case):
    response = save(case, upload("依据.pdf", PDF), upload("空.pdf", b""), upload("说明.exe", b"MZ"))

    told = response.context["form"].errors["files"]
    assert response.status_code == 422
    assert [line.partition("：")[0] for line in told] == ["空.pdf", "说明.exe"]
    assert told[0] == "空.pdf：文件是空的，请重新选择。"
    assert names(case) == []


def test_text_and_files_saved_together_are_one_act(case):
    before = events_about(case.uuid).count()

    save(case, upload("依据.pdf", PDF), upload("照片.jpg", JPEG), boundary="只报告。")

    assert events_about(case.uuid).count() == before + 1
    assert len(events_about(case.uuid).last().facts["files"]) == 2


@pytest.mark.parametrize("how", [save, add])
def test_the_attachments_that_were_asked_about_change_with_another_text_only(how):
    """Townships agreed to 第1稿 with its attachments; other ones are 第2稿, and 第1稿 stays as it was hashed."""
    made = journey("consulting").answer()
    first = made.case.version

    how(made.case, upload("依据.pdf", PDF), upload("照片.jpg", JPEG))
    made.case = fresh(made.case)
    made.answer().submit()  # another attachment is put to both again

    assert [version.number for version in made.case.versions.all()] == [1, 2]
    kept = made.case.versions.get(number=1)
    assert (kept.content_hash, kept.frozen_at) == (first.content_hash, first.frozen_at)
    assert made.case.version.content_hash != first.content_hash


def test_an_attachment_taken_out_while_consulting_is_another_text():
    made = journey("draft")
    save(made.case, upload("依据.pdf", PDF))
    made.consult()
    row = CaseFile.objects.get(application=made.case)
    url = address("case-file-remove", made.case, row.file.uuid)

    client_of("zjj-jb").post(url, {"lock": fresh(made.case).lock})

    hashes = list(made.case.versions.values_list("number", "content_hash"))
    assert [number for number, _ in hashes] == [1, 2]
    assert hashes[0][1] != hashes[1][1]
    assert all(hashes)


def test_files_are_saved_with_the_text(case):
    save(case, upload("依据.pdf", PDF), upload("照片.jpg", JPEG), boundary="只报告。")

    assert names(case) == ["依据.pdf", "照片.jpg"]
    assert fresh(case).version.boundary == "只报告。"


def test_one_is_taken_out_and_the_text_kept(case):
    save(case, upload("依据.pdf", PDF))
    row = CaseFile.objects.get(application=case)

    save(case, remove=str(row.file.uuid), boundary="只报告。")

    assert (names(case), fresh(case).version.boundary) == ([], "只报告。")


@pytest.mark.parametrize("remove", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_a_forged_removal_is_ignored(case, remove):
    save(case, upload("依据.pdf", PDF))

    response = save(case, remove=remove)

    assert (response.status_code, names(case)) == (302, ["依据.pdf"])


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        (
            "依据.exe",
            PDF,
            "依据.exe：不接收这种文件，只接收PDF、DOC、DOCX、XLS、XLSX、WPS、ET、OFD、PNG、JPG。",
        ),
        ("依据.pdf", PNG, "依据.pdf：文件的内容是PNG图片，与扩展名“.pdf”不符。"),
        (
            "依据.docx",
            archive("a.txt"),
            "依据.docx：压缩包不予接收，只接收PDF、DOC、DOCX、XLS、XLSX、WPS、ET、OFD、PNG、JPG。",
        ),
        ("依据.pdf", PDF + bytes(2000), "依据.pdf：文件超过0MB，请压缩或拆分后上传。"),
    ],
)
def test_a_bad_file_is_told_beside_the_field_and_the_text_kept(case, settings, name, content, error):
    settings.MAX_FILE_BYTES = 1500

    response = save(case, upload("好的.pdf", PDF), upload(name, content), boundary="写好的边界")
    form = response.context["form"]

    assert response.status_code == 422
    assert form.errors == {"files": [error]}
    assert form["boundary"].value() == "写好的边界"
    assert (names(case), fresh(case).version.boundary) == ([], "乡镇只巡查和报告。")


@pytest.mark.parametrize(
    ("name", "content"), [("依据.docx", DOCX), ("依据.ofd", OFD), ("依据.png", PNG), ("依据.JPEG", JPEG)]
)
def test_what_is_taken_alone(case, name, content):
    response = add(case, upload(name, content))

    assert (response.url, names(case)) == (address("case-edit", case), [name])


def test_a_bad_file_alone_is_told_on_a_page_of_its_own(case):
    response = add(case, upload("依据.pdf", b"MZ"))
    nothing = add(case)

    assert response.status_code == 422
    assert response.context["form"].errors["files"][0].startswith("依据.pdf：无法识别文件的内容")
    assert nothing.context["form"].errors == {"files": ["请上传附件"]}


def test_a_file_sent_twice_is_kept_once(case):
    for _ in range(2):
        add(case, upload("依据.pdf", PDF), form_key="same")

    assert names(case) == ["依据.pdf"]


def test_a_stale_upload(case):
    assert add(case, upload("依据.pdf", PDF), lock=fresh(case).lock - 1).status_code == 409


@pytest.mark.parametrize("name", ["case-file-add", "case-file-remove"])
def test_adding_and_removing_are_posts(case, name):
    args = [] if name == "case-file-add" else [uuid.uuid4()]

    assert client_of("zjj-jb").get(address(name, case, *args)).status_code == 405


@pytest.mark.parametrize(("who", "status"), [("lcz-fz", 403), ("nyj-jb", 404), ("bb-fz", 404)])
def test_who_may_not_add(who, status):
    case = make_case("consulting")

    assert add(case, upload("依据.pdf", PDF), client=client_of(who)).status_code == status
    assert add(case, upload("依据.pdf", b"MZ"), client=client_of(who)).status_code == status


def test_a_download_is_never_shown_inside_the_site(case):
    save(case, upload("依据.pdf", PDF))
    row = CaseFile.objects.get(application=case)

    response = client_of("zjj-fz").get(address("case-file", case, row.file.uuid))

    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_who_may_download():
    case = make_case("consulting")
    add(case, upload("依据.pdf", PDF))
    url = address("case-file", case, CaseFile.objects.get(application=case).file.uuid)

    statuses = {}
    for who in ("zjj-jb", "lcz-jb", "ltz-fz", "bb-fz", "sys"):
        response = client_of(who).get(url)
        statuses[who] = response.status_code
        b"".join(response)  # reading it to the end closes the file

    assert statuses == {"zjj-jb": 200, "lcz-jb": 200, "ltz-fz": 404, "bb-fz": 404, "sys": 404}
    assert client_of(office_abroad()).get(url).status_code == 404


def test_a_file_of_another_case_does_not_exist(case):
    other = make_case("draft")
    add(other, upload("依据.pdf", PDF))
    row = CaseFile.objects.get(application=other)
    client = client_of("zjj-jb")

    assert client.get(address("case-file", case, row.file.uuid)).status_code == 404
    assert client.post(address("case-file-remove", case, row.file.uuid)).status_code == 404


def test_removing(case):
    add(case, upload("依据.pdf", PDF))
    row = CaseFile.objects.get(application=case)

    client_of("zjj-jb").post(address("case-file-remove", case, row.file.uuid), {"lock": fresh(case).lock})

    assert names(case) == []


def test_a_stamped_scan_goes_with_a_paper_application(case):
    paper = make_case("draft", on_paper=True)

    save(paper, client=client_of("bb-jb"), paper=[upload("申请书.pdf", PDF)])

    assert [row.role for row in paper.files.order_by("-id")][:1] == ["paper"]


def test_a_unit_adds_only_so_much_to_a_case(case, settings):
    """What was taken out again counts, and another unit has its own room."""
    settings.MAX_CASE_FILES = 2
    assert add(case, upload("一.pdf", PDF)).status_code == 302
    first = CaseFile.objects.get(application=case)
    client_of("zjj-jb").post(
        address("case-file-remove", case, first.file.uuid),
        {"lock": fresh(case).lock, "form_key": uuid.uuid4().hex},
    )
    assert add(case, upload("二.pdf", PDF)).status_code == 302

    page = add(case, upload("三.pdf", PDF))

    assert "最多上传2个、500兆" in page.text
    assert names(case) == ["二.pdf"]
    settings.MAX_CASE_FILES, settings.MAX_CASE_BYTES = 100, 2 * len(PDF) + 1
    assert "最多上传100个" in add(case, upload("三.pdf", PDF)).text
    CaseFile.objects.update(unit=unit("sfj"))
    assert add(case, upload("三.pdf", PDF)).status_code == 302
