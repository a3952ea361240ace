"""Papers for measuring: composed by hand, printed without a database."""

from documents.papers import drawn

SENTENCE = "为进一步规范乡镇职责准入工作减轻基层负担现将有关事项通知如下请认真组织实施"
LONG = SENTENCE * 12
OFFICE = "中共灵川县委机构编制委员会办公室（联席会议办公室）"
NUMBER = "灵办发〔2026〕17号"


def paper(layout, **more):
    """An unsaved paper of that layout; what is given wins."""
    document = {
        "layout": layout,
        "mark": {"document": "文件", "minutes": "联席会议纪要"}.get(layout, ""),
        "upward": False,
        "number": NUMBER,
        "title": "关于同意农村自建房施工安全日常巡查和隐患报告事项准入乡镇办理的通知",
        "to": ["灵川县水利局"],
        "issuers": ["灵川县人民政府办公室"],
        "date": "2026-03-05",
        "body": [LONG, "一、乡镇职责", "（一）日常巡查", LONG],
    }
    return drawn(document | more, seq=12, digest="c" * 64)


def crowded():
    """A notice with a title of sixty characters and more, to twelve townships, with five attachments, from two offices."""
    title = (
        "关于同意农村自建房（含农房加层、扩建）施工安全日常巡查和隐患报告、"
        "汛期地质灾害隐患点联合巡查、山塘水库汛期值守事项准入乡镇办理的通知"
    )
    return paper(
        "document",
        title=title,
        to=[f"灵川县示例{name}镇人民政府" for name in "一二三四五六七八九十甲乙"],
        attachments=[f"示例材料之{name}（含有关部门的说明）" for name in "一二三四五"],
        issuers=["中共灵川县委办公室", "灵川县人民政府办公室"],
        copies=["中共灵川县委机构编制委员会办公室（联席会议办公室）"],
        printed_by="中共灵川县委办公室",
    )


def listed(rows):
    """A notice with a list of so many rows attached."""
    grid = {
        "title": "配合履职事项清单",
        "head": ["编号", "事项名称", "承担乡镇", "乡镇职责", "县级部门及其职责"],
        "widths": [15, 30, 24, 41, 46],
        "rows": [
            [
                f"配合{n:03}",
                "农村自建房施工安全日常巡查和隐患报告",
                "全部12个乡镇",
                "1.每周巡查一次并记录；\n2.发现隐患当日报告。",
                "灵川县住房和城乡建设局：负责处置和培训。",
            ]
            for n in range(1, rows + 1)
        ],
    }
    annexes = [{"title": "灵川县乡镇职责任务清单（2026年第1版）", "grids": [grid]}]
    return paper("document", body=[SENTENCE], attachments=[annexes[0]["title"]], annexes=annexes)


PAPERS = {
    "document": paper(
        "document", copies=["中共灵川县委组织部"], printed_by="灵川县人民政府办公室", attachments=["甲", "乙"]
    ),
    "upward": paper("document", upward=True, signer="示例", body=[SENTENCE], note="联系人：示例"),
    "letter": paper(
        "letter", issuers=[OFFICE], title="关于征求农村自建房巡查事项准入意见的函", copies=["灵川县司法局"]
    ),
    "minutes": paper(
        "minutes", to=[], people=[["出席", "灵川县司法局、灵川县财政局"]], body=["会议议定以下事项："]
    ),
    "table": paper(
        "table",
        to=[],
        body=[],
        title="职责准入申请表",
        rows=[["事项名称", "𠮷䶮㐂堃昇ᠮᠣᠩᠭᠣᠯ"], ["理由", LONG]],
    ),
}
