"""The text of documents meant for townships: what is read, what is found, where."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.errands import errands
from admission.act import Refused
from documents.rendering import Press
from regimes.queries import current_regime
from registry.models import Duty, ListKind
from tests.cast import client_of, seat
from tests.factories import listed_duty, scan
from tests.voice.asking import answered, asked, fresh_matter, letter
from voice import vetting
from voice.actions import matters as actions
from voice.models import Matter
from voice.pdf_lines import joined


def printed(*lines):
    """A PDF with a text, a paragraph a line."""
    body = "".join(f"<p>{line}</p>" for line in lines)
    with Press() as press:
        return SimpleUploadedFile("通知.pdf", press.make(body, [])[1])


def found(parts, county):
    rules = current_regime(county).rules
    return [(each.place, each.form, each.words) for each in vetting.search(parts, rules=rules, county=county)]


def test_tasks_outside_the_list_and_forbidden_forms(lingchuan):
    listed_duty("农村危房日常巡查", townships=("lcz",))
    parts = [
        ("第1段", "各乡镇要开展农村危房日常巡查。"),  # in the list
        ("第2段", "各乡镇负责收集企业用电数据，按周上报；与乡镇签订目标责任书。"),
        ("第3段", "县住房城乡建设局负责复核。"),  # not the townships'
        ("第4段", "未完成的实行一票否决。"),
    ]

    assert found(parts, lingchuan) == [
        ("第2段", "可能是清单以外的任务", "各乡镇……负责"),
        ("第2段", "不许用的方式：责任状", "目标责任书"),
        ("第2段", "可能是清单以外的任务", "乡镇……签订"),
        ("第4段", "不许用的方式：一票否决", "一票否决"),
    ]


def test_townships_are_known_by_their_names_too(lingchuan):
    """A task given to one or two of them is outside the list as it is for all; what it says of others is not."""
    listed_duty("农村危房日常巡查", townships=("lcz",))
    parts = [
        ("第1段", "请灵川镇、大圩镇开展沿街商铺用电摸底。"),
        ("第2段", "请灵川镇开展农村危房日常巡查。"),  # in the list
        ("第3段", "请县公安局开展沿街商铺用电摸底。"),
    ]

    assert found(parts, lingchuan) == [("第1段", "可能是清单以外的任务", "灵川镇……开展")]


def test_what_was_taken_back_is_no_task_of_the_list(lingchuan):
    listed_duty("河道保洁", townships=("lcz",))
    back = listed_duty("农村危房日常巡查", townships=("lcz",))
    Duty.objects.filter(pk=back.pk).update(list_kind=ListKind.objects.get(county=lingchuan, recalled=True))
    parts = [("第1段", "各乡镇要开展农村危房日常巡查。"), ("第2段", "各乡镇负责河道保洁。")]

    assert found(parts, lingchuan) == [("第1段", "可能是已收回的任务", "各乡镇……开展")]


def test_what_can_be_read():
    words = "各乡镇做好防汛值守"
    assert vetting.parts_of(letter("标题", "", words)) == [("第1段", "标题"), ("第2段", words)]
    assert [(place, words in text) for place, text in vetting.parts_of(printed(words))] == [("第1页", True)]
    assert vetting.parts_of(scan()) == []  # no PDF behind its first bytes
    broken = SimpleUploadedFile("通知.docx", _archive(b"<w:document"))
    assert vetting.parts_of(broken) == []


@pytest.mark.parametrize("write", [printed, letter])
def test_a_file_is_read_for_so_long_and_no_longer(monkeypatch, write):
    monkeypatch.setattr(vetting, "SECONDS", 0)

    assert vetting.parts_of(write("各乡镇做好防汛值守")) == []


def test_all_files_together_are_read_for_so_long_and_what_is_left_is_said(lingchuan, monkeypatch):
    """Twenty files that take their time would have held the page until the web server gave it up."""
    files = [letter("各乡镇负责收集企业用电数据。", name=f"{n}.docx") for n in range(3)]
    monkeypatch.setattr(vetting, "IN_ALL", 0)
    matter = asked("vetting", files=files)

    assert [(hit.file, hit.form) for hit in matter.hits.all()] == [
        (f"{n}.docx", "没有核对完") for n in range(3)
    ]
    parts = [("第1段", "各乡镇负责甲。各乡镇负责乙。")]
    assert [place for place, *_ in found(parts, lingchuan)] == ["全文"]


def test_only_so_much_is_searched_and_that_is_said(lingchuan, monkeypatch):
    monkeypatch.setattr(vetting, "MOST_SENTENCES", 2)
    parts = [("第1段", "各乡镇负责甲。各乡镇负责乙。各乡镇负责丙。")]

    assert [place for place, *_ in found(parts, lingchuan)] == ["第1段", "第1段", "全文"]
    monkeypatch.setattr(vetting, "MOST_SENTENCES", 3)
    assert [place for place, *_ in found(parts, lingchuan)] == ["第1段", "第1段", "第1段"]


def test_headers_notes_and_text_boxes_are_read_with_their_place():
    head = (
        '<w:x xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    )

    def said(text, more=""):
        return f"<w:p><w:r><w:t>{text}</w:t>{more}</w:r></w:p>"

    def part(*paragraphs):
        return f"{head}{''.join(paragraphs)}</w:x>".encode()

    box = f"<w:txbxContent>{said('框里')}</w:txbxContent>"
    twice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    others = {
        "header1": part(said("抬头")),
        "header2": part(said("抬头")),
        "footer1": part(said("落款", box)),
        "footnotes": part(said("脚下")),
        "endnotes": part(said("末尾")),
    }
    upload = SimpleUploadedFile("通知.docx", _archive(part(said("正文", twice), said("第二")), **others))

    assert vetting.parts_of(upload) == [
        ("第1段", "正文"),
        ("第2段", "第二"),
        ("文本框第1段", "框里"),
        ("页眉第1段", "抬头"),
        ("页脚第1段", "落款"),
        ("页脚文本框第1段", "框里"),
        ("脚注第1段", "脚下"),
        ("尾注第1段", "末尾"),
    ]


def _archive(xml, **parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, content in ({"document": xml} | parts).items():
            archive.writestr(f"word/{name}.xml", content)
    return file.getvalue()


def test_the_office_gives_its_word_and_that_ends_it(lingchuan):
    matter = asked("vetting", files=[letter("请各乡镇报送用电数据。"), scan()])
    assert [(hit.file, hit.place) for hit in matter.hits.all()] == [
        ("通知.docx", "第1段"),
        ("扫描件.pdf", "全文"),
    ]
    with pytest.raises(Refused):
        asked("vetting", files=[])
    done = answered("vetting", title="另一份通知")
    assert (done.state, done.result) == ("matter_closed", "")
    assert done.ended_at is not None


def test_the_pages(lingchuan):
    url, office = reverse("matter-new", args=["vetting"]), client_of("bb-fz")
    department = client_of("zjj-jb")
    sent = {"title": "关于报送数据的通知", "text": "报送数据。", "origin": "本局", "reference": "未编号"}
    bad = department.post(url, sent)
    assert (bad.status_code, "上传要审核的文件" in bad.content.decode()) == (422, True)
    wrong = department.post(url, sent | {"files": SimpleUploadedFile("通知.docx", b"plain")})
    assert (wrong.status_code, "通知.docx" in wrong.content.decode()) == (422, True)
    assert department.post(url, sent | {"files": letter("请各乡镇报送用电数据。")}).status_code == 302
    page = office.get(Matter.objects.get().get_absolute_url()).content.decode()
    assert all(words in page for words in ("文字提示（1处）", "第1段", "请各乡镇报送用电数据"))


def test_the_office_registers_what_came_from_above_and_its_head_gives_the_word(lingchuan):
    matter = asked("vetting", who="bb-jb", title="省里的通知", files=[letter("各乡镇负责收集企业用电数据。")])
    assert [each.what for who in ("bb-jb", "bb-fz") for each in errands(seat(who))] == [
        "准备意见，由负责人答复",
        "答复",
    ]
    actions.answer(matter=matter, by=seat("bb-fz"), choice="report_up", text="清单没有，向上反映。")
    assert fresh_matter(matter).state == "matter_closed"
    assert [hit.form for hit in matter.hits.all()] == ["可能是清单以外的任务"]


def test_a_department_s_own_draft_came_from_nobody_above(lingchuan):
    """黑龙江 四（二）: what came from the province or the city is reported up; a draft is amended or goes by the procedure."""
    own, above = asked("vetting"), asked("vetting", who="lcz-jb", title="市里的通知")
    url = [reverse("matter-act", args=[each.uuid, "answer"]) for each in (own, above)]
    assert ["向上级反映" in client_of("bb-fz").get(each).text for each in url] == [False, True]
    with pytest.raises(Refused, match="不能这样答复"):
        actions.answer(matter=own, by=seat("bb-fz"), choice="report_up", text="向上反映。")


# -- the lines of a page -------------------------------------------------------------------------------------------------

PAGE = """关于做好2026年度农村自建房安全隐患排查
整治工作的通知
各乡镇人民政府：
为进一步加强全县农村自建房安全管理，切实保障人民
群众生命财产安全，现就有关事项通知如下。
一、工作任务
各乡镇要逐户登记造册，面积不少于
1.5万平方米的优先，并与县住房城乡建设局签订目标
责任书。
（一）排查范围。各乡镇全部自建房，包括出租的、经营的
自建房。
工作要求
各乡镇要高度重视，明确专人负责，未完成的在年度考
核中实行一票否决。"""


def test_a_heading_ends_with_its_line_and_a_sentence_does_not():
    assert joined(PAGE).split("\n") == [
        "关于做好2026年度农村自建房安全隐患排查整治工作的通知",
        "各乡镇人民政府：",
        "为进一步加强全县农村自建房安全管理，切实保障人民群众生命财产安全，现就有关事项通知如下。",
        "一、工作任务",
        "各乡镇要逐户登记造册，面积不少于1.5万平方米的优先，并与县住房城乡建设局签订目标责任书。",
        "（一）排查范围。各乡镇全部自建房，包括出租的、经营的自建房。工作要求",
        "各乡镇要高度重视，明确专人负责，未完成的在年度考核中实行一票否决。",
    ]
    assert joined("\n \n") == ""


def test_a_hit_in_a_pdf_says_its_own_sentence(lingchuan):
    lines = (
        "一、工作任务",
        "各乡镇要负责对辖区内的企业逐户登记，按周上报用电数据，由县住房城乡建设局汇总核对，各站所配合开展",
    )
    matter = asked("vetting", files=[printed(*lines)])
    quotes = [hit.quote for hit in matter.hits.all()]
    assert quotes == [lines[1]]
    said = client_of("bb-fz").get(matter.get_absolute_url()).content.decode()
    assert '<span class="nowrap">第1页</span>' in said  # not “第1” above “页”
