"""What the papers of each county cite: its own articles, or a law named beside them (product.md; the seeds)."""

import pytest

from documents.models import Paper
from tests.demo.own_words import articles_cited, articles_elsewhere
from tests.demo.test_other_counties import COUNTY_OF
from tests.regimes.conftest import regime_text

# what is promised with a duty is not there (阿荣旗 第五条, 通渭 第10项 权随事转, 黑龙江 四（三）在配套政策…全力支持, 湖南 第八项);
# 灵川 第三条第（三）项第1目: 合法合规且协商一致的, by the simple procedure. Every other kind of paper cites none.
CITES = {
    "lingchuan": {"initial_review": {"第三条第（三）项第1目"}},
    **{
        code: {"finding": {article}, "supervision": {article}}
        for code, article in {
            "arong": "第五条",
            "tongwei": "第10项",
            "binxian": "四（三）",
            "rucheng": "第八项",
        }.items()
    },
}
ISSUED = {"consultation", "application", "receipt", "initial_review"}  # everywhere


@pytest.mark.parametrize("code", COUNTY_OF)
def test_every_paper_cites_its_own_county_s_articles(five, code):
    own, cited, kinds = regime_text(code), {}, set()
    for paper in Paper.objects.filter(county=five[code]):
        kinds.add(paper.kind)
        text = f"{paper.title} {paper.content}"
        assert articles_elsewhere(own, {paper.title: text}) == set()
        if found := articles_cited(own, text):
            cited.setdefault(paper.kind, set()).update(found)

    assert kinds >= ISSUED | set(CITES[code])
    assert cited == CITES[code]


@pytest.mark.parametrize(
    ("code", "said", "wrong"),
    [
        ("arong", "按照第四条第（三）项，报市政府。", set()),
        ("arong", "按照第三条第（三）项第1目办理。", {"第三条第（三）项第1目"}),  # 灵川's
        ("arong", "按照第五条、第十二条办理。", {"第十二条"}),
        ("arong", "《示例条例》第九十条、第九十一条第二款", set()),
        (
            "arong",
            "《灵川县乡镇职责准入制度》（办发〔2023〕3号）第五条",
            {"《灵川县乡镇职责准入制度》第五条"},
        ),
        ("tongwei", "按照第13项报批。", set()),
        ("tongwei", "按照第七项报批。", {"第七项"}),  # 湖南's
        ("tongwei", "按照四（三）追责。", {"四（三）"}),  # 黑龙江's
        ("rucheng", "按照第14项报批。", {"第14项"}),  # 通渭's
    ],
)
def test_another_county_s_article_is_found(code, said, wrong):
    assert {article for article, _ in articles_elsewhere(regime_text(code), {"": said})} == wrong
